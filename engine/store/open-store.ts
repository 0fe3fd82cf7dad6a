import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Kysely } from 'kysely';
import type { Budgets } from '../contract/budgets.ts';
import { type Clock, type Random, systemClock, systemRandom } from '../kit/clock.ts';
import { SyncformError } from '../kit/errors.ts';
import { Redactor } from '../kit/redactor.ts';
import { BudgetRepository } from './budgets.ts';
import { databasePath, prepareDataDir, refuseEmptied } from './data-dir.ts';
import { BulkSyncRepository, ConnectionRepository, ModelRepository, SyncRepository } from './documents.ts';
import { ExecutionHistoryRepository } from './execution-history.ts';
import { ExecutionJournal } from './execution-journal.ts';
import { HalfMadeRepository } from './half-made.ts';
import { KnownSourceRepository } from './known-sources.ts';
import { Leases } from './leases.ts';
import { LedgerRepository } from './ledgers.ts';
import { openMasterKey } from './master-key.ts';
import { MetaRepository } from './meta.ts';
import { damagedStore, migrate, newerStore, schemaState } from './migrate.ts';
import { PositionRepository } from './positions.ts';
import { RejectionRepository } from './rejections.ts';
import { ReplacedSecretRepository } from './replaced-secrets.ts';
import { RetiredRepository } from './retired.ts';
import { RowCountRepository } from './row-counts.ts';
import { SchemaPrimaryKeyRepository } from './schema-primary-keys.ts';
import { SecretRepository, type Vault } from './secrets.ts';
import { openDatabase } from './sqlite.ts';
import type { Repositories, Store, StoreReader } from './store.ts';
import type { Tables } from './tables.ts';
import { TargetTableRepository } from './target-tables.ts';

export interface OpenStoreOptions {
  /** Made, with mode 0700, if it is missing. Relative paths are relative to the process's folder. */
  readonly dataDir: string;
  /**
   * The text of SYNCFORM_SECRET_KEY: 32 bytes in base64 or hex, or a passphrase of 16 characters or more. Without it the
   * key is in `<dataDir>/secret.key`, which is made if it is missing.
   */
  readonly key?: string | undefined;
  /** False leaves the key alone: secrets can then be neither read nor written. Default true. */
  readonly withSecrets?: boolean;
  readonly clock?: Clock;
  readonly random?: Random;
}

/**
 * Opens the store of a data directory, making both if they are missing. Any number of processes may have it open.
 * Throws `invalid` when the key is not the one that the secrets are encrypted under.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const dataDir = resolve(options.dataDir);
  const path = databasePath(dataDir);
  const { clock = systemClock, random = systemRandom } = options;
  prepareDataDir(dataDir);
  const { db, version } = await openDatabase(path, 'write');
  try {
    await migrate(db, path);
    const withSecrets = options.withSecrets ?? true;
    const key = withSecrets ? await openMasterKey({ db, dataDir, key: options.key, random }) : undefined;
    return new EmbeddedStore(db, version, dataDir, clock, {
      key,
      redactor: new Redactor(),
      random,
      opened: new Map(),
    });
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/**
 * Opens a store to look at it, while others write. Changes nothing, takes no lock that a writer waits for and needs no
 * key. Throws `not_found` where there is no store yet.
 */
export async function openStoreForReading(dataDir: string, clock = systemClock): Promise<StoreReader> {
  const path = databasePath(dataDir);
  const missing = (): SyncformError =>
    new SyncformError('not_found', `there is no syncform store in ${resolve(dataDir)}`, {
      hint: 'Run terraform apply in the folder of the configuration, or name its data directory with --data-dir.',
    });
  refuseEmptied(dataDir);
  // A file without contents is one that is being made.
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) throw missing();
  const { db } = await openDatabase(path, 'read');
  try {
    const state = await schemaState(db);
    if (state === 'missing') throw missing();
    if (state === 'newer') throw newerStore(path);
    if (state === 'damaged') throw damagedStore(path);
    if (state === 'older') {
      throw new SyncformError(
        'unsupported',
        `the store ${path} was written by an older version of syncform`,
        {
          hint: 'Run terraform apply with this version once, which brings it up to date.',
        },
      );
    }
    return {
      connections: new ConnectionRepository(db),
      models: new ModelRepository(db),
      syncs: new SyncRepository(db),
      bulkSyncs: new BulkSyncRepository(db),
      executions: new ExecutionHistoryRepository(db, clock),
      rejections: new RejectionRepository(db, clock, new Redactor()),
      halfMade: new HalfMadeRepository(db, clock),
      retired: new RetiredRepository(db),
      [Symbol.asyncDispose]: () => db.destroy(),
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

class EmbeddedRepositories implements Repositories {
  readonly meta;
  readonly connections;
  readonly models;
  readonly syncs;
  readonly bulkSyncs;
  readonly secrets;
  readonly replacedSecrets;
  readonly positions;
  readonly ledgers;
  readonly rejections;
  readonly rowCounts;
  readonly targetTables;
  readonly schemaPrimaryKeys;
  readonly knownSources;
  readonly halfMade;
  readonly retired;
  readonly executions;
  readonly journal;
  readonly leases;

  /** @param version What tells whether the store has changed, where documents may be remembered until then. */
  constructor(db: Kysely<Tables>, clock: Clock, vault: Vault, version?: () => string) {
    this.meta = new MetaRepository(db, vault.random);
    this.connections = new ConnectionRepository(db, version);
    this.models = new ModelRepository(db, version);
    this.syncs = new SyncRepository(db, version);
    this.bulkSyncs = new BulkSyncRepository(db, version);
    this.secrets = new SecretRepository(db, vault);
    this.replacedSecrets = new ReplacedSecretRepository(db, vault);
    this.positions = new PositionRepository(db, clock);
    this.ledgers = new LedgerRepository(db, clock);
    this.rejections = new RejectionRepository(db, clock, vault.redactor);
    this.rowCounts = new RowCountRepository(db);
    this.targetTables = new TargetTableRepository(db);
    this.schemaPrimaryKeys = new SchemaPrimaryKeyRepository(db);
    this.knownSources = new KnownSourceRepository(db);
    this.halfMade = new HalfMadeRepository(db, clock);
    this.retired = new RetiredRepository(db);
    this.executions = new ExecutionHistoryRepository(db, clock);
    this.journal = new ExecutionJournal(db, clock, vault.redactor);
    this.leases = new Leases(db, clock);
  }
}

class EmbeddedStore extends EmbeddedRepositories implements Store {
  readonly budgets: Budgets;
  readonly dataDir: string;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly random: Random;
  readonly #db: Kysely<Tables>;
  readonly #vault: Vault;
  readonly version: () => string;

  constructor(db: Kysely<Tables>, version: () => string, dataDir: string, clock: Clock, vault: Vault) {
    super(db, clock, vault, version);
    this.version = version;
    this.budgets = new BudgetRepository(db, clock, this.replacedSecrets);
    this.dataDir = dataDir;
    this.redactor = vault.redactor;
    this.clock = clock;
    this.random = vault.random;
    this.#db = db;
    this.#vault = vault;
  }

  async transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    return this.#db
      .transaction()
      .execute((db) => work(new EmbeddedRepositories(db, this.clock, this.#vault)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db.destroy();
  }
}
