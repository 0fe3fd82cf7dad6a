import { ConnectorUnderTest, never } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import {
  type ClickhouseService,
  missingClickhouse,
  startClickhouse,
} from '../../../../test/services/clickhouse/clickhouse.ts';
import { missingS3, startS3 } from '../../../../test/services/s3/s3.ts';
import { missingSshd, sshSettings, startSshd } from '../../../../test/services/sshd.ts';
import type { CellValue, LoadOperation, TargetTable } from '../../../contract/contract.ts';
import type { Filter } from '../../../contract/filter.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { clickhouseConfig } from './config.ts';
import { change } from './define.ts';
import { clickhouse } from './definition.ts';
import { loadFacet } from './load.ts';
import { openSessions, type Session, type Sessions } from './sessions.ts';
import { stagingOf } from './staging.ts';
import { clickhouseSystem } from './system.ts';
import { holds } from './widening.ts';

const missing = await missingClickhouse();
const noS3 = await missingS3();

describeNeeding(missing, 'ClickHouse, by its own engine', () => {
  let server: ClickhouseService;
  let under: ConnectorUnderTest;
  let names = 0;

  const opened = (config: JsonObject) =>
    ConnectorUnderTest.open(clickhouse as never, {
      connector: 'clickhouse',
      open: async () => ({
        config,
        broken: {},
        model: (table) => ({ table }),
        wrongModels: [],
        destination: {},
        [Symbol.asyncDispose]: async () => {},
      }),
    });
  beforeAll(async () => {
    server = await startClickhouse();
    under = await opened(server.configuration);
  });
  afterAll(async () => {
    await under?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const stages = async () =>
    (
      await server.query(
        `SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE '\\_syncform\\_stage%'`,
      )
    ).map(String);
  /** A table of the test's own, as a target that has it. */
  async function own(columns: string, engine: string, key: readonly string[] = ['id']): Promise<TargetTable> {
    const name = `own_${++names}`;
    await server.query(`CREATE TABLE ${name} (${columns}) ENGINE = ${engine}`);
    const [found] = await under.facet('discover').describe([name], {}, never);
    if (!found) throw new Error(`${name} is not found`);
    return {
      id: found.id,
      columns: found.fields.map(({ name: of, type, nullable }) => ({
        name: of,
        type,
        target_type: type,
        nullable,
      })),
      key,
    };
  }
  const contents = async (table: TargetTable, final = '') =>
    (await server.query(`SELECT * FROM ${table.id} ${final} ORDER BY ALL`)).map((row) => row.join('|'));
  const load = (
    table: TargetTable,
    operation: LoadOperation,
    rows: readonly (readonly CellValue[])[],
    batch?: string,
  ) => under.load(table, operation, rows, batch === undefined ? {} : { batch });

  test('its own types come exactly, as Parquet and as text', async () => {
    const cases: readonly (readonly [sql: string, type: string, value: CellValue])[] = [
      ['toUInt8(255)', 'smallint', 255],
      ['toUInt16(65535)', 'int', 65535],
      ['toUInt32(4294967295)', 'bigint', '4294967295'],
      ['toUInt64(18446744073709551615)', 'decimal(20,0)', '18446744073709551615'],
      [
        "toInt128('-170141183460469231731687303715884105728')",
        'number',
        '-170141183460469231731687303715884105728',
      ],
      [
        "toUInt128('340282366920938463463374607431768211455')",
        'number',
        '340282366920938463463374607431768211455',
      ],
      [
        "toUInt256('115792089237316195423570985008687907853269984665640564039457584007913129639935')",
        'number',
        '115792089237316195423570985008687907853269984665640564039457584007913129639935',
      ],
      [
        "toDecimal256('123456789012345678901234567890.5', 30)",
        'decimal(76,30)',
        '123456789012345678901234567890.5',
      ],
      ["toDecimal64('-1.25', 4)", 'decimal(18,4)', '-1.2500'],
      ["toLowCardinality('low')", 'string', 'low'],
      ["CAST('b' AS Enum8('a' = 1, 'b' = 2))", 'string', 'b'],
      ["toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0')", 'string', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
      ["toIPv4('10.1.2.3')", 'string', '10.1.2.3'],
      ["toIPv6('2001:db8::1')", 'string', '2001:db8::1'],
      ["toFixedString('ab', 4)", 'string', 'ab'],
      ["toDate('2024-02-29')", 'date', '2024-02-29'],
      ["toDate32('1925-01-01')", 'date', '1925-01-01'],
      ["toDateTime('2024-07-01 12:00:00', 'Europe/Berlin')", 'datetime_tz', '2024-07-01 10:00:00+00'],
      [
        "toDateTime64('1950-07-01 12:00:00.123456', 6, 'America/New_York')",
        'datetime_tz',
        '1950-07-01 16:00:00.123456+00',
      ],
      ["[toDecimal64('1.50', 2), NULL]", 'array<decimal(18,2)>', '["1.50",null]'],
      ['[[1, 2], []]::Array(Array(UInt8))', 'array<array<smallint>>', '[[1,2],[]]'],
      ["map('k', toUInt64(18446744073709551615))", 'object{}', '{"k":18446744073709551615}'],
      ["CAST((1, 'x/y') AS Tuple(n Int8, s String))", 'json', '{"n":1,"s":"x/y"}'],
      ["[(1, 'a')]::Array(Tuple(n Int8, s String))", 'jsonarray', '[{"n":1,"s":"a"}]'],
      ['CAST(NULL AS Nullable(Int32))', 'int', null],
    ];
    const query = `SELECT ${cases.map(([sql], i) => `${sql} AS c${i}`).join(', ')}`;
    const fields = await under.facet('query').describe({ query }, never);
    expect(fields.map(({ type }) => type)).toEqual(cases.map(([, type]) => type));
    const extraction = await under.facet('query').extract({ query }, fields, never);
    const plain = (rows: readonly (readonly CellValue[])[]) =>
      rows[0]?.map((value) =>
        typeof value === 'string' ? value.replace(/(\.\d*?)0+$/, '$1').replace(/, /g, ',') : value,
      );
    const expected = plain([cases.map(([, , value]) => value)]);
    expect(extraction.offers.map(({ format }) => format)).toEqual(['relation', 'csv']);
    expect(plain(await under.rows(extraction))).toEqual(expected);
    expect(plain(await under.rows({ ...extraction, offers: extraction.offers.slice(1) }))).toEqual(expected);
  });

  test('a table whose engine replaces rows is read as it means them, and has a key; a plain one has none', async () => {
    const replacing = await own('id Int64, v UInt64, s String', 'ReplacingMergeTree(v) ORDER BY id');
    const plain = await own('id Int64, s String', 'MergeTree ORDER BY id');
    for (const v of [1, 2]) await server.query(`INSERT INTO ${replacing.id} VALUES (1, ${v}, 'v${v}')`);
    const described = await under.facet('discover').describe([replacing.id, plain.id], {}, never);
    expect(described.map(({ fields }) => fields.filter((f) => f.is_primary_key).map((f) => f.name))).toEqual([
      ['id'],
      [],
    ]);
    expect(await under.rows(await under.read(replacing.id, ['id', 's']))).toEqual([['1', 'v2']]);
    expect(await under.rows(await under.read(replacing.id, ['s'], { field: 'v', value: '2' }))).toEqual([
      ['v2'],
    ]);
  });

  test('a plan names the constraints that may refuse what is written', async () => {
    const ruled = await own(
      'id Int64, n Int32, CONSTRAINT positive CHECK n > 0, CONSTRAINT `and, even` CHECK (n % 2 = 0) AND (id > 0), CONSTRAINT known ASSUME n < 9',
      'MergeTree ORDER BY id',
    );
    expect((await under.facet('define').describe(ruled.id, never))?.rules).toEqual([
      { text: 'CHECK (n > 0)', columns: [] },
      { text: 'CHECK (((n % 2) = 0) AND (id > 0))', columns: [] },
    ]);
  });

  test('filters are its own conditions', async () => {
    const table = await own(
      "id Int64, name Nullable(String), n Decimal(10, 2), f Float64, at DateTime64(3, 'Europe/Berlin'), day Date, big UInt64",
      'MergeTree ORDER BY id',
    );
    await server.query(
      `INSERT INTO ${table.id} VALUES (1, ' Bob ', 1.5, nan, '2024-07-01 12:00:00.500', '2024-07-01', 18446744073709551615), (2, 'a_b%', -2, 1, '1999-01-01 00:00:00', '1999-01-01', 7), (3, NULL, 0, -1, '2024-12-31 23:59:59', '2024-12-31', 0)`,
    );
    const [object] = await under.facet('discover').describe([table.id], {}, never);
    const ids = async (filter: Omit<Filter, 'label'>) => {
      const fields = object?.fields.filter(({ name }) => name === filter.field) ?? [];
      const extraction = await under.facet('read').extract(
        {
          object: table.id,
          fields: ['id'],
          configuration: {},
          filter: { filters: [filter as Filter], logic: undefined, fields, now: 0 },
        },
        never,
      );
      return (await under.rows(extraction)).map(([id]) => id).sort();
    };
    expect(await ids({ field: 'name', function: 'Equality', value: 'a_b%' })).toEqual(['2']);
    expect(await ids({ field: 'name', function: 'StringContains', value: '_b%' })).toEqual(['2']);
    expect(await ids({ field: 'name', function: 'IsNull' })).toEqual(['3']);
    expect(await ids({ field: 'n', function: 'GreaterThan', value: '0.01' })).toEqual(['1']);
    expect(await ids({ field: 'f', function: 'GreaterThan', value: 0 })).toEqual(['1', '2']);
    expect(await ids({ field: 'at', function: 'Equality', value: '2024-07-01T10:00:00.5Z' })).toEqual(['1']);
    expect(await ids({ field: 'day', function: 'LessThan', value: '2000-01-01' })).toEqual(['2']);
    expect(await ids({ field: 'big', function: 'Equality', value: '18446744073709551615' })).toEqual(['1']);
  });

  test('what a column of a table that is there cannot hold is rejected by itself', async () => {
    const table = await own(
      "id Int64, small Int8, word Enum8('a' = 1), fixed FixedString(2), address IPv4, at DateTime('UTC'), n Decimal(4, 2)",
      'MergeTree ORDER BY id',
    );
    const columns = ['bigint', 'bigint', 'string', 'string', 'string', 'datetime_tz', 'number'].map(
      (type, i) => ({
        name: table.columns[i]?.name ?? '',
        type,
      }),
    );
    const good: readonly CellValue[] = ['0', '1', 'a', 'xy', '1.2.3.4', '2024-01-01 00:00:00+00', '1.25'];
    const bad: readonly CellValue[] = ['', '128', 'b', 'xyz', 'none', '2024-01-01 00:00:00.5+00', '1.255'];
    const rows = [
      good,
      ...bad
        .slice(1)
        .map((value, i) => [String(i + 1), ...good.slice(1).map((v, at) => (at === i ? value : v))]),
    ];
    const outcome = await under.load(table, 'append', rows, { columns });
    expect(outcome.inserted).toBe(1);
    expect(outcome.rejected.map(({ key, reason }) => [key.id, /column "(\w+)"/.exec(reason)?.[1]])).toEqual(
      columns.slice(1).map(({ name }, i) => [String(i + 1), name]),
    );
    expect(await contents(table)).toEqual(['0|1|a|xy|1.2.3.4|2024-01-01 00:00:00|1.25']);
  });

  test('arrays, maps, tuples and JSON of a table that is there are written part by part, and come back the same', async () => {
    const columns: readonly (readonly [type: string, field: string, good: CellValue, bad: CellValue])[] = [
      ['Array(Int64)', 'array<bigint>', '[1,-9223372036854775808]', '[1,null]'],
      ['Array(UInt8)', 'array<bigint>', '[0,255]', '[256]'],
      [
        'Array(Nullable(Decimal(38, 2)))',
        'array<decimal(38,4)>',
        '["12345678901234567890.5000",null]',
        '["1.2345"]',
      ],
      ['Array(Decimal(20, 2))', 'json', '[1.5,2]', '[0.123456789012345678]'],
      ['Array(String)', 'jsonarray', '["it\'s \\"é\\" \\\\","","null"]', '"text"'],
      ['Array(LowCardinality(String))', 'array<string>', '["a","a"]', '[null]'],
      ['Array(Array(UInt64))', 'json', '[[18446744073709551615],[]]', '[[18446744073709551616]]'],
      [
        'Array(DateTime64(3))',
        'array<datetime_tz>',
        '["2024-01-01 00:00:00.125+00"]',
        '["2024-01-01 00:00:00.1234+00"]',
      ],
      [
        'Map(String, UInt256)',
        'object{}',
        '{"b":115792089237316195423570985008687907853269984665640564039457584007913129639935,"a":0}',
        '{"a":-1}',
      ],
      ['Map(String, Array(Int8))', 'object{}', '{"x":[1,2],"y":[]}', '{"x":1}'],
      ['Tuple(n Int8, `s t` Nullable(String))', 'json', '{"n":1,"s t":null}', '{"n":1,"other":2}'],
      ['Tuple(Int8, Bool)', 'json', '[1,true]', '[1]'],
      ['Array(Tuple(a Int8, b Array(String)))', 'jsonarray', '[{"a":1,"b":["x"]}]', '[{"a":"x","b":[]}]'],
      ['JSON', 'json', '{"a":{"b":[1,2]},"c":"text"}', '[1]'],
      ['Nullable(JSON)', 'json', null, '"text"'],
    ];
    const name = `own_${++names}`;
    await server.query(
      `CREATE TABLE ${name} (id Int64, ${columns.map(([type], i) => `c${i} ${type}`).join(', ')}) ENGINE = MergeTree ORDER BY id`,
    );
    const table = { ...under.wanted(name, [{ name: 'id', type: 'bigint' }], ['id']), id: name };
    const arriving = [
      { name: 'id', type: 'bigint' },
      ...columns.map(([, type], i) => ({ name: `c${i}`, type })),
    ];
    const good = columns.map(([, , value]) => value);
    const rows = [
      ['0', ...good],
      ...columns.map(([, , , bad], at) => [
        String(at + 1),
        ...good.map((value, i) => (i === at ? bad : value)),
      ]),
      ['99', ...good.map((value, i) => (i === 0 ? null : value))],
    ];
    const outcome = await under.load(table, 'upsert', rows, { columns: arriving });
    expect(outcome.rejected.map(({ key, reason }) => [key.id, /column "(\w+)"/.exec(reason)?.[1]])).toEqual([
      ...columns.map((_, i) => [String(i + 1), `c${i}`]),
      ['99', 'c0'],
    ]);
    expect(outcome.inserted).toBe(1);
    const plain = (values: readonly CellValue[]) =>
      values.map((value) => (typeof value === 'string' ? value.replace(/([,:]) /g, '$1') : value));
    const read = await under.rows(
      await under.read(
        name,
        arriving.map((column) => column.name),
      ),
    );
    // A list of decimals and of integers beyond 64 bits is read as texts, with the digits of its type.
    const readAs = new Map<CellValue, CellValue>([
      ['[1.5,2]', '["1.50","2.00"]'],
      ['["12345678901234567890.5000",null]', '["12345678901234567890.50",null]'],
      ['[[18446744073709551615],[]]', '[["18446744073709551615"],[]]'],
    ]);
    const same = ['0', ...good].map((value) => readAs.get(value) ?? value);
    expect(plain(read[0] ?? [])).toEqual(same);
    expect(await under.load(table, 'upsert', [['0', ...good]], { columns: arriving })).toMatchObject({
      inserted: 0,
      updated: 0,
    });
    const changed = ['0', '[7]', ...good.slice(1)];
    expect(await under.load(table, 'upsert', [changed], { columns: arriving })).toMatchObject({
      inserted: 0,
      updated: 1,
    });
    expect(await server.query(`SELECT c0 FROM ${name}`)).toEqual([[[7]]]);
  });

  test('tables of others are updated and deleted from, partition by partition, and their views see the rows', async () => {
    const partitioned = await own(
      'id Int64, s Nullable(String)',
      'MergeTree PARTITION BY id % 2 ORDER BY id',
    );
    const seen = await own('id Int64, s Nullable(String)', 'MergeTree ORDER BY id');
    await server.query(`CREATE TABLE counted (n UInt64) ENGINE = MergeTree ORDER BY n`);
    await server.query(`CREATE MATERIALIZED VIEW counting TO counted AS SELECT count() AS n FROM ${seen.id}`);
    for (const table of [partitioned, seen]) {
      await load(table, 'append', [
        ['1', 'one'],
        ['2', 'two'],
        ['3', 'three'],
      ]);
      expect(
        await load(table, 'upsert', [
          ['1', 'one'],
          ['2', 'zwei'],
          ['4', 'four'],
        ]),
      ).toMatchObject({
        inserted: 1,
        updated: 1,
        deleted: 0,
      });
      expect(
        await load(table, 'delete', [
          ['3', null],
          ['9', null],
        ]),
      ).toMatchObject({ deleted: 1 });
      expect(await contents(table)).toEqual(['1|one', '2|zwei', '4|four']);
      expect(await load(table, 'replace', [['7', 'seven']])).toMatchObject({ inserted: 1, deleted: 3 });
      expect(await contents(table)).toEqual(['7|seven']);
    }
    const [[sum] = []] = await server.query('SELECT sum(n) FROM counted');
    expect(Number(sum)).toBe(3 + 2 + 1);
    expect(await stages()).toEqual([]);
  });

  describe('a load whose line breaks', () => {
    /** Sessions that fail where `breaks` says so: before a statement is sent, or after the server has done it. */
    const broken = (sessions: Sessions, statement: RegExp, moment: 'before' | 'after'): Sessions => {
      let isBroken = false;
      const cut = new ConnectionError('refused', 'the line went dead');
      return {
        ...sessions,
        use: (signal, work) =>
          sessions.use(signal, (session) =>
            work({
              ...session,
              async execute(sql, options) {
                const breaks = !isBroken && statement.test(sql);
                if (breaks) isBroken = true;
                if (breaks && moment === 'before') throw cut;
                await session.execute(sql, options);
                if (breaks) throw cut;
              },
            } satisfies Session),
          ),
      };
    };

    test.each([
      ['before its rows are added', /MOVE PARTITION/, 'before'],
      ['after its rows were added', /MOVE PARTITION/, 'after'],
      ['before it is noted that it was done', /'', 2\)/, 'before'],
      ['after that', /'', 2\)/, 'after'],
    ] as const)('%s has its rows once, whoever asks next', async (_title, statement, moment) => {
      const config = clickhouseConfig.parse(server.configuration);
      const sessions = openSessions(config, undefined);
      for (const key of [['id'], []]) {
        const table = under.wanted(`broken_${++names}`, [{ name: 'id', type: 'bigint' }], key);
        await under.create(table);
        await load(table, 'append', [['1']]);
        const system = clickhouseSystem(
          broken(sessions, statement, moment),
          server.configuration.database,
          true,
        );
        const batch = { scope: `sync/${table.id}`, id: 'cut' };
        await expect(
          under.host.withSession((session) =>
            loadFacet(system).load({
              table,
              operation: 'append',
              columns: [{ name: 'id', type: 'bigint' }],
              key: [],
              rows: {
                format: 'rows',
                async *open() {
                  yield [['2'], ['3']];
                },
              },
              batch,
              session,
              signal: never,
              onProgress: () => {},
            }),
          ),
        ).rejects.toThrow('the line went dead');
        const outcome = { inserted: 2, updated: 0, deleted: 0, rejected: [] };
        expect(await under.facet('load').committed(table.id, batch, never)).toEqual(outcome);
        expect(await load(table, 'append', [['2'], ['3']], 'cut')).toEqual(outcome);
        const ids = await under.rows(await under.read(table.id, ['id']));
        expect(ids.map(String).sort()).toEqual(['1', '2', '3']);
      }
      await sessions[Symbol.asyncDispose]();
      expect(await stages()).toEqual([]);
    });
  });

  test('a first fill writes the rows once; where some are refused, or one key comes twice, they are looked at one by one', async () => {
    const sent: string[] = [];
    const noting = (sessions: Sessions): Sessions => ({
      ...sessions,
      use: (signal, work) =>
        sessions.use(signal, (session) =>
          work({
            ...session,
            async insert(sql, body, prefix) {
              sent.push(
                sql.replace(/_syncform_stage_\w+?_(rows|delta)/, '$1').replace(/^.*\.`(\w+)`.*$/s, '$1'),
              );
              await session.insert(sql, body, prefix);
            },
          }),
        ),
    });
    const sessions = openSessions(clickhouseConfig.parse(server.configuration), undefined);
    const facet = loadFacet(clickhouseSystem(noting(sessions), server.configuration.database, true));
    const columns = [
      { name: 'id', type: 'bigint' },
      { name: 'n', type: 'int' },
    ];
    const fill = async (operation: LoadOperation, rows: readonly (readonly CellValue[])[]) => {
      const table = under.wanted(`filled_${++names}`, columns, ['id']);
      await under.create(table);
      const outcome = await under.host.withSession((session) =>
        facet.load({
          table,
          operation,
          columns: [columns[0], { name: 'n', type: 'string' }] as typeof columns,
          key: ['id'],
          rows: {
            format: 'rows',
            async *open() {
              yield rows;
            },
          },
          batch: { scope: `sync/${table.id}`, id: 'first' },
          session,
          signal: never,
          onProgress: () => {},
        }),
      );
      const there = (await under.rows(await under.read(table.id, ['id', 'n']))).map((row) => row.join('|'));
      return {
        inserted: outcome.inserted,
        rejected: outcome.rejected.map(({ key }) => key.id),
        there: there.sort(),
      };
    };
    for (const operation of ['replace', 'upsert', 'insert'] as const) {
      const good = await fill(operation, [
        ['1', '1'],
        ['2', null],
      ]);
      expect(good).toEqual({ inserted: 2, rejected: [], there: ['1|1', '2|'] });
      expect(sent.splice(0)).toEqual(['delta']);
      const bad = await fill(operation, [
        ['1', '1'],
        ['2', 'two'],
        ['3', '3'],
      ]);
      expect(bad).toEqual({ inserted: 2, rejected: ['2'], there: ['1|1', '3|3'] });
      expect(sent.splice(0)).toEqual(['delta', 'rows']);
      const twice = await fill(operation, [
        ['1', '1'],
        ['1', '7'],
        ['3', '3'],
      ]);
      expect(twice).toEqual({ inserted: 2, rejected: ['1'], there: ['1|1', '3|3'] });
      expect(sent.splice(0)).toEqual(['delta', 'rows']);
    }
    await sessions[Symbol.asyncDispose]();
    expect(await stages()).toEqual([]);
  });

  test('deleted records leave no row behind, and come again', async () => {
    const table = under.wanted(
      `versions_${++names}`,
      [
        { name: 'id', type: 'bigint' },
        { name: 's', type: 'string' },
      ],
      ['id'],
    );
    await under.create(table);
    await load(table, 'upsert', [
      ['1', 'one'],
      ['2', 'two'],
    ]);
    expect(await load(table, 'delete', [['1', null]])).toMatchObject({ deleted: 1 });
    expect(await contents(table, 'FINAL').then((rows) => rows.length)).toBe(1);
    expect(await load(table, 'upsert', [['1', 'again']])).toMatchObject({ inserted: 1, updated: 0 });
    await server.query(`OPTIMIZE TABLE ${table.id} FINAL`);
    const rows = await under.rows(await under.read(table.id, ['id', 's']));
    expect(rows.map((row) => row.join('|')).sort()).toEqual(['1|again', '2|two']);
  });

  test('a certificate that nobody vouches for is taken only where skip_verify says so', async () => {
    await using secure = await startClickhouse({ tls: true });
    await using trusting = await opened({ ...secure.configuration, skip_verify: true });
    await trusting.facet('test').test(never);
    await using careful = await opened({ ...secure.configuration, skip_verify: false });
    await expect(careful.facet('test').test(never)).rejects.toMatchObject({ part: 'tls' });
  });

  describeNeeding(missingSshd(), 'through SSH', () => {
    test('a connection works and loads rows, and what is in the way is named', async () => {
      const sshd = await startSshd();
      try {
        const through = (changes: object = {}) =>
          opened({ ...server.configuration, ...sshSettings(sshd), ...changes } as JsonObject);
        await using tunneled = await through();
        await tunneled.facet('test').test(never);
        const table = tunneled.wanted(`tunneled_${++names}`, [{ name: 'id', type: 'bigint' }], ['id']);
        await tunneled.create(table);
        expect(await tunneled.load(table, 'upsert', [['1']])).toMatchObject({ inserted: 1 });
        expect(await tunneled.rows(await tunneled.read(table.id, ['id']))).toEqual([['1']]);
        await using lost = await through({ ssh_port: 1 });
        await expect(lost.facet('test').test(never)).rejects.toMatchObject({ part: 'ssh' });
        await using wrong = await through({ password: 'wrong' });
        await expect(wrong.facet('test').test(never)).rejects.toMatchObject({ part: 'user or password' });
      } finally {
        await sshd.stop();
      }
    });
  });

  describeNeeding(noS3, 'by way of an S3 bucket', () => {
    test('ClickHouse reads the rows there, and nothing stays', async () => {
      await using s3 = await startS3();
      process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
      try {
        await using staging = await opened({
          ...server.configuration,
          cloud_provider: 'aws',
          s3_bucket_name: s3.bucket,
          s3_bucket_region: s3.region,
          aws_access_key_id: s3.accessKeyId,
          aws_secret_access_key: s3.secretAccessKey,
        });
        await staging.facet('test').test(never);
        const table = staging.wanted(
          `staged_${++names}`,
          [
            { name: 'id', type: 'bigint' },
            { name: 's', type: 'string' },
          ],
          ['id'],
        );
        await staging.create(table);
        expect(
          await staging.load(table, 'upsert', [
            ['1', "it's"],
            ['2', null],
          ]),
        ).toMatchObject({ inserted: 2 });
        expect(
          (await staging.rows(await staging.read(table.id, ['id', 's']))).map((row) => row.join('|')).sort(),
        ).toEqual(["1|it's", '2|']);
        expect(await s3.keys()).toEqual([]);
      } finally {
        delete process.env.AWS_ENDPOINT_URL_S3;
      }
    });
  });
});

test.each([
  ['Int64', 'UInt32', true],
  ['Int64', 'UInt64', false],
  ['UInt64', 'Int8', false],
  ['Decimal(20, 0)', 'UInt64', true],
  ['Decimal(19, 0)', 'UInt64', false],
  ['Decimal(76, 38)', 'Int64', true],
  ['String', 'UUID', true],
  ['String', 'Array(Int8)', false],
  ["DateTime64(6, 'UTC')", "DateTime('Europe/Berlin')", true],
  ["DateTime64(9, 'UTC')", "DateTime64(6, 'UTC')", false],
  ['Date32', 'Date', true],
  ['Float64', 'Int32', true],
  ['Float64', 'Int64', false],
])('whether a column of %s holds all of %s: %s', (wide, narrow, is) => {
  expect(holds(wide, narrow)).toBe(is);
});

test('a column becomes text only where ClickHouse writes its values as new rows bring them', () => {
  const columns = (types: readonly string[]) =>
    types.map((type, i) => ({ name: `c${i}`, type: 'string', target_type: type, nullable: false }));
  const there = columns(['Int64', 'Float64', 'Decimal(9, 2)', "DateTime64(6, 'UTC')", 'UUID']);
  const wanted = { id: 'db.t', columns: columns(there.map(() => 'String')), key: [] };
  const { statements, conflicts } = change(
    wanted,
    { id: 'db.t', columns: there, key: [], unique: [] },
    'default',
  );
  expect(statements).toEqual([
    'ALTER TABLE `db`.`t` MODIFY COLUMN `c0` String',
    'ALTER TABLE `db`.`t` MODIFY COLUMN `c4` String',
  ]);
  expect(conflicts).toEqual([
    expect.stringMatching(
      /^column "c1" of db\.t has to become String, and is Float64, which ClickHouse cannot do/,
    ),
    expect.stringMatching(/^column "c2" of db\.t /),
    expect.stringMatching(/^column "c3" of db\.t /),
  ]);
});

/*
 * What ClickHouse's pages say of these functions: https://clickhouse.com/docs/sql-reference/table-functions/s3,
 * https://clickhouse.com/docs/sql-reference/table-functions/azureBlobStorage. Nothing here can run them by a role or in Azure.
 */
test.each([
  [
    'by keys',
    { aws_access_key_id: 'AKIA', aws_secret_access_key: "sec'ret" },
    "s3('https://loads.s3.eu-west-1.amazonaws.com/a/x.parquet', 'AKIA', 'sec\\'ret', 'Parquet', 'id Int64')",
  ],
  [
    'by a role',
    { auth_mode: 'iam_role', iam_role_arn: 'arn:aws:iam::123456789012:role/reads' },
    "s3('https://loads.s3.eu-west-1.amazonaws.com/a/x.parquet', 'Parquet', 'id Int64', extra_credentials(role_arn = 'arn:aws:iam::123456789012:role/reads'))",
  ],
])('a file in S3 is read %s', (_title, access, expected) => {
  const config = clickhouseConfig.parse({
    ...{ hostname: 'h', username: 'u', cloud_provider: 'aws' },
    ...{ s3_bucket_name: 'loads', s3_bucket_region: 'eu-west-1' },
    ...access,
  });
  expect(stagingOf(config)?.file('s3://loads/a/x.parquet', 'id Int64')).toBe(expected);
});

test('a file in Azure is read with the key of its account, which no error shows', () => {
  const config = clickhouseConfig.parse({
    ...{ hostname: 'h', username: 'u', cloud_provider: 'azure' },
    ...{ azure_account_name: 'account', azure_access_key: 'key==', container_name: 'loads' },
  });
  const staging = stagingOf(config);
  expect(staging?.file('abfss://loads@account.dfs.core.windows.net/a/x.parquet', 'id Int64')).toBe(
    "azureBlobStorage('https://account.blob.core.windows.net', 'loads', 'a/x.parquet', 'account', 'key==', 'Parquet', 'auto', 'id Int64')",
  );
  expect(staging?.secrets).toEqual(['key==']);
});
