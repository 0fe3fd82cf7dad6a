import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { SyncInput } from '../../engine/api/documents.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { type BulkLab, bulkLab, toDuckdb } from './bulk-lab.ts';
import { backupOf } from './file-backup.ts';

describe('what is known of one place', () => {
  let lab: BulkLab;
  beforeAll(async () => {
    lab = await bulkLab();
  });
  afterAll(() => lab?.[Symbol.asyncDispose]());

  /** Points the connection to a DuckDB file at another one. */
  const lead = (path: string, more: JsonObject = {}) =>
    lab.engine.connections.update(lab.connections.duckdb, {
      name: 'duckdb',
      type: 'duckdb',
      configuration: { path, ...more },
    });
  const source = async (table: string, rows: number) => {
    await lab.sql(`CREATE TABLE ${table} (id int PRIMARY KEY, name text)`);
    await add(table, 1, rows);
  };
  const add = (table: string, from: number, to: number) =>
    lab.sql(`INSERT INTO ${table} SELECT i, 'name ' || i FROM generate_series(${from}, ${to}) i`);
  const backup = (path: string) => backupOf(join(lab.dir, path));
  const count = async (table: string) => {
    const { rows } = await lab.engine.connections.query(
      lab.connections.duckdb,
      { query: `SELECT count(*) FROM ${table}` },
      1,
    );
    return Number(rows[0]?.[0]);
  };
  const definition = async (table: string, over: Partial<SyncInput> = {}): Promise<SyncInput> => {
    const model = await lab.engine.models.create({
      name: table,
      connection_id: lab.connection,
      configuration: { table },
    });
    const field = (name: string) => ({ source: { model_id: model.id, field: name }, target: name });
    return {
      name: table,
      active: true,
      mode: 'updateOrCreate',
      target: { connection_id: lab.connections.duckdb, create: { name: table } },
      identity: { ...field('id'), function: 'Equality' },
      fields: [field('id'), field('name')],
      schedule: { frequency: 'manual' },
      ...over,
    } as SyncInput;
  };
  const create = async (table: string, over: Partial<SyncInput> = {}) => {
    const input = await definition(table, over);
    return { id: (await lab.engine.syncs.create(input)).id, input };
  };
  const run = (id: string) => lab.run('syncs', id);

  test('a sync into a connection that points elsewhere starts over there, as the plan says', async () => {
    await source('moved', 100);
    await lead('into1.duckdb');
    const { id, input } = await create('moved');
    const before = await lab.engine.syncs.plan(input, { id });
    expect(await run(id)).toMatchObject({ status: 'completed', counts: { inserted: 100 } });
    expect(await lab.engine.syncs.plan(input, { id })).toEqual({
      ...before,
      tables: expect.anything(),
      // How many rows a model yields is known once it was run.
      estimate: { ...before.estimate, rows: 100 },
    });

    const other = await DuckDBInstance.create(join(lab.dir, 'into2.duckdb'));
    const made = await other.connect();
    await made.run('CREATE TABLE moved (id INTEGER PRIMARY KEY, name VARCHAR)');
    made.closeSync();
    other.closeSync();
    await lead('into2.duckdb');
    const plan = await lab.engine.syncs.plan(input, { id });
    expect(plan.definition_version).not.toBe(before.definition_version);
    expect(plan.warnings[0]).toContain('path was "into1.duckdb" and is "into2.duckdb"');
    expect(plan.warnings[0]).toContain('starts over');
    expect(await run(id)).toMatchObject({ status: 'completed', counts: { inserted: 100 } });
    expect(await count('moved')).toBe(100);

    // Back again: the first file holds an earlier batch, not the last one.
    await lead('into1.duckdb');
    await add('moved', 101, 110);
    expect(await run(id)).toMatchObject({ status: 'completed', counts: { inserted: 10, unchanged: 100 } });
  });

  test('how one gets in is not another place', async () => {
    await source('same_place', 10);
    await lead('same.duckdb');
    const { id, input } = await create('same_place');
    const before = await lab.engine.syncs.plan(input);
    await run(id);
    await lead('same.duckdb', { allow_external_access: true });
    const plan = await lab.engine.syncs.plan(input, { id });
    expect(plan.definition_version).toBe(before.definition_version);
    expect(plan.warnings).toEqual(before.warnings);
    expect(await run(id)).toMatchObject({ counts: { inserted: 0, unchanged: 10 } });
  });

  test('a sync into a target that was restored from a backup sends what the backup lacks', async () => {
    await source('restored', 11);
    await lead('restored.duckdb');
    const { id } = await create('restored');
    await run(id);
    const restore = await backup('restored.duckdb');
    await add('restored', 12, 21);
    await run(id);
    expect(await count('restored')).toBe(21);
    await restore();
    expect(await count('restored')).toBe(11);
    const execution = await run(id);
    expect(execution).toMatchObject({ status: 'completed', counts: { inserted: 10, unchanged: 11 } });
    expect(await count('restored')).toBe(21);
    expect(await run(id)).toMatchObject({ counts: { inserted: 0, unchanged: 21 } });
  });

  test('in mode append nothing is sent twice to a target that was restored: the run says what can be done', async () => {
    await source('appended', 3);
    await lead('appended.duckdb');
    const { id } = await create('appended', { mode: 'append', identity: undefined as never });
    await run(id);
    const restore = await backup('appended.duckdb');
    await add('appended', 4, 5);
    await run(id);
    await restore();
    const execution = await run(id);
    expect(execution.status).toBe('failed');
    expect(execution.error).toContain('does not hold what was sent last');
    expect(execution.error).toContain('--resync');
    expect(await count('appended')).toBe(3);
  });

  test.each([
    ['read whole', {}],
    ['read by tracking field', { tracking_field: 'id' }],
  ])('a bulk sync into a destination that was restored, %s', async (what, settings) => {
    const table = `bulk_${what.replaceAll(' ', '_')}`;
    await source(table, 11);
    await lead(`${table}.duckdb`);
    const id = await lab.create(toDuckdb, { schemas: [{ id: `public.${table}`, ...settings }] });
    await lab.moved(id);
    const restore = await backup(`${table}.duckdb`);
    await add(table, 12, 21);
    await lab.moved(id);
    await restore();
    expect(await count(`lake.${table}`)).toBe(11);
    expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 10 } });
    expect(await count(`lake.${table}`)).toBe(21);
  });

  test('a bulk sync whose source points elsewhere reads everything there', async () => {
    await lead('from1.duckdb');
    const target = lab.connections.duckdb;
    const fill = async (path: string, first: number, last: number) => {
      const other = await lab.engine.connections.create({
        name: path,
        type: 'duckdb',
        configuration: { path },
      });
      await source(`fill_${first}`, 0);
      await add(`fill_${first}`, first, last);
      const made = await definition(`fill_${first}`, {
        target: { connection_id: other.id, create: { name: 't' } },
      } as Partial<SyncInput>);
      await run((await lab.engine.syncs.create(made)).id);
    };
    await fill('from1.duckdb', 50, 60);
    await fill('from2.duckdb', 1, 20);
    const { id } = await lab.engine.bulkSyncs.create({
      name: 'moved source',
      active: true,
      mode: 'replicate',
      source: { connection_id: target },
      destination: { connection_id: lab.connections.files, configuration: { format: 'parquet' } },
      schemas: [{ id: 't', tracking_field: 'id' }],
      schedule: { frequency: 'manual' },
    });
    expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 11 } });
    await lead('from2.duckdb');
    const {
      name,
      active,
      mode,
      source: from,
      destination,
      schemas,
      schedule,
    } = (await lab.engine.bulkSyncs.get(id)) as never as Parameters<typeof lab.engine.bulkSyncs.plan>[0];
    const plan = await lab.engine.bulkSyncs.plan(
      { name, active, mode, source: from, destination, schemas, schedule } as never,
      { id },
    );
    expect(plan.warnings[0]).toContain('points elsewhere');
    await lab.moved(id);
    const { rows } = await lab.engine.connections.query(
      lab.connections.files,
      { query: 'SELECT min(id), count(*) FILTER (_syncform_deleted_at IS NULL) FROM "t.parquet"' },
      1,
    );
    expect(rows[0]?.map(Number)).toEqual([1, 20]);
  });
});
