import { gzipSync, zstdCompressSync } from 'node:zlib';
import { z } from 'zod';
import { notPlain } from '../../../test/contract/plain-words.ts';
import type { ConnectorHost } from '../../contract/contract.ts';
import { changesSince, largestOf } from '../../contract/testing/asked.ts';
import { messageOf } from '../../kit/errors.ts';
import { unusableIfReadOnly } from './capabilities.ts';
import { storeFields } from './config.ts';
import { openStore } from './open-store.ts';
import { MemoryStore } from './testing/memory-store.ts';
import { FilesUnderTest, never, testHost } from './testing/open-files.ts';

const options = z.strictObject(storeFields);
let host: ConnectorHost & AsyncDisposable;
let store: MemoryStore;
beforeEach(async () => {
  host = await testHost();
  store = new MemoryStore();
});
afterEach(() => host[Symbol.asyncDispose]());

/** A new connection to the same store: what an earlier one has in memory is gone. */
const open = (config: z.input<typeof options> = {}) =>
  new FilesUnderTest(openStore(store, options.parse(config), host).facets, host);

test('each file is a table, compressed ones too; hidden files and others are none', async () => {
  store.set('a.csv', 'i,t\n1,x\n');
  store.set('deep/b.csv.gz', gzipSync('i,t\n2,"é\n😀"\n'));
  store.set('c.ndjson.zst', zstdCompressSync('{"i": 3, "t": "y"}\n'));
  store.set('d.json', '[{"i": 4, "t": null}]');
  store.set('.hidden/e.csv', 'i\n1\n');
  store.set('_syncform_test/f.csv', 'i\n1\n');
  store.set('notes.txt', 'no data');
  const files = open();
  expect(await files.ids()).toEqual(['a.csv', 'c.ndjson.zst', 'd.json', 'deep/b.csv.gz']);
  expect(await files.rows('a.csv')).toEqual(['1|x']);
  expect(await files.rows('deep/b.csv.gz')).toEqual(['2|é\n😀']);
  expect(await files.rows('c.ndjson.zst')).toEqual(['3|y']);
  expect(await files.rows('d.json')).toEqual(['4|null']);
  expect(await open({ file_pattern: '**/*.csv.gz' }).ids()).toEqual(['deep/b.csv.gz']);
});

test('files as one table: columns by name, in types that hold what all files have', async () => {
  store.set('a.csv', 'i,t\n1,x\n');
  store.set('b.csv', 't,i,more\ny,2.5,z\n');
  store.set('c.json', '{"i": 3, "t": "j"}\n');
  const files = open({
    is_single_table: true,
    single_table_name: 'all_files',
    single_table_file_formats: ['csv', 'json'],
  });
  expect(await files.ids()).toEqual(['all_files']);
  expect(await files.types('all_files')).toEqual(['i double', 't string', 'more string']);
  expect(await files.rows('all_files')).toEqual(['1|x|null', '2.5|y|z', '3|j|null']);
});

test('folders as tables, those of a pattern only, and of snapshots the newest', async () => {
  store.set('crm/users/1.csv', 'i\n1\n');
  store.set('crm/users/2.csv', 'i\n2\n');
  store.set('other/1.csv', 'i\n3\n');
  store.set('crm/orders/2024-01-31/a.csv', 'i\n4\n');
  store.set('crm/orders/2024-02-01/a.csv', 'i\n5\n');
  store.set('crm/orders/2024-02-01/b.csv', 'i\n6\n');
  store.set('crm/visits/day=20240101T0930/a.csv', 'i\n7\n');
  store.set('crm/visits/day=20240101T1000/a.csv', 'i\n8\n');
  store.set('crm/days/2023/12/31/a.csv', 'i\n9\n');
  store.set('crm/days/2024/01/01/a.csv', 'i\n10\n');
  const files = open({ is_directory_snapshot: true, directory_glob_pattern: 'crm/*' });
  expect(await files.ids()).toEqual(['crm/days', 'crm/orders', 'crm/users', 'crm/visits']);
  expect(await files.rows('crm/users')).toEqual(['1', '2']);
  expect(await files.rows('crm/orders')).toEqual(['5', '6']);
  expect(await files.rows('crm/visits')).toEqual(['8']);
  expect(await files.rows('crm/days')).toEqual(['10']);
});

describe('a table that gets more files', () => {
  const single = { is_single_table: true, single_table_name: 'orders' };
  const since = async (from: string) => {
    const files = open(single);
    const to = (await files.fingerprint('orders')) as string;
    const can = await changesSince(files.facets.read, 'orders', from, {}, never);
    return { files, range: { from, to, key: ['id'] }, can: can !== undefined };
  };
  let before: string;
  beforeEach(async () => {
    store.set('1.csv', 'id,n\n1,1\n');
    store.set('2.csv', 'id,n\n2,2\n');
    const files = open(single);
    before = (await files.fingerprint('orders')) as string;
    await files.rows('orders');
    store.opened.length = 0;
  });

  test('the new ones alone are looked at and read', async () => {
    store.set('3.csv', 'id,n\n3,3\n');
    const { files, range, can } = await since(before);
    expect(can).toBe(true);
    expect(await files.rows('orders', { ...range, rows: 'written' })).toEqual(['3|3']);
    expect(await files.rows('orders', { ...range, rows: 'deleted' })).toEqual([]);
    expect(await files.types('orders')).toEqual(['id bigint', 'n bigint']);
    expect(store.opened).toEqual(['3.csv']);
  });

  test('of what was changed or removed, all is read again', async () => {
    store.set('2.csv', 'id,n\n2,22\n');
    expect((await since(before)).can).toBe(false);
    store.objects.delete('2.csv');
    const { files, range, can } = await since(before);
    expect(range.to).not.toBe(before);
    expect(can).toBe(false);
    expect(await files.rows('orders')).toEqual(['1|1']);
  });

  test('nothing new has the same fingerprint', async () => {
    expect((await since(before)).range.to).toBe(before);
  });

  test('new columns are added, and a file that does not fit is named', async () => {
    store.set('3.csv', 'id,n,more\n3,3,x\n');
    expect(await open(single).types('orders')).toEqual(['id bigint', 'n bigint', 'more string']);
    expect(await open(single).rows('orders')).toEqual(['1|1|null', '2|2|null', '3|3|x']);
    store.set('4.csv', 'id,n\n4,4\n5,none\n');
    expect(await open(single).types('orders')).toEqual(['id bigint', 'n bigint', 'more string']);
    await expect(open(single).rows('orders')).rejects.toThrow(
      /^4\.csv: record 3: column "n" cannot hold "none"$/,
    );
    store.set('4.csv', 'id,n\n4,4.5\n');
    await expect(open(single).rows('orders')).rejects.toThrow(/4\.csv: column "n" is of whole numbers/);
  });

  test('a JSON file that does not fit is named among others', async () => {
    const json = { ...single, single_table_file_format: 'json' } as const;
    store.set('1.json', '{"id": 1}');
    store.set('2.json', '{"id": 2}');
    expect(await open(json).rows('orders')).toEqual(['1', '2']);
    store.set('3.json', '{"id": 3.5}');
    await expect(open(json).rows('orders')).rejects.toThrow(/3\.json: column "id" is of whole numbers/);
  });
});

test('JSON arrays, documents a line and files without anything make one table', async () => {
  store.set('1.json', '[{"id": 1}, {"id": 2}]');
  store.set('2.ndjson', '{"id": 3}\n{"id": 4}\n');
  store.set('3.json', '');
  store.set('4.jsonl.gz', gzipSync('{"id": 5}\n'));
  store.set('5.json.gz', gzipSync('\uFEFF[{"id": 6}]'));
  const files = open({ is_single_table: true, single_table_name: 't', single_table_file_format: 'json' });
  expect((await files.rows('t')).toSorted()).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(await open().rows('5.json.gz')).toEqual(['6']);
});

test('a key that differs from another by case only is told, also of a table of several files', async () => {
  store.set('1.json', '[{"id": 1, "Name": "a"}, {"id": 2, "name": "b"}]');
  store.set('2.json', '[{"id": 3, "ratio": 0.5}]');
  const files = open({ is_single_table: true, single_table_name: 't', single_table_file_format: 'json' });
  const [schema] = await files.facets.discover.describe(['t'], {}, never);
  expect(schema?.fields.map(({ name, lossy = null }) => [name, lossy])).toEqual([
    ['id', null],
    ['Name', null],
    ['name_1', 'the key "name", which differs from another one by case only'],
    ['ratio', 'digits that a double cannot hold'],
  ]);
});

test('a file that was replaced whole is described again', async () => {
  store.set('a.csv', 'i\n1\n');
  expect(await open().types('a.csv')).toEqual(['i bigint']);
  store.set('a.csv', 'j\nx\n');
  expect(await open().types('a.csv')).toEqual(['j string']);
});

test('what was found out is kept between connections, and found out again without', async () => {
  store.set('a.csv', 'i,t\n1,x\n');
  await open().types('a.csv');
  store.opened.length = 0;
  const files = open();
  const fields = (await files.facets.discover.describe(['a.csv'], {}, never))[0]?.fields.map(({ id }) => id);
  expect(fields).toEqual(['i', 't']);
  expect(await largestOf(files.facets.read, 'a.csv', 'i', {}, never)).toBe('1');
});

test('a query sees tables under their names and ids; the connection is for reading only where it says so', async () => {
  store.set('geo/airports.csv', 'iata,name\nAAA,Anaa\n');
  store.set('flights.json', '{"from": "AAA", "delay": 5}\n');
  const files = open();
  const query = 'SELECT name, delay FROM "geo/airports.csv" JOIN flights ON "from" = iata';
  const fields = await files.facets.query.describe({ query }, never);
  expect(fields.map(({ name, type }) => `${name} ${type}`)).toEqual(['name string', 'delay bigint']);
  expect(await files.cells(await files.facets.query.extract({ query }, fields, never))).toEqual([
    ['Anaa', '5'],
  ]);
  const connector = openStore(store, options.parse({ read_only: true }), host);
  expect(unusableIfReadOnly({ read_only: true }).load).toContain('read_only');
  await connector.facets.test?.test(never);
  expect(store.keys()).toEqual(['flights.json', 'geo/airports.csv']);
});

test('a copy that breaks off is made again', async () => {
  store.set('a.csv', 'i\n1\n');
  let faults = 2;
  store.fault = (action) => {
    if (action === 'open' && faults-- > 0)
      throw Object.assign(new Error('the line broke'), { code: 'ECONNRESET' });
  };
  expect(await open().rows('a.csv')).toEqual(['1']);
});

test('who is stopped stops nobody else who waits for the same listing or copy', async () => {
  store.set('a.csv', 'i\n1\n');
  const files = open();
  const stopped = new AbortController();
  store.fault = (action) => {
    if (action === 'open') stopped.abort();
    store.fault = () => {};
  };
  const one = files.facets.discover.describe(['a.csv'], {}, stopped.signal).catch((error: unknown) => error);
  const other = files.types('a.csv');
  await one;
  expect(await other).toEqual(['i bigint']);
});

test('a file that is cut short or is something else is refused by name', async () => {
  store.set('cut.csv.gz', gzipSync('i,t\n1,x\n2,y\n').subarray(0, 20));
  store.set('cut.ndjson.zst', zstdCompressSync('{"i": 3}\n'.repeat(1000)).subarray(0, 20));
  store.set('page.csv', '<html><body>Sign in</body></html>');
  const failure = (id: string) =>
    open()
      .rows(id)
      .then(String, (error: Error) => error.message);
  expect(await failure('cut.csv.gz')).toBe('cut.csv.gz is cut short: its compressed data has no end');
  expect(await failure('cut.ndjson.zst')).toBe('cut.ndjson.zst is cut short: its compressed data has no end');
  expect(await failure('page.csv')).toBe('page.csv is no CSV file: it is a web page');
});

test('keys of JSON that differ by case, in one file or in two, lose no value', async () => {
  store.set('in/a.json', '[{"id":1,"Name":"A"},{"id":2,"name":"b"}]');
  store.set('apart/a.json', '{"id":1,"Name":"A"}');
  store.set('apart/b.json', '{"id":2,"name":"b"}');
  const files = open({ is_directory_snapshot: true });
  expect([...(await files.rows('in'))].sort()).toEqual(['1|A|null', '2|null|b']);
  expect([...(await files.rows('apart'))].sort()).toEqual(['1|A', '2|b']);
});

test.each([
  ['ragged.csv', 'i,t\n1,x\n2,y,z\n'],
  ['deep/quote.csv', 'i,t\n1,"x\n2,y\n'],
  ['broken.json', '{"i": 1'],
  ['page.csv', '<!doctype html><html></html>'],
  ['small.parquet', 'PAR1'],
])('a file that cannot be read is named by its key, in plain words: %s', async (key, contents) => {
  store.set(key, contents);
  const message = await open()
    .rows(key)
    .then(() => '-', messageOf);
  expect(notPlain(message)).toEqual([]);
  expect(message).toContain(key);
  expect(message).not.toContain(host.tempDir);
});
