import type { ModelInput, SyncInput } from '../../engine/api/documents.ts';
import { systemClock } from '../../engine/kit/clock.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { type BulkLab, bulkLab, type Destination, destinations, toDuckdb, toPostgres } from './bulk-lab.ts';

/*
 * Values of Postgres that no column of DuckDB holds, and rows that are longer than a reader's buffers: whichever way rows
 * take, each is one record's affair.
 */

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const rejected = async (id: string) => {
  await using store = await openStoreForReading(lab.dataDir, systemClock);
  const listed = await store.rejections.list({ sync_id: id });
  return listed.map(({ key, reason }) => [key.id, reason]).toSorted();
};

const model = async (name: string, over: Partial<ModelInput> = {}) =>
  (
    await lab.engine.models.create({
      name,
      connection_id: lab.connection,
      configuration: { table: `public.${name}` },
      ...over,
    })
  ).id;

const field = (model_id: string, name: string, target = name) => ({
  target,
  source: { model_id, field: name },
});

async function modelSync(to: Destination, id: string, fields: SyncInput['fields']) {
  const sync = await lab.engine.syncs.create({
    name: 'odd',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: {
      connection_id: lab.connections[to.connection],
      create: { name: 'copy' },
      ...(to.connection === 'files' ? { configuration: to.configuration } : {}),
    },
    fields,
    identity: { ...field(id, 'id'), function: 'Equality' },
  });
  return sync.id;
}

const toFiles = destinations.filter(({ connection }) => connection === 'files');
const targets = [
  { ...toPostgres, table: () => 'public.copy' },
  { ...toDuckdb, table: () => 'main.copy' },
  ...toFiles,
];
const ODD = `CREATE TABLE odd (id int PRIMARY KEY, list int[], price numeric(10,2));
  INSERT INTO odd VALUES (1, '{1}', 1.25), (2, '{{1,2}}', 1), (3, '[0:1]={5,6}', 1), (4, NULL, 'NaN'), (5, NULL, 2)`;
const REFUSED = [
  ['2', 'column "list" is INTEGER[] and cannot hold [[1,2]]'],
  ['4', 'column "price" is DECIMAL(10,2) and cannot hold NaN'],
];

describe.each(targets)('a model sync into $name', (to) => {
  test.each([
    ['table', { table: 'public.odd' }],
    ['query', { query: 'SELECT * FROM odd' }],
  ])('refuses alone the records of a %s that cannot be read', async (_, configuration) => {
    await lab.sql(ODD);
    const odd = await model('odd', { configuration });
    const id = await modelSync(
      to,
      odd,
      ['id', 'list', 'price'].map((name) => field(odd, name)),
    );
    const counts = { read: 3, inserted: 3, rejected: 2 };
    expect(await lab.run('syncs', id)).toMatchObject({ status: 'errors', counts });
    expect(await lab.rows(to, 'id, CAST(price AS VARCHAR)', 'copy', 'ORDER BY id')).toEqual([
      ['1', '1.25'],
      ['3', '1.00'],
      ['5', '2.00'],
    ]);
    expect(await rejected(id)).toEqual(REFUSED);
    await lab.sql('UPDATE odd SET list = NULL, price = 3 WHERE id IN (2, 4)');
    expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed', counts: { inserted: 2 } });
    expect(await rejected(id)).toEqual([]);
  });
});

describe.each([toDuckdb, ...toFiles])('a bulk sync into $name', (to) => {
  test('refuses alone the record with a NaN of a table that is read in parts, and keeps its zeros', async () => {
    await lab.sql(`CREATE TABLE odd (id int PRIMARY KEY, price numeric(10,2));
      INSERT INTO odd SELECT i, nullif(i, 3) % 7 FROM generate_series(1, 110000) AS i; UPDATE odd SET price = 'NaN' WHERE id = 4;
      ANALYZE odd`);
    const id = await lab.create(to, { schemas: [{ id: 'public.odd' }] });
    const counts = { inserted: 109_999, rejected: 1 };
    expect(await lab.run('bulkSyncs', id)).toMatchObject({ status: 'errors', counts });
    expect(await rejected(id)).toEqual([['4', 'column "price" is DECIMAL(10,2) and cannot hold NaN']]);
    const few = `WHERE id < 8 ORDER BY id`;
    const found = [
      ['1', '1.00'],
      ['2', '2.00'],
      ['3', null],
      ['5', '5.00'],
      ['6', '6.00'],
      ['7', '0.00'],
    ];
    expect(await lab.rows(to, 'id, CAST(price AS VARCHAR)', 'odd', few)).toEqual(found);
    await lab.sql('UPDATE odd SET price = 0 WHERE id = 4');
    expect(await lab.run('bulkSyncs', id)).toMatchObject({ status: 'completed', counts: { rejected: 0 } });
    expect(await rejected(id)).toEqual([]);
    expect(await lab.rows(to, 'count(*), sum(price)', 'odd')).toEqual([['110000', '329990.00']]);
  });
});

test('records of a joined model that cannot be read are refused alone', async () => {
  await lab.sql(
    `${ODD}; CREATE TABLE people (id int PRIMARY KEY, odd int); INSERT INTO people VALUES (1, 1), (2, 4)`,
  );
  const odd = await model('odd');
  const people = await model('people', { relations: [{ from: 'odd', to: { model_id: odd, field: 'id' } }] });
  const to = targets[0] as Destination;
  const id = await modelSync(to, people, [field(people, 'id'), field(odd, 'price')]);
  expect(await lab.run('syncs', id)).toMatchObject({
    status: 'errors',
    counts: { inserted: 2, rejected: 1 },
  });
  expect(await lab.rows(to, 'id, CAST(price AS VARCHAR)', 'copy', 'ORDER BY id')).toEqual([
    ['1', '1.25'],
    ['2', null],
  ]);
  expect(await rejected(id)).toEqual([REFUSED[1]]);
});

test('a bulk sync with a tracking field refuses alone the records that cannot be read', async () => {
  await lab.sql(
    `${ODD}; ALTER TABLE odd ADD at timestamptz DEFAULT '2024-01-01'; DELETE FROM odd WHERE id IN (2, 4)`,
  );
  const schemas = [{ id: 'public.odd', tracking_field: 'at' }];
  const id = await lab.create(toDuckdb, { schemas });
  await lab.moved(id);
  await lab.sql(
    `INSERT INTO odd VALUES (2, '{{1,2}}', 1, '2024-01-02'), (4, NULL, 'NaN', '2024-01-02'), (6, NULL, 6, '2024-01-03')`,
  );
  expect(await lab.run('bulkSyncs', id)).toMatchObject({
    status: 'errors',
    counts: { inserted: 1, rejected: 2 },
  });
  expect(await rejected(id)).toEqual(REFUSED);
  expect(await lab.rows(toDuckdb, 'id', 'odd', 'ORDER BY id')).toEqual([['1'], ['3'], ['5'], ['6']]);
  await lab.sql(`UPDATE odd SET list = NULL, price = 3, at = '2024-01-04' WHERE id IN (2, 4)`);
  expect(await lab.run('bulkSyncs', id)).toMatchObject({ status: 'completed', counts: { inserted: 2 } });
});

describe.each([toPostgres, toDuckdb])('a bulk sync into $name that obfuscates a field', (to) => {
  const secret = (id: string, hidden: string, others: readonly string[]) => [
    { id, fields: [{ id: hidden, obfuscate: true }, ...others.map((other) => ({ id: other }))] },
  ];

  test('refuses alone the records that cannot be read, and shows no value of the field', async () => {
    await lab.sql(ODD);
    const id = await lab.create(to, { schemas: secret('public.odd', 'price', ['id', 'list']) });
    const run = await lab.run('bulkSyncs', id);
    expect(run).toMatchObject({
      status: 'errors',
      error: expect.stringMatching(/refused/),
      counts: { rejected: 2 },
    });
    expect(await rejected(id)).toEqual([
      REFUSED[0],
      ['4', 'column "price" is DECIMAL(10,2) and cannot hold a value that is not shown'],
    ]);
    expect(await lab.rows(to, 'id', 'odd', 'ORDER BY id')).toEqual([['1'], ['3'], ['5']]);
  });

  test('takes a row of 17 MiB', async () => {
    await lab.sql(`CREATE TABLE long (id int PRIMARY KEY, name text, body text);
      INSERT INTO long SELECT i, 'Ann', CASE WHEN i = 2 THEN repeat('x', 17 * 1024 * 1024) ELSE 'x' END FROM generate_series(1, 3) AS i`);
    const id = await lab.create(to, { schemas: secret('public.long', 'name', ['id', 'body']) });
    expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 3, rejected: 0 } });
    expect(await lab.rows(to, 'id, length(body)', 'long', 'ORDER BY id')).toEqual([
      ['1', '1'],
      ['2', String(17 * 1024 * 1024)],
      ['3', '1'],
    ]);
  });
});

test('a model sync takes a record of 17 MiB', async () => {
  await lab.sql(`CREATE TABLE long (id int PRIMARY KEY, body text);
    INSERT INTO long VALUES (1, 'x'), (2, repeat('x', 17 * 1024 * 1024))`);
  const long = await model('long');
  const to = targets[0] as Destination;
  const id = await modelSync(to, long, [field(long, 'id'), field(long, 'body')]);
  expect(await lab.run('syncs', id)).toMatchObject({ status: 'completed', counts: { inserted: 2 } });
  expect(await lab.rows(to, 'id, length(body)', 'copy', 'ORDER BY id')).toEqual([
    ['1', '1'],
    ['2', String(17 * 1024 * 1024)],
  ]);
});
