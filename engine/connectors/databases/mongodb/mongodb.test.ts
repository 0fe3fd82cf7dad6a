import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp, UUID } from 'mongodb';
import { never, testHost } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { type MongodbService, missingMongodb, startMongodb } from '../../../../test/services/mongodb.ts';
import type { CellValue, ConnectorHost, Extraction, OpenConnector } from '../../../contract/contract.ts';
import type { Filter } from '../../../contract/filter.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import type { Json, JsonObject } from '../../../kit/json.ts';
import { transfer } from '../../../movement/transfer.ts';
import type { mongodbCapabilities } from './capabilities.ts';
import { mongodbConfig } from './config.ts';
import { typeOfKinds } from './field-types.ts';
import { matchOf } from './filter-match.ts';
import { openMongodb } from './open.ts';
import { cellOf, jsonText } from './values.ts';

const missing = await missingMongodb();

const f = (field: string, name: string, value?: Json, label?: string): Filter => ({
  field,
  function: name,
  ...(value === undefined ? {} : { value }),
  ...(label === undefined ? {} : { label }),
});

async function rowsOf({ offers: [offer] }: Extraction): Promise<CellValue[][]> {
  if (offer?.format !== 'rows') throw new TypeError(offer?.format);
  const rows: CellValue[][] = [];
  for await (const batch of offer.open(never)) rows.push(...batch.map((row) => [...row]));
  return rows;
}

describeNeeding(missing, 'MongoDB, by SecantusDB', () => {
  let server: MongodbService;
  let host: ConnectorHost & AsyncDisposable;
  let cacheDir: string;
  let open: OpenConnector<typeof mongodbCapabilities>;
  beforeAll(async () => {
    server = await startMongodb();
    host = await testHost();
    cacheDir = await mkdtemp(join(tmpdir(), 'mongodb-cache-'));
    open = await openMongodb(mongodbConfig.parse(server.configuration), { ...host, cacheDir });
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await rm(cacheDir, { recursive: true, force: true });
  });
  test('BSON’s types come exactly, nested ones as JSON', async () => {
    const id = new ObjectId('65a1b2c3d4e5f60718293a4b');
    await server.db.collection('typed').insertOne({
      _id: id,
      n: Decimal128.fromString('1.10'),
      big: Long.fromString('9007199254740993'),
      small: new Int32(7),
      f: new Double(0.1),
      old: new Date('1950-07-01T12:00:00.123Z'),
      raw: new Binary(Buffer.from([0, 255])),
      uuid: new UUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0'),
      yes: true,
      list: [new Int32(1), 'two', Long.fromString('9007199254740993')],
      nested: { d: Decimal128.fromString('2.50'), at: new Date('1969-12-31T23:59:59.999Z'), id },
      nothing: null,
    });
    const configuration = { collection: 'typed' };
    const fields = await open.facets.query.describe(configuration, never);
    const rows = await rowsOf(await open.facets.query.extract(configuration, fields, never));
    expect(fields.map(({ name, type }, i) => [name, type, rows[0]?.[i]])).toEqual([
      ['_id', 'string', '65a1b2c3d4e5f60718293a4b'],
      ['n', 'number', '1.10'],
      ['big', 'bigint', '9007199254740993'],
      ['small', 'int', 7],
      ['f', 'double', 0.1],
      ['old', 'datetime_tz', '1950-07-01 12:00:00.123+00'],
      ['raw', 'binary', new Uint8Array([0, 255])],
      ['uuid', 'string', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
      ['yes', 'boolean', true],
      ['list', 'jsonarray', '[1,"two",9007199254740993]'],
      ['nested', 'object{}', '{"d":2.50,"at":"1969-12-31T23:59:59.999Z","id":"65a1b2c3d4e5f60718293a4b"}'],
      ['nothing', 'json', null],
    ]);
    expect(fields.filter((f) => f.is_primary_key).map((f) => f.name)).toEqual(['_id']);
  });

  test('a model is a find, an aggregation, or either as a whole command; what writes is refused', async () => {
    await server.db
      .collection('sales')
      .insertMany(
        [1, 2, 3, 4].map((n) => ({ _id: n as never, n: new Int32(n), who: n % 2 ? 'odd' : 'even' })),
      );
    const of = async (configuration: Record<string, string>) => {
      const fields = await open.facets.query.describe(configuration, never);
      return (await rowsOf(await open.facets.query.extract(configuration, fields, never)))
        .map((row) => row.join('|'))
        .sort();
    };
    expect(await of({ collection: 'sales', query: '{"n": {"$gt": 2}}' })).toEqual(['3|3|odd', '4|4|even']);
    expect(
      await of({ query: '{"find": "sales", "filter": {"who": "odd"}, "projection": {"_id": 0, "n": 1}}' }),
    ).toEqual(['1', '3']);
    const sum = '[{"$group": {"_id": "$who", "sum": {"$sum": "$n"}}}]';
    expect(await of({ collection: 'sales', query: sum })).toEqual(['even|6', 'odd|4']);
    expect(await of({ query: `{"aggregate": "sales", "pipeline": ${sum}}` })).toEqual(['even|6', 'odd|4']);
    await expect(of({ collection: 'sales', query: '[{"$out": "elsewhere"}]' })).rejects.toMatchObject({
      code: 'invalid',
      path: ['query'],
      message: 'the stage $out writes, and a model only reads',
    });
  });

  test('a tracking field reads what came since, and what has no value', async () => {
    const object = `${server.configuration.database}.tracked`;
    const at = (day: number) => new Date(Date.UTC(2024, 0, day));
    await server.db
      .collection('tracked')
      .insertMany([
        { _id: 'a' as never, at: at(1) },
        { _id: 'b' as never, at: at(2) },
        { _id: 'c' as never, at: new Date('2999-01-01T00:00:00Z') },
        { _id: 'd' as never },
      ]);
    expect(await largestOf(open.facets.read, object, 'at', {}, never)).toBe('2024-01-02 00:00:00.000+00');
    const since = await open.facets.read.extract(
      { object, fields: ['_id'], configuration: {}, after: { field: 'at', value: '2024-01-02 00:00:00+00' } },
      never,
    );
    expect((await rowsOf(since)).flat().sort()).toEqual(['b', 'c', 'd']);
  });

  test.each<[string, readonly Filter[], string | undefined, readonly string[], boolean]>([
    ['texts', [f('name', 'Equality', 'Bob')], undefined, ['b'], true],
    ['one of texts', [f('name', 'StringOneOf', ['Bob', 'Eve'])], undefined, ['b', 'e'], true],
    ['ids', [f('ref', 'Equality', '65a1b2c3d4e5f60718293a4b')], undefined, ['a'], true],
    ['numbers', [f('n', 'GreaterThan', '9007199254740992')], undefined, ['b'], true],
    ['between', [f('n', 'Between', [1, 3])], undefined, ['a', 'c'], true],
    ['a day', [f('at', 'Equality', '2024-01-02')], undefined, ['b', 'c'], true],
    ['up to a day', [f('at', 'OnOrBefore', '2024-01-01')], undefined, ['a'], true],
    ['after a moment', [f('at', 'GreaterThan', '2024-01-02T00:00:00Z')], undefined, ['c', 'd'], true],
    ['truth', [f('yes', 'True')], undefined, ['a', 'b'], true],
    ['nothing', [f('yes', 'IsNull')], undefined, ['d', 'e'], true],
    ['not, that has nothing too', [f('name', 'Inequality', 'Bob')], undefined, ['a', 'c', 'd', 'e'], false],
    ['decimals', [f('price', 'GreaterThanEqual', '0.1')], undefined, ['a', 'b'], false],
    ['part of a text', [f('name', 'StringContains', 'o')], undefined, ['b', 'd'], false],
    ['two', [f('n', 'GreaterThan', 1), f('name', 'StringContains', 'a')], undefined, ['c'], true],
    ['either', [f('n', 'Equality', 1, 'A'), f('name', 'Equality', 'Bob', 'B')], 'A OR B', ['a', 'b'], false],
  ])(
    'a filter on %s lets through what it would in DuckDB',
    async (_what, filters, logic, expected, isPushed) => {
      const collection = server.db.collection('filtered');
      if ((await collection.countDocuments()) === 0)
        await collection.insertMany([
          {
            _id: 'a' as never,
            name: 'Ann',
            n: new Int32(1),
            at: new Date('2024-01-01T23:59:59.999Z'),
            yes: true,
            price: Decimal128.fromString('0.10'),
            ref: new ObjectId('65a1b2c3d4e5f60718293a4b'),
          },
          {
            _id: 'b' as never,
            name: 'Bob',
            n: Long.fromString('9007199254740993'),
            at: new Date('2024-01-02T00:00:00Z'),
            yes: true,
            price: new Double(0.1),
            ref: 'x',
          },
          {
            _id: 'c' as never,
            name: 'Cara',
            n: new Int32(3),
            at: new Date('2024-01-02T23:59:59.999Z'),
            yes: false,
          },
          { _id: 'd' as never, name: 'bob', n: null, at: new Date('2024-01-03T00:00:00Z') },
          { _id: 'e' as never, name: 'Eve' },
        ]);
      const configuration = { collection: 'filtered' };
      const fields = await open.facets.query.describe(configuration, never);
      const filter = {
        filters,
        logic,
        fields: fields.filter((one) => filters.some(({ field }) => field === one.name)),
        now: Date.now(),
      };
      const driver = await import('./driver.ts');
      expect(matchOf(driver, filter) !== undefined).toBe(isPushed);
      const idOnly = fields.filter(({ name }) => name === '_id');
      const ids = async (extraction: Extraction) =>
        host.withSession(async (session) => {
          const { rows } = await transfer(extraction, ['rows'], { session, signal: never, log: () => {} });
          return (await rowsOf({ ...extraction, offers: [rows] })).flat().sort();
        });
      expect(
        await ids(await open.facets.query.extractFiltered(configuration, idOnly, filter, never)),
      ).toEqual(expected);
      const object = `${server.configuration.database}.filtered`;
      const read = { object, fields: ['_id'], configuration: {}, filter };
      expect(await ids(await open.facets.read.extract(read, never))).toEqual(expected);
    },
  );

  test('a document of another kind than those that were looked at fails by name, and the next plan knows of it', async () => {
    const object = `${server.configuration.database}.mixed`;
    await server.db.collection('mixed').insertOne({ _id: 1 as never, v: new Int32(1) });
    const [before] = await open.facets.discover.describe([object], {}, never);
    expect(before?.estimated_rows).toBe(1);
    const fields = before?.fields ?? [];
    await server.db.collection('mixed').insertOne({ _id: 2 as never, v: 'text' });
    const stale = await open.facets.query.extract({ collection: 'mixed' }, fields, never);
    await expect(rowsOf(stale)).rejects.toMatchObject({
      code: 'source_changed',
      message: expect.stringMatching(/"v" is int \(int\), and document 2 has a value of type string/),
    });
    await server.db.collection('mixed').deleteOne({ _id: 2 as never });
    const [after] = await open.facets.discover.describe([object], {}, never);
    expect(after?.fields.map(({ name, type }) => [name, type])).toEqual([
      ['_id', 'int'],
      ['v', 'json'],
    ]);
  });

  test('what documents of a query were found to have stays known of that query, and of it alone', async () => {
    const query = (filter: object) => ({
      query: JSON.stringify({ find: 'sampled', filter, projection: { shown: '$v' } }),
    });
    const named = async (configuration: JsonObject) =>
      (await open.facets.query.describe(configuration, never)).map(({ name, type }) => [name, type]);
    await server.db.collection('sampled').insertMany([
      { _id: 1 as never, v: new Int32(1) },
      { _id: 2 as never, v: 'text' },
    ]);
    expect(await named(query({}))).toEqual([
      ['_id', 'int'],
      ['shown', 'json'],
    ]);
    // As if another sample had come.
    await server.db.collection('sampled').deleteOne({ _id: 2 as never });
    expect(await named(query({}))).toEqual([
      ['_id', 'int'],
      ['shown', 'json'],
    ]);
    expect(await named(query({ v: 1 }))).toEqual([
      ['_id', 'int'],
      ['shown', 'int'],
    ]);
    expect(await named({ collection: 'sampled' })).toEqual([
      ['_id', 'int'],
      ['v', 'int'],
    ]);
  });
});

test.each([
  [['int', 'long'], 'bigint'],
  [['int', 'double'], 'double'],
  [['long', 'double'], 'number'],
  [['int', 'decimal'], 'number'],
  [['string', 'objectId'], 'string'],
  [['string', 'int'], 'json'],
  [['date', 'timestamp'], 'json'],
  [[], 'json'],
])('values of %j make a field of type %s', (kinds, type) => {
  expect(typeOfKinds(new Set(kinds))).toBe(type);
});

test.each([
  [Decimal128.fromString('1E+3'), 'number', '1000'],
  [Decimal128.fromString('-1.5E-7'), 'number', '-0.00000015'],
  [new Double(1e21), 'number', '1000000000000000000000'],
  [Decimal128.fromString('NaN'), 'number', undefined],
  [new Date('0000-01-01T00:00:00Z'), 'datetime_tz', '0001-01-01 00:00:00.000+00 BC'],
  [new Date('+012024-01-01T00:00:00Z'), 'datetime_tz', '12024-01-01 00:00:00.000+00'],
  ['text', 'int', undefined],
] as const)('%s as a %s is %s', (value, type, cell) => {
  expect(cellOf(value, type)).toBe(cell);
});

test('JSON has every digit, and text for what it has no word for', () => {
  expect(
    jsonText({
      a: new Double(Number.NaN),
      b: Decimal128.fromString('0.10'),
      c: new Timestamp({ t: 1, i: 2 }),
      d: /x/i,
      e: [null],
    }),
  ).toBe('{"a":"NaN","b":0.10,"c":4294967298,"d":"/x/i","e":[null]}');
});
