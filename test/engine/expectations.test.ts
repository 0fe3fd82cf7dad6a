import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import type { BulkSyncInput, Expectation } from '../../engine/api/documents.ts';
import { describeNeeding } from '../needing.ts';
import { missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { type BulkLab, bulkLab, toDuckdb, toPostgres } from './bulk-lab.ts';

/*
 * What is expected of records, evaluated before any of them is written: of models and of bulk syncs, from every kind of
 * source.
 */

let on: BulkLab;
beforeEach(async () => {
  on = await bulkLab();
});
afterEach(() => on[Symbol.asyncDispose]());

/** Ten people, of whom one has no name, two share an e-mail address, one has an odd plan and one a negative price. */
const PEOPLE = `SELECT i AS id, CASE WHEN i <> 3 THEN 'name ' || i END AS name,
  CASE WHEN i = 5 THEN 'same@x' WHEN i = 6 THEN 'same@x' ELSE i || '@x' END AS email,
  CASE WHEN i = 7 THEN 'odd' ELSE 'pro' END AS plan, CASE WHEN i = 8 THEN -1 ELSE i END AS price,
  DATE '2024-01-01' AS changed`;

/** Makes the people at a source; answers its connection and their table. */
type Source = () => Promise<{ readonly connection: string; readonly table: string }>;
const sources: Readonly<Record<string, Source>> = {
  async postgresql() {
    await on.sql(
      `CREATE TABLE people AS ${PEOPLE} FROM generate_series(1, 10) AS s(i); ALTER TABLE people ADD PRIMARY KEY (id)`,
    );
    return { connection: on.connection, table: 'public.people' };
  },
  async duckdb() {
    const rows = await fileOfPeople();
    const { id } = await on.engine.connections.create({
      name: 'lake',
      type: 'duckdb',
      configuration: { path: 'source.duckdb' },
    });
    const moved = await on.engine.bulkSyncs.create({
      ...on.bulk(toDuckdb, { name: 'fill' }),
      source: { connection_id: on.connections.files },
      destination: { connection_id: id, configuration: { schema: 'main' } },
      schemas: [{ id: rows }],
      disable_record_timestamps: true,
    });
    await on.moved(moved.id);
    return { connection: id, table: 'people' };
  },
  async 'local_files (csv)'() {
    return { connection: on.connections.files, table: await fileOfPeople() };
  },
};

async function fileOfPeople(): Promise<string> {
  const rows = Array.from({ length: 10 }, (_, n) => n + 1).map((i) =>
    [
      i,
      i === 3 ? '' : `name ${i}`,
      i === 6 ? 'same@x' : i === 5 ? 'same@x' : `${i}@x`,
      i === 7 ? 'odd' : 'pro',
      i === 8 ? -1 : i,
      '2024-01-01',
    ].join(','),
  );
  await writeFile(
    join(on.dir, 'files', 'people.csv'),
    `id,name,email,plan,price,changed\n${rows.join('\n')}\n`,
  );
  return 'people.csv';
}

const broken: readonly (readonly [what: string, Expectation, message: RegExp, aside: number | undefined])[] =
  [
    [
      'a value that is missing',
      { type: 'not_null', fields: ['name'] },
      /name is not NULL, and of 1 of 10 records it is not so \(id=3/,
      1,
    ],
    [
      'a value that is there twice',
      { type: 'unique', fields: ['email'] },
      /email is unique, and of 2 of 10 records/,
      2,
    ],
    [
      'a value that is not accepted',
      { type: 'accepted_values', fields: ['plan'], values: ['pro', 'team'] },
      /plan is one of pro, team, and of 1 of 10/,
      1,
    ],
    [
      'a condition that is false',
      { type: 'sql', condition: 'price >= 0 -- of everybody' },
      /price >= 0.*of 1 of 10 records it is not so \(id=8/,
      1,
    ],
    [
      'too few records',
      { type: 'row_count', min: 11 },
      /there are at least 11 records, and there are 10/,
      undefined,
    ],
    [
      'records that are too old',
      { type: 'freshness', fields: ['changed'], max_age: '24h' },
      /the latest changed is at most 24h old, and the latest is 2024-01-01/,
      undefined,
    ],
  ];
const met: readonly Expectation[] = [
  { type: 'not_null', fields: ['id', 'email'] },
  { type: 'unique', fields: ['email', 'id'] },
  { type: 'accepted_values', fields: ['plan'], values: ['pro', 'odd'] },
  { type: 'row_count', min: 1, max: 10 },
  { type: 'freshness', fields: ['changed'], max_age: '90000d' },
  { type: 'sql', condition: 'length(name) > 0' },
];

async function sync(source: Source, expectations: readonly Expectation[]) {
  const { connection, table } = await source();
  const model = await on.engine.models.create({
    name: 'people',
    connection_id: connection,
    configuration: { table },
    expectations,
  });
  const from = (field: string) => ({ model_id: model.id, field });
  return on.engine.syncs.create({
    name: 'people out',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: on.connection, create: { name: 'copies' } },
    fields: ['name', 'price'].map((field) => ({ target: field, source: from(field) })),
    identity: { source: from('id'), target: 'id', function: 'Equality' },
  });
}

describe.each(Object.keys(sources))('a model of %s', (name) => {
  const source = sources[name] as Source;

  test.each(broken)('stops the run for %s, before a record is written', async (_, expectation, message) => {
    const { id } = await sync(source, [expectation]);
    const run = await on.run('syncs', id);
    expect(run).toMatchObject({ status: 'failed', counts: { inserted: 0 } });
    expect(run.error).toMatch(message);
    expect(run.error).toContain('No record of it was written');
    expect(await on.sql(`SELECT to_regclass('copies')`)).toEqual([[null]]);
  });

  test('sends the others where records are set aside, and lists those as rejected', async () => {
    const aside = broken.flatMap(([, expectation, , rows]) =>
      rows === undefined ? [] : [{ ...expectation, on_failure: 'set_aside' as const }],
    );
    const { id } = await sync(source, [...aside, ...met]);
    const run = await on.run('syncs', id);
    expect(run).toMatchObject({ status: 'errors', counts: { read: 5, inserted: 5, rejected: 5 } });
    expect(await on.sql('SELECT id FROM copies ORDER BY id')).toEqual(
      ['1', '2', '4', '9', '10'].map((one) => [one]),
    );
  });

  test('runs where all is as expected', async () => {
    const { id } = await sync(source, met);
    expect(await on.run('syncs', id)).toMatchObject({ status: 'completed', counts: { inserted: 10 } });
    expect(await on.run('syncs', id)).toMatchObject({ status: 'completed', counts: { unchanged: 10 } });
  });
});

describe.each(Object.keys(sources))('a bulk sync from %s', (name) => {
  const bulk = async (expectations: readonly Expectation[], over: Partial<BulkSyncInput> = {}) => {
    const { connection, table } = await (sources[name] as Source)();
    const fields = ['id', 'name', 'price'].map((id) => ({ id }));
    return on.create(toPostgres, {
      source: { connection_id: connection },
      schemas: [{ id: table, fields, expectations, user_output_name: 'copies' }],
      ...over,
    });
  };

  test.each(broken)(
    'stops its object for %s, before a record is written',
    async (_, expectation, message) => {
      const id = await bulk([expectation]);
      const run = await on.run('bulkSyncs', id);
      expect(run.status).toBe('failed');
      expect(run.objects[0]?.error).toMatch(message);
      expect(await on.sql(`SELECT to_regclass('lake.copies')`)).toEqual([[null]]);
    },
  );

  test('loads the others where records are set aside', async () => {
    const id = await bulk([{ type: 'sql', condition: 'price >= 0', on_failure: 'set_aside' }, ...met]);
    expect(await on.run('bulkSyncs', id)).toMatchObject({
      status: 'errors',
      counts: { inserted: 9, rejected: 1 },
    });
    expect(await on.sql('SELECT count(*) FROM lake.copies WHERE price < 0')).toEqual([['0']]);
    // The next run says the same again.
    expect(await on.run('bulkSyncs', id)).toMatchObject({
      status: 'errors',
      counts: { rejected: 1 },
    });
  });
});

test('what was set aside later stays in the table as it was, and comes once it is as expected', async () => {
  await (sources.postgresql as Source)();
  const id = await on.create(toPostgres, {
    schemas: [
      {
        id: 'public.people',
        user_output_name: 'copies',
        fields: [{ id: 'id' }, { id: 'email', obfuscate: true }, { id: 'price' }],
        expectations: [
          {
            type: 'accepted_values',
            fields: ['email'],
            values: Array.from({ length: 10 }, (_, i) => `${i + 1}@x`).concat('same@x'),
            on_failure: 'set_aside',
          },
          { type: 'sql', condition: "price < 1000 OR plan = 'big'", on_failure: 'set_aside' },
        ],
      },
    ],
  });
  await on.moved(id);
  await on.sql(
    "UPDATE people SET price = 5000 WHERE id = 1; UPDATE people SET email = 'a secret' WHERE id = 2",
  );
  const run = await on.run('bulkSyncs', id);
  expect(run).toMatchObject({ status: 'errors', counts: { updated: 0, deleted: 0, rejected: 2 } });
  expect(JSON.stringify(run)).not.toContain('a secret');
  expect(await on.sql('SELECT price FROM lake.copies WHERE id = 1')).toEqual([['1']]);
  await on.sql("UPDATE people SET plan = 'big' WHERE id = 1; UPDATE people SET email = '2@x' WHERE id = 2");
  expect(await on.run('bulkSyncs', id)).toMatchObject({ status: 'completed', counts: { updated: 1 } });
  expect(await on.sql('SELECT price FROM lake.copies WHERE id = 1')).toEqual([['5000']]);
});

test('an expectation that says too little, or reads more than the record, is a fault of its definition', async () => {
  await (sources.postgresql as Source)();
  const faults = async (expectations: readonly object[]) =>
    on.engine.models
      .plan({
        name: 'people',
        connection_id: on.connection,
        configuration: { table: 'public.people' },
        expectations: expectations as readonly Expectation[],
      })
      .then(
        () => [],
        (error: { issues: readonly { path: readonly unknown[]; message: string }[] }) =>
          error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
      );
  expect(
    await faults([
      { type: 'not_null' },
      { type: 'unique', fields: ['nmae'] },
      { type: 'row_count' },
      { type: 'freshness', fields: ['name'], max_age: 'soon' },
      { type: 'row_count', min: 1, on_failure: 'set_aside' },
    ]),
  ).toEqual([
    'expectations.0.fields: an expectation of type not_null needs fields',
    expect.stringContaining('expectations.1.fields: there is no field "nmae"; there are id, name'),
    'expectations.2.min: an expectation of type row_count needs min, max or both',
    'expectations.3.fields: "name" is string: freshness is told by a date or a time',
    'expectations.3.max_age: "soon" is not an age such as 90m, 24h or 7d',
    expect.stringContaining('expectations.4.on_failure'),
  ]);
  expect(await faults([{ type: 'sql', condition: 'prcie >= 0' }])).toEqual([
    expect.stringMatching(/expectations\.0\.condition: .*prcie/),
  ]);
  expect(
    await faults([{ type: 'sql', condition: "(SELECT count(*) FROM read_text('/etc/hostname')) > 0" }]),
  ).toEqual([expect.stringContaining('expectations.0.condition: the condition')]);
  expect(await faults([{ type: 'sql', condition: 'true); DROP TABLE people; SELECT (true' }])).toEqual([
    expect.stringContaining('expectations.0.condition'),
  ]);
});

describeNeeding(missingMysql(), `a model of ${serverName}`, () => {
  test('is evaluated like any other', async () => {
    await using server = await startMysql();
    const { host, port, user, password, database } = server;
    const line = await mysql.createConnection({ host, port, user, password, database });
    await line.query('CREATE TABLE people (id int PRIMARY KEY, name varchar(20), price decimal(10,2))');
    await line.query("INSERT INTO people VALUES (1, 'Ada', 1), (2, NULL, 2), (3, 'Eve', -3)");
    await line.end();
    const { id: connection } = await on.engine.connections.create({
      name: 'mysql',
      type: 'mysql',
      configuration: { hostname: host, port, account: user, passwd: password, dbname: database, ssl: false },
    });
    const source: Source = async () => ({ connection, table: `${database}.people` });
    const { id } = await sync(source, [
      { type: 'not_null', fields: ['name'], on_failure: 'set_aside' },
      { type: 'sql', condition: 'price >= 0', on_failure: 'set_aside' },
      { type: 'row_count', min: 3, max: 3 },
    ]);
    expect(await on.run('syncs', id)).toMatchObject({
      status: 'errors',
      counts: { inserted: 1, rejected: 2 },
    });
  });
});
