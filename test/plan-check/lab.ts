import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import type { StoredRejection } from '../../engine/store/store.ts';
import { missingMariadb, startMariadb } from '../services/mariadb.ts';
import { startPostgres } from '../services/postgres.ts';
import type { Places } from './definition.ts';
import { type CaseSpec, type SourceName, type TargetName, tablesOf } from './spec.ts';
import type { System } from './system.ts';
import { duckdbSystem } from './systems/duckdb.ts';
import { fileSource } from './systems/file-sources.ts';
import { filesSystem } from './systems/files.ts';
import { mysqlSystem } from './systems/mysql.ts';
import { postgresqlSystem } from './systems/postgresql.ts';

/** A MariaDB that loses what it wrote last when it is killed, and is faster. */
const UNSAFE = { innodb_flush_log_at_trx_commit: '0', sync_binlog: '0' };

/** One engine, and one of each system, that all cases share; each case has places of its own in them. */
export class Lab implements AsyncDisposable {
  readonly engine: EngineApi;
  readonly dir: string;
  readonly #sources: ReadonlyMap<SourceName, System>;
  readonly #targets: ReadonlyMap<TargetName, System>;
  readonly #opened: AsyncDisposableStack;
  #places = 0;

  private constructor(
    engine: EngineApi,
    dir: string,
    sources: ReadonlyMap<SourceName, System>,
    targets: ReadonlyMap<TargetName, System>,
    opened: AsyncDisposableStack,
  ) {
    this.engine = engine;
    this.dir = dir;
    this.#sources = sources;
    this.#targets = targets;
    this.#opened = opened;
  }

  /** @param isHasty Whether the servers are the lab's own and do not wait for the disk. */
  static async open(isHasty = false): Promise<Lab> {
    await using opening = new AsyncDisposableStack();
    const dir = await mkdtemp(join(tmpdir(), 'plan-check-'));
    opening.defer(() => rm(dir, { recursive: true, force: true }));
    const postgres = opening.use(await startPostgres(isHasty ? { fsync: false } : {}));
    const mariadb = missingMariadb()
      ? undefined
      : opening.use(await startMariadb(isHasty ? { settings: UNSAFE } : {}));
    const engine = opening.use(await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir }));
    const connect = async (type: string, configuration: Record<string, string | number | boolean>) =>
      (await engine.connections.create({ name: type, type, configuration })).id;
    await mkdir(join(dir, 'files'));
    const files = await connect('local_files', { path: join(dir, 'files') });
    const temp = join(dir, 'temp');
    const databases = new Map<SourceName & TargetName, System>();
    databases.set(
      'postgresql',
      opening.use(await postgresqlSystem(postgres, await connect('postgresql', postgres.configuration))),
    );
    if (mariadb)
      databases.set(
        'mysql',
        opening.use(await mysqlSystem(mariadb, await connect('mysql', mariadb.configuration))),
      );
    databases.set(
      'duckdb',
      duckdbSystem(
        join(dir, 'store.duckdb'),
        temp,
        await connect('duckdb', { path: join(dir, 'store.duckdb') }),
      ),
    );
    const sources = new Map<SourceName, System>(databases);
    const targets = new Map<TargetName, System>(databases);
    for (const format of ['parquet', 'csv', 'json'] as const) {
      sources.set(format, fileSource(format, join(dir, 'files'), join(dir, 'written.duckdb'), temp, files));
      targets.set(format, filesSystem(format, join(dir, 'files'), join(dir, 'made.duckdb'), temp, files));
    }
    return new Lab(engine, dir, sources, targets, opening.move());
  }

  /** Whether the machine has both of a case's systems. */
  has({ source, target }: Pick<CaseSpec, 'source' | 'target'>): boolean {
    return this.#sources.has(source) && this.#targets.has(target);
  }

  /** Works in fresh places for a case, which are gone afterwards. */
  async inPlaces<T>(spec: CaseSpec, work: (places: Places) => Promise<T>): Promise<T> {
    const source = this.#sources.get(spec.source);
    const target = this.#targets.get(spec.target);
    if (!source || !target) throw new Error(`this machine has no ${spec.source} or no ${spec.target}`);
    const [from, to] = [`pc${++this.#places}_s`, `pc${this.#places}_t`];
    await source.open(from);
    await target.open(to);
    try {
      return await work({ source, target, from, to });
    } finally {
      await target.close(to);
      await source.close(from);
    }
  }

  /** Says what tells the rows of a case's files apart, until it is disposed of: a file does not say it itself. */
  async keysOfFiles(spec: CaseSpec, { source, from }: Places): Promise<AsyncDisposable> {
    await using said = new AsyncDisposableStack();
    const { connections } = this.engine;
    for (const { table, columns } of source.isDatabase || spec.kind === 'model' ? [] : tablesOf(spec)) {
      const field_ids = columns.filter(({ isKey }) => isKey).map(({ name }) => name);
      if (field_ids.length === 0) continue;
      const [connection_id, schema_id] = [source.connection, source.idOf(from, table)];
      await connections.setPrimaryKeys({ connection_id, schema_id, field_ids });
      said.defer(() => connections.clearPrimaryKeys(connection_id, schema_id));
    }
    return said.move();
  }

  /** The records that a sync's target refused and that are still to be retried. */
  async rejections(syncId: string): Promise<readonly StoredRejection[]> {
    await using store = await openStoreForReading(join(this.dir, '.syncform'));
    return await store.rejections.list({ sync_id: syncId });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}
