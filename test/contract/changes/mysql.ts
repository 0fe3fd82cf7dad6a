import driver from 'mysql2/promise';
import { type MysqlService, startMysql } from '../../services/mysql/mysql.ts';
import { serverKind } from '../../services/mysql/server.ts';
import { hasType, RESET_LOG } from '../../services/mysql/words.ts';
import type { ChangesFixture, SqlSession, TypeSample } from './fixture.ts';

/** MariaDB, whose log is read as MySQL's is. Its server is the fixture's own: the log is every table's. */
export const mysql: ChangesFixture = {
  connector: 'mysql',
  async open() {
    const server = await startMysql({ localInfile: true });
    const plain = { ...server.configuration };
    const session = () => openSession(server);
    const administer = async (statement: string) => {
      await using own = await session();
      return await own.sql(statement);
    };
    await administer(`ALTER DATABASE ${server.database} CHARACTER SET utf8mb4`);
    const config = { ...plain, change_detection: true };
    return {
      config,
      plain,
      port: server.port,
      by: async (port) => ({ ...config, hostname: '127.0.0.1', port }),
      configuration: {},
      object: (table) => `${server.database}.${table}`,
      quoted: (name) => `\`${name.replaceAll('`', '``')}\``,
      retyped: (table, column, type) => `ALTER TABLE ${table} MODIFY ${column} ${type}`,
      session,
      types: [...TYPES, ...(serverKind === 'mysql' ? OF_MYSQL : [])].filter(({ type }) => hasType(type)),
      async keyless() {
        await administer('CREATE TABLE keyless (n int)');
        return `${server.database}.keyless`;
      },
      async cut() {
        const rows = await administer(
          "SELECT ID FROM information_schema.PROCESSLIST WHERE COMMAND = 'Binlog Dump'",
        );
        for (const [id] of rows)
          await administer(`KILL ${id}`).catch((error: Error) => {
            // A stream that ended meanwhile is cut already.
            if (!error.message.startsWith('Unknown thread id')) throw error;
          });
      },
      async lose() {
        await administer(RESET_LOG);
        // As long a log as before, and another one.
        await administer('CREATE TABLE IF NOT EXISTS after_reset (t longtext)');
        await administer("INSERT INTO after_reset VALUES (repeat('x', 100000))");
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

async function openSession({ host, port, user, password, database }: MysqlService): Promise<SqlSession> {
  const client = await driver.createConnection({
    host,
    port,
    user,
    password,
    database,
    charset: 'utf8mb4',
    rowsAsArray: true,
    typeCast: (field) => field.string('utf8'),
  });
  await client.query("SET time_zone = '+00:00', sql_mode = ''");
  // Writers that look whether a row is there would lock each other's places otherwise.
  await client.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  return {
    async sql(text) {
      const [rows] = await client.query(text);
      return Array.isArray(rows) ? (rows as unknown as (string | null)[][]) : [];
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

/** Documents of MySQL alone, which keeps values in them that JSON has no words for. */
const OF_MYSQL: readonly TypeSample[] = [
  {
    type: 'json',
    values: [
      "json_object('d', CAST(1.10 AS decimal(65,30)), 'n', CAST(-0.5 AS decimal(3,2)))",
      "json_array(date'2024-02-29', time'-10:11:12.5', timestamp'2024-02-29 12:34:56.789', CAST('2024' AS year))",
      "json_array(CAST(x'00ff' AS binary), b'101')",
      'json_array(18446744073709551615, -9223372036854775808, 65535, 32768, -32769, 1e0, 1e100, 5e-324, 0.1e0, 1e15, 1e16)',
      'json_array(true, false, NULL, json_object())',
      "json_object('quote', '\"\\\\/\\b\\t', 'control', '\\0\\Z', 'é🦆', '漢')",
      "json_object('a', repeat('x', 70000), 'b', json_array(repeat('y', 70000), 1, -70000, 70000))",
    ],
  },
];

const WORDS = ["''", "'Größe'", '\'a "b"\\\\\\n,\'', "'x '"];
const MOMENTS = [
  "'0000-00-00 00:00:00'",
  "'1000-01-01 00:00:00'",
  "'2024-02-29 12:34:56.987654'",
  "'9999-12-31 23:59:59'",
];
const INSTANTS = [
  "'0000-00-00 00:00:00'",
  "'1970-01-01 00:00:01'",
  "'2024-02-29 12:34:56.987654'",
  "'2038-01-19 03:14:07'",
];
const TIMES = [
  "'00:00:00'",
  "'-838:59:59'",
  "'838:59:59'",
  "'-00:00:00.5'",
  "'23:59:59.987654'",
  "'-100:00:00.000001'",
];
const REALS = [
  '0',
  '-0.0e0',
  '0.1',
  '-3.4028234663852886e38',
  '16777217',
  '1e15',
  '1e-15',
  '1.5e-7',
  '123456789012345678',
];
const DIGITS = ['0', '1', '-1', '0.5', '-0.5', '99999', '-99999', '123456789.123456789'];

const TYPES: readonly TypeSample[] = [
  { type: 'tinyint', values: ['-128', '0', '127'] },
  { type: 'tinyint unsigned', values: ['0', '255'] },
  { type: 'tinyint(1)', values: ['0', '1'] },
  { type: 'smallint', values: ['-32768', '32767'] },
  { type: 'smallint unsigned', values: ['65535'] },
  { type: 'mediumint', values: ['-8388608', '8388607'] },
  { type: 'mediumint unsigned', values: ['16777215'] },
  { type: 'int', values: ['-2147483648', '2147483647'] },
  { type: 'int unsigned', values: ['4294967295'] },
  { type: 'int(5) unsigned zerofill', values: ['42'] },
  {
    type: 'bigint',
    values: ['-9223372036854775808', '-9007199254740993', '-1', '9007199254740993', '9223372036854775807'],
  },
  { type: 'bigint unsigned', values: ['0', '9007199254740993', '18446744073709551615'] },
  ...[
    '(65,30)',
    '(65,0)',
    '(30,30)',
    '(10,2)',
    '(1,0)',
    '(9,9)',
    '(18,9)',
    '(20,10) unsigned',
    '(38,19) zerofill',
  ].map((size) => ({
    type: `decimal${size}`,
    values: [...DIGITS, '1e64', '-1e64'],
  })),
  { type: 'float', values: REALS },
  { type: 'float(7,3)', values: ['1.5', '-0.001'] },
  {
    type: 'double',
    values: [...REALS, '5e-324', '-1.7976931348623157e308', '1234567890123456', '1234567890123456.7'],
  },
  { type: 'double(20,4)', values: ['1.5'] },
  { type: 'bit(1)', values: ["b'0'", "b'1'"] },
  { type: 'bit(12)', values: ["b'101010101010'"] },
  { type: 'bit(64)', values: ["b'1'", '~0'] },
  { type: 'date', values: ["'0000-00-00'", "'2024-02-00'", "'1000-01-01'", "'2024-02-29'", "'9999-12-31'"] },
  ...['', '(1)', '(2)', '(3)', '(4)', '(5)', '(6)'].flatMap((size) => [
    { type: `datetime${size}`, values: MOMENTS },
    { type: `timestamp${size}`, values: INSTANTS },
    { type: `time${size}`, values: TIMES },
  ]),
  { type: 'year', values: ['1901', '2155', '0'] },
  {
    type: "enum('a', 'b,\"c', 'it''s', 'back\\\\slash', 'new\\nline', 'é')",
    values: ["'a'", '2', '3', '4', '5', '6', "'none'"],
  },
  { type: "set('a', 'b', 'c d')", values: ["''", "'a,b'", "'c d,a'"] },
  {
    type: `set(${Array.from({ length: 64 }, (_, i) => `'m${i}'`).join(', ')})`,
    values: ["'m0,m63'", "'m31,m32'"],
  },
  { type: 'json', values: [`'{"b": [1.10, null, 12345678901234567890], "a": "ü"}'`, "'null'", '\'"x"\''] },
  { type: 'char(4)', values: ["'a '", "''", "'🦆'"] },
  { type: 'char(255)', values: ["repeat('ü', 255)"] },
  ...[
    'utf8mb4',
    'utf8mb3',
    'latin1',
    'ascii',
    'utf16',
    'utf16le',
    'utf32',
    'ucs2',
    'cp1250',
    'latin2',
    'koi8r',
    'cp850',
  ].map((set) => ({
    type: `varchar(100) CHARACTER SET ${set}`,
    values: [...WORDS, "'€ňЖ'"],
  })),
  { type: 'varchar(1000)', values: ["repeat('漢', 1000)"] },
  { type: 'tinytext', values: WORDS },
  { type: 'text', values: [...WORDS, "'🦆\\0\\r\\n'"] },
  { type: 'mediumtext CHARACTER SET latin1', values: WORDS },
  { type: 'longtext', values: ["repeat('ab', 50000)"] },
  { type: 'binary(3)', values: ["x'00'", "x'ff'", "''", "x'0100ff'"] },
  { type: 'varbinary(9)', values: ["''", "x'ff00'"] },
  { type: 'varbinary(900)', values: ["repeat(x'00ff', 450)"] },
  { type: 'tinyblob', values: ["x'00ff'"] },
  { type: 'blob', values: ["''", "repeat(x'00', 300)"] },
  { type: 'mediumblob', values: ["x'00'"] },
  { type: 'longblob', values: ["repeat(x'ab', 100000)"] },
  {
    type: 'uuid',
    values: [
      "'123e4567-e89b-12d3-a456-426655440000'",
      "'00000000-0000-0000-0000-000000000000'",
      "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
      "'0190a6d8-2b5e-7c3d-9e4f-000000000000'",
    ],
  },
  { type: 'inet4', values: ["'0.0.0.0'", "'192.168.0.1'", "'255.255.255.0'"] },
  {
    type: 'inet6',
    values: [
      "'::'",
      "'::1'",
      "'::1:0'",
      "'::1.2.3.4'",
      "'::ffff:1.2.3.4'",
      "'2001:db8::8a2e:370:7334'",
      "'1:0:2:3:4:5:6:7'",
      "'0:0:1::'",
      "'1:0:0:2:0:0:0:3'",
    ],
  },
  ...[
    ['point', 'POINT(1 2.5)', 'POINT(-0.1 1e20)', 'POINT(0.3333333333333333 1e-16)'],
    ['linestring', 'LINESTRING(0 0,1 1,2 0.5)'],
    ['polygon', 'POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))'],
    ['multipoint', 'MULTIPOINT(1 2,3 4)'],
    ['multilinestring', 'MULTILINESTRING((0 0,1 1),(2 2,3 3))'],
    ['multipolygon', 'MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))'],
    ['geometrycollection', 'GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))', 'GEOMETRYCOLLECTION EMPTY'],
    ['geometry', 'POINT(1e15 123456789012345)'],
  ].map(([type = '', ...shapes]) => ({ type, values: shapes.map((shape) => `ST_GeomFromText('${shape}')`) })),
  { type: "datetime(6) COMMENT 'UTC'", values: MOMENTS },
  { type: 'vector(3)', values: ["string_to_vector('[1, 2.5, -3]')"] },
  { type: 'point SRID 4326', values: ["ST_GeomFromText('POINT(10 20)', 4326)"] },
];
