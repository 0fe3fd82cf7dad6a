import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import type { StoredRejection } from '../../engine/store/store.ts';
import { missingMysql, startMysql } from '../services/mysql/mysql.ts';
import { startPostgres } from '../services/postgres.ts';
import { followsChanges, type Places } from './definition.ts';
import { type CaseSpec, type SourceName, type TargetName, tablesOf } from './spec.ts';
import type { System } from './system.ts';
import { duckdbSystem } from './systems/duckdb.ts';
import { fileSource } from './systems/file-sources.ts';
import { filesSystem } from './systems/files.ts';
import { mysqlSystem } from './systems/mysql.ts';
import { PUBLICATION, postgresqlSystem } from './systems/postgresql.ts';

/** A MariaDB that loses what it wrote last when it is killed, and is faster. */
const UNSAFE = { innodb_flush_log_at_trx_commit: '0', sync_binlog: '0' };

/** One engine, and one of each system, that all cases share; each case has places of its own in them. */
export class Lab implements AsyncDisposable {
  readonly engine: EngineApi;
  readonly dir: string;
  readonly #sources: ReadonlyMap<SourceName, System>;
  readonly #targets: ReadonlyMap<TargetName, System>;
  /** The connections by which changes of a source are followed. */
  readonly #followed: ReadonlyMap<SourceName, string>;
  readonly #opened: AsyncDisposableStack;
  #places = 0;

  private constructor(
    engine: EngineApi,
    dir: string,
    sources: ReadonlyMap<SourceName, System>,
    targets: ReadonlyMap<TargetName, System>,
    followed: ReadonlyMap<SourceName, string>,
    opened: AsyncDisposableStack,
  ) {
    this.engine = engine;
    this.dir = dir;
    this.#sources = sources;
    this.#targets = targets;
    this.#followed = followed;
    this.#opened = opened;
  }

  /** @param isHasty Whether the servers are the lab's own and do not wait for the disk. */
  static async open(isHasty = false): Promise<Lab> {
    await using opening = new AsyncDisposableStack();
    const dir = await mkdtemp(join(tmpdir(), 'plan-check-'));
    opening.defer(() => rm(dir, { recursive: true, force: true }));
    const postgres = opening.use(await startPostgres(isHasty ? { fsync: false } : {}));
    const mariadb = missingMysql()
      ? undefined
      : opening.use(await startMysql(isHasty ? { settings: UNSAFE } : {}));
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
    const detecting = { change_detection: true };
    const publication = PUBLICATION;
    const followed = new Map<SourceName, string>([
      ['postgresql', await connect('postgresql', { ...postgres.configuration, ...detecting, publication })],
    ]);
    if (mariadb) followed.set('mysql', await connect('mysql', { ...mariadb.configuration, ...detecting }));
    const sources = new Map<SourceName, System>(databases);
    const targets = new Map<TargetName, System>(databases);
    for (const format of ['parquet', 'csv', 'json'] as const) {
      sources.set(format, fileSource(format, join(dir, 'files'), join(dir, 'written.duckdb'), temp, files));
      targets.set(format, filesSystem(format, join(dir, 'files'), join(dir, 'made.duckdb'), temp, files));
    }
    return new Lab(engine, dir, sources, targets, followed, opening.move());
  }

  /** Whether the machine has both of a case's systems. */
  has({ source, target, joined }: Pick<CaseSpec, 'source' | 'target' | 'joined'>): boolean {
    const isJoinable = joined === null || this.#sources.has(joined.source);
    return this.#sources.has(source) && this.#targets.has(target) && isJoinable;
  }

  /** Works in fresh places for a case, which are gone afterwards. */
  async inPlaces<T>(spec: CaseSpec, work: (places: Places) => Promise<T>): Promise<T> {
    const system = this.#sources.get(spec.source);
    const connection = followsChanges(spec) ? this.#followed.get(spec.source) : undefined;
    const source = system && { ...system, ...(connection === undefined ? {} : { connection }) };
    const elsewhere =
      spec.joined && spec.joined.source !== spec.source ? this.#sources.get(spec.joined.source) : undefined;
    const target = this.#targets.get(spec.target);
    if (!source || !target) throw new Error(`this machine has no ${spec.source} or no ${spec.target}`);
    const [from, to] = [`pc${++this.#places}_s`, `pc${this.#places}_t`];
    const other = elsewhere
      ? { system: elsewhere, place: `pc${this.#places}_o` }
      : { system: source, place: from };
    await using opened = new AsyncDisposableStack();
    const open = async (one: System, place: string) => {
      await one.open(place);
      opened.defer(() => one.close(place));
    };
    await open(source, from);
    if (elsewhere) await open(elsewhere, other.place);
    await open(target, to);
    return await work({ source, target, from, to, other });
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
