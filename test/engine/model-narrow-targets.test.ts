import { join } from 'node:path';
import type { SyncInput } from '../../engine/api/documents.ts';
import { bulkLab } from './bulk-lab.ts';
import { inDuckdb } from './in-duckdb.ts';

/*
 * Tables that are there and whose columns hold less than a model's fields: the plan says what becomes of what does not fit.
 */

test('texts with a bound, times of whole seconds and few digits at PostgreSQL are named as lossy', async () => {
  await using lab = await bulkLab();
  await lab.sql(`
    CREATE TABLE source (id int PRIMARY KEY, name text, code text, at timestamp, zoned timestamptz, tod time, price numeric(12,4), fine timestamp);
    CREATE TABLE target (id int PRIMARY KEY, name varchar(3), code uuid, at timestamp(0), zoned timestamptz(3), tod time(0), price numeric(10,2), fine timestamp)`);
  const names = ['name', 'code', 'at', 'zoned', 'tod', 'price', 'fine'];
  const { id: model_id } = await lab.engine.models.create({
    name: 'source',
    connection_id: lab.connection,
    configuration: { table: 'public.source' },
  });
  const input: SyncInput = {
    name: 'narrow',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: lab.connection, object: 'public.target' },
    identity: { source: { model_id, field: 'id' }, target: 'id', function: 'Equality' },
    fields: names.map((name) => ({ target: name, source: { model_id, field: name } })),
  };
  const { tables, warnings } = await lab.engine.syncs.plan(input);
  const lossy = Object.fromEntries(tables[0]?.columns.map((column) => [column.name, column.lossy]) ?? []);
  expect(lossy).toEqual({
    id: null,
    name: 'texts of more than 3 characters are refused',
    code: 'text that is no valid uuid is refused',
    at: 'times are rounded to whole seconds',
    zoned: 'fractions of a second are rounded to 3 digits',
    tod: 'times are rounded to whole seconds',
    price: 'values that do not fit decimal(10,2) are rounded or refused',
    fine: null,
  });
  // The two that are rounded to whole seconds are one sentence.
  expect(warnings.filter((warning) => warning.includes('target: column'))).toHaveLength(5);
});

test.each([
  [
    'PostgreSQL',
    'postgres',
    'public.target',
    { large: null, doc: 'all but the last value of a key that an object has twice' },
  ],
  [
    'DuckDB',
    'duckdb',
    'main.target',
    { large: 'arithmetic: a decimal of more than 38 digits is kept as text', doc: null },
  ],
] as const)(
  'a column that %s gets with the first run is said to lose the same once it is there',
  async (_name, to, object, loses) => {
    await using lab = await bulkLab();
    await lab.sql(`
      CREATE TABLE source (id int PRIMARY KEY, large numeric(40,10), doc json, list int[]);
      INSERT INTO source VALUES (1, 123456789012345678901234567890.5, '{"a": 1}', '{1,2}');
      CREATE TABLE target (id int PRIMARY KEY)`);
    await inDuckdb(join(lab.dir, 'store.duckdb'), ['CREATE TABLE target (id INTEGER PRIMARY KEY)']);
    const { id: model_id } = await lab.engine.models.create({
      name: 'source',
      connection_id: lab.connection,
      configuration: { table: 'public.source' },
    });
    const input: SyncInput = {
      name: 'added',
      active: true,
      mode: 'updateOrCreate',
      schedule: { frequency: 'manual' },
      target: { connection_id: lab.connections[to], object },
      identity: { source: { model_id, field: 'id' }, target: 'id', function: 'Equality' },
      fields: ['large', 'doc', 'list'].map((field) => ({
        target: field,
        source: { model_id, field },
        new: true,
      })),
    };
    const first = await lab.engine.syncs.plan(input);
    const { id } = await lab.engine.syncs.create(input);
    expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
    const second = await lab.engine.syncs.plan(input, { id });
    expect(second.tables[0]).toEqual({ ...first.tables[0], statements: [], is_ours: false });
    expect(second.definition_version).toBe(first.definition_version);
    expect(Object.fromEntries(second.tables[0]?.columns.map((c) => [c.name, c.lossy]) ?? [])).toMatchObject({
      id: null,
      ...loses,
      list: 'subscripts that do not start at 1',
    });
  },
);
