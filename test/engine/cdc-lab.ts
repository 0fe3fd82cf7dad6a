import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BulkSyncInput, Execution, RunOptions } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import type { ConnectorDefinition } from '../../engine/contract/contract.ts';
import { type EngineOptions, openEngine } from '../../engine/embedded.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { CdcSource } from './cdc-source.ts';

/** An engine on a store of its own, between a source in memory and a DuckDB file. */
export interface CdcLab extends AsyncDisposable {
  /** Where the DuckDB file `lake.duckdb` lies. */
  readonly dir: string;
  readonly source: CdcSource;
  readonly engine: EngineApi;
  /** Ids. */
  readonly connections: { readonly source: string; readonly lake: string };
  /** What is called at every failpoint of an execution. */
  failpoint: (name: string) => void;
  connect(type: string, configuration: JsonObject): Promise<string>;
  create(over?: Partial<BulkSyncInput>): Promise<string>;
  /** Runs it and answers how it ended. */
  ended(id: string, options?: RunOptions): Promise<Execution>;
  /** Runs it; throws unless it completes. */
  run(id: string, options?: RunOptions): Promise<Execution>;
  /** Rows of a query in a connection, the DuckDB file where none is named, as texts and nulls. */
  rows(query: string, connection?: string): Promise<(string | null)[][]>;
}

export async function cdcLab(
  options: Partial<EngineOptions> = {},
  connectors: readonly ConnectorDefinition[] = [],
): Promise<CdcLab> {
  const dir = await mkdtemp(join(tmpdir(), 'cdc-'));
  await mkdir(join(dir, 'files'));
  const source = new CdcSource();
  const lab = { failpoint: (_name: string) => {} };
  const engine = await openEngine({
    dataDir: join(dir, '.syncform'),
    baseDir: dir,
    connectors: [source.connector(), ...connectors],
    failpoint: (name) => lab.failpoint(name),
    ...options,
  });
  const connect = async (type: string, configuration: JsonObject) =>
    (await engine.connections.create({ name: type, type, configuration })).id;
  const connections = {
    source: await connect('cdc_source', {}),
    lake: await connect('duckdb', { path: 'lake.duckdb' }),
  };
  const ended = async (id: string, options: RunOptions = {}) => {
    const execution = await engine.bulkSyncs.start(id, options);
    return engine.executions.ended(execution.id);
  };
  return Object.assign(lab, {
    dir,
    source,
    engine,
    connections,
    connect,
    async create(over: Partial<BulkSyncInput> = {}) {
      const { id } = await engine.bulkSyncs.create({
        name: 'cdc',
        active: true,
        mode: 'replicate',
        source: { connection_id: connections.source },
        destination: { connection_id: connections.lake, configuration: { schema: 'app' } },
        schedule: { frequency: 'manual' },
        ...over,
      });
      return id;
    },
    ended,
    async run(id: string, options: RunOptions = {}) {
      const execution = await ended(id, options);
      if (execution.status !== 'completed') throw new Error(`${execution.status}: ${execution.error}`);
      return execution;
    },
    async rows(query: string, connection = connections.lake) {
      const { rows } = await engine.connections.query(connection, { query }, 10_000);
      return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
    },
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  });
}
