import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql from 'mysql2/promise';
import type { BulkSyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { WORKLOAD_TABLES } from '../engine/cdc-mysql-workload.ts';
import { type MysqlService, startMysql } from '../services/mysql/mysql.ts';

const COLUMNS = {
  accounts: 'id, name, balance, happened, placed, data, photo, kind, active, rate, essay',
  visits: 'site, n, seen, note',
};

/** A bulk sync that follows a MariaDB of its own into a DuckDB file. */
export class MysqlChaosLab implements AsyncDisposable {
  readonly dataDir: string;
  readonly #source: MysqlService;
  readonly #dir: string;
  readonly #engine: EngineApi;
  readonly #connections: { readonly followed: string; readonly plain: string; readonly target: string };
  readonly #syncId: string;

  static async open(): Promise<MysqlChaosLab> {
    const dir = await mkdtemp(join(tmpdir(), 'chaos-'));
    // What was committed has to be there after it is killed, in the log and in the tables.
    const source = await startMysql({
      restarts: true,
      settings: { 'innodb-flush-log-at-trx-commit': '1', 'sync-binlog': '1' },
    });
    const engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
    const connect = async (
      name: string,
      type: string,
      configuration: Record<string, string | number | boolean>,
    ) => (await engine.connections.create({ name, type, configuration })).id;
    const connections = {
      followed: await connect('followed', 'mysql', { ...source.configuration, change_detection: true }),
      plain: await connect('plain', 'mysql', source.configuration),
      target: await connect('target', 'duckdb', { path: 'store.duckdb' }),
    };
    const client = await clientOf(source);
    for (const statement of WORKLOAD_TABLES) await client.query(statement);
    client.destroy();
    const { id } = await engine.bulkSyncs.create({
      ...bulk('chaos', connections.followed, connections.target),
      change_history: true,
    });
    return new MysqlChaosLab(dir, source, engine, connections, id);
  }

  private constructor(
    dir: string,
    source: MysqlService,
    engine: EngineApi,
    connections: { readonly followed: string; readonly plain: string; readonly target: string },
    syncId: string,
  ) {
    this.#dir = dir;
    this.dataDir = join(dir, '.syncform');
    this.#source = source;
    this.#engine = engine;
    this.#connections = connections;
    this.#syncId = syncId;
  }

  client(): Promise<mysql.Connection> {
    return clientOf(this.#source);
  }

  /** Kills the server by the file in which its process id is. */
  async kill(pidFile: string): Promise<void> {
    process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
  }

  /** Waits until the server takes connections. */
  async answers(): Promise<void> {
    for (let left = 300; ; left--)
      try {
        const client = await this.client();
        client.destroy();
        return;
      } catch (error) {
        if (left === 0) throw error;
        await sleep(100);
      }
  }

  /** Lets the bulk sync catch up, in this process. */
  async catchUp(): Promise<void> {
    const { id } = await this.#engine.bulkSyncs.start(this.#syncId);
    const { status, error } = await this.#engine.executions.ended(id);
    if (status !== 'completed') throw new Error(`the last run is ${status}: ${error}`);
  }

  /** Throws where a row of the target differs from the source's, or the history has a change twice. */
  async expectEqual(): Promise<void> {
    for (const [table, columns] of Object.entries(COLUMNS)) {
      const list = columns.split(', ').map((name) => `CAST(${name} AS text)`);
      await this.#whole(table);
      const source = await this.#rows(`SELECT ${list} FROM lake.whole_${table} ORDER BY 1, 2`);
      const target = await this.#rows(
        `SELECT ${list} FROM lake.${table} WHERE _syncform_deleted_at IS NULL ORDER BY 1, 2`,
      );
      const different = source.find((row, i) => row !== target[i]);
      if (source.length !== target.length || different !== undefined)
        throw new Error(
          `${table}: ${source.length} rows at the source, ${target.length} at the target; first difference: ${different?.slice(0, 500)}`,
        );
      const twice = await this.#rows(
        `SELECT _syncform_position, _syncform_sequence FROM lake.${table}_history GROUP BY 1, 2 HAVING count(*) > 1`,
      );
      if (twice.length > 0) throw new Error(`${table}_history has changes twice: ${twice.slice(0, 3)}`);
    }
  }

  /** Reads a table of the source whole, into a table of its own. */
  async #whole(table: string): Promise<void> {
    const { bulkSyncs, executions } = this.#engine;
    const { id } = await bulkSyncs.create({
      ...bulk(`whole ${table}`, this.#connections.plain, this.#connections.target),
      mode: 'snapshot',
      allow_destructive: true,
      schemas: [{ id: `${this.#source.database}.${table}`, user_output_name: `whole_${table}` }],
    });
    const { status, error } = await executions.ended((await bulkSyncs.start(id)).id);
    if (status !== 'completed') throw new Error(`reading ${table} whole is ${status}: ${error}`);
    await bulkSyncs.delete(id);
  }

  async #rows(query: string): Promise<readonly string[]> {
    const { rows } = await this.#engine.connections.query(this.#connections.target, { query }, 100_000);
    return rows.map((row) => JSON.stringify(row));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#engine[Symbol.asyncDispose]();
    await this.#source[Symbol.asyncDispose]();
    await rm(this.#dir, { recursive: true, force: true });
  }
}

function bulk(name: string, source: string, target: string): BulkSyncInput {
  return {
    name,
    active: true,
    mode: 'replicate',
    source: { connection_id: source, configuration: {} },
    destination: { connection_id: target, configuration: { schema: 'lake' } },
    schedule: { frequency: 'manual' },
  };
}

/** A client whose line may break without ending the process. */
async function clientOf({ host, port, user, password, database }: MysqlService): Promise<mysql.Connection> {
  const client = await mysql.createConnection({ host, port, user, password, database, charset: 'utf8mb4' });
  client.on('error', () => {});
  return client;
}
