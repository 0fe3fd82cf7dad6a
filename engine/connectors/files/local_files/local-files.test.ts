import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type {
  CellValue,
  Column,
  ConnectorHost,
  Extraction,
  Facets,
  LoadOperation,
  TargetTable,
} from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { versionOf } from '../../../contract/testing/asked.ts';
import { currentVersion, publish } from '../../../families/files/manifest.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { openDuckdbSession, withDuckdbSession } from '../../../movement/duckdb-hub.ts';
import { transfer } from '../../../movement/transfer.ts';
import { localFiles } from './definition.ts';

const never = new AbortController().signal;
let dir: string;
let host: ConnectorHost;
let keepAlive: DuckdbSession;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'local-files-'));
  await mkdir(join(dir, 'data'));
  const tempDir = join(dir, 'temp');
  host = {
    baseDir: dir,
    tempDir,
    knownHosts: join(dir, 'known_hosts'),
    slot: async () => ({ [Symbol.asyncDispose]: async () => {} }),
    withSession: (work) => withDuckdbSession({ tempDir }, work),
    log: () => {},
  };
  keepAlive = await openDuckdbSession({ tempDir });
});
afterEach(async () => {
  await keepAlive[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

async function open(config: JsonObject = {}): Promise<Facets> {
  const parsed = localFiles.config.parse({ path: 'data', ...config });
  return (await localFiles.open(parsed, host)).facets as Facets;
}

const put = (name: string, contents: string | Buffer) => writeFile(join(dir, 'data', name), contents);

async function rowsOf(extraction: Extraction): Promise<readonly (readonly CellValue[])[]> {
  return host.withSession(async (session) => {
    const { rows } = await transfer(extraction, ['rows'], { session, signal: never, log: () => {} });
    const all: (readonly CellValue[])[] = [];
    if (rows.format === 'rows') for await (const batch of rows.open(never)) all.push(...batch);
    return all;
  });
}

async function contents(facets: Facets, object: string) {
  const [schema] = await facets.discover.describe([object], {}, never);
  const fields = schema?.fields.map(({ id }) => id) ?? [];
  return rowsOf(await facets.read.extract({ object, fields, configuration: {} }, never));
}

async function typesOf(facets: Facets, object: string) {
  const [schema] = await facets.discover.describe([object], {}, never);
  return schema?.fields.map(({ name, type }) => `${name} ${type}`);
}

test('each file is an object, compressed ones too; hidden files and others are none', async () => {
  await mkdir(join(dir, 'data', 'sub'));
  await put('a.csv', 'i,t\n1,x\n');
  await put('b.csv.gz', gzipSync('i,t\n2,"é\n😀"\n'));
  await put('sub/c.ndjson', '{"i": 3, "t": "y"}\n');
  await put('d.jsonl', '{"i": 4, "t": null}\n');
  await put('e.json', '[{"i": 5, "t": "z"}]');
  await put('.hidden.csv', 'i\n');
  await put('notes.txt', 'no data');
  const facets = await open();
  const objects = await facets.discover.list({}, never);
  expect(objects.map(({ id, output_name }) => [id, output_name])).toEqual([
    ['a.csv', 'a'],
    ['b.csv.gz', 'b'],
    ['d.jsonl', 'd'],
    ['e.json', 'e'],
    ['sub/c.ndjson', 'c'],
  ]);
  for (const [id, rows] of [
    ['a.csv', [['1', 'x']]],
    ['b.csv.gz', [['2', 'é\n😀']]],
    ['sub/c.ndjson', [['3', 'y']]],
    ['d.jsonl', [['4', null]]],
    ['e.json', [['5', 'z']]],
  ] as const)
    expect([id, await contents(facets, id)]).toEqual([id, rows]);
});

test('types come from all the values, names are made unique, NULL is not the empty text', async () => {
  await put(
    'a.csv',
    `id,name,id,,when\n${'1,x,2,3,2020-01-01\n'.repeat(30_000)}2,"",x,,2020-01-02T00:00:00Z\n`,
  );
  await put('b.csv', '"n","t"\n"1","a"\n"",""\n');
  await put('semicolon.csv', 'a;b\r\n1;"x;y"\r\n');
  const facets = await open();
  expect(await typesOf(facets, 'a.csv')).toEqual([
    'id bigint',
    'name string',
    'id_1 string',
    'column3 bigint',
    'when datetime',
  ]);
  expect((await contents(facets, 'a.csv')).find(([id]) => id === '2')).toEqual([
    '2',
    '',
    'x',
    null,
    '2020-01-02 00:00:00',
  ]);
  expect(await typesOf(facets, 'b.csv')).toEqual(['n bigint', 't string']);
  expect(await contents(facets, 'semicolon.csv')).toEqual([['1', 'x;y']]);
});

test('the options of CSV files: no header, lines to skip', async () => {
  await put('a.csv', 'made by a machine\n\n1,x\n');
  const facets = await open({ csv_has_headers: false, skip_lines: 2 });
  expect(await typesOf(facets, 'a.csv')).toEqual(['column0 bigint', 'column1 string']);
  expect(await contents(facets, 'a.csv')).toEqual([['1', 'x']]);
});

test('empty files have no fields, and files of a header alone no rows', async () => {
  await put('empty.csv', '');
  await put('header.csv', 'a,b\n');
  const facets = await open();
  expect(await typesOf(facets, 'empty.csv')).toEqual([]);
  expect(await typesOf(facets, 'header.csv')).toEqual(['a string', 'b string']);
  expect(await contents(facets, 'header.csv')).toEqual([]);
});

test('a name that DuckDB would take for a pattern means its own file', async () => {
  const parquet = (value: string) =>
    `COPY (SELECT '${value}' AS t) TO '${join(dir, 'data', `${value}.parquet`)}' (FORMAT parquet)`;
  for (const name of ['a[b]', 'ab', 'a*', 'a?']) {
    await put(`${name}.csv`, `t\n${name}\n`);
    await put(`${name}.json`, `{"t": "${name}"}\n`);
    await host.withSession((session) => session.run(parquet(name)));
  }
  const facets = await open();
  for (const format of ['csv', 'json', 'parquet'])
    for (const name of ['a[b]', 'ab', 'a*', 'a?'])
      expect(await contents(facets, `${name}.${format}`)).toEqual([[name]]);
});

test('a row that does not fit the described types is an error with file and line, never rounded', async () => {
  await put('a.csv', 'i,t\n1,x\n2,y\n');
  await put('b.csv', 'i,t\n1,x\n2,y\n');
  await put('c.json', '{"i": 1}\n{"i": 2}\n');
  const facets = await open();
  const extractions = [];
  for (const object of ['a.csv', 'b.csv', 'c.json'])
    extractions.push(await facets.read.extract({ object, fields: ['i'], configuration: {} }, never));
  await put('a.csv', 'i,t\n1,x\nnone,y\n');
  await put('b.csv', 'i,t\n1,x\n2.5,y\n');
  await put('c.json', '{"i": 1}\n{"i": 2.5}\n');
  const [a, b, c] = extractions as [Extraction, Extraction, Extraction];
  await expect(rowsOf(a)).rejects.toThrow(/a\.csv: record 3: column "i" cannot hold "none"$/);
  await expect(rowsOf(b)).rejects.toThrow(/b\.csv: column "i" is of whole numbers and cannot hold 2\.5/);
  await expect(rowsOf(c)).rejects.toThrow(/c\.json: column "i" is of whole numbers and cannot hold 2\.5/);
});

test('JSON keeps big numbers and what has parts as they are', async () => {
  await put(
    'a.json',
    '[{"n": 1, "deep": {"x": [1, {"y": 12345678901234567890}]}, "list": [1.5]}, {"n": 9007199254740993}]',
  );
  const facets = await open();
  expect(await typesOf(facets, 'a.json')).toEqual(['n bigint', 'deep json', 'list json']);
  expect(await contents(facets, 'a.json')).toEqual([
    ['1', '{"x":[1,{"y":12345678901234567890}]}', '[1.5]'],
    ['9007199254740993', null, null],
  ]);
});

test('files as one table: columns by name, types that hold all, formats as chosen', async () => {
  await put('a.csv', 'i,t\n1,x\n');
  await put('b.csv', 't,i,more\ny,2.5,z\n');
  await put('c.json', '{"i": 3, "t": "j"}\n');
  const facets = await open({
    is_single_table: true,
    single_table_name: 'all_files',
    single_table_file_formats: ['csv', 'json'],
  });
  expect((await facets.discover.list({}, never)).map(({ id }) => id)).toEqual(['all_files']);
  expect(await typesOf(facets, 'all_files')).toEqual(['i double', 't string', 'more string']);
  expect([...(await contents(facets, 'all_files'))].sort()).toEqual([
    [1, 'x', null],
    [2.5, 'y', 'z'],
    [3, 'j', null],
  ]);
});

test('folders as tables, those of a pattern only; a glob as path', async () => {
  for (const folder of ['users', 'orders', 'other']) await mkdir(join(dir, 'data', folder));
  await put('users/1.csv', 'i\n1\n');
  await put('users/2.csv', 'i\n2\n');
  await put('orders/1.csv', 'i\n3\n');
  await put('other/1.csv', 'i\n4\n');
  const facets = await open({ is_directory_snapshot: true, directory_glob_pattern: '{users,orders}' });
  expect((await facets.discover.list({}, never)).map(({ id }) => id)).toEqual(['orders', 'users']);
  expect([...(await contents(facets, 'users'))].sort()).toEqual([['1'], ['2']]);
  const some = await open({ path: 'data/*/1.csv' });
  expect((await some.discover.list({}, never)).map(({ id }) => id)).toEqual([
    'orders/1.csv',
    'other/1.csv',
    'users/1.csv',
  ]);
});

test('a query sees objects under their names and ids', async () => {
  await put('airports.csv', 'iata,name\nAAA,Anaa\n');
  await put('flights.json', '{"from": "AAA", "delay": 5}\n');
  const facets = await open();
  const query = 'SELECT name, delay FROM "airports.csv" JOIN flights ON "from" = iata;';
  const fields = await facets.query.describe({ query }, never);
  expect(fields.map(({ name, type }) => [name, type])).toEqual([
    ['name', 'string'],
    ['delay', 'bigint'],
  ]);
  expect(await rowsOf(await facets.query.extract({ query }, fields, never))).toEqual([['Anaa', '5']]);
  await expect(facets.query.describe({ query: 'SELECT nothing FROM airports' }, never)).rejects.toMatchObject(
    {
      code: 'invalid',
      path: ['query'],
    },
  );
});

test('the fingerprint moves with the file', async () => {
  await put('a.csv', 'i\n1\n');
  const facets = await open();
  const before = await versionOf(facets.read, 'a.csv', {}, never);
  expect(await versionOf(facets.read, 'a.csv', {}, never)).toBe(before);
  await put('a.csv', 'i\n12\n');
  expect(await versionOf(facets.read, 'a.csv', {}, never)).not.toBe(before);
  expect(await versionOf(facets.read, 'none.csv', {}, never)).toBeUndefined();
});

/* ---------------------------------------------------------------- as a target */

const COLUMNS: readonly Column[] = [
  { name: 'id', type: 'bigint' },
  { name: 'text', type: 'string' },
  { name: 'n', type: 'number' },
  { name: 'd', type: 'double' },
  { name: 'at', type: 'datetime_tz' },
  { name: 'doc', type: 'json' },
  { name: 'bytes', type: 'binary' },
  { name: 'list', type: 'array<decimal(38,18)>' },
  { name: 'price', type: 'decimal(38,18)' },
  { name: 'ok', type: 'boolean' },
];
const ROWS: readonly (readonly CellValue[])[] = [
  [
    '9007199254740993',
    'a\r\n"b",\\N 😀',
    '1234567890123456789012345678901234567890.5',
    Number.NaN,
    '0001-01-01 00:00:00+00',
    '{"n":12345678901234567890.5}',
    new Uint8Array([0, 255]),
    '["0.100000000000000001",null]',
    '99999999999999999999.999999999999999999',
    true,
  ],
  [
    '2',
    '',
    '0',
    -0,
    '9999-12-31 23:59:59.999999+00',
    '"x"',
    new Uint8Array([]),
    '[]',
    '-0.000000000000000001',
    false,
  ],
  ['3', null, null, null, null, 'null', null, null, null, null],
];

async function create(facets: Facets, id: string, columns = COLUMNS, key: readonly string[] = ['id']) {
  const table: TargetTable = {
    id,
    key,
    columns: columns.map((c) => ({
      ...c,
      ...facets.define.columnType(c.type),
      nullable: !key.includes(c.name),
    })),
  };
  await facets.define.apply(facets.define.change(table, await facets.define.describe(id, never)), never);
  return table;
}

let batches = 0;
async function load(
  facets: Facets,
  table: TargetTable,
  operation: LoadOperation,
  rows: readonly (readonly CellValue[])[],
  columns: readonly Column[] = table.columns,
) {
  return host.withSession((session) =>
    facets.load.load({
      table,
      operation,
      columns: columns.map(({ name, type }) => ({ name, type })),
      key: table.key,
      rows: {
        format: 'rows',
        async *open() {
          yield rows;
        },
      },
      isRepeatable: true,
      batch: { scope: 's', id: `b${++batches}` },
      session,
      signal: never,
      onProgress: () => {},
    }),
  );
}

const byId = (rows: readonly (readonly CellValue[])[]) =>
  [...rows].sort((a, b) => Number(a[0]) - Number(b[0]));

test.each(['parquet', 'csv', 'json'])('a %s file that was written comes back as it went', async (format) => {
  const facets = await open();
  const id = facets.define.tableId('out/every thing', { format });
  const table = await create(facets, id);
  expect(await contents(facets, id)).toEqual([]);
  expect(await load(facets, table, 'replace', ROWS)).toEqual({
    inserted: 3,
    updated: 0,
    deleted: 0,
    rejected: [],
  });
  expect(byId(await contents(facets, id))).toEqual(byId(ROWS));
  expect(await load(facets, table, 'upsert', ROWS)).toEqual({
    inserted: 0,
    updated: 0,
    deleted: 0,
    rejected: [],
  });
  expect(await load(facets, table, 'append', [['4', ...Array(9).fill(null)]])).toMatchObject({ inserted: 1 });
  expect(await load(facets, table, 'delete', [['9007199254740993', ...Array(9).fill(null)]])).toMatchObject({
    deleted: 1,
  });
  expect(byId(await contents(facets, id)).map(([key]) => key)).toEqual(['2', '3', '4']);
  const [object] = await facets.discover.describe([id], {}, never);
  expect(object?.fields.filter((f) => f.is_primary_key).map((f) => f.name)).toEqual(['id']);
  expect((await facets.define.describe(id, never))?.columns.map((c) => c.type)).toEqual(
    COLUMNS.map((c) => c.type),
  );
  expect((await readdir(join(dir, 'data', 'out'))).filter((name) => name.startsWith('.'))).toEqual([]);
});

test.each([
  ['rows of numbers and texts', []],
  ['rows with documents', [{ name: 'doc', type: 'json' }]],
])('a JSON file has numbers of 32 bits in the digits that say them, in %s', async (_, more) => {
  const facets = await open();
  const columns = [{ name: 'id', type: 'int' }, { name: 'v', type: 'single' }, ...more];
  const table = await create(facets, 't.json', columns);
  const rows = [0.1, 1e-30, -16777216, Number.NaN, null].map((v, i) => [i, v, ...more.map(() => '{}')]);
  await load(facets, table, 'upsert', rows);
  const text = await readFile(join(dir, 'data', 't.json'), 'utf8');
  const written = byId([...text.matchAll(/"id":(\d+),"v":([^,}]+)/g)].map(([, id = '', v = '']) => [id, v]));
  expect(written.map(([, v]) => v)).toEqual(['0.1', '1e-30', '-16777216.0', '"NaN"', 'null']);
  // It comes back as the number of 32 bits that it is.
  expect(byId(await contents(facets, 't.json')).map(([, v]) => v)).toEqual([
    Math.fround(0.1),
    Math.fround(1e-30),
    -16777216,
    Number.NaN,
    null,
  ]);
});

test.each(['parquet', 'csv', 'json'])(
  'a %s file takes the first of the records that share a key, and refuses those, the ones without and what it cannot read',
  async (format) => {
    const facets = await open();
    const id = facets.define.tableId('keys', { format });
    const table = await create(facets, id, [
      { name: 'id', type: 'bigint' },
      { name: 'n', type: 'decimal(10,2)' },
    ]);
    const outcome = await load(facets, table, 'replace', [
      ['7', '1.50'],
      ['7', '2.50'],
      [null, '3.50'],
      ['8', null],
    ]);
    expect(outcome).toEqual({
      inserted: 2,
      updated: 0,
      deleted: 0,
      rejected: [
        { key: { id: null }, reason: 'its key (id) is NULL' },
        { key: { id: '7' }, reason: 'another record of the same batch has the same key (id)' },
      ],
    });
    expect(byId(await contents(facets, id))).toEqual([
      ['7', '1.50'],
      ['8', null],
    ]);
    const again = await load(facets, table, 'replace', [
      ['7', 'NaN'],
      ['8', '1.00'],
    ]);
    expect(again).toMatchObject({
      inserted: 1,
      rejected: [{ key: { id: '7' }, reason: 'column "n" is DECIMAL(10,2) and cannot hold NaN' }],
    });
    expect(await contents(facets, id)).toEqual([['8', '1.00']]);
  },
);

test('a file is widened and given columns, and what it holds stays', async () => {
  const facets = await open();
  const narrow = [
    { name: 'id', type: 'int' },
    { name: 'v', type: 'int' },
  ];
  const table = await create(facets, 't.parquet', narrow);
  await load(facets, table, 'upsert', [[1, 2]]);
  const batch = { scope: 's', id: `b${batches}` };
  const wide = [
    { name: 'id', type: 'bigint' },
    { name: 'v', type: 'int' },
    { name: 'more', type: 'string' },
  ];
  await create(facets, 't.parquet', wide);
  expect(await typesOf(facets, 't.parquet')).toEqual(['id bigint', 'v int', 'more string']);
  expect(await contents(facets, 't.parquet')).toEqual([['1', 2, null]]);
  expect(await facets.load.committed('t.parquet', batch, never)).toMatchObject({ inserted: 1 });
  const other = {
    ...(await create(facets, 't.parquet', wide)),
    columns: [{ name: 'v', type: 'date', target_type: 'DATE', nullable: true }],
  };
  expect(facets.define.change(other, await facets.define.describe('t.parquet', never)).conflicts).toEqual([
    'column "v" of t.parquet is int and cannot become date without loss',
  ]);
});

test('killed between the record and the data, the batch is not committed; after both, it is', async () => {
  const facets = await open();
  const table = await create(facets, 't.csv', [{ name: 'id', type: 'int' }]);
  await load(facets, table, 'append', [[1]]);
  const root = join(dir, 'data');
  const before = { scope: 's', id: `b${batches}` };
  const after = { scope: 's', id: 'next' };
  const outcome = { inserted: 1, updated: 0, deleted: 0, rejected: [] };
  const held = await currentVersion(root, 't.csv');
  if (!held) throw new Error('the file is not known');

  // As if the process had died just before the data's rename: it is undone, and the record stays.
  await copyFile(join(root, 't.csv'), join(root, 'old'));
  await rename(join(root, 't.csv'), join(root, 'kept'));
  await rename(join(root, 'kept'), join(root, 't.csv'));
  await writeFile(join(root, '.t.csv.new.syncform'), 'id\n1\n2\n');
  await expect(
    publish(root, 't.csv', join(root, '.t.csv.gone.syncform'), {
      ...held,
      batches: [...held.batches, { ...after, outcome }],
    }),
  ).rejects.toThrow('ENOENT');
  expect(await facets.load.committed('t.csv', before, never)).toMatchObject({ inserted: 1 });
  expect(await facets.load.committed('t.csv', after, never)).toBeUndefined();

  await publish(root, 't.csv', join(root, '.t.csv.new.syncform'), {
    ...held,
    batches: [...held.batches, { ...after, outcome }],
  });
  expect(await facets.load.committed('t.csv', after, never)).toEqual(outcome);
  expect(await facets.load.committed('t.csv', before, never)).toMatchObject({ inserted: 1 });

  // Changed by somebody else, it holds nothing that is known.
  await writeFile(join(root, 't.csv'), 'id\n7\n');
  expect(await facets.load.committed('t.csv', after, never)).toBeUndefined();
  expect(await contents(facets, 't.csv')).toEqual([['7']]);
});

test('what a crash left of a file is removed by the next load, and of no other file', async () => {
  const facets = await open();
  const table = await create(facets, 't.parquet', [{ name: 'id', type: 'int' }]);
  await put('.t.parquet.1234.syncform', 'half');
  await put('.other.parquet.1234.syncform', 'of another');
  await load(facets, table, 'append', [[1]]);
  expect((await readdir(join(dir, 'data'))).sort()).toEqual([
    '.other.parquet.1234.syncform',
    '_syncform',
    't.parquet',
  ]);
  expect(
    JSON.parse(await readFile(join(dir, 'data', '_syncform', 't.parquet.json'), 'utf8')).versions,
  ).toHaveLength(2);
  await facets.define.drop('t.parquet', never);
  expect(await readdir(join(dir, 'data', '_syncform'))).toEqual([]);
});

test('a file outside of the folder is refused', async () => {
  const facets = await open();
  for (const id of ['../x.parquet', '/x.parquet', 'a/../../x.csv', 'x.txt', 'x.parquet.gz'])
    await expect(facets.define.describe(id, never)).rejects.toMatchObject({ code: 'invalid' });
});

test('keys of JSON that differ only by case are columns of their own', async () => {
  await put('a.json', '[{"id":1,"Name":"A"},{"id":2,"name":"b"}]');
  await put('b.json', '{"userId":7,"userid":8,"part":{"x":null}}');
  await put('c.json', '{"n":1,"n_1":2}');
  await put(
    'd.ndjson',
    '{"p":{"a":1,"A":2},"n":1,"big":18446744073709551615,"d":"2024-01-31","s":"x","no":null,"f":1}\n{"p":{},"n":2,"f":2.5,"b":true}',
  );
  const facets = await open();
  expect(await typesOf(facets, 'a.json')).toEqual(['id bigint', 'Name string', 'name_1 string']);
  expect((await contents(facets, 'a.json')).toSorted()).toEqual([
    ['1', 'A', null],
    ['2', null, 'b'],
  ]);
  expect(await contents(facets, 'b.json')).toEqual([['7', '8', '{"x":null}']]);
  expect(await contents(facets, 'c.json')).toEqual([['1', '2']]);
  expect(await typesOf(facets, 'd.ndjson')).toEqual([
    'p json',
    'n bigint',
    'big number',
    'd date',
    's string',
    'no json',
    'f double',
    'b boolean',
  ]);
  // Rows of a file come in any order.
  const parts = (await contents(facets, 'd.ndjson')).map(([part]) => part);
  expect(parts.toSorted()).toEqual(['{"a":1,"A":2}', '{}']);
  const [schema] = await facets.discover.describe(['a.json'], {}, never);
  expect(schema?.fields.map(({ lossy }) => lossy ?? null)).toEqual([
    null,
    null,
    'the key "name", which differs from another one by case only',
  ]);
});

test('documents with many different keys keep a column for each', async () => {
  const documents = Array.from({ length: 2000 }, (_, i) => ({ [`k${i % 60}`]: i }));
  await put('sparse.ndjson', documents.map((document) => JSON.stringify(document)).join('\n'));
  const facets = await open();
  expect(await typesOf(facets, 'sparse.ndjson')).toHaveLength(60);
  const values = (await contents(facets, 'sparse.ndjson')).flatMap((row) =>
    row.filter((value) => value !== null),
  );
  expect(values.map(Number).sort((a, b) => a - b)).toEqual(documents.map((_, i) => i));
});

test('texts of JSON stay as they are written: identifiers, times with a zone, what only looks like a date', async () => {
  await put(
    'a.ndjson',
    [
      '\uFEFF{"u":"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11","z":"2024-01-05T10:00:00Z","t":"2024-01-05 10:00:00","d":"2024-02-29","version":"1-2-3","mixed":"2024-01-05T10:00:00Z","ns":"2024-01-05T10:00:00.123456789"}',
      '{"u":"b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11","z":"2024-01-05T10:00:00+02:00","t":null,"d":"1999-12-31","version":"1-2-4","mixed":"2024-01-05T10:00:00","ns":null}',
    ].join('\n'),
  );
  const facets = await open();
  expect(await typesOf(facets, 'a.ndjson')).toEqual([
    'u string',
    'z datetime_tz',
    't datetime',
    'd date',
    'version string',
    'mixed string',
    'ns string',
  ]);
  expect(await contents(facets, 'a.ndjson')).toEqual([
    [
      'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11',
      '2024-01-05 10:00:00+00',
      '2024-01-05 10:00:00',
      '2024-02-29',
      '1-2-3',
      '2024-01-05T10:00:00Z',
      '2024-01-05T10:00:00.123456789',
    ],
    [
      'b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      '2024-01-05 08:00:00+00',
      null,
      '1999-12-31',
      '1-2-4',
      '2024-01-05T10:00:00',
      null,
    ],
  ]);
});

test('JSON arrays after a byte order mark are read as their records, beside other files', async () => {
  await put('a.json', '\uFEFF[{"id":1,"n":{"x":1}},{"id":2}]');
  await put('b.json.gz', gzipSync('\uFEFF \n[{"id":3,"Id":"x"}]'));
  await put('c.ndjson', '\uFEFF{"id":4}\n{"id":5}\n');
  await put('d.json', '[{"id":6}]');
  await put('e.ndjson', '\uFEFF[1]\n[2]\n');
  const facets = await open();
  expect(await contents(facets, 'a.json')).toEqual([
    ['1', '{"x":1}'],
    ['2', null],
  ]);
  expect(await contents(facets, 'b.json.gz')).toEqual([['3', 'x']]);
  expect(await contents(facets, 'c.ndjson')).toEqual([['4'], ['5']]);
  expect(await contents(facets, 'e.ndjson')).toEqual([['[1]'], ['[2]']]);
  await unlink(join(dir, 'data', 'e.ndjson'));
  const table = await open({
    is_single_table: true,
    single_table_name: 'all',
    single_table_file_format: 'json',
  });
  const rows = await contents(table, 'all');
  expect(rows.map(([id]) => id).sort()).toEqual(['1', '2', '3', '4', '5', '6']);
});

test('a record that is not JSON is refused by file and number', async () => {
  await put('lines.ndjson', '{"id":1}\n{"id":2,"n":}\n{"id":3}\n');
  await put('word.ndjson', '{"id":1}\n{"id":2}\nnonsense\n');
  const facets = await open();
  await expect(contents(facets, 'lines.ndjson')).rejects.toThrow(
    /lines\.ndjson: record 2 is not JSON \(unexpected character, at its byte \d+\)$/,
  );
  await expect(contents(facets, 'word.ndjson')).rejects.toThrow(/word\.ndjson: record 3 is not JSON/);
});

test('a file that is cut short or is something else is refused by name', async () => {
  await put('cut.csv.gz', gzipSync('i,t\n1,x\n2,y\n').subarray(0, 20));
  await put('cut.json', '[{"i":1},');
  await put('page.csv', '<!DOCTYPE html><html></html>');
  const facets = await open();
  const failure = (id: string) => contents(facets, id).then(String, (error: Error) => error.message);
  expect(await failure('cut.csv.gz')).toBe('cut.csv.gz is cut short: its compressed data has no end');
  expect(await failure('cut.json')).toMatch(/^cut\.json is cut short/);
  expect(await failure('page.csv')).toBe('page.csv is no CSV file: it is a web page');
});
