import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Execution } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { type EngineOptions, openEngine } from '../../engine/embedded.ts';
import { startPostgres } from '../services/postgres.ts';

/** An engine on a store of its own, with a connection to a fresh Postgres database. */
export interface PostgresEngine extends AsyncDisposable {
  readonly engine: EngineApi;
  readonly dataDir: string;
  /** The id of the connection. */
  readonly connection: string;
  /** Its password, for another connection to the same database. */
  readonly password: string;
  /** Runs SQL in that database; answers rows as arrays of texts and nulls. */
  sql(text: string): Promise<readonly (readonly (string | null)[])[]>;
  /** Another session in that database, for the caller to end. */
  open(): Promise<pg.Client>;
  /** Starts a sync or bulk sync and waits for its end. */
  run(kind: 'syncs' | 'bulkSyncs', id: string, options?: { readonly resync?: boolean }): Promise<Execution>;
  /** Another engine on the same store, as another process would have. */
  another(options?: Partial<EngineOptions>): Promise<EngineApi>;
}

export async function postgresEngine(options: Partial<EngineOptions> = {}): Promise<PostgresEngine> {
  const server = await startPostgres();
  const dir = await mkdtemp(join(tmpdir(), 'engine-'));
  const dataDir = join(dir, '.syncform');
  const opened: EngineApi[] = [];
  const another = async (more: Partial<EngineOptions> = {}) => {
    const engine = await openEngine({ dataDir, baseDir: dir, ...options, ...more });
    opened.push(engine);
    return engine;
  };
  const engine = await another();
  const client = new pg.Client({
    connectionString: server.connectionString,
    types: { getTypeParser: () => String as never },
  });
  await client.connect();
  const { id } = await engine.connections.create({
    name: 'postgres',
    type: 'postgresql',
    configuration: server.configuration,
  });
  return {
    engine,
    dataDir,
    connection: id,
    password: server.configuration.password,
    another,
    sql: async (text) => (await client.query({ text, rowMode: 'array' })).rows,
    async open() {
      const other = new pg.Client({ connectionString: server.connectionString });
      await other.connect();
      return other;
    },
    async run(kind, of, runOptions) {
      const execution = await engine[kind].start(of, runOptions);
      return engine.executions.ended(execution.id);
    },
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one[Symbol.asyncDispose]();
      await client.end();
      await server[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
