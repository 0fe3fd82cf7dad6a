import { text } from 'node:stream/consumers';
import { testNeeding } from '../../../../test/needing.ts';
import { missingDuckdbExtensions } from '../../../../test/services/duckdb-extensions.ts';
import type { Extraction, RowFilter, UncheckedRows } from '../../../contract/contract.ts';
import { largestOf, versionOf } from '../../../contract/testing/asked.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

const noExtensions = await missingDuckdbExtensions();
let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
  await fixture.sql(`
    CREATE TABLE users (id bigint PRIMARY KEY, email varchar(80) NOT NULL, born date, at timestamptz);
    INSERT INTO users SELECT i, 'user ' || i, date '2000-01-01' + i, '2024-01-01 00:00:00.000001+00'::timestamptz + i * interval '1 day'
      FROM generate_series(1, 100) i;
    INSERT INTO users VALUES (101, 'no date', NULL, NULL);
    CREATE SCHEMA app;
    CREATE TABLE app."a.b ""c""" (x int, dropped int, y text, PRIMARY KEY (y, x));
    ALTER TABLE app."a.b ""c""" DROP COLUMN dropped;
    CREATE VIEW app.adults AS SELECT id, email FROM users;
    CREATE MATERIALIZED VIEW app.counts AS SELECT count(*) AS n FROM users;
    CREATE TABLE app.events (id int, day date) PARTITION BY RANGE (day);
    CREATE TABLE app.events_2024 PARTITION OF app.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    INSERT INTO app.events VALUES (1, '2024-05-05');
    CREATE TABLE app._syncform_commits (x int);
    CREATE TABLE app.nothing ();
  `);
  await fixture.sql('ANALYZE');
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

describe('discover', () => {
  test('lists tables and views of every kind, and nothing of the server’s or the engine’s own', async () => {
    const { facets, signal } = fixture;
    const list = await facets.discover.list({}, signal);
    expect(list.map((o) => o.id)).toEqual([
      'app."a.b ""c"""',
      'app.adults',
      'app.counts',
      'app.events',
      'app.nothing',
      'public.users',
    ]);
    expect(list.find((o) => o.id === 'public.users')).toEqual({
      id: 'public.users',
      name: 'public.users',
      output_name: 'users',
      schema: 'public',
      estimated_rows: 101,
    });
    expect(list.find((o) => o.id === 'app.events')?.estimated_rows).toBe(1);
    expect(list.find((o) => o.id === 'app.adults')).not.toHaveProperty('estimated_rows');
    expect((await facets.discover.list({ schema: 'public' }, signal)).map((o) => o.id)).toEqual([
      'public.users',
    ]);
  });
  test('describes fields and keys, and leaves out what is not there', async () => {
    const ids = ['public.users', 'public.nowhere', 'app."a.b ""c"""', 'not "an id', 'app.nothing'];
    const [users, odd, nothing, ...rest] = await fixture.facets.discover.describe(ids, {}, fixture.signal);
    expect(rest).toEqual([]);
    expect(nothing?.fields).toEqual([]);
    expect(users?.fields).toEqual([
      { id: 'id', name: 'id', type: 'bigint', remote_type: 'bigint', nullable: false, is_primary_key: true },
      {
        id: 'email',
        name: 'email',
        type: 'string',
        remote_type: 'character varying(80)',
        nullable: false,
        is_primary_key: false,
      },
      { id: 'born', name: 'born', type: 'date', remote_type: 'date', nullable: true, is_primary_key: false },
      {
        id: 'at',
        name: 'at',
        type: 'datetime_tz',
        remote_type: 'timestamp with time zone',
        nullable: true,
        is_primary_key: false,
      },
    ]);
    expect(odd?.output_name).toBe('a.b "c"');
    expect(odd?.fields.map((f) => [f.name, f.is_primary_key])).toEqual([
      ['x', true],
      ['y', true],
    ]);
  });
});

async function csv(extraction: Extraction): Promise<string> {
  const offer = extraction.offers.find((o) => o.format === 'csv');
  if (offer?.format !== 'csv') throw new Error('no CSV is offered');
  return text(await offer.open(fixture.signal));
}

describe('query', () => {
  const describeQuery = (query: string) => fixture.facets.query.describe({ query }, fixture.signal);
  test('is described by the server, without being run', async () => {
    const fields = await describeQuery(
      `-- a comment\nWITH u AS (SELECT * FROM users) SELECT id, email AS "E mail", 1.5::numeric(5,2) AS n, pg_sleep(1000) IS NULL AS b FROM u; \n`,
    );
    expect(fields.map((f) => [f.name, f.type, f.remote_type])).toEqual([
      ['id', 'bigint', 'bigint'],
      ['E mail', 'string', 'character varying(80)'],
      ['n', 'decimal(5,2)', 'numeric(5,2)'],
      ['b', 'boolean', 'boolean'],
    ]);
  });
  test.each([
    ['SELECT id,\n  nme FROM users', 'column "nme" does not exist (line 2, column 3)'],
    ['SELEC 1', 'syntax error at or near "SELEC" (line 1, column 1)'],
    ["SELECT '😀', x FROM users", '(line 1, column 13)'],
    ['SELECT 1 AS a, 2 AS a', 'two columns called "a"'],
    ['DELETE FROM users RETURNING *', 'syntax error'],
    ['SELECT 1; SELECT 2', 'multiple commands'],
    ['SELECT 1) AS x, (SELECT 2', 'syntax error'],
    ['SELECT FROM users', 'yields no columns'],
  ])('%j is refused: %s', async (query, message) => {
    const error = describeQuery(query);
    await expect(error).rejects.toMatchObject({ code: 'invalid', path: ['query'] });
    await expect(error).rejects.toThrow(message);
  });
  test('gives chosen fields in the order asked for, in the types asked for', async () => {
    const { facets, signal } = fixture;
    const configuration = { query: 'SELECT * FROM users WHERE id < 3 ORDER BY id' };
    const fields = await facets.query.describe(configuration, signal);
    const [id, , born] = fields;
    if (!id || !born) throw new Error('fields are missing');
    const extraction = await facets.query.extract(configuration, [born, { ...id, type: 'string' }], signal);
    expect(extraction.columns).toEqual([
      { name: 'born', type: 'date' },
      { name: 'id', type: 'string' },
    ]);
    expect(await csv(extraction)).toBe('2000-01-02,1\n2000-01-03,2\n');
  });
  test('may be a table, named in several ways', async () => {
    const { facets, signal } = fixture;
    for (const configuration of [
      { table: 'public.users' },
      { table: 'users' },
      { table: 'users', schema: 'public' },
    ])
      expect((await facets.query.describe(configuration, signal)).length).toBe(4);
    const unknown = facets.query.describe({ table: 'nowhere' }, signal);
    await expect(unknown).rejects.toMatchObject({ code: 'invalid', path: ['table'] });
    const gone = {
      id: 'gone',
      name: 'gone',
      type: 'int',
      remote_type: 'int',
      nullable: true,
      is_primary_key: false,
    };
    await expect(facets.query.extract({ table: 'users' }, [gone], signal)).rejects.toMatchObject({
      code: 'source_changed',
    });
  });
  test.each([{ table: 'users' }, { query: 'SELECT * FROM users;' }])(
    'leaves out what a filter refuses: %j',
    async (configuration) => {
      const { facets, signal } = fixture;
      const fields = await facets.query.describe(configuration, signal);
      const filter: RowFilter = {
        filters: [
          { field: 'at', function: 'IsNull', label: 'A' },
          { field: 'email', function: 'StringEndsWith', value: '7', label: 'B' },
          { field: 'id', function: 'LessThan', value: 20, label: 'C' },
        ],
        logic: 'A OR (B AND C)',
        fields: fields.filter((f) => ['id', 'at', 'email'].includes(f.name)),
        now: 0,
      };
      const one = fields.slice(0, 1);
      const filtered = await facets.query.extractFiltered?.(configuration, one, filter, signal);
      expect((await csv(filtered as Extraction)).trim().split('\n').sort()).toEqual(['101', '17', '7']);
    },
  );
  test('may not write', async () => {
    await fixture.sql(
      `CREATE FUNCTION write() RETURNS int LANGUAGE sql AS 'INSERT INTO users (id, email) VALUES (-1, '''') RETURNING 1'`,
    );
    const configuration = { query: 'SELECT write() AS w' };
    const fields = await fixture.facets.query.describe(configuration, fixture.signal);
    const extraction = await fixture.facets.query.extract(configuration, fields, fixture.signal);
    await expect(csv(extraction)).rejects.toThrow(
      'reading the query: cannot execute INSERT in a read-only transaction',
    );
  });
  test('is stopped at the server by the signal', async () => {
    const { facets } = fixture;
    const controller = new AbortController();
    const configuration = { query: 'SELECT pg_sleep(600)::text AS marker_of_the_sleeper' };
    const fields = await facets.query.describe(configuration, controller.signal);
    const extraction = await facets.query.extract(configuration, fields, controller.signal);
    const offer = extraction.offers.find((o) => o.format === 'csv');
    if (offer?.format !== 'csv') throw new Error('no CSV is offered');
    const sleepers = () =>
      fixture.sql(
        `SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY%marker_of_the_sleeper%' AND state = 'active'`,
      );
    const reading = text(await offer.open(controller.signal));
    while ((await sleepers()).length === 0);
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'canceled' });
    while ((await sleepers()).length > 0);
  });
});

describe('read', () => {
  test('answers the high water mark and what is at or after a value', async () => {
    const { facets, signal } = fixture;
    expect(await versionOf(facets.read, 'public.users', {}, signal)).toBeUndefined();
    const mark = await largestOf(facets.read, 'public.users', 'at', {}, signal);
    expect(mark).toBe('2024-04-10 00:00:00.000001+00');
    expect(await largestOf(facets.read, 'app."a.b ""c"""', 'x', {}, signal)).toBeNull();
    const request = { object: 'public.users', fields: ['id'], configuration: {} };
    const extraction = await facets.read.extract(
      { ...request, after: { field: 'at', value: mark as string } },
      signal,
    );
    expect(await csv(extraction)).toBe('100\n101\n');
    expect((await csv(await facets.read.extract(request, signal))).split('\n')).toHaveLength(102);
  });
  test('says what is gone', async () => {
    const { facets, signal } = fixture;
    const request = { object: 'public.gone', fields: ['id'], configuration: {} };
    await expect(facets.read.extract(request, signal)).rejects.toMatchObject({ code: 'source_changed' });
    const gone = { ...request, object: 'public.users', fields: ['gone'] };
    await expect(facets.read.extract(gone, signal)).rejects.toMatchObject({ code: 'source_changed' });
  });
  test('a stream that is left early closes its session', async () => {
    const { facets, signal } = fixture;
    const query = { query: "SELECT repeat('x', 1000) AS left_early FROM generate_series(1, 100000)" };
    const fields = await facets.query.describe(query, signal);
    const offer = (await facets.query.extract(query, fields, signal)).offers.find((o) => o.format === 'csv');
    if (offer?.format !== 'csv') throw new Error('no CSV is offered');
    const stream = await offer.open(signal);
    for await (const _ of stream) break;
    const active = () =>
      fixture.sql(`SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY%left_early%' AND state <> 'idle'`);
    while ((await active()).length > 0);
    expect(await active()).toEqual([]);
  });
});

testNeeding(
  noExtensions,
  'DuckDB’s extension shows the password nowhere, and verifies the server',
  async () => {
    const { host, signal, service } = fixture;
    const { certificate, key } = service.clientCertificate;
    await fixture.sql('CREATE ROLE certificate_user LOGIN').catch(() => {});
    await fixture.sql('GRANT SELECT ON users TO certificate_user');
    const asked = { ssl: true, ca_cert: service.caCert };
    const byCertificate = {
      username: 'certificate_user',
      password: '',
      client_certs: true,
      client_certificate: certificate,
      client_key: key,
    };
    for (const changes of [{}, { ssl: true }, asked, { ...asked, ...byCertificate }]) {
      const connector = await fixture.open(changes);
      const extraction = await connector.facets.query
        ?.extract({ table: 'users' }, [], signal)
        .catch((e: unknown) => e);
      expect(extraction).toBeDefined();
      const request = { object: 'public.users', fields: ['id', 'at'], configuration: {} };
      const offer = (await connector.facets.read?.extract(request, signal))?.offers.find(
        (o) => o.format === 'relation',
      );
      if (offer?.format !== 'relation') throw new Error('no relation is offered');
      await host.withSession(async (session) => {
        const select = await offer.attach(session, signal);
        expect(await session.all(`SELECT count(*)::int, max("at")::text FROM (${select})`)).toEqual([
          [101, '2024-04-10 00:00:00.000001+00'],
        ]);
        const shown = [
          select,
          await session.all('SELECT * FROM duckdb_databases()'),
          await session.all('SELECT * FROM duckdb_secrets()'),
          await session.all('SELECT * FROM duckdb_settings()'),
        ];
        const everything = JSON.stringify(shown, (_, v) => (typeof v === 'bigint' ? String(v) : v));
        expect(everything).not.toContain(service.password);
        expect(everything).not.toContain('PRIVATE KEY');
      });
      await connector[Symbol.asyncDispose]();
      await host.withSession(async (session) => {
        expect(await session.all(`SELECT * FROM duckdb_secrets()`)).toEqual([]);
      });
    }
  },
);

testNeeding(
  noExtensions,
  'DuckDB’s extension reads a large table in parts, whole and exactly, and refuses NaN',
  async () => {
    const { host, signal, facets } = fixture;
    const rows = (
      from: number,
      to: number,
    ) => `INSERT INTO large SELECT i, i * 1.01, 'text ' || i, 'é' || i, 'infinity', jsonb_build_object('k', i), gen_random_uuid()
    FROM generate_series(${from}, ${to}) AS i`;
    await fixture.sql(
      `CREATE TABLE large (id bigint, price numeric(12,2), "a.b" text, v varchar(20), at timestamptz, doc jsonb, u uuid)`,
    );
    await fixture.sql(`${rows(1, 100_000)}; ANALYZE large`);
    // The server's estimate, and with it the parts, are of a smaller table than the one that is read.
    await fixture.sql(rows(100_001, 130_000));
    const fields = ['u', 'doc', 'at', 'v', 'a.b', 'price', 'id'];
    const request = { object: 'public.large', fields, configuration: {} };
    const relation = async () => {
      const offer = (await facets.read.extract(request, signal)).offers.find((o) => o.format === 'relation');
      if (offer?.format !== 'relation') throw new Error('no relation is offered');
      return offer;
    };
    await host.withSession(async (session) => {
      const select = await (await relation()).attach(session, signal);
      expect(select).toContain('."public"."large" WHERE');
      const csv = `concat_ws('|', id, price, "a.b", v, "at", doc, u)`;
      const [found] = await session.all(
        `SELECT count(*)::text, count(DISTINCT u)::text, string_agg(md5(${csv}), ',' ORDER BY id) FROM (${select})`,
      );
      const [expected] = await fixture.sql(
        `SELECT count(*), count(DISTINCT u), string_agg(md5(concat_ws('|', id, price, "a.b", v, at, doc, u)), ',' ORDER BY id) FROM large`,
      );
      expect(found?.slice(0, 2)).toEqual(expected?.slice(0, 2));
      expect(found?.[2] === expected?.[2]).toBe(true);
    });
    await fixture.sql(`INSERT INTO large (id, price) VALUES (0, 'NaN')`);
    await host.withSession(async (session) => {
      const select = await (await relation()).attach(session, signal);
      await expect(session.all(`SELECT * FROM (${select})`)).rejects.toThrow('NaN in column price');
    });
    await host.withSession(async (session) => {
      const columns = 'u, doc, moment, v, ab, price, id';
      const read = async (): Promise<UncheckedRows> => {
        const unchecked = await (await relation()).attachUnchecked?.(session, signal);
        if (!unchecked) throw new Error('the rows are offered checked alone');
        await session.run('BEGIN');
        await session.run(
          `CREATE OR REPLACE TEMP TABLE read AS SELECT * FROM (${unchecked.select}) AS r(${columns})`,
        );
        return unchecked;
      };
      const { check } = await read();
      expect(await session.all('SELECT price::text FROM read WHERE id = 0')).toEqual([['0.00']]);
      // What the server holds by now is not what was read.
      await fixture.sql(`UPDATE large SET price = 0 WHERE id = 0`);
      await expect(check('SELECT * FROM read')).rejects.toThrow('NaN in column price');
      await session.run('ROLLBACK');
      const { check: checkAgain } = await read();
      await fixture.sql(`UPDATE large SET price = 'NaN' WHERE id IN (1, 2)`);
      await checkAgain('SELECT * FROM read');
      await session.run('COMMIT');
    });
  },
);
