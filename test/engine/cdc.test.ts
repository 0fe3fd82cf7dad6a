import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BulkSyncInput, Execution } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { CdcSource } from './cdc-source.ts';

let dir: string;
let source: CdcSource;
let engine: EngineApi;
let connections: { source: string; lake: string };

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cdc-'));
  source = new CdcSource();
  engine = await openEngine({
    dataDir: join(dir, '.syncform'),
    baseDir: dir,
    connectors: [source.connector()],
  });
  const connect = async (type: string, configuration: Record<string, string>) =>
    (await engine.connections.create({ name: type, type, configuration })).id;
  connections = {
    source: await connect('cdc_source', {}),
    lake: await connect('duckdb', { path: 'lake.duckdb' }),
  };
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

async function create(over: Partial<BulkSyncInput> = {}): Promise<string> {
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
}

async function run(id: string, options: { resync?: boolean } = {}): Promise<Execution> {
  const { id: execution } = await engine.bulkSyncs.start(id, options);
  const ended = await engine.executions.ended(execution);
  if (ended.status !== 'completed') throw new Error(`${ended.status}: ${ended.error}`);
  return ended;
}

async function rows(sql: string): Promise<unknown[][]> {
  const { rows: found } = await engine.connections.query(connections.lake, { query: sql }, 10_000);
  return found.map((row) => row.map((value) => (value === null ? null : String(value))));
}
const users = (where = 'true') =>
  rows(`SELECT id, name, note, _syncform_deleted_at IS NOT NULL FROM app.users WHERE ${where} ORDER BY id`);

const columns = { id: 'bigint', name: 'string', note: 'string' };

describe('change data capture', () => {
  beforeEach(() => {
    source.create('users', columns);
    for (let id = 1; id <= 3; id++) source.insert('users', { id: `${id}`, name: `n${id}`, note: 'x' });
  });

  it('reads an object once and then what changed', async () => {
    const id = await create();
    await run(id);
    expect(await users()).toEqual([
      ['1', 'n1', 'x', 'false'],
      ['2', 'n2', 'x', 'false'],
      ['3', 'n3', 'x', 'false'],
    ]);
    source.update('users', { id: '1' }, { name: 'new' });
    source.delete('users', { id: '2' });
    source.insert('users', { id: '4', name: 'n4', note: null });
    source.update('users', { id: '3' }, { id: '5' });
    const { counts } = await run(id);
    expect(counts).toMatchObject({ read: 4, inserted: 2, updated: 1, deleted: 2 });
    expect(source.snapshots).toBe(1);
    expect(await users()).toEqual([
      ['1', 'new', 'x', 'false'],
      ['2', 'n2', 'x', 'true'],
      ['3', 'n3', 'x', 'true'],
      ['4', 'n4', null, 'false'],
      ['5', 'n3', 'x', 'false'],
    ]);
  });
});
