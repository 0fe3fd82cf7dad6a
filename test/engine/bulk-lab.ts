import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BulkSyncInput, Execution } from '../../engine/api/documents.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { type PostgresEngine, postgresEngine } from './postgres-engine.ts';

/** Where a bulk sync's tables go, and how they are named in SQL there. */
export interface Destination {
  readonly name: string;
  readonly connection: 'postgres' | 'duckdb' | 'files';
  readonly configuration: JsonObject;
  /** The quoted name of an output table. */
  table(name: string): string;
}

const inSchema = (name: string) => `lake.${name}`;
const file = (format: string): Destination => ({
  name: `local_files (${format})`,
  connection: 'files',
  configuration: { format },
  table: (name) => `"${name}.${format}"`,
});

export const destinations: readonly Destination[] = [
  { name: 'postgresql', connection: 'postgres', configuration: { schema: 'lake' }, table: inSchema },
  { name: 'duckdb', connection: 'duckdb', configuration: { schema: 'lake' }, table: inSchema },
  file('parquet'),
  file('csv'),
  file('json'),
];
export const [toPostgres, toDuckdb, toParquet] = destinations as readonly [
  Destination,
  Destination,
  Destination,
];

/** An engine with a connection to a Postgres database, to a DuckDB file and to a folder. */
export interface BulkLab extends PostgresEngine {
  readonly dir: string;
  readonly connections: Readonly<Record<Destination['connection'], string>>;
  /** A bulk sync's definition, from Postgres. */
  bulk(to: Destination, over?: Partial<BulkSyncInput>): BulkSyncInput;
  /** Creates it and answers its id. */
  create(to: Destination, over?: Partial<BulkSyncInput>): Promise<string>;
  /** Runs it; throws unless it completes. */
  moved(id: string, options?: { readonly resync?: boolean }): Promise<Execution>;
  /** Rows of a destination's table as texts: `SELECT <list> FROM <table> <rest>`. */
  rows(to: Destination, list: string, table: string, rest?: string): Promise<(string | null)[][]>;
}

export async function bulkLab(): Promise<BulkLab> {
  const on = await postgresEngine();
  const dir = dirname(on.dataDir);
  await mkdir(join(dir, 'files'));
  const connect = async (type: string, configuration: JsonObject) =>
    (await on.engine.connections.create({ name: type, type, configuration })).id;
  const connections = {
    postgres: on.connection,
    duckdb: await connect('duckdb', { path: 'store.duckdb' }),
    files: await connect('local_files', { path: 'files' }),
  };
  const bulk = (to: Destination, over: Partial<BulkSyncInput> = {}): BulkSyncInput => ({
    name: 'bulk',
    active: true,
    mode: 'replicate',
    source: { connection_id: on.connection, configuration: { schema: 'public' } },
    destination: { connection_id: connections[to.connection], configuration: to.configuration },
    schedule: { frequency: 'manual' },
    ...over,
  });
  return {
    ...on,
    dir,
    connections,
    bulk,
    create: async (to, over) => (await on.engine.bulkSyncs.create(bulk(to, over))).id,
    async moved(id, options) {
      const execution = await on.run('bulkSyncs', id, options);
      if (execution.status !== 'completed') throw new Error(`${execution.status}: ${execution.error}`);
      return execution;
    },
    async rows(to, list, table, rest = '') {
      const query = `SELECT ${list} FROM ${to.table(table)} ${rest}`;
      const { rows } = await on.engine.connections.query(connections[to.connection], { query }, 10_000);
      return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
    },
  };
}
