import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { ConnectorHost } from '../../contract/contract.ts';
import { storeFields } from './config.ts';
import type { Manifest } from './manifest.ts';
import { openStore } from './open-store.ts';
import { MemoryStore } from './testing/memory-store.ts';
import { FilesUnderTest, never, testHost } from './testing/open-files.ts';

const options = z.strictObject(storeFields);
const COLUMNS = [
  { name: 'id', type: 'bigint' },
  { name: 'plan', type: 'string' },
  { name: 'at', type: 'datetime_tz' },
] as const;
const ROWS = [
  ['1', 'pro', '2024-01-31 23:30:00+00'],
  ['2', 'free/"trial"', '2024-02-01 00:30:00+00'],
  ['3', null, null],
] as const;
let host: Awaited<ReturnType<typeof testHost>>;
let store: MemoryStore;
let files: FilesUnderTest;
beforeEach(async () => {
  host = await testHost();
  store = new MemoryStore();
  files = open();
});
afterEach(() => host[Symbol.asyncDispose]());

const open = (config: z.input<typeof options> = {}) =>
  new FilesUnderTest(openStore(store, options.parse(config), host as ConnectorHost).facets, host);
const manifest = (table: string) =>
  JSON.parse(String(store.objects.get(`${table}/_manifest.json`)?.body)) as Manifest;
/** Paths of data files, without what differs from run to run. */
const data = (table: string) =>
  store
    .keys()
    .filter((key) => key.startsWith(`${table}/`) && !key.endsWith('_manifest.json'))
    .map((key) => key.slice(table.length + 1).replace(/[0-9a-f]{32}/, 'run'));
const body = (table: string, index = 0) =>
  store.objects.get(`${table}/${manifest(table).files[index]?.path}`)?.body as Buffer;

test('a run puts its files there, and then the manifest that names them', async () => {
  const table = await files.create('crm/contacts', COLUMNS, ['id']);
  expect(await files.rows('crm/contacts')).toEqual([]);
  expect(await files.load(table, 'replace', ROWS)).toMatchObject({ inserted: 3 });
  expect(data('crm/contacts')).toEqual(['run-0.parquet']);
  expect(manifest('crm/contacts')).toMatchObject({
    version: 1,
    table: 'crm/contacts',
    format: 'parquet',
    compression: 'zstd',
    rows: 3,
    key: ['id'],
    files: [{ format: 'parquet', bytes: body('crm/contacts').length, layout: 0 }],
    layouts: [COLUMNS],
    retained: [],
  });
  expect(await files.rows('crm/contacts')).toEqual([
    '1|pro|2024-01-31 23:30:00+00',
    '2|free/"trial"|2024-02-01 00:30:00+00',
    '3|null|null',
  ]);
  const described = await files.facets.define.describe('crm/contacts', never);
  expect(described?.columns.map(({ type }) => type)).toEqual(COLUMNS.map(({ type }) => type));
  expect(described?.key).toEqual(['id']);
});

test.each([
  ['csv', 'none', 'run-0.csv'],
  ['csv', 'gzip', 'run-0.csv.gz'],
  ['json', 'zstd', 'run-0.json.zst'],
  ['json', 'none', 'run-0.json'],
  ['parquet', 'snappy', 'run-0.parquet'],
  ['parquet', 'none', 'run-0.parquet'],
])('%s files, compressed by %s, come back as they went', async (format, compression, name) => {
  const table = await files.create('t', COLUMNS, ['id'], { format, compression });
  await files.load(table, 'replace', ROWS);
  expect(data('t')).toEqual([name]);
  expect(await files.rows('t')).toHaveLength(3);
  await files.load(table, 'upsert', [['1', 'team', null]]);
  expect(await files.rows('t')).toEqual([
    '1|team|null',
    '2|free/"trial"|2024-02-01 00:30:00+00',
    '3|null|null',
  ]);
  const text = { none: (b: Buffer) => b, gzip: gunzipSync, zstd: zstdDecompressSync }[compression];
  if (format === 'csv') expect(String(text?.(body('t')))).toContain('id,plan,at\n');
  if (format === 'json')
    expect(
      String(text?.(body('t')))
        .trim()
        .split('\n')
        .map((l) => JSON.parse(l)),
    ).toHaveLength(3);
});

test.each(['parquet', 'csv', 'json'])('%s files are put into folders by day or by value', async (format) => {
  const byDay = await files.create('by_day', COLUMNS, ['id'], { format, partition_by: 'at' });
  await files.load(byDay, 'replace', ROWS);
  expect(data('by_day').sort()).toEqual([
    `at_date=2024-01-31/run-0.${format}`,
    `at_date=2024-02-01/run-1.${format}`,
    `at_date=__HIVE_DEFAULT_PARTITION__/run-2.${format}`,
  ]);
  expect(manifest('by_day').files[0]).toMatchObject({ partition: 'at_date=2024-01-31' });
  const month = { format, partition_by: 'at', partition_granularity: 'month' };
  await files.load(await files.create('by_month', COLUMNS, [], month), 'append', ROWS);
  expect(data('by_month')[0]).toBe(`at_month=2024-01/run-0.${format}`);
  const byPlan = await files.create('by_plan', COLUMNS, ['id'], { format, partition_by: 'plan' });
  await files.load(byPlan, 'replace', ROWS);
  expect(data('by_plan').map((path) => path.split('/')[0])).toEqual([
    'plan=__HIVE_DEFAULT_PARTITION__',
    'plan=free%2F%22trial%22',
    'plan=pro',
  ]);
  for (const id of ['by_day', 'by_month', 'by_plan']) expect(await files.rows(id)).toHaveLength(3);
  await files.load(byPlan, 'delete', [['2', null, null]]);
  expect(await files.rows('by_plan')).toEqual(['1|pro|2024-01-31 23:30:00+00', '3|null|null']);
  expect(data('by_plan')).toHaveLength(2);
});

test('what cannot be is a conflict: snappy text, folders by documents', async () => {
  const change = (configuration: Record<string, string>, type = 'string') => {
    const { define } = files.facets;
    const column = { name: 'c', type, ...define.columnType(type), nullable: true };
    return define.change({ id: 't', key: [], columns: [column], configuration }, null).conflicts;
  };
  expect(change({ format: 'csv', compression: 'snappy' })).toEqual([expect.stringContaining('snappy')]);
  expect(change({ partition_by: 'c' }, 'json')).toEqual([
    expect.stringContaining('cannot be partitioned by "c"'),
  ]);
  expect(change({ partition_by: 'c' })).toEqual([]);
});

test('appending sends the new rows alone; replacing removes what was there, once the manifest has moved', async () => {
  const table = await files.create('t', COLUMNS);
  await files.load(table, 'append', ROWS.slice(0, 1));
  const [first] = manifest('t').files;
  await files.load(table, 'append', ROWS.slice(1));
  expect(manifest('t').files).toHaveLength(2);
  expect(manifest('t').files[0]).toEqual(first);
  expect(manifest('t').rows).toBe(3);
  const moved: string[][] = [];
  store.fault = (action, key) => {
    if (action === 'remove') moved.push([key, ...manifest('t').files.map(({ path }) => path)]);
  };
  expect(await files.load(table, 'replace', ROWS.slice(0, 2))).toMatchObject({ inserted: 2, deleted: 3 });
  expect(moved.map(([key]) => key)).toContain(`t/${first?.path}`);
  for (const [, ...named] of moved) expect(named).toEqual(manifest('t').files.map(({ path }) => path));
  expect(data('t')).toHaveLength(1);
});

test('replaced files stay for as many runs as is said', async () => {
  const table = await files.create('t', COLUMNS, [], { retained_versions: 2 });
  const kept: number[] = [];
  for (let run = 0; run < 5; run++) {
    await files.load(table, 'replace', ROWS);
    kept.push(data('t').length);
  }
  expect(kept).toEqual([1, 2, 3, 3, 3]);
  expect(manifest('t').retained).toHaveLength(2);
  await files.create('t', COLUMNS, [], { retained_versions: 0 });
  await files.load(table, 'replace', ROWS);
  expect(data('t')).toHaveLength(1);
});

test('a table gets columns and another format without its files being written again', async () => {
  const narrow = [{ name: 'id', type: 'int' }];
  const before = await files.create('t', narrow);
  await files.load(before, 'append', [[1]]);
  const wide = [
    { name: 'id', type: 'bigint' },
    { name: 'note', type: 'string' },
  ];
  const after = await files.create('t', wide, [], { format: 'csv' });
  expect(await files.rows('t')).toEqual(['1|null']);
  await files.load(after, 'append', [['9007199254740993', 'x']]);
  expect(data('t')).toEqual(expect.arrayContaining(['run-0.csv', 'run-0.parquet']));
  expect(await files.rows('t')).toEqual(['1|null', '9007199254740993|x']);
  expect(await files.types('t')).toEqual(['id bigint', 'note string']);
  expect(files.facets.define.change(after, await files.facets.define.describe('t', never)).action).toBe(
    'none',
  );
});

test.each(['parquet', 'json', 'csv'])(
  'a column of %s that becomes text is read as new rows bring it',
  async (format) => {
    await files.load(await files.create('t', [{ name: 'n', type: 'double' }], [], { format }), 'append', [
      ['NaN'],
      ['-Infinity'],
    ]);
    const after = await files.create('t', [{ name: 'n', type: 'string' }], [], { format });
    await files.load(after, 'append', [['NaN']]);
    expect(await files.rows('t')).toEqual(['-Infinity', 'NaN', 'NaN']);
  },
);

describe('a run that does not come to its end', () => {
  const table = () => files.create('t', COLUMNS, ['id'], { partition_by: 'plan' });
  const seen = async () => [await open().rows('t'), manifest('t').rows];

  test.each(['upload', 'put'] as const)('by a failed %s shows nothing and leaves nothing', async (at) => {
    const into = await table();
    await files.load(into, 'replace', ROWS.slice(0, 1));
    const [before, keys] = [await seen(), store.keys()];
    let uploads = 0;
    store.fault = (action) => {
      if (action === at && (at === 'put' || ++uploads === 2)) throw new Error('the line broke');
    };
    await expect(files.load(into, 'replace', ROWS)).rejects.toThrow('the line broke');
    store.fault = () => {};
    expect(await seen()).toEqual(before);
    expect(store.keys()).toEqual(keys);
  });

  test('because its process was killed shows nothing, and the next run removes what it left', async () => {
    const into = await table();
    await files.load(into, 'replace', ROWS.slice(0, 1));
    const [before, keys] = [await seen(), store.keys()];
    // What a killed process cannot do any more fails.
    store.fault = (action) => {
      if (action === 'put' || action === 'remove') throw new Error('killed');
    };
    await expect(files.load(into, 'replace', ROWS)).rejects.toThrow('killed');
    store.fault = () => {};
    expect(store.keys().length).toBe(keys.length + 3);
    expect(await seen()).toEqual(before);
    expect(await open().ids()).toEqual(['t']);
    await files.load(into, 'upsert', [['1', 'pro', null]]);
    expect(data('t')).toHaveLength(1);
    expect(host.warnings).toEqual([expect.stringContaining('files of t are left: killed')]);
  });

  test('after the manifest has moved is committed, although old files are left', async () => {
    const into = await table();
    await files.load(into, 'replace', ROWS);
    store.fault = (action) => {
      if (action === 'remove') throw new Error('no permission');
    };
    const outcome = await files.load(into, 'replace', ROWS.slice(0, 1), { batch: 'last' });
    store.fault = () => {};
    expect(await files.facets.load.committed('t', { scope: 's', id: 'last' }, never)).toEqual(outcome);
    expect(await files.rows('t')).toEqual(['1|pro|2024-01-31 23:30:00+00']);
    expect(host.warnings).toEqual([expect.stringContaining('no permission')]);
    await files.load(into, 'insert', []);
    expect(data('t')).toHaveLength(1);
  });

  test('because it was cancelled leaves nothing', async () => {
    const into = await table();
    const keys = store.keys();
    const controller = new AbortController();
    store.fault = (action) => {
      if (action === 'upload') controller.abort();
    };
    await expect(files.load(into, 'replace', ROWS, { signal: controller.signal })).rejects.toMatchObject({
      code: 'canceled',
    });
    expect(store.keys()).toEqual(keys);
  });
});

test('tables within tables, and files of others, are left alone', async () => {
  const outer = await files.create('a', COLUMNS);
  const inner = await files.create('a/b', COLUMNS);
  store.set('a/by_hand.parquet', 'of somebody else');
  await files.load(inner, 'append', ROWS);
  await files.load(outer, 'replace', ROWS.slice(0, 1));
  await files.load(outer, 'replace', ROWS.slice(0, 1));
  expect(await files.rows('a/b')).toHaveLength(3);
  expect(await files.rows('a')).toHaveLength(1);
  expect(await files.ids()).toEqual(['a', 'a/b']);
  await files.facets.define.drop('a', never);
  expect(await files.rows('a/b')).toHaveLength(3);
  expect(store.keys()).toContain('a/by_hand.parquet');
  expect(await files.facets.define.describe('a', never)).toBeNull();
});

test('an id that points elsewhere, and a manifest of a later format, are refused', async () => {
  for (const id of ['../x', '/x', 'a//b', '.x', '_syncform/x', 'a/'])
    await expect(files.facets.define.describe(id, never)).rejects.toMatchObject({ code: 'invalid' });
  await files.create('t', COLUMNS);
  store.set('t/_manifest.json', JSON.stringify({ ...manifest('t'), version: 2 }));
  await expect(files.facets.define.describe('t', never)).rejects.toMatchObject({ code: 'unsupported' });
});
