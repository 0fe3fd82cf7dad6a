import { concurrent } from 'cassandra-driver';
import { never, testHost } from '../../../../test/contract/open-connector.ts';
import { describeNeeding, testNeeding } from '../../../../test/needing.ts';
import {
  type CassandraService,
  missingCassandra,
  startCassandra,
} from '../../../../test/services/cassandra/cassandra.ts';
import { missingSshd, sshSettings, startSshd } from '../../../../test/services/sshd.ts';
import type {
  CellValue,
  ConnectorHost,
  Extraction,
  FieldSchema,
  OpenConnector,
} from '../../../contract/contract.ts';
import type { Filter } from '../../../contract/filter.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { scylladbCapabilities } from './capabilities.ts';
import { scylladbConfig } from './config.ts';
import { nodesOf } from './connecting.ts';
import { clausesOf, isPushed } from './filter-cql.ts';
import { openScylladb } from './open.ts';
import { partsOf } from './scan.ts';

const missing = await missingCassandra();

async function rowsOf({ offers: [offer] }: Extraction): Promise<CellValue[][]> {
  if (offer?.format !== 'rows') throw new TypeError(offer?.format);
  const rows: CellValue[][] = [];
  for await (const batch of offer.open(never)) rows.push(...batch.map((row) => [...row]));
  return rows;
}

describeNeeding(missing, 'ScyllaDB, by Apache Cassandra', () => {
  let server: CassandraService;
  let host: ConnectorHost & AsyncDisposable;
  let open: OpenConnector<typeof scylladbCapabilities>;
  const opened = (more: JsonObject = {}) =>
    openScylladb(scylladbConfig.parse({ ...server.configuration, ...more }), host);
  const cql = async (...statements: readonly string[]) => {
    for (const statement of statements) await server.client.execute(statement);
  };
  const id = (table: string) => `${server.keyspace}.${table}`;
  const read = async (
    object: string,
    fields: readonly string[],
    more: Partial<{ after: { field: string; value: string }; configuration: JsonObject }> = {},
  ) =>
    rowsOf(await open.facets.read.extract({ object: id(object), fields, configuration: {}, ...more }, never));

  beforeAll(async () => {
    server = await startCassandra();
    host = await testHost();
    open = await opened();
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  test('CQL’s types come exactly, by table and by query', async () => {
    await cql(
      'CREATE TYPE place (street text, "No" int, seen timestamp)',
      `CREATE TABLE typed (id int PRIMARY KEY, a ascii, b bigint, bl blob, bo boolean, d date, de decimal, dou double,
        du duration, f float, i inet, s smallint, t text, ti time, ts timestamp, tu timeuuid, ty tinyint, u uuid, v varint,
        l list<text>, ls set<int>, lu list<frozen<tuple<int, text>>>, m map<text, decimal>, mi map<int, boolean>, tup tuple<int, text, varint>,
        ud frozen<place>, vec vector<float, 3>, lts list<timestamp>)`,
      `INSERT INTO typed (id, a, b, bl, bo, d, de, dou, du, f, i, s, t, ti, ts, tu, ty, u, v, l, ls, lu, m, mi, tup, ud, vec, lts) VALUES
        (1, 'ascii', 9223372036854775807, 0x00ff, true, '-0001-02-03', 12345678901234567890.1234567890, 0.1, 1mo2d3h4ns, 1.5,
        '2001:db8::1', -32768, 'ünï 🦆 ''', '23:59:59.123456789', '1950-07-01 12:00:00.123+0000', 50554d6e-29bb-11e5-b345-feff819cdc9f,
        -128, 61f0c404-5cb3-11e7-907b-a6006ad3dba0, 123456789012345678901234567890, ['a', 'b"c'], {3, 1, 2}, [(1, 'x')],
        {'k': 1.10}, {7: true}, (1, null, 9007199254740993), {street: 's', "No": 4, seen: '1969-12-31 23:59:59.999+0000'},
        [0.5, 1, 2], ['2024-01-31 09:30:00+0000'])`,
      'INSERT INTO typed (id, de) VALUES (2, 1E+3)',
      "INSERT INTO typed (id, d, ts) VALUES (3, '9999-12-31', '9999-12-31 23:59:59.999+0000')",
    );
    const expected = [
      ['id', 'int', 1],
      ['a', 'string', 'ascii'],
      ['b', 'bigint', '9223372036854775807'],
      ['bl', 'binary', Buffer.from([0, 255])],
      ['bo', 'boolean', true],
      ['d', 'date', '0002-02-03 BC'],
      ['de', 'number', '12345678901234567890.1234567890'],
      ['dou', 'double', 0.1],
      ['du', 'string', '1mo2d3h4ns'],
      ['f', 'single', 1.5],
      ['i', 'string', '2001:db8::1'],
      ['l', 'array<string>', '["a","b\\"c"]'],
      ['ls', 'array<int>', '[1,2,3]'],
      ['lts', 'array<datetime_tz>', '["2024-01-31 09:30:00+00"]'],
      ['lu', 'jsonarray', '[[1,"x"]]'],
      ['m', 'object{}', '{"k":1.10}'],
      ['mi', 'object{}', '{"7":true}'],
      ['s', 'smallint', -32768],
      ['t', 'string', "ünï 🦆 '"],
      ['ti', 'time', '23:59:59.123456'],
      ['ts', 'datetime_tz', '1950-07-01 12:00:00.123+00'],
      ['tu', 'string', '50554d6e-29bb-11e5-b345-feff819cdc9f'],
      ['tup', 'jsonarray', '[1,null,9007199254740993]'],
      ['ty', 'smallint', -128],
      ['u', 'string', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
      ['ud', 'object{}', '{"street":"s","No":4,"seen":"1969-12-31 23:59:59.999+00"}'],
      ['v', 'number', '123456789012345678901234567890'],
      ['vec', 'array<single>', '[0.5,1,2]'],
    ];
    const query = { query: 'SELECT * FROM typed WHERE id = 1;', keyspace: server.keyspace };
    for (const configuration of [{ table: id('typed') }, query]) {
      const fields = await open.facets.query.describe(configuration, never);
      const rows = await rowsOf(await open.facets.query.extract(configuration, fields, never));
      const row = rows.find(([of]) => of === 1);
      expect(fields.map(({ name, type }, i) => [name, type, row?.[i]])).toEqual(expected);
      expect(fields.find(({ name }) => name === 'ti')?.lossy).toBe('digits beyond the microsecond');
    }
    expect((await read('typed', ['id', 'de'])).find(([of]) => of === 2)).toEqual([2, '1000']);
    expect((await read('typed', ['id', 'd', 'ts'])).find(([of]) => of === 3)).toEqual([
      3,
      '9999-12-31',
      '9999-12-31 23:59:59.999+00',
    ]);
  });

  test('keys come first in their order, counters and views are read, static values alone leave no clustering key', async () => {
    await cql(
      'CREATE TABLE visits (day text, host text, at timeuuid, who text, owner text static, PRIMARY KEY ((host, day), at))',
      'CREATE TABLE hits (page text PRIMARY KEY, n counter)',
      "UPDATE hits SET n = n + 5 WHERE page = 'a'",
      'CREATE MATERIALIZED VIEW by_who AS SELECT who, day, host, at FROM visits WHERE who IS NOT NULL AND day IS NOT NULL AND host IS NOT NULL AND at IS NOT NULL PRIMARY KEY (who, host, day, at)',
      "INSERT INTO visits (day, host, at, who) VALUES ('d', 'h', 50554d6e-29bb-11e5-b345-feff819cdc9f, 'eve')",
    );
    const ids = ['visits', 'hits', 'by_who'].map(id);
    const listed = (await open.facets.discover.list({ keyspace: server.keyspace }, never)).map((o) => o.id);
    expect(listed).toEqual(expect.arrayContaining(ids));
    const described = await open.facets.discover.describe(ids, {}, never);
    expect(described.map(({ fields }) => fields.map((f) => [f.name, f.is_primary_key, f.nullable]))).toEqual([
      [
        ['host', true, false],
        ['day', true, false],
        ['at', true, true],
        ['owner', false, true],
        ['who', false, true],
      ],
      [
        ['page', true, false],
        ['n', false, true],
      ],
      [
        ['who', true, false],
        ['host', true, false],
        ['day', true, false],
        ['at', true, false],
      ],
    ]);
    expect(await read('hits', ['n', 'page'])).toEqual([['5', 'a']]);
    expect(await read('by_who', ['who', 'day'])).toEqual([['eve', 'd']]);
  });

  test('a table of many pages is read in parts of the ring, each row once, also within a partition that is larger than a page', async () => {
    await cql('CREATE TABLE many (p int, c int, v text, PRIMARY KEY (p, c))');
    const rows = [
      ...Array.from({ length: 6_000 }, (_, i) => [i, 0, `v${i}`]),
      ...Array.from({ length: 6_500 }, (_, i) => [-1, i, `w${i}`]),
    ];
    const insert = 'INSERT INTO many (p, c, v) VALUES (?, ?, ?)';
    await concurrent.executeConcurrent(server.client, insert, rows);
    const found = await read('many', ['p', 'c', 'v']);
    const sorted = (all: readonly (readonly CellValue[])[]) => all.map((row) => row.join('|')).sort();
    expect(sorted(found)).toEqual(sorted(rows as CellValue[][]));
    const extraction = await open.facets.read.extract(
      { object: id('many'), fields: ['v', 'c', 'p'], configuration: {} },
      never,
    );
    expect(extraction.uniqueBy).toEqual(['p', 'c']);
  });

  test('a reading that is stopped half-way lets go of its questions', async () => {
    const stop = new AbortController();
    const extraction = await open.facets.read.extract(
      { object: id('many'), fields: ['p'], configuration: {} },
      stop.signal,
    );
    const [offer] = extraction.offers;
    if (offer?.format !== 'rows') throw new TypeError(offer?.format);
    const reading = async () => {
      for await (const batch of offer.open(stop.signal)) if (batch.length > 0) stop.abort();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'canceled' });
  });

  test('a tracking field reads what came since, and what has no value; what is to come is no position', async () => {
    await cql(
      'CREATE TABLE tracked (id text PRIMARY KEY, at timestamp, n varint, price decimal, day date)',
      "INSERT INTO tracked (id, at, n, price, day) VALUES ('a', '2024-01-01', 9, 9.5, '2024-01-01')",
      "INSERT INTO tracked (id, at, n, price, day) VALUES ('b', '2024-01-02', 10, 10.25, '2024-01-02')",
      "INSERT INTO tracked (id, at, n, price, day) VALUES ('c', '2999-01-01', 11, 10.3, '2999-01-01')",
      "INSERT INTO tracked (id) VALUES ('d')",
    );
    for (const [field, largest, since] of [
      ['at', '2024-01-02 00:00:00+00', ['b', 'c', 'd']],
      ['n', '11', ['c', 'd']],
      ['price', '10.3', ['c', 'd']],
      ['day', '2024-01-02', ['b', 'c', 'd']],
      ['id', 'd', ['d']],
    ] as const) {
      expect(await largestOf(open.facets.read, id('tracked'), field, {}, never)).toBe(largest);
      const rows = await read('tracked', ['id'], { after: { field, value: largest } });
      expect(rows.flat().sort()).toEqual(since);
    }
  });

  test('the time of writing is a tracking field, which says what it cannot tell', async () => {
    await cql(
      'CREATE TABLE written (id int PRIMARY KEY, a text, b text, tags set<text>)',
      "INSERT INTO written (id, a, b) VALUES (1, 'x', 'y') USING TIMESTAMP 1700000000000001",
      "INSERT INTO written (id, a) VALUES (2, 'x') USING TIMESTAMP 1700000000000002",
      "UPDATE written USING TIMESTAMP 1700000000000003 SET b = 'later' WHERE id = 1",
      'INSERT INTO written (id) VALUES (3)',
      "INSERT INTO written (id, a) VALUES (4, 'future') USING TIMESTAMP 32503680000000000",
    );
    const configuration = { write_time: true };
    const [object] = await open.facets.discover.describe([id('written')], configuration, never);
    const field = object?.fields.at(-1) as FieldSchema;
    expect([field.name, field.type]).toEqual(['_writetime', 'datetime_tz']);
    expect(field.missed).toMatch(/deleted.*changes of tags alone/);
    const largest = await largestOf(open.facets.read, id('written'), '_writetime', configuration, never);
    expect(largest).toBe('2023-11-14 22:13:20.000003+00');
    const after = { field: '_writetime', value: largest ?? '' };
    const rows = await read('written', ['id', '_writetime'], { after, configuration });
    expect(rows.sort()).toEqual([
      [1, '2023-11-14 22:13:20.000003+00'],
      [3, null],
      [4, '3000-01-01 00:00:00+00'],
    ]);
    const plain = await open.facets.discover.describe([id('written'), id('hits')], {}, never);
    expect(plain.flatMap(({ fields }) => fields.map((f) => f.name))).not.toContain('_writetime');
    const [counters] = await open.facets.discover.describe([id('hits')], configuration, never);
    expect(counters?.fields.map((f) => f.name)).toEqual(['page', 'n']);
  });

  test('filters that CQL has words for are applied by the cluster, with the result that DuckDB would have', async () => {
    await cql(
      'CREATE TABLE filtered (p text, c int, n bigint, s text, at timestamp, ok boolean, u uuid, dec decimal, PRIMARY KEY (p, c))',
    );
    for (const [i, s] of ['a', 'b', "it's", 'ü'].entries())
      await cql(
        `INSERT INTO filtered (p, c, n, s, at, ok, u, dec) VALUES ('p${i % 2}', ${i}, ${i}0, '${s.replaceAll("'", "''")}', '2024-01-0${i + 1}', ${i > 1}, 61f0c404-5cb3-11e7-907b-a6006ad3dba${i}, ${i}.5)`,
      );
    await cql("INSERT INTO filtered (p, c) VALUES ('p9', 9)");
    const model = { table: id('filtered') };
    const fields = await open.facets.query.describe(model, never);
    const named = (name: string) => fields.filter((field) => field.name === name);
    for (const [filter, expected] of [
      [{ field: 'p', function: 'Equality', value: 'p0' }, [0, 2]],
      [{ field: 'c', function: 'GreaterThan', value: 1 }, [2, 3, 9]],
      [{ field: 'n', function: 'Between', value: [10, 20] }, [1, 2]],
      [{ field: 's', function: 'Equality', value: "it's" }, [2]],
      [{ field: 's', function: 'GreaterThanEqual', value: 'b' }, [1, 2, 3]],
      [{ field: 'at', function: 'OnOrBefore', value: '2024-01-02' }, [0, 1]],
      [{ field: 'at', function: 'Equality', value: '2024-01-02' }, [1]],
      [{ field: 'ok', function: 'True' }, [2, 3]],
      [{ field: 'u', function: 'Equality', value: '61f0c404-5cb3-11e7-907b-a6006ad3dba3' }, [3]],
      [{ field: 'dec', function: 'LessThan', value: 2 }, [0, 1]],
    ] as const) {
      const [, ...none] = isPushed([filter as Filter, filter as Filter], named(filter.field), model);
      expect([filter, none]).toEqual([filter, []]);
      const asked = { filters: [filter as Filter], logic: undefined, fields: named(filter.field), now: 0 };
      const extraction = await open.facets.query.extractFiltered(model, named('c'), asked, never);
      expect([filter, (await rowsOf(extraction)).flat().sort()]).toEqual([filter, expected]);
    }
    for (const filter of [
      { field: 's', function: 'IsNull' },
      { field: 's', function: 'Inequality', value: 'a' },
      { field: 's', function: 'StringContains', value: 'a' },
      { field: 'u', function: 'GreaterThan', value: '61f0c404-5cb3-11e7-907b-a6006ad3dba3' },
      { field: 'u', function: 'Equality', value: 'no uuid' },
      { field: 'at', function: 'GreaterThan', value: '2024-01-02T00:00:00.000001Z' },
      { field: 'at', function: 'RelativeOnOrAfter', value: 'now-1d' },
    ])
      expect([filter, clausesOf(filter, named(filter.field)[0] as FieldSchema)]).toEqual([filter, undefined]);
    expect(
      isPushed([{ field: 'p', function: 'Equality', value: 'p0' }], fields, { query: 'SELECT 1' }),
    ).toEqual([]);
  });

  test('TLS: the nodes are verified by the authority that is given, or not at all where that is said', async () => {
    const { authority, client } = server.tls;
    const certificates = {
      client_certs: true,
      client_certificate: client.certificate,
      client_key: client.key,
    };
    for (const more of [
      { tls: true, ca_cert: authority },
      { tls: true, ca_cert: authority, ...certificates },
      { tls: true, skip_verify: true },
    ]) {
      const connection = await opened(more);
      await connection.facets.test.test(never);
      await connection[Symbol.asyncDispose]();
    }
    const stranger = await opened({ tls: true });
    await expect(stranger.facets.test.test(never)).rejects.toMatchObject({ part: 'tls' });
    await stranger[Symbol.asyncDispose]();
  });

  test('a user who may not read a table is told so by name', async () => {
    await cql(
      `CREATE ROLE limited_${server.keyspace} WITH PASSWORD = 'secret' AND LOGIN = true`,
      'CREATE TABLE hidden (id int PRIMARY KEY)',
    );
    const limited = await opened({ username: `limited_${server.keyspace}`, password: 'secret' });
    await limited.facets.test.test(never);
    const reading = async () =>
      rowsOf(
        await limited.facets.read.extract({ object: id('hidden'), fields: ['id'], configuration: {} }, never),
      );
    await expect(reading()).rejects.toMatchObject({
      part: 'permission',
      message: expect.stringContaining('hidden'),
    });
    await limited[Symbol.asyncDispose]();
    await cql(`DROP ROLE limited_${server.keyspace}`);
  });

  testNeeding(missingSshd(), 'through SSH', async () => {
    const sshd = await startSshd();
    await using _ = sshd;
    const connection = await opened({ ...sshSettings(sshd) });
    await connection.facets.test.test(never);
    const [first] = await connection.facets.discover.list({ keyspace: server.keyspace }, never);
    expect(first?.id).toContain(server.keyspace);
    await connection[Symbol.asyncDispose]();
  });
});

test('hosts are names or addresses, with a port or without one', () => {
  expect(nodesOf({ hosts: 'a, b:9142,10.0.0.1:1,[2001:db8::1]:2, 2001:db8::2' })).toEqual([
    { host: 'a', port: 9042 },
    { host: 'b', port: 9142 },
    { host: '10.0.0.1', port: 1 },
    { host: '2001:db8::1', port: 2 },
    { host: '2001:db8::2', port: 9042 },
  ]);
});

test('the parts of the ring follow each other from a token to its end', () => {
  for (const from of [-(2n ** 63n) + 1n, 0n, 2n ** 63n - 2n]) {
    const parts = partsOf(from);
    expect(parts[0]?.[0]).toBe(from);
    expect(parts.at(-1)?.[1]).toBe(2n ** 63n - 1n);
    for (const [i, part] of parts.entries()) if (i > 0) expect(part[0]).toBe(parts[i - 1]?.[1]);
  }
});
