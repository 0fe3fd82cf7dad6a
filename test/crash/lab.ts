import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { Execution } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import type { DuckdbSession } from '../../engine/contract/duckdb-session.ts';
import { openEngine } from '../../engine/embedded.ts';
import type { FileFormat } from '../../engine/families/files/file-format.ts';
import { selectWritten } from '../../engine/families/files/written-file.ts';
import { quoteLiteral } from '../../engine/kit/sql.ts';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { type PostgresService, startPostgres } from '../services/postgres.ts';
import { digests, WRITTEN } from './records.ts';

const never = new AbortController().signal;

/** Where records are that can be compared: how a session of DuckDB reads ids and digests of them. */
export type Place =
  | { readonly system: 'postgres'; readonly table: string }
  /** Of several tables, named with a `*`, the records of all. */
  | { readonly system: 'duckdb'; readonly file: string; readonly table: string }
  | { readonly system: 'parquet'; readonly file: string }
  /** A file as the engine writes it. */
  | { readonly system: 'written'; readonly file: string; readonly format: FileFormat };

/** A data directory, a folder for files, a Postgres and an engine to make definitions with. */
export class CrashLab implements AsyncDisposable {
  readonly dir: string;
  readonly dataDir: string;
  readonly engine: EngineApi;
  readonly postgres: PostgresService;
  readonly #failpoints: Set<string>;
  readonly #client: pg.Client;
  readonly #prepared: AsyncDisposable | undefined;

  /** `at` is called at each step of the runs of this process. */
  static async open(
    options: {
      readonly at?: (step: string) => Promise<void>;
      readonly ownServer?: boolean;
      /** Makes something of the lab's folder before anything is in it; undone at the end. */
      readonly prepare?: (dir: string) => Promise<AsyncDisposable>;
    } = {},
  ): Promise<CrashLab> {
    const dir = await mkdtemp(join(tmpdir(), 'crash-'));
    const dataDir = join(dir, '.syncform');
    const prepared = await options.prepare?.(dir);
    await mkdir(join(dir, 'files'));
    const postgres = await startPostgres(options.ownServer ? { fsync: true } : {});
    const client = new pg.Client({
      connectionString: postgres.connectionString,
      types: { getTypeParser: () => String as never },
    });
    await client.connect();
    const failpoints = new Set<string>();
    const engine = await openEngine({
      dataDir,
      baseDir: dir,
      failpoint: (name) => {
        failpoints.add(name);
        return options.at?.(name);
      },
    });
    return new CrashLab(dir, engine, postgres, client, failpoints, prepared);
  }

  private constructor(
    dir: string,
    engine: EngineApi,
    postgres: PostgresService,
    client: pg.Client,
    failpoints: Set<string>,
    prepared: AsyncDisposable | undefined,
  ) {
    this.dir = dir;
    this.dataDir = join(dir, '.syncform');
    this.engine = engine;
    this.postgres = postgres;
    this.#client = client;
    this.#failpoints = failpoints;
    this.#prepared = prepared;
  }

  /** A connection; `port` is another way to the server. */
  async connect(
    type: 'postgresql' | 'duckdb' | 'local_files',
    name: string,
    port = this.postgres.port,
  ): Promise<string> {
    const { host, user, password, database } = this.postgres;
    const configuration = {
      postgresql: { hostname: host, port, username: user, password, database, ssl: false },
      duckdb: { path: `${name}.duckdb` },
      local_files: { path: name },
    }[type];
    const { id } = await this.engine.connections.create({ name, type, configuration });
    return id;
  }

  /** Runs it in this process; answers the steps that it passed. */
  async run(kind: 'syncs' | 'bulkSyncs', id: string): Promise<readonly string[]> {
    this.#failpoints.clear();
    const { status, error } = await this.ending(kind, id);
    if (status !== 'completed') throw new Error(`the run is ${status}: ${error}`);
    return [...this.#failpoints];
  }

  /** How a run in this process ends. */
  async ending(kind: 'syncs' | 'bulkSyncs', id: string): Promise<Execution> {
    const { id: execution } = await this.engine[kind].start(id);
    return this.engine.executions.ended(execution);
  }

  async sql(text: string): Promise<readonly (readonly (string | null)[])[]> {
    return (await this.#client.query({ text, rowMode: 'array' })).rows;
  }

  /** Runs statements on a DuckDB file of the lab's folder. */
  duckdb(file: string, statements: readonly string[]): Promise<void> {
    return this.#withSession(async (session) => {
      const catalog = await session.attach(join(this.dir, file), 'write', never);
      await session.run(`USE ${catalog}`);
      for (const statement of statements) await session.run(statement);
    });
  }

  /** How many records of one place are not in the other, counting each as often as it is there. */
  async surplus(of: Place, over: Place): Promise<number> {
    return this.#withSession(async (session) => {
      const [a, b] = [await this.#read(session, of), await this.#read(session, over)];
      const [[count] = []] = await session.all(`SELECT count(*) FROM (${a} EXCEPT ALL ${b})`);
      return Number(count);
    });
  }

  /** A text that is the same while a place holds the same records. */
  async contents(of: Place): Promise<string> {
    return this.#withSession(async (session) => {
      const read = await this.#read(session, of);
      const [row = []] = await session.all(
        `SELECT count(*), bit_xor(md5_number(id || digest)) FROM (${read})`,
      );
      return row.join('/');
    });
  }

  async #read(session: DuckdbSession, place: Place): Promise<string> {
    switch (place.system) {
      case 'postgres': {
        await this.#quiet();
        const [[there] = []] = await this.sql(`SELECT to_regclass('${place.table}')`);
        if (there === null) return NOTHING;
        const file = join(session.tempDir, `${place.table}-${performance.now()}.csv`);
        const copy = this.#client.query(
          copyStreams.to(`COPY (${digests(place.table)}) TO STDOUT (FORMAT csv)`),
        );
        await pipeline(copy, createWriteStream(file));
        return `SELECT * FROM read_csv(${quoteLiteral(file)}, columns = {id: 'BIGINT', digest: 'VARCHAR'}, header = false, auto_detect = false)`;
      }
      case 'duckdb': {
        const catalog = await session.attach(join(this.dir, place.file), 'read', never);
        if (catalog === undefined) return NOTHING;
        const [schema = '', table = ''] = place.table.split('.');
        const found = await session.all(
          `SELECT table_name FROM duckdb_tables() WHERE '"' || database_name || '"' = ${quoteLiteral(catalog)} AND schema_name = '${schema}' AND table_name GLOB '${table}'`,
        );
        if (found.length === 0) return NOTHING;
        const each = found.map(([name]) => digests(`${catalog}.${schema}.${name}`));
        return `SELECT * FROM (${each.join(' UNION ALL ')})`;
      }
      case 'parquet': {
        const files = await readdir(this.dir, { recursive: true });
        return place.file.includes('*') || files.includes(place.file)
          ? digests(`read_parquet(${quoteLiteral(join(this.dir, place.file))})`)
          : NOTHING;
      }
      case 'written':
        return digests(`(${selectWritten(join(this.dir, place.file), place.format, WRITTEN)})`);
    }
  }

  /** What killed runs left behind that the last whole one should have removed; empty where all is well. */
  async leftovers(): Promise<readonly string[]> {
    const found: string[] = [];
    // This process's own engine is open.
    for (const name of await readdir(join(this.dataDir, 'tmp'), { recursive: true }).catch(() => []))
      if (!name.startsWith(`${process.pid}-`)) found.push(`temporary file ${name}`);
    const files = await readdir(this.dir, { recursive: true });
    for (const name of files) {
      if (/\.(syncform|tmp|wal)$/.test(name) && !name.startsWith('.syncform')) found.push(`file ${name}`);
    }
    for (const name of await readdir(join(this.dataDir, 'ledgers')).catch(() => [])) {
      const ledgers = await readdir(join(this.dataDir, 'ledgers', name));
      if (ledgers.length !== 1) found.push(`ledgers of ${name}: ${ledgers.join(', ')}`);
    }
    using store = new DatabaseSync(join(this.dataDir, 'syncform.db'), { readOnly: true });
    for (const row of store.prepare('SELECT resource FROM leases WHERE holder IS NOT NULL').all())
      found.push(`lease on ${row.resource}`);
    for (const row of store.prepare(`SELECT id FROM executions WHERE status = 'running'`).all())
      found.push(`running execution ${row.id}`);
    for (const row of store
      .prepare('SELECT cursor FROM positions WHERE cursor LIKE \'{"kind":"pending"%\'')
      .all())
      found.push(`pending ledger ${row.cursor}`);
    return [...found, ...(await this.#leftInPostgres())];
  }

  /** Waits until the server has come to an end with what killed processes had asked of it. */
  async #quiet(): Promise<void> {
    for (;;) {
      const [[loading] = []] = await this.sql(
        `SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND datname = current_database()`,
      );
      if (loading === '0') return;
      await sleep(20);
    }
  }

  /** Temporary tables, locks and sessions of killed processes, which the server clears away in its own time. */
  async #leftInPostgres(): Promise<readonly string[]> {
    let found: readonly (readonly (string | null)[])[] = [];
    for (let attempt = 0; attempt < 100; attempt++) {
      found = await this.sql(
        `SELECT 'temporary table ' || relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 't'
         UNION ALL SELECT 'lock ' || objid FROM pg_locks JOIN pg_database d ON d.oid = database
           WHERE locktype = 'advisory' AND datname = current_database()
         UNION ALL SELECT 'staging table ' || relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^_?syncform_' AND relname <> '_syncform_commits'`,
      );
      if (found.length === 0) return [];
      await sleep(100);
    }
    return found.map(([text]) => text as string);
  }

  #withSession<T>(work: (session: DuckdbSession) => Promise<T>): Promise<T> {
    return withDuckdbSession({ tempDir: join(this.dir, 'check') }, work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine[Symbol.asyncDispose]();
    await this.#client.end();
    await this.postgres[Symbol.asyncDispose]();
    await this.#prepared?.[Symbol.asyncDispose]();
    await rm(this.dir, { recursive: true, force: true });
  }
}

const NOTHING = `SELECT 0::BIGINT AS id, '' AS digest WHERE false`;
