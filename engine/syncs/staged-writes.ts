import { mkdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column, RejectedRecord, WriteOperation, WrittenChunk } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { placeOf } from '../contract/place.ts';
import { TARGET_ID } from '../contract/target-ids.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import { flushNew } from '../kit/flush.ts';
import type { JsonObject } from '../kit/json.ts';
import { quoteLiteral } from '../kit/sql.ts';
import { writeDurably } from '../kit/write-durably.ts';
import { hubIdentifier } from '../movement/hub-names.ts';
import { transfer } from '../movement/transfer.ts';
import { rememberRejected } from '../store/remember-rejected.ts';
import type { ComparedRecords } from './compare-records.ts';
import { acknowledged, type RecordShape, writeLedger } from './diff.ts';
import { LedgerFiles } from './ledger-files.ts';
import { recordShape } from './record-shape.ts';
import type { StagedBatch, Stretch, Writes } from './staged-batch.ts';
import type { SyncRun } from './sync-run.ts';
import { withUnsureCreates } from './unsure-creates.ts';

/**
 * The records of a sync on their way to a target that takes records. They are laid down in a file before the first is
 * sent, and every chunk that the target has answered for is noted in the store: an execution that is killed is gone on
 * with where it was, with the same records in the same chunks.
 */
export class StagedWrites {
  readonly #run: SyncRun;
  readonly #context: ExecutionContext;
  readonly #reporter: ObjectReporter;
  readonly #ledgers: LedgerFiles;
  readonly #object: string;
  readonly #shape: RecordShape;

  constructor(run: SyncRun, context: ExecutionContext, reporter: ObjectReporter) {
    this.#run = run;
    this.#context = context;
    this.#reporter = reporter;
    this.#ledgers = new LedgerFiles(run);
    this.#object = run.blueprint.model.id;
    this.#shape = recordShape(run);
  }

  /** Sends what an interrupted execution left unsent, unless it was planned under another definition or is forgotten. */
  async recover(): Promise<void> {
    const { store, sync, blueprint, resync } = this.#run;
    const position = await store.positions.get(sync.id, this.#object);
    if (position?.cursor?.kind !== 'writes') return;
    const staged = position.cursor.batch as unknown as StagedBatch;
    if (resync || position.definition_version !== blueprint.plan.definition_version) {
      this.#context.log(
        'warn',
        'the records that an interrupted execution had left are not sent any more: the sync was changed or starts again; those already sent may be sent again',
      );
      await this.#context.checkpoint('forget-pending', (repositories) =>
        repositories.positions.clear(sync.id, this.#object),
      );
      return;
    }
    this.#context.log(
      'info',
      `going on with the batch of an interrupted execution, after ${staged.sent} records`,
    );
    await this.#run.host.withSession(async (session) => {
      const sure = await withUnsureCreates(this.#run, session, staged, this.#shape, this.#context);
      if (sure !== staged) await this.#note(sure, 'pending-writes');
      await this.finish(session, await this.send(session, sure), []);
    });
  }

  /**
   * Lays down the records to be written and the ledger to be, and notes both. `except` is SQL over `records`: what is
   * neither sent nor done.
   */
  async stage(
    session: DuckdbSession,
    digest: string,
    { known, keepsMissing }: Pick<ComparedRecords, 'known' | 'keepsMissing'>,
    writes: readonly Writes[],
    hasIds: boolean,
    except: string,
  ): Promise<StagedBatch> {
    const { store, sync } = this.#run;
    const id = store.random.uuid();
    const folder = join('ledgers', sync.id);
    await mkdir(join(store.dataDir, folder), { recursive: true, mode: 0o700 });
    const ledger = join(folder, `${id}.parquet`);
    const changes = join(folder, `${id}.changes.parquet`);
    await writeLedger(session, join(store.dataDir, ledger), except, keepsMissing ? known : undefined);
    const stretches = await this.#layDown(session, join(store.dataDir, changes), writes);
    const before = await store.ledgers.get(sync.id);
    const staged: StagedBatch = {
      batch: { scope: `${sync.id}/${this.#object}`, id },
      execution_id: this.#context.id,
      changes,
      rejected: join(folder, `${id}.rejected.ndjson`),
      rejected_size: 0,
      ledger,
      known: known === undefined ? null : (before?.path ?? null),
      digest,
      stretches,
      hasIds,
      sent: 0,
    };
    await this.#note(staged, 'pending-writes');
    return staged;
  }

  async #layDown(
    session: DuckdbSession,
    path: string,
    writes: readonly Writes[],
  ): Promise<readonly Stretch[]> {
    const names = this.#shape.columns.map((c) => hubIdentifier(c.name)).join(', ');
    if (writes.length === 0) return [];
    const parts = writes.map(({ select }, i) => `SELECT ${i} AS _syncform_stretch, * FROM (${select})`);
    // Nearly in the order of the model, so that a person who reads along finds them.
    await session.run(
      `COPY (SELECT _syncform_stretch, row_number() OVER (ORDER BY _syncform_stretch, _syncform_row) - 1 AS _syncform_place, _syncform_key, ${TARGET_ID.name}, ${names}
               FROM (${parts.join(' UNION ALL ')})
               LEFT JOIN (SELECT _syncform_key, rowid AS _syncform_row FROM records) USING (_syncform_key)
              ORDER BY _syncform_place)
         TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await flushNew(path);
    const rows = await session.all(
      `SELECT _syncform_stretch, min(_syncform_place), count(*) FROM read_parquet(${quoteLiteral(path)}) GROUP BY 1 ORDER BY 1`,
    );
    return rows.map(([stretch, first, count]) => {
      const { operation, keyOnly } = writes[Number(stretch)] as Writes;
      return { operation, keyOnly, first: Number(first), count: Number(count) };
    });
  }

  /** Sends what is not acknowledged yet; answers the batch with everything sent. */
  async send(session: DuckdbSession, staged: StagedBatch): Promise<StagedBatch> {
    const { store, target, sync, blueprint } = this.#run;
    const { signal } = this.#context;
    const writer = target.facet('write');
    let at = staged;
    for (const { operation, first, count, keyOnly } of staged.stretches) {
      const end = first + count;
      if (at.sent >= end) continue;
      const columns: Column[] = this.#shape.columns
        .filter((c) => !keyOnly || this.#shape.key.includes(c.name))
        .map(({ name, type }) => ({ name, type }));
      const hasIds = staged.hasIds === true;
      const brought = hasIds ? [...columns, TARGET_ID] : columns;
      const select = `SELECT ${brought.map((c) => hubIdentifier(c.name)).join(', ')} FROM read_parquet(${quoteLiteral(join(store.dataDir, staged.changes))})
        WHERE _syncform_place >= ${at.sent} AND _syncform_place < ${end} ORDER BY _syncform_place`;
      const { rows } = await transfer(
        { columns: brought, offers: [{ format: 'relation', attach: async () => select }] },
        ['rows'],
        { session, signal, log: () => {} },
      );
      if (rows.format !== 'rows') throw new TypeError(`asked for rows, got ${rows.format}`);
      await writer.write({
        object: blueprint.table.id,
        configuration: sync.target.configuration ?? {},
        operation,
        columns,
        key: this.#shape.key,
        hasIds,
        rows,
        offset: at.sent - first,
        batch: { ...staged.batch, id: `${staged.batch.id}-${operation}` },
        sync_id: sync.id,
        execution_id: staged.execution_id,
        signal,
        acknowledge: async (chunk) => {
          at = await this.#acknowledge(at, operation, chunk);
        },
        onProgress: ({ bytes = 0 }) => this.#reporter.progress({ bytes }),
      });
      if (at.sent !== end)
        throw new TypeError(
          `${end - first} records were to be written, ${at.sent - first} were acknowledged`,
        );
    }
    return at;
  }

  async #acknowledge(
    staged: StagedBatch,
    operation: WriteOperation,
    chunk: WrittenChunk,
  ): Promise<StagedBatch> {
    const lines = chunk.rejected.map(
      ({ index, reason }) => `${JSON.stringify({ place: staged.sent + index, reason })}\n`,
    );
    const path = join(this.#run.store.dataDir, staged.rejected);
    const rejected_size =
      lines.length > 0
        ? await writeDurably(path, staged.rejected_size, lines.join(''))
        : staged.rejected_size;
    const after = { ...staged, rejected_size, sent: staged.sent + chunk.records };
    await this.#note(after, 'written');
    const taken = chunk.records - chunk.rejected.length;
    const created = operation === 'create' ? taken : operation === 'upsert' ? (chunk.created ?? 0) : 0;
    const deleted = operation === 'remove' ? taken : 0;
    this.#reporter.progress({
      inserted: created,
      deleted,
      updated: taken - created - deleted,
      rejected: chunk.rejected.length,
    });
    return after;
  }

  async #note(staged: StagedBatch, name: string): Promise<void> {
    await this.#context.checkpoint(name, (repositories) =>
      repositories.positions.set({
        sync_id: this.#run.sync.id,
        object: this.#object,
        cursor: { kind: 'writes', batch: staged as unknown as JsonObject },
        batch_id: staged.batch.id,
        definition_version: this.#run.blueprint.plan.definition_version,
        source_place: null,
        target_place: null,
        target_table: null,
      }),
    );
  }

  /**
   * Makes the staged ledger the acknowledged one. A record that was rejected stays as it was in the one before, or
   * out of it, so that the next run sends it again as what it is.
   */
  async finish(
    session: DuckdbSession,
    staged: StagedBatch,
    unidentified: readonly RejectedRecord[],
  ): Promise<void> {
    const { store, sync, blueprint, target } = this.#run;
    const refused = await this.#rejected(session, staged);
    const path = refused.length > 0 ? await this.#withoutRejected(session, staged) : staged.ledger;
    const [[rows] = []] = await session.all(
      `SELECT count(*) FROM read_parquet(${quoteLiteral(join(store.dataDir, path))})`,
    );
    await this.#context.checkpoint('ledger', async (repositories) => {
      await repositories.ledgers.set({
        sync_id: sync.id,
        path,
        rows: Number(rows),
        digest: staged.digest,
        definition_version: blueprint.plan.definition_version,
        batch_id: staged.batch.id,
        target_place: placeOf(target),
        target_table: this.#run.blueprint.table.id,
      });
      await repositories.positions.clear(sync.id, this.#object);
      await rememberRejected(repositories, sync.id, this.#object, [...refused, ...unidentified]);
    });
    await this.#ledgers.keepOnly(path);
  }

  /** The rejected records by name; they are in the table `rejected` of the session as well. */
  async #rejected(session: DuckdbSession, staged: StagedBatch): Promise<readonly RejectedRecord[]> {
    if (staged.rejected_size === 0) return [];
    const file = join(this.#run.store.dataDir, staged.rejected);
    await truncate(file, staged.rejected_size);
    const { columns, key } = this.#shape;
    const named = key.length > 0 ? columns.filter((c) => key.includes(c.name)) : columns;
    const texts = named.map((c) => `CAST(${hubIdentifier(c.name)} AS VARCHAR)`);
    await session.run(
      `CREATE OR REPLACE TEMP TABLE rejected AS
         SELECT c.*, l.reason AS _syncform_reason FROM read_parquet(${quoteLiteral(join(this.#run.store.dataDir, staged.changes))}) c
           JOIN read_json(${quoteLiteral(file)}, format = 'newline_delimited', columns = {place: 'BIGINT', reason: 'VARCHAR'}) l
             ON l.place = c._syncform_place`,
    );
    const rows = await session.all(
      `SELECT _syncform_reason, ${texts.join(', ')} FROM rejected ORDER BY _syncform_place`,
    );
    return rows.map(([reason, ...values]) => ({
      key: Object.fromEntries(named.map((c, i) => [c.name, values[i] as string | null])),
      reason: String(reason),
    }));
  }

  async #withoutRejected(session: DuckdbSession, staged: StagedBatch): Promise<string> {
    const { dataDir } = this.#run.store;
    const path = staged.ledger.replace(/\.parquet$/, '.acknowledged.parquet');
    const read = (file: string) => `${acknowledged(join(dataDir, file))} s`;
    const isRejected = 'EXISTS (FROM rejected r WHERE r._syncform_key = s._syncform_key)';
    const before = staged.known
      ? `UNION ALL SELECT _syncform_key, _syncform_hash FROM ${read(staged.known)} WHERE ${isRejected}`
      : '';
    await session.run(
      `COPY (SELECT _syncform_key, _syncform_hash FROM ${read(staged.ledger)} WHERE NOT ${isRejected} ${before})
         TO ${quoteLiteral(join(dataDir, path))} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await flushNew(join(dataDir, path));
    return path;
  }
}
