import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineApi } from '../../../api/engine-api.ts';
import { openEngine } from '../../../embedded.ts';
import { describeWarehouse, startWarehouse, type TestWarehouse } from './testing/warehouse.ts';

describeWarehouse('a bulk sync from Databricks', () => {
  let local: TestWarehouse;
  let engine: EngineApi;
  let dir: string;
  beforeAll(async () => {
    local = await startWarehouse();
    dir = await mkdtemp(join(tmpdir(), 'databricks-bulk-'));
    engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
  });
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]();
    await local?.[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  test('reads everything, then only what the change data feed has, and deletes what was deleted', async () => {
    const { catalog, schema } = local.service;
    const table = `${catalog}.${schema}.people`;
    const sql = (statement: string) => local.service.run(statement);
    await sql(
      `CREATE TABLE ${table} (id BIGINT NOT NULL, name STRING) TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true', 'local_warehouse.primary_key' = 'pk:id')`,
    );
    await sql(`INSERT INTO ${table} VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cid')`);
    const connect = async (type: string, configuration: object) =>
      (await engine.connections.create({ name: type, type, configuration: configuration as never })).id;
    const source = await connect('databricks', local.settings);
    const target = await connect('duckdb', { path: 'store.duckdb' });
    const { id } = await engine.bulkSyncs.create({
      name: 'bulk',
      active: true,
      mode: 'replicate',
      source: { connection_id: source, configuration: { catalog, schema } },
      destination: {
        connection_id: target,
        configuration: { schema: 'lake', advanced: { hard_deletes: true } },
      },
      schedule: { frequency: 'manual' },
    });
    const moved = async () => {
      const execution = await engine.executions.ended((await engine.bulkSyncs.start(id)).id);
      expect([execution.status, execution.error]).toEqual(['completed', null]);
      return execution.counts;
    };
    const there = async () =>
      (
        await engine.connections.query(target, { query: 'SELECT id, name FROM lake.people ORDER BY id' }, 10)
      ).rows.map((row) => row.map(String));
    expect(await moved()).toMatchObject({ inserted: 3, updated: 0, deleted: 0 });

    await sql(`UPDATE ${table} SET name = 'Bert' WHERE id = 2`);
    await sql(`DELETE FROM ${table} WHERE id = 3`);
    await sql(`INSERT INTO ${table} VALUES (4, 'Dan')`);
    local.service.forgetStatements();
    expect(await moved()).toMatchObject({ inserted: 1, updated: 1, deleted: 1 });
    expect(await there()).toEqual([
      ['1', 'Ann'],
      ['2', 'Bert'],
      ['4', 'Dan'],
    ]);
    const reads = () =>
      local.service.statements.filter(({ statement }) => /^SELECT\s+CAST\(`id`/.test(statement));
    expect(reads()).toHaveLength(2);
    for (const { statement } of reads()) expect(statement).toContain('table_changes(');

    local.service.forgetStatements();
    expect(await moved()).toMatchObject({ inserted: 0, updated: 0, deleted: 0 });
    expect(reads()).toEqual([]);

    // The feed is off for a while: everything is read, and what is gone is found to be missing.
    await sql(`ALTER TABLE ${table} SET TBLPROPERTIES ('delta.enableChangeDataFeed' = 'false')`);
    await sql(`DELETE FROM ${table} WHERE id = 1`);
    expect(await moved()).toMatchObject({ inserted: 0, updated: 0, deleted: 1 });
    expect(await there()).toEqual([
      ['2', 'Bert'],
      ['4', 'Dan'],
    ]);
  });

  test('filters are the warehouse’s own conditions, also over the change data feed', async () => {
    const { catalog } = local.service;
    const schema = await local.service.createSchema();
    const table = `${catalog}.${schema}.accounts`;
    const sql = (statement: string) => local.service.run(statement);
    await sql(
      `CREATE TABLE ${table} (id BIGINT NOT NULL, plan STRING) TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true', 'local_warehouse.primary_key' = 'pk:id')`,
    );
    await sql(`INSERT INTO ${table} VALUES (1, 'pro'), (2, 'free'), (3, 'pro'), (4, NULL), (5, 'pro')`);
    const connect = async (name: string, type: string, configuration: object) =>
      (await engine.connections.create({ name, type, configuration: configuration as never })).id;
    const source = await connect('filtered', 'databricks', local.settings);
    const target = await connect('filtered store', 'duckdb', { path: 'filtered.duckdb' });
    const { id } = await engine.bulkSyncs.create({
      name: 'filtered',
      active: true,
      mode: 'replicate',
      source: { connection_id: source, configuration: { catalog, schema } },
      destination: {
        connection_id: target,
        configuration: { schema: 'lake', advanced: { hard_deletes: true } },
      },
      schemas: [{ id: table, filters: [{ field_id: 'plan', function: 'Equality', value: 'pro' }] }],
      schedule: { frequency: 'manual' },
    });
    const moved = async () => {
      local.service.forgetStatements();
      const execution = await engine.executions.ended((await engine.bulkSyncs.start(id)).id);
      expect([execution.status, execution.error]).toEqual(['completed', null]);
      const reads = local.service.statements.filter(({ statement }) =>
        /^SELECT\s+CAST\(`id`/.test(statement),
      );
      expect(reads.length).toBeGreaterThan(0);
      const query = { query: 'SELECT id, plan FROM lake.accounts ORDER BY id' };
      const { rows } = await engine.connections.query(target, query, 10);
      return { reads: reads.map(({ statement }) => statement), rows: rows.map((row) => row.map(String)) };
    };
    const first = await moved();
    expect(first.rows).toEqual([
      ['1', 'pro'],
      ['3', 'pro'],
      ['5', 'pro'],
    ]);
    for (const read of first.reads) expect(read).toMatch(/WHERE .*`plan`.*'pro'/s);
    await sql(`UPDATE ${table} SET plan = CASE id WHEN 1 THEN 'free' ELSE 'pro' END WHERE id IN (1, 2)`);
    await sql(`DELETE FROM ${table} WHERE id = 3`);
    const second = await moved();
    expect(second.rows).toEqual([
      ['2', 'pro'],
      ['5', 'pro'],
    ]);
    for (const read of second.reads) expect(read).toContain('table_changes(');
  });
});
