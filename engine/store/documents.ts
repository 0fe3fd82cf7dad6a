import type { Kysely } from 'kysely';
import type { BulkSync, Computed, Connection, Model, Sync } from '../api/documents.ts';
import { SyncformError } from '../kit/errors.ts';
import { atomically } from './atomically.ts';
import { forgetRuns } from './forget-runs.ts';
import { breaksReference, isDuplicate } from './sqlite.ts';
import type {
  BulkSyncDocuments,
  ConnectionDocuments,
  Documents,
  ModelDocuments,
  SyncDocuments,
} from './store.ts';
import type { DocumentRow, Tables } from './tables.ts';

type DocumentTable = 'connections' | 'models' | 'syncs' | 'bulk_syncs';

/** What the four tables of definitions have in common: a JSON document by id, and columns that name others. */
abstract class DocumentRepository<D extends Computed> implements Documents<D> {
  protected readonly db: Kysely<Tables>;
  readonly #table: DocumentTable;
  /** For messages: "bulk sync". */
  readonly #kind: string;
  readonly #version: (() => string) | undefined;
  /** What was read last, as long as nothing has been written since. */
  readonly #known = new Map<string, D>();
  #knownAt: string | undefined;

  /** @param version Of the store: documents are remembered until it moves. Left out, each is read again. */
  constructor(db: Kysely<Tables>, table: DocumentTable, version?: () => string) {
    this.db = db;
    this.#version = version;
    this.#table = table;
    this.#kind = table.replace('_', ' ').replace(/s$/, '');
  }

  /** The columns beside the document: the ids of what it names. */
  protected abstract columns(document: D): Readonly<Record<string, string>>;

  /** Keeps other tables in step with a document that was written. */
  protected async written(_db: Kysely<Tables>, _document: D): Promise<void> {}

  /** Removes what belongs to a document that was deleted. */
  protected abstract deleted(db: Kysely<Tables>, id: string): Promise<void>;

  async list(): Promise<readonly D[]> {
    return this.parse(
      await this.#rows(this.db).selectFrom(this.#table).select('document').orderBy('seq').execute(),
    );
  }

  async get(id: string): Promise<D | null> {
    const version = this.#version?.();
    if (version !== this.#knownAt) this.#known.clear();
    this.#knownAt = version;
    const known = this.#known.get(id);
    if (known) return known;
    const found = await this.#read(id);
    if (found && version !== undefined && version === this.#knownAt) this.#known.set(id, found);
    return found;
  }

  async #read(id: string): Promise<D | null> {
    const rows = await this.#rows(this.db)
      .selectFrom(this.#table)
      .select('document')
      .where('id', '=', id)
      .execute();
    return this.parse(rows)[0] ?? null;
  }

  async insert(document: D): Promise<void> {
    const row = { id: document.id, document: JSON.stringify(document), ...this.columns(document) };
    await this.#write(document, async (db) => {
      await this.#rows(db).insertInto(this.#table).values(row).execute();
    });
  }

  async update(document: D): Promise<void> {
    const changes = { document: JSON.stringify(document), ...this.columns(document) };
    await this.#write(document, async (db) => {
      const { numUpdatedRows } = await this.#rows(db)
        .updateTable(this.#table)
        .set(changes)
        .where('id', '=', document.id)
        .executeTakeFirst();
      if (numUpdatedRows === 0n)
        throw new SyncformError('not_found', `there is no ${this.#kind} ${document.id}`);
    });
  }

  async delete(id: string): Promise<boolean> {
    return atomically(this.db, async (db) => {
      try {
        const result = await this.#rows(db).deleteFrom(this.#table).where('id', '=', id).executeTakeFirst();
        if (result.numDeletedRows === 0n) return false;
      } catch (error) {
        if (!breaksReference(error)) throw error;
        throw new SyncformError('in_use', `${this.#kind} ${id} is in use`, { cause: error });
      }
      await this.deleted(db, id);
      await db.deleteFrom('half_made').where('id', '=', id).execute();
      await db.deleteFrom('retired').where('id', '=', id).execute();
      return true;
    });
  }

  protected parse(rows: readonly { readonly document: string }[]): readonly D[] {
    return rows.map((row) => JSON.parse(row.document) as D);
  }

  async #write(document: D, work: (db: Kysely<Tables>) => Promise<void>): Promise<void> {
    try {
      await atomically(this.db, async (db) => {
        await work(db);
        await this.written(db, document);
      });
    } catch (error) {
      if (isDuplicate(error)) {
        throw new SyncformError('invalid', `there is a ${this.#kind} ${document.id} already`, {
          cause: error,
        });
      }
      if (!breaksReference(error)) throw error;
      throw new SyncformError(
        'not_found',
        `a connection or model that ${this.#kind} ${document.id} names is not there`,
        { hint: 'It may have been deleted meanwhile: plan again.', cause: error },
      );
    }
  }

  /** The columns that all four tables have. */
  #rows(db: Kysely<Tables>): Kysely<Record<DocumentTable, DocumentRow>> {
    return db as unknown as Kysely<Record<DocumentTable, DocumentRow>>;
  }
}

export class ConnectionRepository extends DocumentRepository<Connection> implements ConnectionDocuments {
  constructor(db: Kysely<Tables>, version?: () => string) {
    super(db, 'connections', version);
  }

  protected override columns(): Readonly<Record<string, string>> {
    return {};
  }

  protected override async deleted(db: Kysely<Tables>, id: string): Promise<void> {
    await db.deleteFrom('secrets').where('owner', '=', id).execute();
  }
}

export class ModelRepository extends DocumentRepository<Model> implements ModelDocuments {
  constructor(db: Kysely<Tables>, version?: () => string) {
    super(db, 'models', version);
  }

  async ofConnection(connectionId: string): Promise<readonly Model[]> {
    const query = this.db.selectFrom('models').select('document').orderBy('seq');
    return this.parse(await query.where('connection_id', '=', connectionId).execute());
  }

  protected override columns(model: Model): Readonly<Record<string, string>> {
    return { connection_id: model.connection_id };
  }

  protected override async deleted(): Promise<void> {}
}

export class SyncRepository extends DocumentRepository<Sync> implements SyncDocuments {
  constructor(db: Kysely<Tables>, version?: () => string) {
    super(db, 'syncs', version);
  }

  async ofModel(modelId: string): Promise<readonly Sync[]> {
    const syncs = this.db.selectFrom('sync_models').select('sync_id').where('model_id', '=', modelId);
    const query = this.db.selectFrom('syncs').select('document').orderBy('seq');
    return this.parse(await query.where('id', 'in', syncs).execute());
  }

  async ofConnection(connectionId: string): Promise<readonly Sync[]> {
    const query = this.db.selectFrom('syncs').select('document').orderBy('seq');
    return this.parse(await query.where('target_connection_id', '=', connectionId).execute());
  }

  protected override columns(sync: Sync): Readonly<Record<string, string>> {
    return { target_connection_id: sync.target.connection_id };
  }

  protected override async written(db: Kysely<Tables>, sync: Sync): Promise<void> {
    await db.deleteFrom('sync_models').where('sync_id', '=', sync.id).execute();
    for (const model_id of new Set(sync.model_ids)) {
      await db.insertInto('sync_models').values({ sync_id: sync.id, model_id }).execute();
    }
  }

  protected override async deleted(db: Kysely<Tables>, id: string): Promise<void> {
    await forgetRuns(db, id);
  }
}

export class BulkSyncRepository extends DocumentRepository<BulkSync> implements BulkSyncDocuments {
  constructor(db: Kysely<Tables>, version?: () => string) {
    super(db, 'bulk_syncs', version);
  }

  async ofConnection(connectionId: string): Promise<readonly BulkSync[]> {
    const rows = await this.db
      .selectFrom('bulk_syncs')
      .select('document')
      .where((is) =>
        is.or([
          is('source_connection_id', '=', connectionId),
          is('destination_connection_id', '=', connectionId),
        ]),
      )
      .orderBy('seq')
      .execute();
    return this.parse(rows);
  }

  protected override columns(bulkSync: BulkSync): Readonly<Record<string, string>> {
    return {
      source_connection_id: bulkSync.source.connection_id,
      destination_connection_id: bulkSync.destination.connection_id,
    };
  }

  protected override async deleted(db: Kysely<Tables>, id: string): Promise<void> {
    await forgetRuns(db, id);
  }
}
