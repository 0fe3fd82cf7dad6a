import pg from 'pg';
import { makeDomains } from '../../../engine/connectors/databases/mssql/testing/domains.ts';
import { startSqlServerStandIn } from '../../../engine/connectors/databases/mssql/testing/stand-in.ts';
import { translate } from '../../../engine/connectors/databases/mssql/testing/translate.ts';
import type { JsonObject } from '../../../engine/kit/json.ts';
import type { ChangesFixture, SqlSession, TypeSample } from './fixture.ts';

/*
 * What SQL Server keeps of changes, at the stand-in, which has triggers in its place: a Postgres behind SQL Server's protocol. What is
 * done to tables is said in the Postgres's words. Both connectors follow by the same code: each is tried with one of the two methods.
 */
export const mssql: ChangesFixture = {
  ...kept('mssql', {}, 'cdc'),
  method: 'change data capture',
};
export const azuresql: ChangesFixture = {
  ...kept('azuresql', { auth_method: 'password' }, 'change_tracking'),
  method: 'change tracking',
  tellsLastChanges: true,
};

type Method = 'cdc' | 'change_tracking';

/** What makes the stand-in keep a table's changes, and what makes it forget those of all. */
const KEEPING: Readonly<Record<Method, { readonly keep: string; readonly forget: string }>> = {
  cdc: {
    keep: 'SELECT sys.capture_changes($1::text::regclass)',
    forget: "UPDATE cdc.change_tables SET oldest = sys.lsn(nextval('sys.commits'))",
  },
  change_tracking: {
    keep: 'SELECT sys.track_changes($1::text::regclass)',
    forget: `INSERT INTO sys.pending VALUES (txid_current());
      UPDATE sys.change_tracking_tables SET min_valid_version = (SELECT last_value + 1 FROM sys.commits)`,
  },
};

function kept(connector: string, login: JsonObject, method: Method): ChangesFixture {
  return {
    connector,
    refusesTruncate: true,
    sharesProcess: true,
    async open() {
      const server = await startSqlServerStandIn();
      const { connectionString } = server.postgres;
      const plain = { ...server.configuration, ...login };
      const config = { ...plain, change_detection: true, change_method: method };
      const administer = async (statement: string) => {
        await using own = await openSession(connectionString, method);
        return await own.sql(statement);
      };
      return {
        config,
        plain,
        port: server.configuration.port,
        by: async (port) => ({ ...config, port }),
        configuration: {},
        object: (table) => `dbo.${table}`,
        quoted: (name) => `"${name}"`,
        retyped: (table, column, type) => `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type}`,
        session: () => openSession(connectionString, method),
        types: TYPES,
        async keyless() {
          // One whose changes nobody could keep.
          await administer('SELECT 1 AS n INTO keyless');
          return 'dbo.keyless';
        },
        async cut() {
          await administer(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tds' AND datname = current_database()",
          );
        },
        async lose() {
          await administer(KEEPING[method].forget);
        },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  };
}

async function openSession(connectionString: string, method: Method): Promise<SqlSession> {
  const client = new pg.Client({ connectionString, types: { getTypeParser: () => (text: string) => text } });
  await client.connect();
  return {
    async sql(text) {
      const table = /^CREATE TABLE (\w+)/.exec(text)?.[1];
      if (table === undefined) return (await client.query({ text, rowMode: 'array' })).rows;
      const { sql, domains } = translate(text);
      await makeDomains(client, domains);
      await client.query(sql);
      await client.query(KEEPING[method].keep, [table]);
      return [];
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

const WORDS = ["''", "'Größe'", '\'a "b"\\\n,\'', "'x '"];

const TYPES: readonly TypeSample[] = [
  { type: 'bit', values: ['0', '1'] },
  { type: 'tinyint', values: ['0', '255'] },
  { type: 'smallint', values: ['-32768', '32767'] },
  { type: 'int', values: ['-2147483648', '2147483647'] },
  { type: 'bigint', values: ['-9223372036854775808', '9007199254740993', '9223372036854775807'] },
  { type: 'decimal(38,18)', values: ['-1.000000000000000001', '12345678901234567890.5'] },
  { type: 'numeric(5,2)', values: ['0', '-999.99'] },
  { type: 'money', values: ['-922337203685477.5808', '0.1'] },
  { type: 'smallmoney', values: ['214748.3647'] },
  { type: 'real', values: ['0.1', '-3.4e38', '16777216'] },
  { type: 'float', values: ['0.1', '1e-300', '1.7976931348623157e308'] },
  { type: 'date', values: ["'0001-01-01'", "'2024-02-29'", "'9999-12-31'"] },
  { type: 'time(6)', values: ["'00:00:00'", "'23:59:59.987654'"] },
  { type: 'datetime2(6)', values: ["'0001-01-01 00:00:00'", "'2024-02-29 12:34:56.987654'"] },
  { type: 'datetime', values: ["'1999-12-31 23:59:59.997'"] },
  { type: 'smalldatetime', values: ["'2079-06-06 23:59:00'"] },
  { type: 'datetimeoffset(6)', values: ["'2024-03-31 03:30:00.123456+02'", "'1969-12-31 23:59:59-14'"] },
  { type: 'nvarchar(max)', values: [...WORDS, "'🦆漢'"] },
  { type: 'nvarchar(100)', values: WORDS },
  { type: 'varchar(100)', values: WORDS },
  { type: 'char(4)', values: ["'a'", "'abcd'"] },
  { type: 'nchar(4)', values: ["'ü'"] },
  { type: 'binary(3)', values: ["'\\x0100ff'"] },
  { type: 'varbinary(max)', values: ["''", "'\\x00ff'"] },
  { type: 'uniqueidentifier', values: ["'0e984725-c51c-4bf4-9960-e1c80e27aba0'"] },
  { type: 'hierarchyid', values: ["'/'", "'/1/2.5/'"] },
  { type: 'xml', values: ['\'<a b="1">ü</a>\''] },
];
