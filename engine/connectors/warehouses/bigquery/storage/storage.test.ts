import { ConnectorUnderTest, never } from '../../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../../test/needing.ts';
import {
  type BigqueryService,
  missingBigquery,
  startBigquery,
} from '../../../../../test/services/bigquery/bigquery.ts';
import type { CellValue, Extraction, TargetTable } from '../../../../contract/contract.ts';
import { bigqueryConfig } from '../config.ts';
import { bigquery } from '../definition.ts';
import { fixture, fixtureAt } from '../testing/contract-fixture.ts';

const READING = ['CreateReadSession', 'ReadRows'];
const WRITING = ['CreateWriteStream', 'AppendRows', 'FinalizeWriteStream', 'BatchCommitWriteStreams'];

const TYPES = [
  'bigint',
  'double',
  'boolean',
  'string',
  'date',
  'time',
  'datetime_tz',
  'datetime',
  'decimal(12,2)',
  'binary',
  'json',
  'array<bigint>',
  'array<string>',
];
const VALUES: readonly CellValue[] = [
  '9007199254740993',
  0.1,
  true,
  'a "b",\nü',
  '0001-01-01',
  '12:34:56.5',
  '2024-03-31 01:30:00.123456+00',
  '1969-12-31 23:59:59.999999',
  '-1.50',
  new Uint8Array([0, 255]),
  '{"a":1}',
  '[9223372036854775807]',
  '["x","\\"y\\""]',
];

describeNeeding(await missingBigquery(), 'BigQuery’s Storage API, at bqemulator', () => {
  let server: BigqueryService;
  let under: ConnectorUnderTest;
  let table: TargetTable;
  beforeAll(async () => {
    server = await startBigquery();
    under = await ConnectorUnderTest.open(bigquery as never, {
      ...fixture,
      open: async () => ({ ...fixtureAt(server), config: server.configuration }),
    });
    const columns = TYPES.map((type, i) => ({ name: `c${i}`, type }));
    table = under.wanted('everything', [{ name: 'id', type: 'bigint' }, ...columns], ['id']);
    await under.create(table);
  });
  afterAll(() => under?.[Symbol.asyncDispose]());

  const open = (changes: object = {}) =>
    bigquery.open(bigqueryConfig.parse({ ...server.configuration, ...changes }), under.host);
  /** The calls of the API that some work leads to. */
  async function calls(work: () => Promise<unknown>): Promise<readonly string[]> {
    const before = (await server.storageCalls()).length;
    await work();
    return (await server.storageCalls()).slice(before);
  }
  const jobsOf = async (kind: 'load' | 'query', work: () => Promise<unknown>) => {
    const before = (await server.jobs()).length;
    await work();
    return (await server.jobs()).slice(before).filter(({ configuration }) => configuration[kind]).length;
  };
  type Opened = Awaited<ReturnType<typeof open>>;
  const rowsOf = async (connector: Opened, object = table.id, fields?: readonly string[]) => {
    const names = fields ?? table.columns.map(({ name }) => name);
    const extraction = (await connector.facets.read?.extract(
      { object, fields: names, configuration: {} },
      never,
    )) as Extraction;
    const rows = await under.rows(extraction);
    const text = (value: CellValue | undefined) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
    return rows.map((row) => row.map(text).join('|')).sort();
  };

  test('a small load is appended in one pending stream, and committed once', async () => {
    const load = () =>
      under.load(table, 'append', [
        ['1', ...VALUES],
        ['2', ...VALUES.map((_, i) => (TYPES[i]?.startsWith('array') ? '[]' : null))],
      ]);
    expect(await jobsOf('load', async () => expect(await calls(load)).toEqual(WRITING))).toBe(0);
  });

  test('a whole table is read without a query, and every value is that of a query', async () => {
    await using by = await open();
    await using without = await open({ use_storage_api: false });
    let byStorage: readonly string[] = [];
    const queries = await jobsOf('query', async () => {
      expect(
        await calls(async () => {
          byStorage = await rowsOf(by);
        }),
      ).toEqual(READING);
    });
    expect(queries).toBe(0);
    let byQuery: readonly string[] = [];
    expect(
      await calls(async () => {
        byQuery = await rowsOf(without);
      }),
    ).toEqual([]);
    expect(byStorage).toHaveLength(2);
    expect(byStorage).toEqual(byQuery);
    // Columns in another order than the table's, and one of them twice.
    const fields = ['c3', 'id', 'c0', 'c3'];
    expect(await rowsOf(by, table.id, fields)).toEqual(await rowsOf(without, table.id, fields));
  });

  test('rows with conditions, views, and tables that need a partition filter are read by a query', async () => {
    const after = { field: 'id', value: '2' };
    expect(await calls(async () => under.rows(await under.read(table.id, ['id'], after)))).toEqual([]);
    const days = under.wanted('days', [{ name: 'day', type: 'date' }], ['day']);
    const change = under.facet('define').change(days, null);
    const statements = change.statements.map((statement) =>
      statement.replace(/\nCLUSTER BY .*/, '\nPARTITION BY `day`\nOPTIONS (require_partition_filter = TRUE)'),
    );
    await under.facet('define').apply({ ...change, statements }, never);
    expect(await calls(async () => under.rows(await under.read(days.id, ['day'])))).toEqual([]);
  });

  test('an empty table has no rows', async () => {
    const empty = under.wanted('empty', [{ name: 'id', type: 'bigint' }], []);
    await under.create(empty);
    await using by = await open();
    expect(await rowsOf(by, empty.id, ['id'])).toEqual([]);
  });

  test('many rows come in several streams; where a line breaks, they are read on from there', async () => {
    const many = under.wanted(
      'many',
      [
        { name: 'id', type: 'bigint' },
        { name: 't', type: 'string' },
      ],
      [],
    );
    await under.create(many);
    const rows = Array.from({ length: 20_000 }, (_, i) => [String(i), `row ${i} ${'x'.repeat(100)}`]);
    // More than the Storage Write API is given.
    expect(await jobsOf('load', () => under.load(many, 'append', rows))).toBe(1);
    await using by = await open();
    const expected = rows.map((row) => row.join('|')).sort();
    const called = await calls(async () => expect(await rowsOf(by, many.id, ['id', 't'])).toEqual(expected));
    expect(called.filter((call) => call === 'ReadRows')).toHaveLength(4);
    await server.breakStorage(1);
    const again = await calls(async () => expect(await rowsOf(by, many.id, ['id', 't'])).toEqual(expected));
    expect(again.filter((call) => call === 'ReadRows')).toHaveLength(5);
  });

  test('rows whose acknowledgement is lost are sent again, and taken once', async () => {
    const into = under.wanted('once', [{ name: 'id', type: 'bigint' }], []);
    await under.create(into);
    await server.breakStorage(1);
    const called = await calls(() => under.load(into, 'append', [['1'], ['2']]));
    expect(called.filter((call) => call === 'AppendRows')).toHaveLength(2);
    await using by = await open();
    expect(await rowsOf(by, into.id, ['id'])).toEqual(['1', '2']);
  });

  test('what the account may not do by it is done by jobs, and not tried again', async () => {
    await server.refuseStorage('CreateReadSession', 'CreateWriteStream');
    try {
      await using by = await open();
      const called = await calls(async () => {
        expect(await rowsOf(by)).toHaveLength(2);
        expect(await rowsOf(by)).toHaveLength(2);
      });
      expect(called).toEqual(['CreateReadSession']);
      const into = under.wanted('by_jobs', [{ name: 'id', type: 'bigint' }], []);
      await under.create(into);
      expect(await jobsOf('load', () => under.load(into, 'append', [['1']]))).toBe(1);
    } finally {
      await server.refuseStorage();
    }
  });

  test('where nothing answers at its address, jobs do it', async () => {
    await using by = await open({ storage_endpoint: 'http://127.0.0.1:1' });
    expect(await rowsOf(by)).toHaveLength(2);
  });
});
