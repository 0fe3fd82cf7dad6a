import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { never, testHost } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import {
  type CosmosdbService,
  missingCosmosdb,
  putItems,
  startCosmosdb,
} from '../../../../test/services/cosmosdb.ts';
import type {
  CellValue,
  ConnectorHost,
  Extraction,
  OpenConnector,
  RowFilter,
} from '../../../contract/contract.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import { withDuckdbSession } from '../../../movement/duckdb-hub.ts';
import type { cosmosdbCapabilities } from './capabilities.ts';
import { cosmosdbConfig } from './config.ts';
import { parseId } from './container-name.ts';
import { markLongNumbers } from './exact-numbers.ts';
import { typeOfKinds } from './field-types.ts';
import { openCosmosdb } from './open.ts';
import { cellOf, jsonText, kindOf } from './values.ts';

const missing = await missingCosmosdb();

async function rowsOf({ offers: [offer], columns }: Extraction): Promise<CellValue[][]> {
  if (offer?.format === 'relation')
    return withDuckdbSession({ tempDir: tmpdir() }, async (session) => {
      const select = await offer.attach(session, never);
      const rows = await session.all(select);
      return rows.map((row) => columns.map((_, i) => row[i] as CellValue));
    });
  if (offer?.format !== 'rows') throw new TypeError(offer?.format);
  const rows: CellValue[][] = [];
  for await (const batch of offer.open(never)) rows.push(...batch.map((row) => [...row]));
  return rows;
}

describeNeeding(missing, 'Azure Cosmos DB, by cosmosdb-server', () => {
  let server: CosmosdbService;
  let host: ConnectorHost & AsyncDisposable;
  let cacheDir: string;
  let open: OpenConnector<typeof cosmosdbCapabilities>;
  beforeAll(async () => {
    server = await startCosmosdb();
    host = await testHost();
    cacheDir = await mkdtemp(join(tmpdir(), 'cosmosdb-cache-'));
    open = await openCosmosdb(cosmosdbConfig.parse(server.configuration), { ...host, cacheDir });
  });
  afterEach(() => {
    server.front.decide = () => undefined;
    server.front.rewrite = (body) => body;
    server.front.charge = undefined;
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await rm(cacheDir, { recursive: true, force: true });
  });

  const idOf = (container: string) => `${server.configuration.database}/${container}`;
  const fieldsOf = (container: string, query?: string) =>
    open.facets.query.describe({ container, ...(query === undefined ? {} : { query }) }, never);
  const rowsOfContainer = async (container: string, query?: string) =>
    rowsOf(
      await open.facets.query.extract(
        { container, ...(query === undefined ? {} : { query }) },
        await fieldsOf(container, query),
        never,
      ),
    );

  test('JSON’s types come exactly, nested ones as JSON; the partition key and the id come first', async () => {
    await server.container('typed', '/tenant', [
      {
        id: 'a',
        tenant: 't1',
        whole: 12,
        fraction: 19.99,
        yes: true,
        nothing: null,
        list: [1, 'two', null],
        map: { z: 1.5, a: { deep: [true] } },
        'odd "name"': 'ü',
      },
    ]);
    const fields = await fieldsOf('typed');
    const [row = []] = await rowsOfContainer('typed');
    const shown = fields.map(({ name, type }, i) => [name, type, row[i]]);
    expect(shown.filter(([name]) => !String(name).startsWith('_'))).toEqual([
      ['tenant', 'string', 't1'],
      ['id', 'string', 'a'],
      ['fraction', 'double', 19.99],
      ['list', 'jsonarray', '[1,"two",null]'],
      ['map', 'object{}', '{"z":1.5,"a":{"deep":[true]}}'],
      ['nothing', 'json', null],
      ['odd "name"', 'string', 'ü'],
      ['whole', 'bigint', '12'],
      ['yes', 'boolean', true],
    ]);
    expect(shown.filter(([name]) => String(name).startsWith('_')).map(([name]) => name)).toEqual([
      '_etag',
      '_ts',
    ]);
    expect(fields.filter((of) => of.is_primary_key).map((of) => of.name)).toEqual(['tenant', 'id']);
  });

  test('digits that no double holds come as they are', async () => {
    await server.container('digits', '/id', [{ id: 'a', n: 1, d: 1, deep: { n: 1 } }]);
    server.front.rewrite = (body) =>
      body.replaceAll('"n":1', '"n":9007199254740993').replaceAll('"d":1', '"d":0.12345678901234567890123');
    const fields = await fieldsOf('digits');
    const [row = []] = await rowsOfContainer('digits');
    expect(fields.slice(1).map(({ name, type }, i) => [name, type, row[i + 1]])).toEqual(
      expect.arrayContaining([
        ['n', 'bigint', '9007199254740993'],
        ['d', 'number', '0.12345678901234567890123'],
        ['deep', 'object{}', '{"n":9007199254740993}'],
      ]),
    );
  });

  test('a container of several pages comes whole, each item once, over partitions', async () => {
    const items = Array.from({ length: 2_500 }, (_, i) => ({ id: `item ${i}`, pk: `p${i % 7}` }));
    await server.container('many', '/pk', items);
    const rows = await rowsOfContainer('many');
    expect(rows.map(([, id]) => id).sort()).toEqual(items.map(({ id }) => id).sort());
  });

  test('a part of the key within items is a field of its own', async () => {
    await server.container('nested', '/address/city', [{ id: 'a', address: { city: 'Lyon' } }]);
    const fields = await fieldsOf('nested');
    const [row = []] = await rowsOfContainer('nested');
    expect(fields.slice(0, 3).map(({ name }, i) => [name, row[i]])).toEqual([
      ['address.city', 'Lyon'],
      ['id', 'a'],
      ['_etag', expect.any(String)],
    ]);
    expect(fields.filter((of) => of.is_primary_key).map((of) => of.name)).toEqual(['address.city', 'id']);
  });

  test('a query in Cosmos DB’s SQL is a model: shapes, order, single values; what is wrong with it is said of it', async () => {
    await server.container('orders', '/id', [
      { id: 'a', total: 3, tags: ['x'] },
      { id: 'b', total: 10, tags: ['y', 'z'] },
      { id: 'c', total: 7, tags: [] },
    ]);
    const ordered = 'SELECT c.id AS name, c.total FROM c WHERE c.total > 5 ORDER BY c.total DESC';
    expect((await fieldsOf('orders', ordered)).map(({ name, type }) => [name, type])).toEqual([
      ['name', 'string'],
      ['total', 'bigint'],
    ]);
    expect(await rowsOfContainer('orders', ordered)).toEqual([
      ['b', '10'],
      ['c', '7'],
    ]);
    expect(await rowsOfContainer('orders', 'SELECT VALUE t FROM c JOIN t IN c.tags')).toEqual([
      ['x'],
      ['y'],
      ['z'],
    ]);
    await expect(fieldsOf('orders', 'SELECT FROM nothing WHERE')).rejects.toMatchObject({
      code: 'invalid',
      path: ['query'],
    });
  });

  test('a tracking field reads what came since, and what has no value', async () => {
    await server.container('tracked', '/id', [
      { id: 'a', at: 9.5 },
      { id: 'b', at: 10 },
      { id: 'c', at: 12 },
      { id: 'd' },
      { id: 'e', at: null },
    ]);
    const { read } = open.facets;
    expect(await largestOf(read, idOf('tracked'), 'at', {}, never)).toBe('12');
    const since = {
      object: idOf('tracked'),
      fields: ['id'],
      configuration: {},
      after: { field: 'at', value: '10' },
    };
    expect((await rowsOf(await read.extract(since, never))).flat().sort()).toEqual(['b', 'c', 'd', 'e']);
  });

  test('what was written in the last seconds is read again by _ts: clocks of partitions differ', async () => {
    await server.container('fresh', '/id', [{ id: 'a' }]);
    const noted = Number(await largestOf(open.facets.read, idOf('fresh'), '_ts', {}, never));
    expect(noted).toBeLessThanOrEqual(Date.now() / 1000 - 29);
  });

  test('filters that Cosmos DB compares as syncform does go to it, and all give what DuckDB gives', async () => {
    await server.container('filtered', '/id', [
      { id: 'a', n: 1, name: 'Ann' },
      { id: 'b', n: 2, name: 'ann' },
      { id: 'c', n: 3 },
      { id: 'd', n: 40, name: null },
    ]);
    const fields = await fieldsOf('filtered');
    const kept = async (...filters: RowFilter['filters'][number][]) => {
      const filter = { filters, logic: undefined, fields, now: 0 };
      const [id] = fields;
      if (!id || !open.facets.query.extractFiltered) throw new TypeError('no filter');
      server.front.requests = [];
      const rows = await rowsOf(
        await open.facets.query.extractFiltered({ container: 'filtered' }, [id], filter, never),
      );
      const asked = server.front.requests.map(({ body }) => body).filter((body) => body.includes('WHERE'));
      return [rows.flat().sort(), asked.length > 0 ? asked[0] : undefined];
    };
    expect(await kept({ field: 'n', function: 'GreaterThan', value: 1 })).toEqual([
      ['b', 'c', 'd'],
      expect.stringContaining('c[\\"n\\"] > @p0'),
    ]);
    expect(await kept({ field: 'name', function: 'Equality', value: 'ann' })).toEqual([
      ['b'],
      expect.stringContaining('c[\\"name\\"] = @p0'),
    ]);
    expect(await kept({ field: 'name', function: 'IsNull' })).toEqual([
      ['c', 'd'],
      expect.stringContaining('IS_DEFINED'),
    ]);
    expect(await kept({ field: 'name', function: 'StringContains', value: 'nn' })).toEqual([
      ['a', 'b'],
      undefined,
    ]);
  });

  test('an item of another kind than those that were looked at fails by name, and the next plan knows of it', async () => {
    const container = await server.container('mixed', '/id', [{ id: 'a', v: 1 }]);
    const fields = await fieldsOf('mixed');
    await putItems(container, [{ id: 'b', v: 'text' }]);
    const stale = await open.facets.query.extract({ container: 'mixed' }, fields, never);
    await expect(rowsOf(stale)).rejects.toMatchObject({
      code: 'source_changed',
      message: expect.stringMatching(
        /"v" is bigint \(integer\), and document "b" has a value of type string there/,
      ),
    });
    await putItems(container, [{ id: 'b' }]);
    expect((await fieldsOf('mixed')).find(({ name }) => name === 'v')?.type).toBe('json');
  });

  test('a throttled request is made again once Cosmos DB wants it, and all others wait meanwhile', async () => {
    await server.container('throttled', '/id', [{ id: 'a' }]);
    let refused = 0;
    server.front.decide = ({ path }) => {
      if (!path.endsWith('/docs') || refused === 2) return undefined;
      refused++;
      return {
        status: 429,
        headers: { 'x-ms-retry-after-ms': '20', 'x-ms-substatus': '3200' },
        body: '{"code":"429","message":"Request rate is large."}',
      };
    };
    expect((await rowsOfContainer('throttled')).map(([id]) => id)).toEqual(['a']);
    expect(refused).toBe(2);
  });

  test('reading keeps within the request units that it may take', async () => {
    await server.container('paced', '/id', [{ id: 'a' }]);
    let taken = 0;
    const budgets: ConnectorHost['budgets'] = {
      async take() {
        taken++;
        return {
          count: 1,
          from: Date.now(),
          every: 1,
          until: Date.now() + 60_000,
          day: 0,
          perDay: undefined,
        };
      },
      giveBack: async () => {},
      hold: async () => {},
      tell: async () => {},
    };
    const config = cosmosdbConfig.parse({ ...server.configuration, request_units: 400 });
    server.front.charge = 50;
    await using paced = await openCosmosdb(config, { ...host, budgets });
    await paced.facets.test.test(never);
    expect(taken).toBeGreaterThanOrEqual(1);
    await paced.facets.test.test(never);
    // What the first request cost was paid for before the second was sent.
    expect(taken).toBeGreaterThanOrEqual(50);
  });
});

test.each([
  [['integer', 'long'], 'bigint'],
  [['integer', 'number'], 'double'],
  [['long', 'number'], 'number'],
  [['digits'], 'number'],
  [['string', 'integer'], 'json'],
  [['object', 'array'], 'json'],
  [[], 'json'],
])('values of %j make a field of type %s', (kinds, type) => {
  expect(typeOfKinds(new Set(kinds))).toBe(type);
});

test.each([
  ['12', 'integer', '12'],
  ['9007199254740993', 'long', '9007199254740993'],
  ['-9223372036854775808', 'long', '-9223372036854775808'],
  ['9223372036854775808', 'digits', '9223372036854775808'],
  ['1e2', 'integer', '100'],
  ['0.1', 'number', '0.1'],
  ['1e400', 'digits', '1e400'],
  ['1234567890.123456789', 'digits', '1234567890.123456789'],
])('the number %s is of kind %s and is shown as %s', (text, kind, shown) => {
  const [value] = (JSON.parse(markLongNumbers(`{"v": [${text}]}`)) as { v: unknown[] }).v;
  expect([kindOf(value), kind === 'digits' ? jsonText(value) : cellOf(value, 'number')]).toEqual([
    kind,
    shown,
  ]);
});

test('digits within texts stay what they are', () => {
  const text = '{"a":"1234567890123456789","b":[9007199254740993,"\\"12345678901234567890"]}';
  const { a, b } = JSON.parse(markLongNumbers(text)) as { a: string; b: unknown[] };
  expect([a, b.map(jsonText)]).toEqual([
    '1234567890123456789',
    ['9007199254740993', '"\\"12345678901234567890"'],
  ]);
});

test('a container is named with its database, or within that of the connection', () => {
  expect(parseId('shop/orders', undefined)).toEqual({ database: 'shop', container: 'orders' });
  expect(parseId('orders', 'shop')).toEqual({ database: 'shop', container: 'orders' });
  expect(parseId('orders', undefined)).toBeUndefined();
  expect(parseId('a/b/c', 'shop')).toBeUndefined();
});
