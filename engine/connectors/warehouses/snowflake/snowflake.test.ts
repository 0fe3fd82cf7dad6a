import { ConnectorUnderTest, never } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import {
  missingSnowflake,
  type SnowflakeService,
  startSnowflake,
} from '../../../../test/services/snowflake/snowflake.ts';
import type {
  CellValue,
  Extraction,
  LoadOperation,
  LoadOutcome,
  TargetTable,
} from '../../../contract/contract.ts';
import { testConnection } from '../../../families/sql/testing/connection-tests.ts';
import { filteredBySystem } from '../../../families/sql/testing/filtered-rows.ts';
import { snowflakeConfig } from './config.ts';
import { snowflake } from './definition.ts';
import { snowflakeDialect } from './dialect.ts';
import { openSessions, type Sessions, settingsStatement } from './sessions.ts';
import { stageStatements } from './stage.ts';
import { fixture, fixtureAt } from './testing/contract-fixture.ts';
import { canAlter, holds } from './widening.ts';

describeNeeding(await missingSnowflake(), 'Snowflake’s statements, run by fakesnow on a DuckDB', () => {
  let server: SnowflakeService;
  let under: ConnectorUnderTest;
  let sessions: Sessions;
  beforeAll(async () => {
    server = await startSnowflake();
    under = await ConnectorUnderTest.open(snowflake as never, {
      ...fixture,
      open: async () => fixtureAt(server),
    });
    sessions = openSessions(snowflakeConfig.parse(server.configuration));
  });
  afterAll(async () => {
    await sessions?.[Symbol.asyncDispose]();
    await under?.[Symbol.asyncDispose]();
  });

  const open = (changes: object) =>
    snowflake.open(snowflakeConfig.parse({ ...server.configuration, ...changes }), under.host);
  const run = (sql: string) => sessions.use(never, (session) => session.rows(sql));
  const contents = async (extraction: Extraction) =>
    (await under.rows(extraction)).map((row) => row.join('|')).sort();
  const load = (
    into: TargetTable,
    rows: readonly (readonly CellValue[])[],
    id: string,
    columns = into.columns.map(({ name, type }) => ({ name, type })),
    operation: LoadOperation = 'upsert',
  ): Promise<LoadOutcome> =>
    under.host.withSession((session) =>
      under.facet('load').load({
        table: into,
        operation,
        columns,
        key: ['id'],
        rows: {
          format: 'rows',
          async *open() {
            yield rows;
          },
        },
        batch: { scope: into.id, id },
        session,
        signal: never,
        onProgress: () => {},
      }),
    );

  test('a key pair logs in, with and without a passphrase; one that is not the user’s does not', async () => {
    const { privateKey } = server;
    const byKey = { password: undefined, key_pair_auth: true };
    await testConnection(open, { ...byKey, private_key: privateKey.plain });
    const encrypted = { ...byKey, private_key: privateKey.encrypted };
    await testConnection(open, { ...encrypted, private_key_passphrase: privateKey.passphrase });
    const part = { part: 'user or password' };
    await expect(
      testConnection(open, { ...encrypted, private_key_passphrase: 'another' }),
    ).rejects.toMatchObject(part);
    await using another = await startSnowflake();
    await expect(
      testConnection(open, { ...byKey, private_key: another.privateKey.plain }),
    ).rejects.toMatchObject(part);
  });

  test('a repeated load changes nothing and answers as before; stages and temporary tables are gone', async () => {
    const into = under.wanted(
      'again',
      [
        { name: 'id', type: 'bigint' },
        { name: 'n', type: 'smallint' },
      ],
      ['id'],
    );
    await under.create(into);
    const columns = [
      { name: 'id', type: 'bigint' },
      { name: 'n', type: 'string' },
    ];
    const rows = [
      ['1', '1'],
      ['2', 'many'],
    ];
    const first = await load(into, rows, 'one', columns);
    expect(first).toMatchObject({ inserted: 1, updated: 0, rejected: [{ key: { id: '2' } }] });
    expect(await load(into, [['1', '7']], 'one', columns)).toEqual(first);
    expect(
      await load(
        into,
        [
          ['1', '7'],
          ['3', '3'],
        ],
        'two',
        columns,
      ),
    ).toMatchObject({ inserted: 1, updated: 1 });
    expect(await contents(await under.read(into.id, ['id', 'n']))).toEqual(['1|7', '3|3']);
    expect(await run('SHOW STAGES')).toEqual([]);
    const own = await run(
      "SELECT table_name FROM INFORMATION_SCHEMA.TABLES WHERE table_name LIKE '%syncform%'",
    );
    expect(own).toEqual([['_syncform_commits']]);
  });

  test('a table whose rows are replaced stays the same table, so that its clustering, grants and defaults stay', async () => {
    await run(
      'CREATE TABLE PUBLIC."kept" ("id" NUMBER(19,0) NOT NULL PRIMARY KEY, "more" NUMBER(3,0) DEFAULT 7)',
    );
    await run('INSERT INTO PUBLIC."kept" ("id") VALUES (1)');
    const columns = [{ name: 'id', type: 'bigint' }];
    const into = under.wanted('kept', columns, ['id']);
    expect(await load(into, [['2'], ['3']], 'kept', columns, 'replace')).toMatchObject({ inserted: 2 });
    // The load says nothing of this column: a table that was made again would not have it, nor its default.
    expect(await run('SELECT "id", "more" FROM PUBLIC."kept" ORDER BY 1')).toEqual([
      ['2', '7'],
      ['3', '7'],
    ]);
  });

  test('names in capitals, small letters and quotes are those of the catalog', async () => {
    await run('CREATE TABLE PUBLIC.CAPITALS (ID NUMBER, "small ""quoted""" VARCHAR)');
    await run("INSERT INTO PUBLIC.CAPITALS VALUES (1, 'x')");
    const [found] = await under.facet('discover').describe(['PUBLIC.CAPITALS'], {}, never);
    expect(found?.fields.map(({ name, type }) => [name, type])).toEqual([
      ['ID', 'decimal(38,0)'],
      ['small "quoted"', 'string'],
    ]);
    expect(await contents(await under.read('PUBLIC.CAPITALS', ['small "quoted"', 'ID']))).toEqual(['x|1']);
  });

  test('filters are evaluated by the server, and a dropped table’s commits go with it', async () => {
    const into = under.wanted(
      'filtered',
      [
        { name: 'id', type: 'bigint' },
        { name: 'name', type: 'string' },
        { name: 'tags', type: 'jsonarray' },
      ],
      ['id'],
    );
    await under.create(into);
    await load(
      into,
      [
        ['1', 'back\\slash', '["a"]'],
        ['2', "it's_", '["b"]'],
        ['3', null, null],
      ],
      'filtered',
    );
    const model = { query: 'SELECT * FROM PUBLIC."filtered"' };
    const where = (filter: object) => filteredBySystem(under, model, filter);
    expect(await where({ field: 'name', function: 'Equality', value: 'back\\slash' })).toEqual(['1']);
    expect(await where({ field: 'name', function: 'StringContains', value: "'s_" })).toEqual(['2']);
    expect(await where({ field: 'name', function: 'IsNull' })).toEqual(['3']);
    expect(await where({ field: 'id', function: 'GreaterThan', value: 1 })).toEqual(['2', '3']);
    await under.facet('define').drop(into.id, never);
    const left = 'SELECT count(*) FROM PUBLIC."_syncform_commits" WHERE table_id = \'PUBLIC.filtered\'';
    await under.create(under.wanted('another', [{ name: 'id', type: 'bigint' }], ['id']));
    await load(under.wanted('another', [{ name: 'id', type: 'bigint' }], ['id']), [['1']], 'another');
    expect(await run(left)).toEqual([['0']]);
  });

  test('a query is described by compiling it, and its numbers and times are exact', async () => {
    const query = `SELECT CAST('99999999999999999999999999999999999999' AS NUMBER(38,0)) AS n,
      CAST('2024-03-31 01:30:00.123456' AS TIMESTAMP_NTZ) AS ntz,
      CAST('2024-03-31 01:30:00.123456+02:00' AS TIMESTAMP_TZ) AS tz, PARSE_JSON('{"a":[1]}') AS v;`;
    const fields = await under.facet('query').describe({ query }, never);
    expect(fields.map(({ name, type }) => [name, type])).toEqual([
      ['N', 'decimal(38,0)'],
      ['NTZ', 'datetime'],
      ['TZ', 'datetime_tz'],
      ['V', 'json'],
    ]);
    expect(await contents(await under.facet('query').extract({ query }, fields, never))).toEqual([
      '99999999999999999999999999999999999999|2024-03-31 01:30:00.123456|2024-03-30 23:30:00.123456+00|{"a":[1]}',
    ]);
  });
});

describe('Snowflake’s statements, which nothing runs here', () => {
  const dialect = snowflakeDialect('STAGING');

  test('a load goes by way of a temporary stage in the staging schema', () => {
    expect(dialect.merging.temporary('_syncform_rows')).toBe('"STAGING"."_syncform_rows"');
    expect(stageStatements('"STAGING"."s"', "/tmp/it's/x.parquet", '"STAGING"."t"')).toEqual({
      create: 'CREATE OR REPLACE TEMPORARY STAGE "STAGING"."s" FILE_FORMAT = (TYPE = PARQUET)',
      put: `PUT 'file:///tmp/it''s/x.parquet' @"STAGING"."s" AUTO_COMPRESS = FALSE SOURCE_COMPRESSION = NONE OVERWRITE = TRUE`,
      copy: 'COPY INTO "STAGING"."t" FROM @"STAGING"."s" FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE',
      drop: 'DROP STAGE IF EXISTS "STAGING"."s"',
    });
  });

  test('an upsert is one MERGE, and a scope is locked by one', () => {
    expect(
      dialect.merging.upsert?.({
        table: '"PUBLIC"."users"',
        from: '"STAGING"."_syncform_rows"',
        where: '1 = 1',
        isSame: 't."id" = s.c0',
        differs: 't."n" <> s.c1',
        assignments: '"n" = s.c1',
        columns: '"id", "n"',
        values: 's.c0, s.c1',
      }),
    ).toBe(
      'MERGE INTO "PUBLIC"."users" AS t USING (SELECT * FROM "STAGING"."_syncform_rows" AS s WHERE 1 = 1) AS s ON t."id" = s.c0 WHEN MATCHED AND (t."n" <> s.c1) THEN UPDATE SET "n" = s.c1 WHEN NOT MATCHED THEN INSERT ("id", "n") VALUES (s.c0, s.c1)',
    );
    expect(dialect.transactions.lockScope("sync/it's", '"a ""b"""."users"')).toEqual([
      `MERGE INTO "a ""b"""."_syncform_commits" AS t USING (SELECT 'sync/it''s' AS scope) AS s ON t.scope = s.scope AND t.batch_id = '' WHEN MATCHED THEN UPDATE SET committed_at = SYSDATE() WHEN NOT MATCHED THEN INSERT (scope, batch_id, table_id, outcome) VALUES (s.scope, '', '"a ""b""".users', '')`,
    ]);
  });

  test('a session has the parameters that values depend on, whatever params say', () => {
    expect(settingsStatement({ TIMEZONE: 'Europe/Berlin', LOCK_TIMEOUT: '60' })).toBe(
      `ALTER SESSION SET TIMEZONE = 'UTC' LOCK_TIMEOUT = 60 AUTOCOMMIT = TRUE QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE DATE_INPUT_FORMAT = 'AUTO' TIME_INPUT_FORMAT = 'AUTO' TIMESTAMP_INPUT_FORMAT = 'AUTO' BINARY_INPUT_FORMAT = 'HEX' BINARY_OUTPUT_FORMAT = 'HEX' JSON_INDENT = 0 TRANSACTION_ABORT_ON_ERROR = FALSE MULTI_STATEMENT_COUNT = 1 QUERY_TAG = 'syncform'`,
    );
  });

  test('a backslash in a text begins no escape', () => {
    expect(dialect.quoteLiteral("a\\n it's")).toBe("'a\\\\n it''s'");
  });

  test.each([
    ['NUMBER(38,0)', 'NUMBER(10,0)', true],
    ['NUMBER(38,2)', 'NUMBER(38,0)', false],
    ['VARCHAR(20)', 'VARCHAR(10)', true],
    ['VARIANT', 'ARRAY', true],
    ['TIMESTAMP_LTZ(6)', 'TIMESTAMP_TZ(6)', false],
    ['TIMESTAMP_TZ(9)', 'TIMESTAMP_LTZ(6)', true],
    ['FLOAT', 'NUMBER(19,0)', false],
  ])('%s holds all of %s: %s', (wide, narrow, answer) => expect(holds(wide, narrow)).toBe(answer));

  test('in place a text becomes longer and a number gets digits before the point, and no more', () => {
    expect(canAlter('VARCHAR(10)', 'VARCHAR(20)')).toBe(true);
    expect(canAlter('NUMBER(10,0)', 'NUMBER(19,0)')).toBe(true);
    expect(canAlter('NUMBER(10,0)', 'NUMBER(19,2)')).toBe(false);
    expect(canAlter('NUMBER(10,0)', 'VARCHAR(100)')).toBe(false);
    expect(canAlter('ARRAY', 'VARIANT')).toBe(false);
  });
});
