import pg from 'pg';
import { ConnectorUnderTest, never } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { certificateAuthority } from '../../../../test/services/certificates.ts';
import { missingSshd, sshSettings, startSshd } from '../../../../test/services/sshd.ts';
import type {
  CellValue,
  Extraction,
  LoadFacet,
  LoadRequest,
  TargetTable,
} from '../../../contract/contract.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import {
  connectionFailure,
  expectCancelable,
  testConnection,
} from '../../../families/sql/testing/connection-tests.ts';
import { filteredBySystem, foundAmongNamed } from '../../../families/sql/testing/filtered-rows.ts';
import { mssqlConfig } from './config.ts';
import { mssql } from './definition.ts';
import { fixture as contractFixture } from './testing/contract-fixture.ts';
import { startTdsServer } from './testing/server.ts';
import { type SqlServerStandIn, startSqlServerStandIn } from './testing/stand-in.ts';
import { holds } from './widening.ts';

const COLUMNS = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'string' },
];

describe('SQL Server, at a stand-in that speaks its protocol and is a Postgres', () => {
  let server: SqlServerStandIn;
  let under: ConnectorUnderTest;
  let behind: pg.Client;
  let names = 0;
  beforeAll(async () => {
    server = await startSqlServerStandIn();
    const fixture = { ...(await contractFixture.open()), config: server.configuration };
    under = await ConnectorUnderTest.open(mssql as never, { ...contractFixture, open: async () => fixture });
    behind = new pg.Client(server.postgres.connectionString);
    await behind.connect();
  });
  afterAll(async () => {
    await behind?.end();
    await under?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const contents = async (extraction: Extraction) =>
    (await under.rows(extraction)).map((row) => row.join('|')).sort();
  const fieldsOf = async (id: string) =>
    (await under.facet('discover').describe([id], {}, never))[0]?.fields ?? [];
  const read = async (id: string) =>
    contents(
      await under.read(
        id,
        (await fieldsOf(id)).map(({ name }) => name),
      ),
    );
  async function table(columns = COLUMNS, key: readonly string[] = ['id']): Promise<TargetTable> {
    const made = under.wanted(`t${++names}`, columns, key);
    await under.create(made);
    return made;
  }
  const rowsOf = (rows: readonly (readonly CellValue[])[]): LoadRequest['rows'] => ({
    format: 'rows',
    async *open() {
      yield rows;
    },
  });
  const load = (
    into: TargetTable,
    rows: readonly (readonly CellValue[])[],
    more: Partial<LoadRequest> = {},
  ) =>
    under.host.withSession((session) =>
      under.facet('load').load({
        table: into,
        operation: 'upsert',
        columns: into.columns.map(({ name, type }) => ({ name, type })),
        key: into.key,
        rows: rowsOf(rows),
        batch: { scope: into.id, id: `batch ${++names}` },
        session,
        signal: never,
        onProgress: () => {},
        ...more,
      }),
    );
  /** A table that is there. */
  async function there(columns: string): Promise<TargetTable> {
    const id = `dbo.there${++names}`;
    await server.run(`CREATE TABLE ${id} (${columns})`);
    const found = await under.facet('define').describe(id, never);
    return { ...(found as NonNullable<typeof found>), id };
  }

  test('rows whose key does not come are deleted, but not those of a record that was rejected', async () => {
    const into = await table([...COLUMNS, { name: 'n', type: 'smallint' }]);
    await load(into, [
      ['1', 'one', 1],
      ['2', 'two', 2],
      ['3', 'three', 3],
    ]);
    const columns = [...COLUMNS, { name: 'n', type: 'string' }];
    const outcome = await load(
      into,
      [
        ['1', 'one', '1'],
        ['2', 'two', 'many'],
      ],
      { deleteMissing: true, columns },
    );
    expect(outcome).toMatchObject({ inserted: 0, updated: 0, deleted: 1 });
    expect(outcome.rejected).toEqual([
      { key: { id: '2' }, reason: expect.stringMatching(/^column "n": .*many/) },
    ]);
    expect(await read(into.id)).toEqual(['1|one|1', '2|two|2']);
  });

  test('where the collation of a key ignores case, records that differ by case alone are one key', async () => {
    const into = await there('code nvarchar(20) COLLATE Latin1_General_100_CI_AS PRIMARY KEY, n int');
    expect(into.columns[0]?.target_type).toBe('nvarchar(20) COLLATE Latin1_General_100_CI_AS');
    await load(into, [['a', 1]]);
    const outcome = await load(into, [
      ['A', 2],
      ['a', 3],
    ]);
    expect(outcome).toMatchObject({ inserted: 0, updated: 1 });
    expect(outcome.rejected).toMatchObject([
      { key: { code: 'a' }, reason: expect.stringMatching(/same key/) },
    ]);
    expect(await read(into.id)).toEqual(['a|2']);
  });

  test('a rejected record keeps its row, however its uniqueidentifier is written', async () => {
    const into = await there('id uniqueidentifier PRIMARY KEY, n int');
    const [kept, gone] = ['0e984725-c51c-4bf4-9960-e1c80e27aba0', '1e984725-c51c-4bf4-9960-e1c80e27aba0'];
    const columns = [
      { name: 'id', type: 'string' },
      { name: 'n', type: 'string' },
    ];
    await load(
      into,
      [
        [kept, '1'],
        [gone, '2'],
      ],
      { columns },
    );
    const outcome = await load(into, [[kept, 'many']], { columns, deleteMissing: true });
    expect(outcome).toMatchObject({ deleted: 1, rejected: [{ key: { id: kept } }] });
    expect(await read(into.id)).toEqual([`${kept.toUpperCase()}|1`]);
  });

  test('a record that a constraint refuses is taken out of the merge by itself, and the others stay', async () => {
    const into = await there('id bigint PRIMARY KEY, n int CHECK (n < 10)');
    await behind.query(`INSERT INTO ${into.id} VALUES (1, 1)`);
    const outcome = await load(into, [
      ['1', 2],
      ['2', 20],
      ['3', 3],
      ['4', 40],
    ]);
    expect(outcome).toMatchObject({ inserted: 1, updated: 1, deleted: 0 });
    expect(outcome.rejected.map(({ key }) => key.id).sort()).toEqual(['2', '4']);
    expect(await read(into.id)).toEqual(['1|2', '3|3']);
  });

  test('a row that does not come and that another table refers to stays, is named, and the others go', async () => {
    const into = await there('id bigint PRIMARY KEY, n int');
    await behind.query(`INSERT INTO ${into.id} SELECT i, i FROM generate_series(1, 20) AS i`);
    await behind.query(`CREATE TABLE ${into.id}_child (parent bigint REFERENCES ${into.id} (id))`);
    await behind.query(`INSERT INTO ${into.id}_child VALUES (7), (13)`);
    const outcome = await load(into, [['1', 2]], { deleteMissing: true });
    expect(outcome).toMatchObject({ inserted: 0, updated: 1, deleted: 17 });
    expect(outcome.rejected.map(({ key }) => key.id).sort()).toEqual(['13', '7']);
    expect(outcome.rejected[0]?.reason).toContain('child_parent_fkey');
    expect(await read(into.id)).toEqual(['13|13', '1|2', '7|7']);
  });

  test('where a trigger ends the transaction, nothing is written, and the error says so', async () => {
    const into = await there('id bigint PRIMARY KEY, n int');
    await behind.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.n > 9 THEN RAISE EXCEPTION 'n is too large' USING ERRCODE = 'TRIGG'; END IF; RETURN NEW; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON ${into.id} FOR EACH ROW EXECUTE FUNCTION refuse()`);
    await expect(
      load(into, [
        ['1', 1],
        ['2', 20],
      ]),
    ).rejects.toThrow(/the server ended the whole transaction: n is too large/);
    expect(await read(into.id)).toEqual([]);
    expect(await load(into, [['1', 1]])).toMatchObject({ inserted: 1 });
  });

  test('staged rows are gone after a load, whether it fails or not', async () => {
    const into = await table();
    const temporary = async () =>
      (await behind.query("SELECT count(*)::int AS n FROM pg_class WHERE relname LIKE '#%'")).rows[0].n;
    await load(into, [['1', 'one']]);
    expect(await temporary()).toBe(0);
    const broken: LoadRequest['rows'] = {
      format: 'rows',
      async *open() {
        yield [['2', 'two']];
        throw new Error('the line went dead');
      },
    };
    await expect(load(into, [], { rows: broken })).rejects.toThrow('the line went dead');
    for (let tries = 0; (await temporary()) > 0 && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await temporary()).toBe(0);
    expect(await read(into.id)).toEqual(['1|one']);
  });

  test('columns that the table fills itself take no values: identity, computed, rowversion', async () => {
    const into = await there(
      'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name nvarchar(9), twice nvarchar(9) GENERATED ALWAYS AS (upper(name)) STORED, version rowversion',
    );
    const found = await under.facet('define').describe(into.id, never);
    expect(found?.columns.map(({ name, takesNoValue }) => [name, takesNoValue?.because])).toEqual([
      ['id', expect.stringMatching(/^is an IDENTITY column/)],
      ['name', undefined],
      ['twice', 'is computed from other columns'],
      ['version', 'is a rowversion, which the table counts itself'],
    ]);
  });

  test('a rowversion is a position: what a transaction that is open may still write before is not passed over', async () => {
    const from = await there('id int PRIMARY KEY, version rowversion');
    await behind.query(`INSERT INTO ${from.id} (id) VALUES (1), (2)`);
    expect((await fieldsOf(from.id)).find(({ name }) => name === 'version')?.isNoPosition).toBeUndefined();
    const largest = await largestOf(under.facet('read'), from.id, 'version', {}, never);
    expect(largest).toMatch(/^\\x[0-9a-f]{16}$/);
    expect(server.batches.at(-1)).toContain('[version] < MIN_ACTIVE_ROWVERSION()');
    await behind.query(`INSERT INTO ${from.id} (id) VALUES (3)`);
    const later = await under.read(from.id, ['id'], { field: 'version', value: largest ?? '' });
    expect(await contents(later)).toEqual(['2', '3']);
  });

  test('a uniqueidentifier is a position in the server’s own order: no text is compared', async () => {
    const from = await there('id int PRIMARY KEY, u uniqueidentifier');
    // To SQL Server the second is the larger one, by its last six bytes; to a Postgres and as texts the first is.
    const [one, two] = ['ffffffff-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'];
    await behind.query(`INSERT INTO ${from.id} VALUES (1, '${one}'), (2, '${two}')`);
    const largest = await largestOf(under.facet('read'), from.id, 'u', {}, never);
    expect(server.batches.at(-1)).toMatch(
      /^SELECT TOP \(1\) CONVERT\(nvarchar\(max\), \[u\]\) .* ORDER BY \[u\] DESC$/,
    );
    expect(largest).toBe(one.toUpperCase());
    const later = await under.read(from.id, ['id'], { field: 'u', value: two.toUpperCase() });
    expect(await contents(later)).toEqual(['1', '2']);
    expect(server.batches.at(-1)).toMatch(
      / WHERE \(\[u\] >= CAST\(CASE .* AS uniqueidentifier\) OR \[u\] IS NULL\)$/,
    );
  });

  test('values of types that other systems have not come out as they went in, to their bounds', async () => {
    const into = await there(
      'id int PRIMARY KEY, m money, s smallmoney, at datetimeoffset(6), node hierarchyid, d decimal(38,18)',
    );
    const columns = into.columns.map(({ name }) => ({ name, type: name === 'id' ? 'int' : 'string' }));
    const rows = [
      ['1', '-922337203685477.5808', '-214748.3648', '0001-01-01 00:00:00+00', '/', '-0.000000000000000001'],
      [
        '2',
        '922337203685477.5807',
        '214748.3647',
        '9999-12-31 23:59:59.999999+00',
        '/1/2.5/',
        '99999999999999999999.999999999999999999',
      ],
      [
        '3',
        '0.0001',
        '0.1000',
        '1969-12-31 23:59:59.000001+00',
        '/1/-2/',
        '9007199254740993.000000000000000000',
      ],
    ];
    const outcome = await load(
      into,
      rows.map(([id, ...others]) => [Number(id), ...others]),
      { columns },
    );
    expect(outcome).toMatchObject({ inserted: 3, rejected: [] });
    const read = await under.rows(
      await under.read(
        into.id,
        columns.map(({ name }) => name),
      ),
    );
    expect(read.map((row) => row.map(String)).sort()).toEqual(rows);
  });

  test('values of types that other systems have not are read as their texts', async () => {
    const from = await there(
      'id int PRIMARY KEY, m money, s smallmoney, at datetimeoffset(6), node hierarchyid, u uniqueidentifier, b bit, t tinyint, old datetime',
    );
    await behind.query(
      `INSERT INTO ${from.id} VALUES (1, -922337203685477.5808, 0.1, '2024-03-31 03:30:00.123456+02', '/1/2/', '0e984725-c51c-4bf4-9960-e1c80e27aba0', 1, 255, '1999-12-31 23:59:59.997')`,
    );
    expect((await fieldsOf(from.id)).map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id int',
      'm decimal(19,4)',
      's decimal(10,4)',
      'at datetime_tz',
      'node string',
      'u string',
      'b boolean',
      't smallint',
      'old datetime',
    ]);
    const [row] = await under.rows(
      await under.read(
        from.id,
        (await fieldsOf(from.id)).map(({ name }) => name),
      ),
    );
    expect(row).toEqual([
      1,
      '-922337203685477.5808',
      '0.1000',
      '2024-03-31 01:30:00.123456+00',
      '/1/2/',
      '0E984725-C51C-4BF4-9960-E1C80E27ABA0',
      true,
      255,
      '1999-12-31 23:59:59.997',
    ]);
  });

  test('what a type would take as something else is refused', async () => {
    const into = await there(
      'id int PRIMARY KEY, n int, day date, m money, b bit, u uniqueidentifier, v varchar(10)',
    );
    const columns = into.columns.map(({ name }) => ({ name, type: name === 'id' ? 'int' : 'string' }));
    const outcome = await load(
      into,
      [
        [1, '', null, null, null, null, null],
        [2, null, '', null, null, null, null],
        [3, null, null, '1,5', null, null, null],
        [4, null, null, null, '2', null, null],
        [5, null, null, null, null, '0e984725-c51c-4bf4-9960-e1c80e27aba0wrong', null],
        [6, null, null, null, null, null, '漢'],
        [7, '-1', '2024-02-29', '-1.5', 't', '0e984725-c51c-4bf4-9960-e1c80e27aba0', 'é'],
      ],
      { columns },
    );
    expect(outcome.rejected.map(({ key, reason }) => [key.id, reason.split(':')[0]])).toEqual([
      ['1', 'column "n"'],
      ['2', 'column "day"'],
      ['3', 'column "m"'],
      ['4', 'column "b"'],
      ['5', 'column "u"'],
      ['6', 'column "v"'],
    ]);
    expect(await read(into.id)).toEqual([
      '7|-1|2024-02-29|-1.5000|true|0E984725-C51C-4BF4-9960-E1C80E27ABA0|é',
    ]);
  });

  test('records are found by their keys, among the rows that a filter lets through', async () => {
    const into = await table();
    await load(into, [
      ['1', 'one'],
      ['2', 'two'],
      ['3', 'three'],
    ]);
    const found = await foundAmongNamed(under, into, ['1', '2', '9'], 'two');
    expect(found).toEqual({ found: [1], rejected: [] });
  });

  test('filters are evaluated by the server, of tables and of queries', async () => {
    const into = await table();
    await load(into, [
      ['1', 'back\\slash'],
      ['2', "it's 100% [x]"],
      ['3', null],
    ]);
    const model = { query: `SELECT * FROM ${into.id};` };
    const where = (filter: object) => filteredBySystem(under, model, filter);
    expect(await where({ field: 'name', function: 'Equality', value: 'back\\slash' })).toEqual(['1']);
    expect(await where({ field: 'name', function: 'StringContains', value: '% [x' })).toEqual(['2']);
    expect(await where({ field: 'name', function: 'IsNull' })).toEqual(['3']);
  });

  test('a name of more than 128 characters is a conflict, and so are two columns that differ by case alone', () => {
    const define = under.facet('define');
    const long = '漢'.repeat(129);
    expect(define.change(under.wanted(long, COLUMNS, ['id']), null).conflicts).toEqual([
      expect.stringMatching(/is longer than 128 characters, which SQL Server does not take$/),
    ]);
    expect(define.change(under.wanted('漢'.repeat(128), COLUMNS, ['id']), null).conflicts).toEqual([]);
    const twice = [...COLUMNS, { name: 'NAME', type: 'string' }];
    expect(define.change(under.wanted('twice', twice, ['id']), null).conflicts).toHaveLength(1);
  });

  test('a key of texts is told apart by every character, and a wider type keeps the collation that is there', async () => {
    const define = under.facet('define');
    const into = await table(
      [
        { name: 'code', type: 'string' },
        { name: 'n', type: 'int' },
      ],
      ['code'],
    );
    await load(into, [
      ['a', 1],
      ['A', 2],
    ]);
    expect(await read(into.id)).toEqual(['A|2', 'a|1']);
    const narrow = await there('code nvarchar(5) COLLATE Latin1_General_100_BIN2 PRIMARY KEY');
    const wanted = {
      ...narrow,
      columns: [{ name: 'code', type: 'string', target_type: 'nvarchar(max)', nullable: false }],
    };
    expect(define.change(wanted, await define.describe(narrow.id, never)).statements).toEqual([
      `ALTER TABLE [dbo].[there${names}] ALTER COLUMN [code] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL`,
    ]);
  });

  test('a plan names the constraints and triggers that may refuse what is written', async () => {
    const parent = await there('a int, b int, PRIMARY KEY (a, b)');
    await server.run(
      `CREATE TABLE dbo.ruled (id int PRIMARY KEY, n int CHECK (n > 0), a int, b int, u int UNIQUE, CONSTRAINT both_of FOREIGN KEY (a, b) REFERENCES ${parent.id} (a, b))`,
    );
    await behind.query(
      'CREATE FUNCTION dbo.pass() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$',
    );
    for (const name of ['pass', 'off'])
      await behind.query(
        `CREATE TRIGGER ${name} BEFORE INSERT ON dbo.ruled FOR EACH ROW EXECUTE FUNCTION dbo.pass()`,
      );
    await behind.query('ALTER TABLE dbo.ruled DISABLE TRIGGER off');
    const found = await under.facet('define').describe('dbo.ruled', never);
    expect(found?.rules).toEqual([
      { text: 'CHECK ((n > 0))', columns: ['n'] },
      { text: `FOREIGN KEY (a, b) REFERENCES ${parent.id} (a, b)`, columns: ['a', 'b'] },
      { text: 'the trigger "pass"', columns: [] },
    ]);
    expect(found?.unique).toEqual([['u']]);
  });

  test('a column becomes text only where SQL Server writes its values in full', async () => {
    const define = under.facet('define');
    const narrow = await there('id int PRIMARY KEY, n int, f float');
    const text = { type: 'string', target_type: 'nvarchar(max)' };
    const columns = narrow.columns.map((c) => (c.name === 'id' ? c : { ...c, ...text }));
    const change = define.change({ ...narrow, columns }, await define.describe(narrow.id, never));
    expect(change.statements).toEqual([
      `ALTER TABLE [dbo].[there${names}] ALTER COLUMN [n] nvarchar(max) NULL`,
    ]);
    expect(change.conflicts).toEqual([
      `column "f" of ${narrow.id} has to become nvarchar(max), and SQL Server would write its float otherwise, or shorter: choose another name for it`,
    ]);
  });

  test('a number in an index keeps its type, for SQL Server changes none', async () => {
    const define = under.facet('define');
    const narrow = await there('id int PRIMARY KEY, n int');
    const wide = narrow.columns.map((c) => ({ ...c, type: 'bigint', target_type: 'bigint' }));
    const change = define.change({ ...narrow, columns: wide }, await define.describe(narrow.id, never));
    expect(change.statements).toEqual([`ALTER TABLE [dbo].[there${names}] ALTER COLUMN [n] bigint NULL`]);
    expect(change.conflicts).toEqual([
      `column "id" of ${narrow.id} has to become bigint, which an index (a primary key has one) forbids: change both yourself, and plan again`,
    ]);
  });

  test('a test of the connection ends with its signal', async () => {
    await expectCancelable((changes) =>
      under.definition.open(mssqlConfig.parse({ ...server.configuration, ...changes }) as never, under.host),
    );
  });

  test('TLS: rows come and go over it, and a certificate is verified where that is wanted', async () => {
    const { host, port } = server.postgres;
    const certificate = certificateAuthority().server(['127.0.0.1']);
    await using secure = await startTdsServer({ host, port }, () => {}, certificate);
    const open = async (changes: object) => {
      const settings = { ...server.configuration, port: secure.port, ssl: true, ...changes };
      return under.definition.open(mssqlConfig.parse(settings) as never, under.host);
    };
    await using connector = await open({});
    await expect(connector.facets.test?.test(never)).resolves.toBeUndefined();
    const into = await table();
    const text = 'x'.repeat(100_000);
    const outcome = await under.host.withSession((session) =>
      (connector.facets.load as LoadFacet).load({
        table: into,
        operation: 'upsert',
        columns: COLUMNS,
        key: ['id'],
        rows: rowsOf([['1', text]]),
        batch: { scope: into.id, id: 'over TLS' },
        session,
        signal: never,
        onProgress: () => {},
      }),
    );
    expect(outcome).toMatchObject({ inserted: 1 });
    expect(await read(into.id)).toEqual([`1|${text}`]);
    const strict = await connectionFailure(open, { trust_server_certificate: false });
    expect([strict.part, strict.message]).toEqual(['tls', expect.stringMatching(/certificate/)]);
    expect(await connectionFailure(open, { ssl: false })).toMatchObject({
      part: 'tls',
      message: expect.stringMatching(/takes no connection without TLS/),
    });
  });

  describeNeeding(missingSshd(), 'through SSH', () => {
    test('a connection works, and what is in the way is named', async () => {
      const sshd = await startSshd();
      const opened: AsyncDisposable[] = [];
      try {
        const open = async (changes: object) => {
          const settings = { ...server.configuration, ...sshSettings(sshd), ...changes };
          const connector = await under.definition.open(mssqlConfig.parse(settings) as never, under.host);
          opened.push(connector);
          return connector;
        };
        await expect(testConnection(open, {})).resolves.toBeUndefined();
        expect((await connectionFailure(open, { ssh_port: 1 })).part).toBe('ssh');
        expect((await connectionFailure(open, { password: 'wrong' })).part).toBe('user or password');
      } finally {
        for (const connector of opened) await connector[Symbol.asyncDispose]();
        await sshd.stop();
      }
    });
  });
});

test.each([
  ['nvarchar(max)', 'nvarchar(10)', true],
  ['nvarchar(10)', 'nvarchar(max)', false],
  ['nvarchar(50) COLLATE Latin1_General_100_BIN2', 'nvarchar(50)', true],
  ['nvarchar(max)', 'int', true],
  ['nvarchar(max)', 'varbinary(max)', false],
  ['bigint', 'int', true],
  ['int', 'bigint', false],
  ['decimal(14,2)', 'decimal(12,2)', true],
  ['decimal(12,2)', 'int', true],
  ['decimal(12,2)', 'bigint', false],
  ['float', 'real', true],
  ['float', 'bigint', false],
  ['datetimeoffset(6)', 'datetime2(6)', false],
  ['datetime2(7)', 'datetime2(6)', true],
])('%s holds %s: %s', (wide, narrow, expected) => {
  expect(holds(wide, narrow)).toBe(expected);
});
