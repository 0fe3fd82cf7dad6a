import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { bundle } from '../../provider/build/bundle.ts';
import { commandLineOptions } from '../../provider/build/node-options.ts';
import { root } from '../../provider/build/paths.ts';
import { duckdbExtensions } from '../services/duckdb-extensions.ts';
import { type PostgresService, startPostgres } from '../services/postgres.ts';
import { makeTable } from './data.ts';
import { type Measured, measure } from './measure.ts';

/** An engine's folder, with definitions in it, whose syncs are run by the command line in a process of their own. */
export interface EngineFolder {
  readonly folder: string;
  /** Runs a sync by name, with more options of `syncform run`; throws unless it completes without a refused record. */
  run(name: string, options?: readonly string[]): Promise<Measured>;
  /** Opens the engine in this process for a while, to define or change something. */
  define<T>(work: (engine: EngineApi) => Promise<T>): Promise<T>;
}

/** What all cases share: a Postgres, the command line as it is released, and a folder for everything that is made. */
export class Workbench implements AsyncDisposable {
  readonly rows: number;
  readonly server: PostgresService;
  readonly folder: string;
  /** The file of DuckDB's postgres extension, or why there is none. */
  readonly extension: { readonly file: string; readonly folder: string } | { readonly missing: string };
  readonly #code: string;
  readonly #clients = new Map<string, pg.Client>();
  readonly #made = new Set<string>();
  readonly #afterwards: (() => Promise<void>)[] = [];

  private constructor(
    rows: number,
    server: PostgresService,
    folder: string,
    extension: Workbench['extension'],
    code: string,
  ) {
    this.rows = rows;
    this.server = server;
    this.folder = folder;
    this.extension = extension;
    this.#code = code;
  }

  static async open(rows: number): Promise<Workbench> {
    await mkdir(join(root, '.cache'), { recursive: true });
    // Within the project, so that the bundle finds DuckDB's package.
    const folder = await mkdtemp(join(root, '.cache', 'bench-'));
    const code = join(folder, 'code');
    await bundle(code);
    const found = await duckdbExtensions();
    const extension =
      'folder' in found
        ? { folder: found.folder, file: join(found.folder, 'postgres_scanner.duckdb_extension') }
        : found;
    return new Workbench(rows, await startPostgres({ fsync: true }), folder, extension, code);
  }

  /** Runs statements one by one in a database (the first one where none is named). */
  async sql(statements: readonly string[], database = this.server.database): Promise<void> {
    const client = await this.client(database);
    for (const statement of statements) await client.query(statement);
  }

  /** The first row of a query, each value as text. */
  async row(query: string, database = this.server.database): Promise<readonly (string | null)[]> {
    const { rows } = await (await this.client(database)).query({ text: query, rowMode: 'array' });
    return rows[0] ?? [];
  }

  async client(database: string): Promise<pg.Client> {
    const known = this.#clients.get(database);
    if (known) return known;
    const { host, port, user, password } = this.server;
    const client = new pg.Client({
      host,
      port,
      user,
      password,
      database,
      options: '-c TimeZone=UTC',
      types: { getTypeParser: () => String as never },
    });
    client.on('error', () => {});
    await client.connect();
    this.#clients.set(database, client);
    return client;
  }

  /** The table `items_<rows>`, made when it is first asked for. */
  async items(rows: number): Promise<string> {
    const table = `items_${rows}`;
    if (!this.#made.has(table)) await this.sql(makeTable(table, rows));
    this.#made.add(table);
    return table;
  }

  /** An empty folder for one round. */
  async freshFolder(): Promise<string> {
    return mkdtemp(join(this.folder, 'round-'));
  }

  /** The configuration of a connection to a database of the server. */
  connection(database = this.server.database) {
    const { host, port, user, password } = this.server;
    return { hostname: host, port, username: user, password, database, ssl: false };
  }

  /** Has the server write down what is in its memory, so that it does not do so while something is measured. */
  async settle(): Promise<void> {
    await this.sql(['CHECKPOINT']);
  }

  /**
   * An engine's folder where `define` has made definitions. Without the extension the engine reads Postgres by COPY.
   */
  async engine(
    define: (engine: EngineApi) => Promise<unknown>,
    { withExtension = true }: { readonly withExtension?: boolean } = {},
  ): Promise<EngineFolder> {
    const folder = await this.freshFolder();
    const dataDir = join(folder, '.syncform');
    const open = async <T>(work: (engine: EngineApi) => Promise<T>): Promise<T> => {
      await using engine = await openEngine({ dataDir, baseDir: folder });
      return await work(engine);
    };
    await open(define);
    const extensions =
      withExtension && 'folder' in this.extension
        ? { SYNCFORM_DUCKDB_EXTENSIONS: this.extension.folder }
        : {};
    return {
      folder,
      define: open,
      run: async (name, more = []) => {
        const measured = await measure({
          program: process.execPath,
          args: [
            ...commandLineOptions,
            join(this.#code, 'syncform.js'),
            'run',
            name,
            '--data-dir',
            dataDir,
            ...more,
          ],
          cwd: folder,
          env: {
            // As the released launcher has it: Node keeps what it has compiled.
            NODE_COMPILE_CACHE: join(this.#code, 'compiled'),
            SYNCFORM_DUCKDB_EXTENSION_REPOSITORY: 'none',
            HOME: folder,
            ...extensions,
          },
        });
        await open(async (engine) => {
          const [last] = await engine.executions.list({ limit: 1 });
          if (last?.status !== 'completed' || last.counts.rejected > 0)
            throw new Error(`"${name}" ended as ${last?.status}: ${last?.error}\n${measured.output}`);
        });
        return measured;
      },
    };
  }

  /** What is to be done at the end. */
  afterwards(work: () => Promise<void>): void {
    this.#afterwards.push(work);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const work of this.#afterwards) await work();
    for (const client of this.#clients.values()) await client.end();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
