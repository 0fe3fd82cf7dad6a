import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BulkSyncInput, SyncInput } from '../../engine/api/documents.ts';
import { systemClock } from '../../engine/kit/clock.ts';
import type { JsonObject } from '../../engine/kit/json.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { type BulkLab, bulkLab, type Destination, toDuckdb, toParquet, toPostgres } from './bulk-lab.ts';

let lab: BulkLab;
let connection_id: string;
beforeEach(async () => {
  lab = await bulkLab();
  await mkdir(join(lab.dir, 'in'));
  const { id } = await lab.engine.connections.create({
    name: 'in',
    type: 'local_files',
    configuration: { path: 'in' },
  });
  connection_id = id;
});
afterEach(() => lab[Symbol.asyncDispose]());

const write = (...rows: readonly string[]) =>
  writeFile(join(lab.dir, 'in', 'people.csv'), ['id,name', ...rows, ''].join('\n'));

const rejected = async () => {
  await using store = await openStoreForReading(lab.dataDir, systemClock);
  return (await store.rejections.list()).map(({ key, reason }) => ({ key, reason }));
};

const LINE_3 = {
  key: { file: 'people.csv', line: '3' },
  reason: 'the line has 3 values, and the header has 2',
};

/** A bulk sync of people.csv, by id: how to run it. */
async function bulkSync(configuration: JsonObject) {
  const schemas = [{ id: 'people.csv', user_output_name: 'people' }];
  const id = await lab.create(toPostgres, { source: { connection_id, configuration }, schemas });
  return () => lab.run('bulkSyncs', id);
}

/** A sync of a model of people.csv, by id unless it has no identity: how to run it. */
async function modelSync(
  configuration: JsonObject,
  { to = lab.connection, ...over }: Partial<SyncInput> & { readonly to?: string } = {},
) {
  const model = await lab.engine.models.create({ name: 'people', connection_id, configuration });
  const source = (field: string) => ({ model_id: model.id, field });
  const { id } = await lab.engine.syncs.create({
    name: 'people',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: to, create: { name: 'people' } },
    fields: ['id', 'name'].map((name) => ({ target: name, source: source(name) })),
    identity: { source: source('id'), target: 'id', function: 'Equality' },
    ...over,
  });
  return () => lab.run('syncs', id);
}

test('a bulk sync whose file has ragged lines is refused, unless they are to be set aside: then they are listed until they are well', async () => {
  await write('1,ann');
  await lab.engine.connections.setPrimaryKeys({ connection_id, schema_id: 'people.csv', field_ids: ['id'] });
  await write('1,ann', '2,Smith, John', '3,eve');
  await expect(bulkSync({})).rejects.toThrow(/people\.csv: line 3 has 3 values, and the header has 2/);
  const run = await bulkSync({ ragged_rows: 'set_aside' });
  expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 2, rejected: 1 } });
  expect(await rejected()).toEqual([LINE_3]);
  // Which record the line was is not known: no record is taken to be gone.
  await write('1,anna', '3,Smith, John');
  const { id, ...second } = await run();
  expect(second).toMatchObject({ status: 'errors', counts: { updated: 1, deleted: 0, rejected: 1 } });
  expect(await lab.engine.executions.warnings(id)).toEqual([
    'people.csv: rows were set aside: no row of lake.people is taken for deleted until they are corrected',
  ]);
  await write('1,anna', '2,Smith', '4,"Smith, John"');
  expect(await run()).toMatchObject({
    status: 'completed',
    counts: { inserted: 2, updated: 0, deleted: 1, rejected: 0 },
  });
  expect(await rejected()).toEqual([]);
});

test('a table that was synced keeps its rows when lines of its file no longer agree, also without a header', async () => {
  for (const hasHeader of [true, false]) {
    const file = join(lab.dir, 'in', 'towns.csv');
    const header = hasHeader ? 'id,name,city\n' : '';
    await writeFile(file, `${header}1,A,X\n2,B,Y\n`);
    const id = await lab.create(toPostgres, {
      source: { connection_id, configuration: { csv_has_headers: hasHeader } },
      schemas: [{ id: 'towns.csv', user_output_name: `towns_${hasHeader}` }],
    });
    await lab.moved(id);
    await writeFile(file, `${header}1,A,X\n2,B,Y\n3,Smith, John,Paris\n`);
    const { status, error } = await lab.run('bulkSyncs', id);
    expect(status).toBe('failed');
    expect(error).toContain(`towns.csv: line ${hasHeader ? 4 : 3} has 4 values`);
    expect(await lab.rows(toPostgres, 'count(*)', `towns_${hasHeader}`)).toEqual([['2']]);
  }
});

test.each<[string, JsonObject]>([
  ['table', { table: 'people.csv' }],
  ['query', { query: 'SELECT id, upper(name) AS name FROM people' }],
])(
  'a model of a %s sets ragged lines aside where that is said, and lists them until they are well',
  async (_, model) => {
    await write('1,ann', '2,Smith, John', '3,eve');
    await expect(modelSync(model)).rejects.toThrow(/people\.csv: line 3 has 3 values/);
    const run = await modelSync({ ...model, ragged_rows: 'set_aside' });
    expect(await run()).toMatchObject({ status: 'errors', counts: { read: 2, inserted: 2, rejected: 1 } });
    expect(await rejected()).toEqual([LINE_3]);
    expect(await run()).toMatchObject({ status: 'errors', counts: { unchanged: 2, rejected: 1 } });
    await write('1,ann', '2,"Smith, John"', '3,eve');
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 1, rejected: 0 } });
    expect(await rejected()).toEqual([]);
  },
);

test('what a bulk sync says of its files is read again, although the files stay the same', async () => {
  await write('1,NA', '2,eve');
  await lab.engine.connections.setPrimaryKeys({ connection_id, schema_id: 'people.csv', field_ids: ['id'] });
  const schemas = [{ id: 'people.csv', user_output_name: 'people' }];
  const id = await lab.create(toPostgres, { source: { connection_id }, schemas });
  await lab.moved(id);
  await lab.engine.connections.update(connection_id, {
    name: 'in',
    type: 'local_files',
    configuration: { path: 'in', null_text: 'NA' },
  });
  await lab.moved(id);
  expect(await lab.rows(toPostgres, 'id, name', 'people', 'ORDER BY id')).toEqual([
    ['1', null],
    ['2', 'eve'],
  ]);
});

test('a plan names the columns that stay text because their times are finer than microseconds', async () => {
  await writeFile(join(lab.dir, 'in', 'jan.csv'), 'id,at\n1,2024-01-05T10:00:00.123456789\n');
  const schemas = [{ id: 'jan.csv', user_output_name: 'moments' }];
  const plan = await lab.engine.bulkSyncs.plan(lab.bulk(toPostgres, { source: { connection_id }, schemas }));
  expect(plan.warnings).toContainEqual(
    expect.stringMatching(/moments: column "at" .*text, because its times are finer than microseconds/),
  );
});

test('dates of several files of one table have one reading', async () => {
  const { id } = await lab.engine.connections.create({
    name: 'months',
    type: 'local_files',
    configuration: { path: 'in', is_single_table: true, single_table_name: 'months' },
  });
  await writeFile(join(lab.dir, 'in', 'jan.csv'), 'id,at\n1,01/05/2024\n2,01/06/2024\n');
  await writeFile(join(lab.dir, 'in', 'feb.csv'), 'id,at\n3,02/14/2024\n');
  const sync = await lab.create(toPostgres, { source: { connection_id: id } });
  await lab.moved(sync);
  expect(await lab.rows(toPostgres, 'id, "at"', 'months', 'ORDER BY id')).toEqual([
    ['1', '01/05/2024'],
    ['2', '01/06/2024'],
    ['3', '02/14/2024'],
  ]);
});

const model = { table: 'people.csv', ragged_rows: 'set_aside' };

test.each([
  { ...toPostgres, table: () => 'public.people' },
  { ...toDuckdb, table: () => 'main.people' },
  toParquet,
])(
  'mode replace deletes no record in $name that may be a line that was set aside, and says so',
  async (destination: Destination) => {
    const people = () => lab.rows(destination, 'id, name', 'people', 'ORDER BY id');
    const to = lab.connections[destination.connection];
    await write('1,ann', '2,bob', '3,eve');
    const run = await modelSync(model, { to, mode: 'replace' });
    expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 3 } });
    await write('1,anna', '2,Smith, John', '4,joe');
    const { id, ...second } = await run();
    expect(second).toMatchObject({ status: 'errors', counts: { deleted: 0, rejected: 1 } });
    const kept = [
      ['1', 'anna'],
      ['2', 'bob'],
      ['3', 'eve'],
      ['4', 'joe'],
    ];
    expect(await people()).toEqual(kept);
    expect(await lab.engine.executions.warnings(id)).toEqual([
      expect.stringMatching(/2 records of .*people.* that the model lacks may be theirs/),
    ]);
    // A run that finds nothing new still knows of them.
    expect(await run()).toMatchObject({ status: 'errors', counts: { unchanged: 2, rejected: 1 } });
    expect(await people()).toEqual(kept);
    await write('1,anna', '2,"Smith, John"', '4,joe');
    expect(await run()).toMatchObject({ status: 'completed', counts: { rejected: 0 } });
    expect(await people()).toEqual([
      ['1', 'anna'],
      ['2', 'Smith, John'],
      ['4', 'joe'],
    ]);
  },
);

test('mode replace without an identity only adds while lines are set aside', async () => {
  const people = () =>
    lab.rows({ ...toPostgres, table: () => 'public.people' }, 'id, name', 'people', 'ORDER BY id, name');
  await write('1,ann', '1,ann', '2,bob');
  const run = await modelSync(model, { mode: 'replace', identity: undefined });
  expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 3 } });
  await write('1,ann', '2,Smith, John', '3,eve');
  expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 1, deleted: 0, rejected: 1 } });
  expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 0, rejected: 1 } });
  expect(await people()).toEqual([
    ['1', 'ann'],
    ['1', 'ann'],
    ['2', 'bob'],
    ['3', 'eve'],
  ]);
  await write('1,ann', '3,eve');
  expect(await run()).toMatchObject({ status: 'completed', counts: { rejected: 0 } });
  expect(await people()).toEqual([
    ['1', 'ann'],
    ['3', 'eve'],
  ]);
});

test('a plan refuses a type for a column that no object of the bulk sync has, at its place', async () => {
  await write('1,ann');
  await writeFile(join(lab.dir, 'in', 'towns.csv'), 'id,town\n1,X\n');
  const plan = (name: string, schemas?: BulkSyncInput['schemas']) => {
    const configuration = { column_types: { [name]: { type: 'string' } } };
    return lab.engine.bulkSyncs.plan(
      lab.bulk(toPostgres, { source: { connection_id, configuration }, ...(schemas ? { schemas } : {}) }),
    );
  };
  expect((await plan('town')).tables).toHaveLength(2);
  const path = ['source', 'configuration', 'column_types', 'nmae'];
  await expect(plan('nmae')).rejects.toMatchObject({
    issues: [
      { path, message: expect.stringContaining('none of the objects that are synced has a column "nmae"') },
    ],
  });
  await expect(plan('town', [{ id: 'people.csv' }])).rejects.toMatchObject({
    issues: [{ message: 'people.csv has no column "town". Its columns are id, name.' }],
  });
});

test('a broken line of an NDJSON file fails its object, or is set aside and listed until it is well', async () => {
  const lines = (...some: readonly string[]) =>
    writeFile(join(lab.dir, 'in', 'people.ndjson'), `${some.join('\n')}\n`);
  await lines('{"id":1,"name":"ann"}', '{"id":2,"name":"bob"}');
  const schema_id = 'people.ndjson';
  await lab.engine.connections.setPrimaryKeys({ connection_id, schema_id, field_ids: ['id'] });
  const schemas = [{ id: schema_id, user_output_name: 'people' }];
  const created = (configuration: JsonObject) =>
    lab.create(toPostgres, { source: { connection_id, configuration }, schemas });
  const refusing = await created({});
  await lab.moved(refusing);
  await lines('{"id":1,"name":"anna"}', '{"id":2,"na', '{"id":3,"name":"eve"}');
  const { status, error } = await lab.run('bulkSyncs', refusing);
  expect(status).toBe('failed');
  expect(error).toMatch(/people\.ndjson.*line 2/);
  await lab.engine.bulkSyncs.delete(refusing);
  const id = await created({ broken_lines: 'set_aside' });
  const counts = { inserted: 1, updated: 1, deleted: 0, rejected: 1 };
  expect(await lab.run('bulkSyncs', id)).toMatchObject({ status: 'errors', counts });
  expect(await rejected()).toEqual([
    { key: { file: 'people.ndjson', line: '2' }, reason: 'the line is not JSON' },
  ]);
  await lines('{"id":1,"name":"anna"}', '{"id":3,"name":"eve"}');
  expect(await lab.run('bulkSyncs', id)).toMatchObject({ status: 'completed' });
  expect(await rejected()).toEqual([]);
});
