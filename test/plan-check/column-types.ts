import type { Family } from './canon.ts';

/** A type that a source's column can have, and values of it as texts that its system reads. */
export interface SourceType {
  readonly type: string;
  readonly family: Family;
  readonly values: readonly string[];
  /** A value of its own for each row, of types that keys can have. */
  readonly key?: (row: number) => string;
}

const texts = ['', 'plain', " it's ", 'line\nbreak', 'ünï 名前 🙂', 'NULL', '"quoted", \\back', '\uFEFFbom'];
const moments = ['1969-12-31 23:59:59.999999', '2024-02-29 12:00:00.000001', '2024-06-01 00:00:00'];
const json = ['{"b": [1, null], "a": "x"}', '[]', '"text"'];
const number = (row: number) => String(row + 1);
const text = (row: number) => `key ${row}`;
const day = (row: number) => `2024-01-${String(row + 1).padStart(2, '0')}`;
const uuid = (row: number) => `00000000-0000-4000-8000-${String(row).padStart(12, '0')}`;

const smallint: SourceType = {
  type: 'smallint',
  family: 'number',
  values: ['-32768', '0', '32767'],
  key: number,
};
const integers = (...names: readonly [string, string, string, string][]): SourceType[] =>
  names.map(([type, least, most]) => ({ type, family: 'number', values: [least, '7', most], key: number }));

const databaseTypes: Readonly<Record<'postgresql' | 'mysql' | 'duckdb', readonly SourceType[]>> = {
  postgresql: [
    smallint,
    ...integers(
      ['integer', '-2147483648', '2147483647', ''],
      ['bigint', '-9223372036854775808', '9223372036854775807', ''],
    ),
    { type: 'text', family: 'text', values: texts, key: text },
    { type: 'boolean', family: 'boolean', values: ['true', 'false'] },
    { type: 'numeric(12,2)', family: 'number', values: ['-1234567890.12', '0.10', '99'], key: number },
    { type: 'numeric', family: 'number', values: ['12345678901234567.123456789', '-0.5', '7'] },
    { type: 'numeric(40,10)', family: 'number', values: ['123456789012345678901234567890.0123456789', '1'] },
    { type: 'real', family: 'number', values: ['0.5', '-1.25', '1024'] },
    { type: 'double precision', family: 'number', values: ['0.1', '-12345.678', '9007199254740991'] },
    { type: 'date', family: 'date', values: ['1900-01-01', '2024-02-29'], key: day },
    { type: 'time', family: 'time', values: ['00:00:00', '23:59:59.999999'] },
    { type: 'timestamp', family: 'datetime', values: moments },
    { type: 'timestamp(3)', family: 'datetime', values: ['2024-06-01 00:00:00.123'] },
    { type: 'timestamptz', family: 'instant', values: moments.map((value) => `${value}+00`) },
    { type: 'varchar(20)', family: 'text', values: ['short', 'twenty characters!!!'], key: text },
    { type: 'char(3)', family: 'text', values: ['abc'] },
    { type: 'uuid', family: 'text', values: [uuid(77)], key: uuid },
    { type: 'jsonb', family: 'json', values: json },
    { type: 'json', family: 'json', values: json },
    { type: 'bytea', family: 'bytes', values: ['', '00ff', 'c3a9'] },
    { type: 'integer[]', family: 'list', values: ['[]', '[1,null,-3]'] },
    { type: 'text[]', family: 'list', values: ['["a b","c,d",null]', '["\\"q\\""]'] },
    { type: 'inet', family: 'text', values: ['10.0.0.0/8'] },
    { type: 'interval', family: 'interval', values: ['1 day 02:00:00', '3 mons'] },
  ],
  mysql: [
    smallint,
    ...integers(
      ['int', '-2147483648', '2147483647', ''],
      ['bigint', '-9223372036854775808', '9223372036854775807', ''],
      ['tinyint', '-128', '127', ''],
      ['int unsigned', '0', '4294967295', ''],
      ['bigint unsigned', '0', '18446744073709551615', ''],
    ),
    { type: 'varchar(40)', family: 'text', values: texts, key: text },
    { type: 'text', family: 'text', values: texts },
    { type: 'tinyint(1)', family: 'boolean', values: ['1', '0'] },
    { type: 'decimal(12,2)', family: 'number', values: ['-1234567890.12', '0.10', '99'], key: number },
    { type: 'decimal(40,10)', family: 'number', values: ['123456789012345678901234567890.0123456789', '1'] },
    { type: 'float', family: 'number', values: ['0.5', '-1.25', '1024'] },
    { type: 'double', family: 'number', values: ['0.1', '-12345.678'] },
    { type: 'date', family: 'date', values: ['1900-01-01', '2024-02-29'], key: day },
    { type: 'time(6)', family: 'time', values: ['00:00:00', '23:59:59.999999'] },
    { type: 'datetime', family: 'datetime', values: ['2024-06-01 00:00:00'] },
    { type: 'datetime(6)', family: 'datetime', values: moments },
    { type: 'timestamp(6)', family: 'instant', values: moments.slice(1) },
    { type: 'year', family: 'number', values: ['1999'] },
    { type: 'char(3)', family: 'text', values: ['abc'] },
    { type: "enum('a','b c')", family: 'text', values: ['a', 'b c'] },
    { type: 'json', family: 'json', values: json },
    { type: 'varbinary(10)', family: 'bytes', values: ['', '00ff'] },
    { type: 'blob', family: 'bytes', values: ['c3a9'] },
  ],
  duckdb: [
    { ...smallint, type: 'SMALLINT' },
    ...integers(
      ['TINYINT', '-128', '127', ''],
      ['UTINYINT', '0', '255', ''],
      ['INTEGER', '-2147483648', '2147483647', ''],
      ['UINTEGER', '0', '4294967295', ''],
      ['BIGINT', '-9223372036854775808', '9223372036854775807', ''],
      ['UBIGINT', '0', '18446744073709551615', ''],
    ),
    { type: 'HUGEINT', family: 'number', values: ['12345678901234567890', '-1'] },
    { type: 'VARCHAR', family: 'text', values: texts, key: text },
    { type: 'BOOLEAN', family: 'boolean', values: ['true', 'false'] },
    { type: 'DECIMAL(12,2)', family: 'number', values: ['-1234567890.12', '0.10', '99'], key: number },
    { type: 'FLOAT', family: 'number', values: ['0.5', '-1.25', '1024'] },
    { type: 'DOUBLE', family: 'number', values: ['0.1', '-12345.678'] },
    { type: 'DATE', family: 'date', values: ['1900-01-01', '2024-02-29'], key: day },
    { type: 'TIME', family: 'time', values: ['00:00:00', '23:59:59.999999'] },
    { type: 'TIMESTAMP', family: 'datetime', values: moments },
    { type: 'TIMESTAMP_S', family: 'datetime', values: ['2024-06-01 00:00:00'] },
    { type: 'TIMESTAMPTZ', family: 'instant', values: moments.map((value) => `${value}+00`) },
    { type: 'UUID', family: 'text', values: [uuid(77)], key: uuid },
    { type: 'JSON', family: 'json', values: json },
    { type: 'BLOB', family: 'bytes', values: ['', '00ff'] },
    { type: 'INTEGER[]', family: 'list', values: ['[]', '[1,null,-3]'] },
    { type: 'VARCHAR[]', family: 'list', values: ['["a b",null]'] },
    { type: 'INTERVAL', family: 'interval', values: ['1 day 02:00:00'] },
  ],
};

/** DuckDB's types of which a file keeps the values, or texts of them. */
const fileTypes = (names: readonly string[]) =>
  databaseTypes.duckdb.filter(({ type }) => names.includes(type));
const plainTypes = ['INTEGER', 'BIGINT', 'VARCHAR', 'BOOLEAN', 'DOUBLE'];
const times = ['DATE', 'TIMESTAMP', 'TIME'];

export const sourceTypes: Readonly<
  Record<keyof typeof databaseTypes | 'parquet' | 'csv' | 'json', readonly SourceType[]>
> = {
  ...databaseTypes,
  parquet: fileTypes([
    ...plainTypes,
    ...times,
    ...[
      'SMALLINT',
      'UBIGINT',
      'DECIMAL(12,2)',
      'FLOAT',
      'TIMESTAMPTZ',
      'UUID',
      'BLOB',
      'INTEGER[]',
      'VARCHAR[]',
    ],
  ]),
  csv: fileTypes([...plainTypes, ...times, 'DECIMAL(12,2)']),
  json: fileTypes([...plainTypes, 'INTEGER[]']),
};

/** Names that tables and columns can have; those that a system cannot have are refused at plan, which is checked too. */
export const columnNames: readonly string[] = [
  'name',
  'Name',
  'NAME',
  'email',
  'value',
  'select',
  'order',
  'group',
  'user id',
  'quo"te',
  'back`tick',
  "apo'strophe",
  'dot.ted',
  'semi;colon',
  '%s $1',
  '1st',
  'ünïcode',
  '名前',
  'e\u0301te\u0301',
  'CamelCase',
  'total ($)',
  `long_${'x'.repeat(57)}`,
  `lang_${'ü'.repeat(28)}`,
];

export const tableNames: readonly string[] = ['t', 'Orders', 'select', 'two words', 'ünï'];
