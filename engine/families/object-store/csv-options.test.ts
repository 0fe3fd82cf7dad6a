import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { ConnectorHost } from '../../contract/contract.ts';
import { checkConfig } from '../../contract/describe-config.ts';
import { changesSince, versionOf } from '../../contract/testing/asked.ts';
import { stableDigest } from '../../kit/digest.ts';
import type { JsonObject } from '../../kit/json.ts';
import { csvConflicts } from '../files/csv-options.ts';
import { bulkSourceConfig, modelConfig, storeFields } from './config.ts';
import { openStore } from './open-store.ts';
import { MemoryStore } from './testing/memory-store.ts';
import { FilesUnderTest, never, testHost } from './testing/open-files.ts';

const options = z.strictObject(storeFields).superRefine(csvConflicts);
const single = { is_single_table: true, single_table_name: 'all' };
let host: ConnectorHost & AsyncDisposable;
let store: MemoryStore;
let cacheDir: string;
beforeEach(async () => {
  host = await testHost();
  cacheDir = await mkdtemp(join(tmpdir(), 'csv-options-'));
  store = new MemoryStore();
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await rm(cacheDir, { recursive: true, force: true });
});

/** A new connection to the same store: what an earlier one has in memory is gone, what it knows of files is kept. */
const open = (config: z.input<typeof options> = {}, configuration: JsonObject = {}) =>
  new FilesUnderTest(
    openStore(store, options.parse(config), { ...host, cacheDir }).facets,
    host,
    configuration,
  );

test('dates that can be read two ways stay text in all files of a table, or are of the one format that is said', async () => {
  store.set('jan.csv', 'id,at\n1,01/05/2024\n2,01/06/2024\n');
  store.set('feb.csv', 'id,at\n3,02/14/2024\n');
  expect(await open(single).types('all')).toEqual(['id bigint', 'at string']);
  expect(await open(single).rows('all')).toEqual(['1|01/05/2024', '2|01/06/2024', '3|02/14/2024']);
  const said = { ...single, column_types: { at: { type: 'date', format: '%m/%d/%Y' } } };
  expect(await open(said).types('all')).toEqual(['id bigint', 'at date']);
  expect(await open(said).rows('all')).toEqual(['1|2024-01-05', '2|2024-01-06', '3|2024-02-14']);
  const wrong = { ...single, column_types: { at: { type: 'date', format: '%d/%m/%Y' } } };
  await expect(open(wrong).rows('all')).rejects.toThrow(
    'feb.csv: column "at" is DATE and cannot hold "02/14/2024": the format in column_types is %d/%m/%Y',
  );
  expect(await open(single).types('all')).toEqual(['id bigint', 'at string']);
});

test('what is a date in one file and a number or a time in another is text in both', async () => {
  store.set('1.csv', 'id,at,on,is\n1,20240105,10:30:00,true\n');
  store.set('2.csv', 'id,at,on,is\n2,2024-02-14,2024-02-14,5\n');
  expect(await open(single).types('all')).toEqual(['id bigint', 'at string', 'on string', 'is string']);
  expect(await open(single).rows('all')).toEqual(['1|20240105|10:30:00|true', '2|2024-02-14|2024-02-14|5']);
});

test('what a connection and a model say has to go together', async () => {
  store.set('a.csv', 'id,n\n1,x\n');
  await expect(
    open({ delimiter: ';' }).facets.query.describe({ table: 'a.csv', comment: ';' }, never),
  ).rejects.toMatchObject({ code: 'invalid', path: ['comment'] });
});

test('a column that was of dates is never given what is none', async () => {
  store.set('1.csv', 'id,at\n1,2024-01-05\n');
  expect(await open(single).types('all')).toEqual(['id bigint', 'at date']);
  store.set('2.csv', 'id,at\n2,1-2-3\n');
  await expect(open(single).rows('all')).rejects.toThrow(
    /^2\.csv: column "at" is DATE and cannot hold "1-2-3"/,
  );
});

test('what a model or bulk sync says comes before what the connection says', async () => {
  store.set('a.csv', '1;x\n2;y, z\n');
  const config = { csv_has_headers: false, delimiter: '|' };
  expect(await open(config).rows('a.csv')).toEqual(['1;x', '2;y, z']);
  expect(await open(config, { delimiter: ';' }).rows('a.csv')).toEqual(['1|x', '2|y, z']);
  expect(await open(config, { delimiter: ';', csv_has_headers: true }).types('a.csv')).toEqual([
    '1 bigint',
    'x string',
  ]);
});

test('another way of reading looks at the files again and keeps the types of the columns that are still there', async () => {
  store.set('1.csv', 'title\nid,n\n1,\n');
  store.set('2.csv', 'title\nid,n\n2,x\n');
  expect(await open({ ...single, skip_lines: 1 }).types('all')).toEqual(['id bigint', 'n string']);
  store.set('2.csv', 'title\nid,n\n2,5\n');
  expect(await open({ ...single, skip_lines: 1, null_text: 'NA' }).types('all')).toEqual([
    'id bigint',
    'n string',
  ]);
  expect(await open({ ...single, skip_lines: 1, delimiter: '|' }).types('all')).toEqual(['id,n string']);
  expect(await open({ ...single, skip_lines: 1 }).types('all')).toEqual(['id bigint', 'n string']);
});

test('of what an earlier version knew the types stay, and the files are looked at again', async () => {
  store.set('1.csv', 'id,n\n1,5\n');
  const [{ etag = '', size = 0 } = {}] = await store.list('');
  const former = { hasHeader: true, skipLines: 0 };
  const layout = { columns: [{ name: 'id,n', type: 'VARCHAR' }], options: "delim = '|'" };
  const columns = [
    { name: 'id', type: 'BIGINT' },
    { name: 'n', type: 'DOUBLE' },
  ];
  const tables = { '1.csv': { columns, files: { '1.csv': [`${etag} ${size}`, 0] } } };
  await writeFile(
    join(cacheDir, `files-${stableDigest([store.place, former])}.json`),
    JSON.stringify({ version: 1, layouts: [layout], tables }),
  );
  expect(await open().types('1.csv')).toEqual(['id bigint', 'n double']);
  expect(await open().rows('1.csv')).toEqual(['1|5']);
  const name = `files-${stableDigest([store.place])}.json`;
  expect(await readdir(cacheDir)).toContain(name);
  // A later version that looks in another way.
  const known = JSON.parse(await readFile(join(cacheDir, name), 'utf8'));
  await writeFile(
    join(cacheDir, name),
    JSON.stringify({ ...known, looked: known.looked - 1, layouts: [layout] }),
  );
  expect(await open().rows('1.csv')).toEqual(['1|5']);
  expect(await open().types('1.csv')).toEqual(['id bigint', 'n double']);
});

test('two connections to one place keep what the other one knows', async () => {
  store.set('a.csv', 'id,n\n1,\n');
  store.set('b.csv', 'id,n\n1,\n');
  const [one, two] = [open(), open()];
  await one.types('a.csv');
  await two.types('b.csv');
  await one.types('a.csv');
  const name = `files-${stableDigest([store.place])}.json`;
  const known = JSON.parse(await readFile(join(cacheDir, name), 'utf8'));
  expect(Object.keys(known.tables).sort()).toEqual(['a.csv', 'b.csv']);
});

test.each([
  ['utf-16', Buffer.from('\ufeffid,name\n1,é€😀\n2,"a\nb"\n', 'utf16le')],
  ['utf-16', Buffer.from('\ufeffid,name\n1,é€😀\n2,"a\nb"\n', 'utf16le').swap16()],
  ['utf-16le', Buffer.from('id,name\n1,é€😀\n2,"a\nb"\n', 'utf16le')],
  ['windows-1252', Buffer.concat([Buffer.from('id,name\n1,\xe9\x80', 'latin1'), Buffer.from('\n')])],
  ['latin-1', Buffer.from('id,name\n1,\xe9\x80\n', 'latin1')],
  ['shift_jis', Buffer.from('id,name\n1,\x93\xfa\x96\x7b\n', 'latin1')],
])('text in %s is read', async (encoding, bytes) => {
  const wanted = {
    'utf-16': ['1|é€😀', '2|a\nb'],
    'utf-16le': ['1|é€😀', '2|a\nb'],
    'windows-1252': ['1|é€'],
    'latin-1': ['1|é\u0080'],
    shift_jis: ['1|日本'],
  }[encoding];
  store.set('a.csv', bytes);
  store.set('b.csv.gz', gzipSync(bytes));
  expect(await open({ encoding }).rows('a.csv')).toEqual(wanted);
  expect(await open({}, { encoding }).rows('b.csv.gz')).toEqual(wanted);
});

test('bytes that an encoding does not have are refused by file, and a compressed file that is cut as well', async () => {
  store.set('a.csv', Buffer.from('id,name\n1,\x93\n', 'latin1'));
  await expect(open({ encoding: 'shift_jis' }).rows('a.csv')).rejects.toThrow(
    /^a\.csv has bytes that are not shift_jis/,
  );
  store.set('b.csv.gz', gzipSync(Buffer.from('id\n1\n', 'utf16le')).subarray(0, 20));
  await expect(open({ encoding: 'utf-16' }).rows('b.csv.gz')).rejects.toThrow(/^b\.csv\.gz is cut short/);
});

test('ragged rows that are set aside are told with the rows, of the files that are read alone', async () => {
  store.set('a.csv', 'id,n\n1,x\n2,y,z\n3,w\n');
  store.set('b.csv', 'id,n\r\n4,"x\r\ny"\r\n5\r\n6,w\r\n');
  const files = open({ ...single, ragged_rows: 'set_aside' });
  const request = { object: 'all', fields: ['id', 'n'], configuration: {} };
  const all = await files.facets.read?.extract(request, never);
  expect(all?.rejected).toEqual([
    { key: { file: 'a.csv', line: '3' }, reason: 'the line has 3 values, and the header has 2' },
    { key: { file: 'b.csv', line: '4' }, reason: 'the line has 1 value, and the header has 2' },
  ]);
  expect(await files.rows('all')).toEqual(['1|x', '3|w', '4|x\r\ny', '6|w']);
  const from = (await files.fingerprint('all')) ?? '';
  store.set('c.csv', 'id,n\n7,x,y\n8,w\n');
  const later = open({ ...single, ragged_rows: 'set_aside' });
  const to = (await later.fingerprint('all')) ?? '';
  const changes = { from, to, rows: 'written', key: ['id'] } as const;
  const added = await later.facets.read?.extract({ ...request, changes }, never);
  expect(added?.rejected).toEqual([
    { key: { file: 'c.csv', line: '2' }, reason: 'the line has 3 values, and the header has 2' },
  ]);
});

test('a change of an option is a change of the source', async () => {
  store.set('a.csv', 'id,n\n1,x\n');
  const fingerprint = (configuration: JsonObject) =>
    versionOf(open().facets.read, 'a.csv', configuration, never);
  const [plain, same, other] = [
    await fingerprint({}),
    await fingerprint({ delimiter: ',' }),
    await fingerprint({ null_text: 'x' }),
  ];
  expect(new Set([plain, same, other]).size).toBe(3);
  expect(await fingerprint({ encoding: 'utf-8' })).toBe(plain);
  expect(await changesSince(open().facets.read, 'a.csv', other ?? '', {}, never)).toBeUndefined();
});

test('times that stay text because they are finer than microseconds are named', async () => {
  store.set('a.csv', 'id,at,on\n1,2024-01-02T10:00:00.123456789,01/02/2024\n');
  const [object] = (await open().facets.discover?.describe(['a.csv'], {}, never)) ?? [];
  expect(object?.fields.map(({ name, type, lossy }) => [name, type, lossy])).toEqual([
    ['id', 'bigint', undefined],
    ['at', 'string', 'text, because its times are finer than microseconds'],
    ['on', 'string', undefined],
  ]);
});

test.each<[JsonObject, string, string]>([
  [{ delimiter: '12345' }, 'delimiter', 'has to have at most 4 bytes'],
  [{ delimiter: '"' }, 'delimiter', 'must not hold the quote'],
  [{ delimiter: ';', comment: ';' }, 'comment', 'must not be a part of the delimiter'],
  [{ comment: "'", quote: "'" }, 'comment', 'must not be the quote or the escape'],
  [{ null_text: 'a"b' }, 'null_text', 'must not hold the quote'],
  [{ quote: 'é' }, 'quote', 'has to be one ASCII character, or empty'],
  [{ quote: 'ab' }, 'quote', 'has to be one ASCII character, or empty'],
  [{ encoding: 'klingon' }, 'encoding', 'is not a known encoding'],
  [{ ragged_rows: 'drop' }, 'ragged_rows', 'has to be one of refuse, set_aside'],
  [{ skip_lines: -1 }, 'skip_lines', 'has to be at least 0'],
  [{ column_types: { a: { type: 'dat' } } }, 'column_types.a.type', 'has to be string, boolean'],
  [{ column_types: { a: { type: 'decimal(40,2)' } } }, 'column_types.a.type', 'has to be string, boolean'],
  [{ column_types: { a: { type: 'date', format: 'dd/mm' } } }, 'column_types.a.format', 'has to be made of'],
  [{ column_types: { a: { type: 'date', format: '%Q' } } }, 'column_types.a.format', 'has to be made of'],
  [
    { column_types: { a: { type: 'int', format: '%d' } } },
    'column_types.a.format',
    'belongs to the types date',
  ],
])('%j is a fault at %s', (said, path, message) => {
  for (const [schema, value] of [
    [options, said],
    [bulkSourceConfig, said],
    [modelConfig, { table: 'a.csv', ...said }],
  ] as const) {
    const issues = checkConfig(schema, value);
    expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    expect(issues[0]?.message).toContain(message);
  }
});

test('who says the type of a column which no file has is told so', async () => {
  store.set('a.csv', 'id,n\n1,x\n');
  store.set('b.csv', 'id,k\n1,x\n');
  const column_types = { m: { type: 'string' } };
  const refused = (message: string, hint: string) => ({ message, path: ['column_types', 'm'], hint });
  const ofOne = refused('a.csv has no column "m"', 'Its columns are id, n.');
  const { query, discover } = open().facets;
  await expect(query.describe({ table: 'a.csv', column_types }, never)).rejects.toMatchObject(ofOne);
  const joined = { query: 'SELECT * FROM a JOIN b USING (id)', column_types };
  await expect(query.describe(joined, never)).rejects.toMatchObject(
    refused('none of the files of the query has a column "m"', 'Their columns are id, n, k.'),
  );
  const of = { column_types: { k: { type: 'string' } } };
  expect(await query.describe({ ...joined, ...of }, never)).toHaveLength(3);
  const described = await discover.describe(['a.csv', 'b.csv'], {}, never);
  expect(() => discover.refuseUnknown?.(described, of)).not.toThrow();
  expect(() => discover.refuseUnknown?.(described.slice(0, 1), { column_types })).toThrow(
    expect.objectContaining(ofOne),
  );
});
