import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { never, testHost } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { type DynamodbService, missingDynamodb, startDynamodb } from '../../../../test/services/dynamodb.ts';
import type { CellValue, ConnectorHost, Extraction, OpenConnector } from '../../../contract/contract.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import { Quota } from '../../../families/http/quota.ts';
import { UnitBudget } from '../../../families/http/unit-budget.ts';
import type { dynamodbCapabilities } from './capabilities.ts';
import { dynamodbConfig } from './config.ts';
import { dynamodbFailure } from './failure.ts';
import { typeOfKinds } from './field-types.ts';
import { openDynamodb } from './open.ts';
import { larger } from './positions.ts';
import { segmentsOf } from './rows.ts';
import { cellOf, jsonText } from './values.ts';

const missing = await missingDynamodb();

async function rowsOf({ offers: [offer] }: Extraction): Promise<CellValue[][]> {
  if (offer?.format !== 'rows') throw new TypeError(offer?.format);
  const rows: CellValue[][] = [];
  for await (const batch of offer.open(never)) rows.push(...batch.map((row) => [...row]));
  return rows;
}

describeNeeding(missing, 'DynamoDB, by dynalite', () => {
  let server: DynamodbService;
  let host: ConnectorHost & AsyncDisposable;
  let cacheDir: string;
  let open: OpenConnector<typeof dynamodbCapabilities>;
  beforeAll(async () => {
    server = await startDynamodb();
    host = await testHost();
    cacheDir = await mkdtemp(join(tmpdir(), 'dynamodb-cache-'));
    const config = dynamodbConfig.parse(server.configuration);
    open = await openDynamodb(config, { ...host, cacheDir });
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await rm(cacheDir, { recursive: true, force: true });
  });

  const fieldsOf = (table: string) => open.facets.query.describe({ table }, never);
  const rowsOfTable = async (table: string) =>
    rowsOf(await open.facets.query.extract({ table }, await fieldsOf(table), never));

  test('DynamoDB’s types come exactly, nested ones as JSON; the key comes first', async () => {
    const table = await server.table(
      'typed',
      ['part', 'at:N'],
      [
        {
          part: { S: 'a' },
          at: { N: '1' },
          n: { N: '-12345678901234567890.123456789012345678' },
          tiny: { N: '1E-130' },
          big: { N: '9007199254740993' },
          raw: { B: new Uint8Array([0, 255]) },
          yes: { BOOL: true },
          nothing: { NULL: true },
          list: { L: [{ N: '9007199254740993' }, { S: 'two' }, { NULL: true }] },
          map: { M: { z: { N: '1.50' }, a: { BOOL: false }, raw: { B: new Uint8Array([1]) } } },
          texts: { SS: ['b', 'a'] },
          numbers: { NS: ['10', '9', '0.5'] },
        },
      ],
    );
    const fields = await fieldsOf(table);
    const [row = []] = await rowsOfTable(table);
    expect(fields.map(({ name, type }, i) => [name, type, row[i]])).toEqual([
      ['part', 'string', 'a'],
      ['at', 'bigint', '1'],
      ['big', 'bigint', '9007199254740993'],
      ['list', 'jsonarray', '[9007199254740993,"two",null]'],
      ['map', 'object{}', '{"a":false,"raw":"AQ==","z":1.5}'],
      ['n', 'number', '-12345678901234567890.123456789012345678'],
      ['nothing', 'json', null],
      ['numbers', 'jsonarray', '[0.5,9,10]'],
      ['raw', 'binary', new Uint8Array([0, 255])],
      ['texts', 'jsonarray', '["a","b"]'],
      ['tiny', 'number', `0.${'0'.repeat(129)}1`],
      ['yes', 'boolean', true],
    ]);
    expect(fields.filter((f) => f.is_primary_key).map((f) => f.name)).toEqual(['part', 'at']);
  });

  test('a table of several pages and segments comes whole, each item once', async () => {
    const items = Array.from({ length: 300 }, (_, i) => ({
      id: { S: `item ${i}` },
      text: { S: 'x'.repeat(10_000) },
    }));
    const table = await server.table('many', ['id'], items);
    const rows = await rowsOfTable(table);
    expect(rows.map(([id]) => id).sort()).toEqual(items.map(({ id }) => id.S).sort());
  });

  test('a tracking field reads what came since, and what has no value', async () => {
    const put = (id: string, at: AttributeValue | undefined) => ({
      id: { S: id },
      ...(at ? { at } : {}),
    });
    const table = await server.table(
      'tracked',
      ['id'],
      [
        put('a', { N: '9.5' }),
        put('b', { N: '10' }),
        put('c', { N: '12345678901234567890' }),
        put('d', undefined),
        put('e', { NULL: true }),
      ],
    );
    const { read } = open.facets;
    expect(await largestOf(read, table, 'at', {}, never)).toBe('12345678901234567890');
    const since = { object: table, fields: ['id'], configuration: {}, after: { field: 'at', value: '10' } };
    expect((await rowsOf(await read.extract(since, never))).flat().sort()).toEqual(['b', 'c', 'd', 'e']);
  });

  test('an item of another kind than those that were looked at fails by name, and the next plan knows of it', async () => {
    const table = await server.table('mixed', ['id'], [{ id: { S: 'a' }, v: { N: '1' } }]);
    const fields = await fieldsOf(table);
    await server.put(table, [{ id: { S: 'b' }, v: { N: '1.5' } }]);
    const stale = await open.facets.query.extract({ table }, fields, never);
    await expect(rowsOf(stale)).rejects.toMatchObject({
      code: 'source_changed',
      message: expect.stringMatching(
        /"v" is bigint \(N integer\), and document "b" has a value of type N there/,
      ),
    });
    await server.put(table, [{ id: { S: 'b' } }]);
    expect((await fieldsOf(table)).map(({ name, type }) => [name, type])).toEqual([
      ['id', 'string'],
      ['v', 'number'],
    ]);
  });

  test('reading keeps within the capacity that it may take', async () => {
    const items = Array.from({ length: 200 }, (_, i) => ({
      id: { S: `${i}` },
      text: { S: 'x'.repeat(8_000) },
    }));
    const table = await server.table('paced', ['id'], items);
    const config = dynamodbConfig.parse({ ...server.configuration, read_capacity: 400 });
    let taken = 0;
    const budgets: ConnectorHost['budgets'] = {
      async take(_account, { perSecond = 0 }) {
        taken += 100;
        return { count: 100, from: Date.now(), every: 0.01, until: Date.now() + 60_000, day: perSecond };
      },
      giveBack: async () => {},
      hold: async () => {},
      tell: async () => {},
    };
    await using paced = await openDynamodb(config, { ...host, budgets });
    const extraction = await paced.facets.read.extract(
      { object: table, fields: ['id'], configuration: {} },
      never,
    );
    expect(await rowsOf(extraction)).toHaveLength(200);
    // 1.6 MB, each 4 KB of which cost a unit: the first page is paid for before the second is asked for.
    expect(taken).toBeGreaterThanOrEqual(200);
  });
});

test.each([
  [['N integer', 'N'], 'number'],
  [['SS', 'L'], 'jsonarray'],
  [['S', 'N'], 'json'],
  [['M', 'L'], 'json'],
  [[], 'json'],
])('values of %j make a field of type %s', (kinds, type) => {
  expect(typeOfKinds(new Set(kinds))).toBe(type);
});

test.each([
  [{ N: '1E+3' }, 'bigint', '1000'],
  [{ N: '9223372036854775808' }, 'bigint', undefined],
  [{ N: '-9223372036854775808' }, 'bigint', '-9223372036854775808'],
  [{ N: '-1.5E-7' }, 'number', '-0.00000015'],
  [{ N: '100.00' }, 'bigint', '100'],
  [{ S: 'text' }, 'number', undefined],
  [{ NULL: true as const }, 'string', null],
  [{ SS: ['a'] }, 'object{}', undefined],
])('%j as a %s is %s', (value, type, cell) => {
  expect(cellOf(value, type)).toBe(cell);
});

test('a map is the same text whatever order its names come in', () => {
  const text = '{"a":[1,2],"b":{"c":"ü"}}';
  expect(jsonText({ M: { b: { M: { c: { S: 'ü' } } }, a: { NS: ['2', '1'] } } })).toBe(text);
  expect(jsonText({ M: { a: { L: [{ N: '1' }, { N: '2' }] }, b: { M: { c: { S: 'ü' } } } } })).toBe(text);
});

test('the larger of two values is by value of numbers, and by bytes of texts', () => {
  expect(larger('9', '10', { type: 'bigint' })).toBe('10');
  expect(larger('-9', '-10.5', { type: 'number' })).toBe('-9');
  expect(larger('12345678901234567890123456789012345678', '1', { type: 'number' })).toHaveLength(38);
  expect(larger('9', '10', { type: 'string' })).toBe('9');
  expect(larger('\u{fffd}', '\u{1f986}', { type: 'string' })).toBe('\u{1f986}');
});

test('a large table is read in segments, as many as the read capacity pays for', () => {
  const bytes = 10 * 1024 ** 3;
  expect(segmentsOf({ bytes: 0 }, undefined)).toBe(1);
  expect(segmentsOf({ bytes }, undefined)).toBe(8);
  expect(segmentsOf({ bytes }, 600)).toBe(2);
  expect(segmentsOf({ bytes }, 25)).toBe(1);
});

test('what was taken is paid for before more is taken', async () => {
  let turns = 0;
  const quota = Object.assign(new Quota('test', {}), { turn: async () => void turns++ });
  const budget = new UnitBudget(quota);
  await budget.ready(never);
  expect(turns).toBe(0);
  budget.spend(128.5);
  await budget.ready(never);
  expect(turns).toBe(128);
  budget.spend(0.5);
  await budget.ready(never);
  expect(turns).toBe(129);
});

test.each([
  ['UnrecognizedClientException', 'user or password', /access_id/],
  ['ExpiredTokenException', 'user or password', /access_id/],
  ['AccessDeniedException', 'permission', /policy/],
])('%s is said to be about %s', (name, part, hint) => {
  const error = Object.assign(new Error('User x is not authorized to perform: dynamodb:Scan on y'), { name });
  const config = dynamodbConfig.parse({ access_id: 'a', secret_access_key: 'b', region: 'us-east-1' });
  expect(dynamodbFailure('reading users', error, config)).toMatchObject({
    part,
    hint: expect.stringMatching(hint),
    message: expect.stringContaining('reading users'),
  });
});
