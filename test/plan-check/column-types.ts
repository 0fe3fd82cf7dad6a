import type { Family } from './canon.ts';

/** A type that a source's column can have, and values of it as texts that its system reads. */
export interface SourceType {
  readonly type: string;
  readonly family: Family;
  readonly values: readonly string[];
  /** A value of its own for each row, of types that keys can have. */
  readonly key?: (row: number) => string;
}

const texts = [
  '',
  'plain',
  " it's ",
  'line\nbreak',
  'ünï 名前 🙂',
  'NULL',
  '"quoted", \\back',
  '\uFEFFbom',
  'tab\tcr\r\n',
];
const moments = ['1969-12-31 23:59:59.999999', '2024-02-29 12:00:00.000001', '2024-06-01 00:00:00'];
const json = ['{"b": [1, null], "a": "x"}', '[]', '"text"', 'null', '{"large": 1234567890123456789}'];
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
    { type: 'real', family: 'single', values: ['0.5', '-1.25', '1024'] },
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
    { type: 'double precision', family: 'number', values: ['NaN', 'Infinity', '-Infinity', '1e300'] },
    { type: 'real', family: 'single', values: ['NaN', '1e-30', '0.1'] },
    { type: 'numeric', family: 'number', values: ['NaN', '1e25', '0.0000000000000000001'] },
    { type: 'numeric(5,-2)', family: 'number', values: ['12300', '-100'] },
    { type: 'date', family: 'date', values: ['0001-01-01', '9999-12-31', '12000-01-01'] },
    { type: 'timestamp', family: 'datetime', values: ['0001-01-01 00:00:00', '9999-12-31 23:59:59.999999'] },
    {
      type: 'timestamptz',
      family: 'instant',
      values: ['0001-01-01 00:00:00+00', '9999-12-31 23:59:59.999999+00'],
    },
    { type: 'numeric(12,2)[]', family: 'list', values: ['["1.50",null]', '["-0.10"]'] },
    { type: 'boolean[]', family: 'list', values: ['["true",null,"false"]'] },
    { type: 'date[]', family: 'list', values: ['["2024-02-29"]', '[]'] },
    { type: 'jsonb[]', family: 'list', values: ['["{\\"a\\": 1}"]'] },
    { type: 'uuid[]', family: 'list', values: [`["${uuid(7)}"]`] },
    { type: 'time with time zone', family: 'text', values: ['12:00:00+02'] },
    { type: 'bit(3)', family: 'text', values: ['101'] },
    { type: 'money', family: 'text', values: ['12.50'] },
    { type: 'int4range', family: 'text', values: ['[1,5)'] },
    { type: 'xml', family: 'text', values: ['<a>b</a>'] },
    { type: 'point', family: 'text', values: ['(1,2)'] },
    { type: 'varchar(20) COLLATE "C"', family: 'text', values: ['a', 'A'], key: text },
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
    { type: 'float', family: 'single', values: ['0.5', '-1.25', '1024'] },
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
    { type: 'mediumint', family: 'number', values: ['-8388608', '8388607'], key: number },
    { type: 'smallint unsigned', family: 'number', values: ['0', '65535'], key: number },
    { type: 'decimal(65,30)', family: 'number', values: [`${'9'.repeat(35)}.${'1'.repeat(30)}`, '-0.5'] },
    { type: 'decimal(10,2) unsigned', family: 'number', values: ['99999999.99'] },
    { type: 'date', family: 'date', values: ['0001-01-01', '9999-12-31'] },
    { type: 'datetime(3)', family: 'datetime', values: ['2024-06-01 00:00:00.123'] },
    {
      type: 'datetime(6)',
      family: 'datetime',
      values: ['1000-01-01 00:00:00', '9999-12-31 23:59:59.999999'],
    },
    { type: 'time', family: 'time', values: ['-838:59:59', '30:00:00'] },
    { type: "set('a','b')", family: 'text', values: ['', 'a,b'] },
    { type: 'bit(1)', family: 'boolean', values: ['1', '0'] },
    { type: 'tinytext', family: 'text', values: ['tiny'] },
    { type: 'longblob', family: 'bytes', values: ['00', ''] },
    { type: 'varchar(20) COLLATE utf8mb4_general_ci', family: 'text', values: ['a', 'A', 'a '], key: text },
    { type: 'uuid', family: 'text', values: [uuid(77)], key: uuid },
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
    { type: 'FLOAT', family: 'single', values: ['0.5', '-1.25', '1024'] },
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
    { type: 'DOUBLE', family: 'number', values: ['NaN', 'Infinity', '-Infinity', '1e300'] },
    { type: 'UHUGEINT', family: 'number', values: ['340282366920938463463374607431768211455', '1'] },
    { type: 'DECIMAL(38,10)', family: 'number', values: ['1234567890123456789012345678.0123456789'] },
    { type: 'DATE', family: 'date', values: ['0001-01-01', '9999-12-31', '12000-01-01'] },
    { type: 'TIMESTAMP_MS', family: 'datetime', values: ['2024-06-01 00:00:00.123'] },
    { type: 'TIMESTAMP_NS', family: 'datetime', values: ['2024-06-01 00:00:00.123456'] },
    { type: 'TIMESTAMP', family: 'datetime', values: ['0001-01-01 00:00:00', '9999-12-31 23:59:59.999999'] },
    { type: 'TIMETZ', family: 'text', values: ['12:00:00+02'] },
    { type: "ENUM('a','b c')", family: 'text', values: ['a', 'b c'] },
    { type: 'BIT', family: 'text', values: ['101'] },
    { type: 'DECIMAL(12,2)[]', family: 'list', values: ['["1.50",null]'] },
    { type: 'DATE[]', family: 'list', values: ['["2024-02-29"]'] },
    { type: 'BOOLEAN[]', family: 'list', values: ['["true",null]'] },
    { type: 'STRUCT(a INTEGER, b VARCHAR)', family: 'json', values: ["{'a': 1, 'b': x}"] },
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

/** Types that hold a family's values, of columns that are joined to those of another system. */
export const joinTypes: Readonly<
  Record<keyof typeof sourceTypes, Readonly<Partial<Record<Family, string>>>>
> = {
  postgresql: {
    boolean: 'boolean',
    number: 'numeric',
    single: 'double precision',
    text: 'text',
    date: 'date',
    datetime: 'timestamp',
    instant: 'timestamptz',
  },
  mysql: {
    boolean: 'tinyint(1)',
    number: 'decimal(65,20)',
    single: 'double',
    text: 'varchar(100)',
    date: 'date',
    datetime: 'datetime(6)',
  },
  duckdb: {
    boolean: 'BOOLEAN',
    number: 'DECIMAL(38,8)',
    single: 'DOUBLE',
    text: 'VARCHAR',
    date: 'DATE',
    datetime: 'TIMESTAMP',
    instant: 'TIMESTAMPTZ',
  },
  parquet: {
    boolean: 'BOOLEAN',
    number: 'DECIMAL(38,8)',
    single: 'FLOAT',
    text: 'VARCHAR',
    date: 'DATE',
    datetime: 'TIMESTAMP',
    instant: 'TIMESTAMPTZ',
  },
  csv: { boolean: 'BOOLEAN', text: 'VARCHAR', date: 'DATE', datetime: 'TIMESTAMP' },
  json: { boolean: 'BOOLEAN', text: 'VARCHAR' },
};

/** Types that hold lists of texts, of systems that have one: as a list of their own, or as JSON. */
export const listTypes: Readonly<Record<string, string>> = {
  postgresql: 'text[]',
  mysql: 'json',
  duckdb: 'VARCHAR[]',
  parquet: 'VARCHAR[]',
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

export const tableNames: readonly string[] = [
  't',
  'Orders',
  'select',
  'two words',
  'ünï',
  'ORDERS',
  'dot.ted',
  'quo"te',
  "apo'strophe",
  '100%',
  `long_${'x'.repeat(58)}`,
  `wide_${'ü'.repeat(29)}`,
  `longer_${'y'.repeat(70)}1`,
  `longer_${'y'.repeat(70)}2`,
];

/** Whether a source's system can have a table of that name beside others, as it is. */
export function canName(source: string, name: string, others: readonly string[]): boolean {
  if (source === 'postgresql') return Buffer.byteLength(name) <= 63 && !others.includes(name);
  const folded = others.map((other) => other.toLowerCase());
  return (source !== 'mysql' || name.length <= 64) && !folded.includes(name.toLowerCase());
}
