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
import type { CaseSpec, SourceName, TargetName } from './spec.ts';
import type { System } from './system.ts';
import { duckdbSystem } from './systems/duckdb.ts';
import { filesSystem } from './systems/files.ts';
import { mysqlSystem } from './systems/mysql.ts';
import { postgresqlSystem } from './systems/postgresql.ts';

/** A MariaDB that loses what it wrote last when it is killed, and is faster. */
const UNSAFE = { innodb_flush_log_at_trx_commit: '0', sync_binlog: '0' };

/** One engine, and one of each system, that all cases share; each case has places of its own in them. */
export class Lab implements AsyncDisposable {
  readonly engine: EngineApi;
  readonly dir: string;
  readonly #systems: ReadonlyMap<SourceName | TargetName, System>;
  readonly #opened: AsyncDisposableStack;
  #places = 0;

  private constructor(
    engine: EngineApi,
    dir: string,
    systems: ReadonlyMap<SourceName | TargetName, System>,
    opened: AsyncDisposableStack,
  ) {
    this.engine = engine;
    this.dir = dir;
    this.#systems = systems;
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
    const files = await connect('local_files', { path: 'files' });
    const temp = join(dir, 'temp');
    const systems = new Map<SourceName | TargetName, System>();
    systems.set(
      'postgresql',
      opening.use(await postgresqlSystem(postgres, await connect('postgresql', postgres.configuration))),
    );
    if (mariadb)
      systems.set(
        'mysql',
        opening.use(await mysqlSystem(mariadb, await connect('mysql', mariadb.configuration))),
      );
    systems.set(
      'duckdb',
      duckdbSystem(join(dir, 'store.duckdb'), temp, await connect('duckdb', { path: 'store.duckdb' })),
    );
    for (const format of ['parquet', 'csv', 'json'] as const)
      systems.set(format, filesSystem(format, join(dir, 'files'), temp, files));
    return new Lab(engine, dir, systems, opening.move());
  }

  /** Whether the machine has both of a case's systems. */
  has({ source, target }: Pick<CaseSpec, 'source' | 'target'>): boolean {
    return this.#systems.has(source) && this.#systems.has(target);
  }

  /** Works in fresh places for a case, which are gone afterwards. */
  async inPlaces<T>(spec: CaseSpec, work: (places: Places) => Promise<T>): Promise<T> {
    const source = this.#systems.get(spec.source);
    const target = this.#systems.get(spec.target);
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

  /** The records that a sync's target refused and that are still to be retried. */
  async rejections(syncId: string): Promise<readonly StoredRejection[]> {
    await using store = await openStoreForReading(join(this.dir, '.syncform'));
    return await store.rejections.list({ sync_id: syncId });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }
}
