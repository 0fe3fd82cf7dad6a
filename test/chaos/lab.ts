import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { WORKLOAD_TABLES } from '../engine/cdc-workload.ts';
import { type PostgresService, startPostgres } from '../services/postgres.ts';

export const chaosDestinations = ['duckdb', 'postgresql'] as const;
export type ChaosDestination = (typeof chaosDestinations)[number];

/** The columns that are compared, by table: those that a workload's alterations leave alone. */
const COLUMNS = {
  accounts: 'id, name, balance, happened, data, photo, tags, active, essay',
  visits: 'site, n, seen, note',
};

/** A bulk sync that follows a Postgres of its own, into a DuckDB file or another Postgres. */
export class ChaosLab implements AsyncDisposable {
  readonly dataDir: string;
  readonly source: PostgresService;
  readonly target: PostgresService | undefined;
  readonly syncId: string;
  readonly #dir: string;
  readonly #engine: EngineApi;
  readonly #connections: { readonly source: string; readonly target: string };

  static async open(to: ChaosDestination): Promise<ChaosLab> {
    const dir = await mkdtemp(join(tmpdir(), 'chaos-'));
    const source = await startPostgres({ fsync: true });
    const target = to === 'postgresql' ? await startPostgres({ fsync: true }) : undefined;
    const client = await clientOf(source);
    for (const statement of WORKLOAD_TABLES) await client.query(statement);
    await client.end();
    const engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
    const connect = async (
      name: string,
      type: string,
      configuration: Record<string, string | number | boolean>,
    ) => (await engine.connections.create({ name, type, configuration })).id;
    const connections = {
      source: await connect('source', 'postgresql', {
        ...source.configuration,
        change_detection: true,
        publication: 'chaos',
      }),
      target: target
        ? await connect('target', 'postgresql', target.configuration)
        : await connect('target', 'duckdb', { path: 'store.duckdb' }),
    };
    const { id } = await engine.bulkSyncs.create({
      name: 'chaos',
      active: true,
      mode: 'replicate',
      source: { connection_id: connections.source, configuration: { schema: 'public' } },
      destination: { connection_id: connections.target, configuration: { schema: 'lake' } },
      schedule: { frequency: 'manual' },
      change_history: true,
    });
    return new ChaosLab(dir, source, target, engine, connections, id);
  }

  private constructor(
    dir: string,
    source: PostgresService,
    target: PostgresService | undefined,
    engine: EngineApi,
    connections: { readonly source: string; readonly target: string },
    syncId: string,
  ) {
    this.#dir = dir;
    this.dataDir = join(dir, '.syncform');
    this.source = source;
    this.target = target;
    this.#engine = engine;
    this.#connections = connections;
    this.syncId = syncId;
  }

  /** Lets the bulk sync catch up, in this process. */
  async catchUp(): Promise<void> {
    const { id } = await this.#engine.bulkSyncs.start(this.syncId);
    const { status, error } = await this.#engine.executions.ended(id);
    if (status !== 'completed') throw new Error(`the last run is ${status}: ${error}`);
  }

  /** Throws where a row of the target differs from the source's, or the history has a change twice. */
  async expectEqual(): Promise<void> {
    for (const [table, list] of Object.entries(COLUMNS)) {
      const texts = list.split(', ').map((name) => `CAST(${name} AS text)`);
      const target = await this.#rows(
        `SELECT ${texts.join(', ')} FROM lake.${table} WHERE _syncform_deleted_at IS NULL ORDER BY 1, 2`,
      );
      const source = this.target ? await this.#sourceRows(texts, table) : await this.#whole(texts, table);
      const differences = source.map((row, i) => [row, target[i] ?? 'nothing']).filter(([a, b]) => a !== b);
      if (source.length !== target.length || differences.length > 0)
        throw new Error(
          `${table}: ${source.length} rows at the source, ${target.length} at the target; first difference: ${differences[0]?.map((row) => row?.slice(0, 500)).join(' ≠ ')}`,
        );
      const twice = await this.#rows(
        `SELECT _syncform_position, _syncform_sequence FROM lake.${table}_history GROUP BY 1, 2 HAVING count(*) > 1
         UNION ALL SELECT 'transaction', _syncform_transaction FROM lake.${table}_history
           GROUP BY 2 HAVING count(DISTINCT _syncform_position) > 1`,
      );
      if (twice.length > 0)
        throw new Error(`${table}_history has changes twice: ${twice.slice(0, 3).join('; ')}`);
    }
  }

  /** The source's rows as the target's system shows them: read whole into a table of their own. */
  async #whole(texts: readonly string[], table: string): Promise<readonly string[]> {
    const { bulkSyncs, executions } = this.#engine;
    const { id } = await bulkSyncs.create({
      name: `whole ${table}`,
      active: true,
      mode: 'snapshot',
      allow_destructive: true,
      source: { connection_id: this.#connections.source, configuration: { schema: 'public' } },
      destination: { connection_id: this.#connections.target, configuration: { schema: 'lake' } },
      schemas: [{ id: `public.${table}`, user_output_name: `whole_${table}` }],
      schedule: { frequency: 'manual' },
    });
    const { status, error } = await executions.ended((await bulkSyncs.start(id)).id);
    if (status !== 'completed') throw new Error(`reading ${table} whole is ${status}: ${error}`);
    await bulkSyncs.delete(id);
    return this.#rows(`SELECT ${texts.join(', ')} FROM lake.whole_${table} ORDER BY 1, 2`);
  }

  async #sourceRows(texts: readonly string[], table: string): Promise<readonly string[]> {
    const client = await clientOf(this.source);
    try {
      const { rows } = await client.query({
        text: `SELECT ${texts.join(', ')} FROM ${table} ORDER BY 1, 2`,
        rowMode: 'array',
      });
      return rows.map((row) => JSON.stringify(row));
    } finally {
      await client.end();
    }
  }

  async #rows(query: string): Promise<readonly string[]> {
    const { rows } = await this.#engine.connections.query(this.#connections.target, { query }, 100_000);
    return rows.map((row) => JSON.stringify(row));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine[Symbol.asyncDispose]();
    await this.source[Symbol.asyncDispose]();
    await this.target?.[Symbol.asyncDispose]();
    await rm(this.#dir, { recursive: true, force: true });
  }
}

/** A client whose line may break without ending the process. */
export async function clientOf({ connectionString }: PostgresService): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => {});
  await client.connect();
  return client;
}
