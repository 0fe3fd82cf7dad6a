import fc from 'fast-check';
import type { Filter } from '../../contract/filter.ts';
import type { Json } from '../../kit/json.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { fromText } from '../../movement/csv-dialect.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { type FieldType, fieldType } from '../../types/field-type.ts';
import { filterFunctions, filterFunctionsOf } from '../filter-functions.ts';

/*
 * A table with a column of every field type, its rows at random, and filters at random that suit it. Values are chosen to
 * meet: from few, with neighbours, and with everything that databases are known to treat differently.
 */

export interface SampleColumn {
  readonly name: string;
  readonly type: FieldType;
  /** Its type in Postgres, with a collation that is not that of bytes where it has one. */
  readonly postgresType: string;
  readonly values: fc.Arbitrary<string>;
  /** A filter's value of the column's type. */
  readonly given: fc.Arbitrary<Json>;
}

export type SampleRow = readonly (string | null)[];

const characters = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'a',
      'A',
      'b',
      ' ',
      '\t',
      '\n',
      '%',
      '_',
      '\\',
      "'",
      '"',
      'é',
      'e\u0301',
      '😀',
      '日',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((c) => c !== '\0'),
  },
);
const texts = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'A',
    'a ',
    ' a',
    "'; DROP TABLE t; --",
    "O'Brien",
    '\\x41',
    '$$',
    '$1',
    '?',
    ':x',
    'NULL',
    '\u00a0',
    '10%',
    'ß',
    'ss',
    '{"a":1}',
  ),
  fc.array(characters, { maxLength: 4 }).map((all) => all.join('')),
);

const integers = (bits: bigint) =>
  fc.oneof(
    fc.constantFrom('0', '1', '-1', '2', '10', String(2n ** bits - 1n), String(-(2n ** bits))),
    fc.bigInt({ min: -(2n ** bits), max: 2n ** bits - 1n }).map(String),
  );

/** Digits with up to `scale` places; zeros at the end stay. */
const decimals = (whole: number, scale: number) =>
  fc.oneof(
    fc.constantFrom(
      '0',
      '1',
      '-1',
      '10',
      ...(scale < 2 ? [] : ['0.0', '1.5', '1.50', '-1.5', '1.25', '-1.25', '0.5', '9.99']),
    ),
    fc
      .tuple(
        fc.boolean(),
        fc.bigInt({ min: 0n, max: 10n ** BigInt(whole) - 1n }),
        fc.stringMatching(new RegExp(`^[0-9]{0,${scale}}$`)),
      )
      .map(
        ([minus, digits, places]) =>
          `${minus && (digits > 0n || /[1-9]/.test(places)) ? '-' : ''}${digits}${places && `.${places}`}`,
      ),
  );
const beyondNumbers = fc.constantFrom('NaN', 'Infinity', '-Infinity');
const anyNumber = fc.oneof(
  decimals(3, 4),
  decimals(45, 20),
  fc.constantFrom('32768', '-32769', '2147483648', '9223372036854775808', '-9223372036854775809'),
);
const numbersGiven = fc.oneof(
  anyNumber,
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(0.5, 1.25, 0.001),
);

const floats = (single: boolean) => {
  const round = single ? Math.fround : (x: number) => x;
  return fc.oneof(
    fc.constantFrom('0', '-0', 'NaN', 'Infinity', '-Infinity', '1.5'),
    fc.constantFrom(0.1, 0.2, -0.1, 1e-30, 1e30, 16777217).map((x) => String(round(x))),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -3e38, max: 3e38 }).map((x) => String(round(x))),
  );
};
const floatsGiven = fc.oneof(
  beyondNumbers,
  fc.constantFrom(0, -0, 0.1, '0.1', 0.2, 1.5, '1.5', 1e30, '16777217', '-0.1'),
);

const dates = fc.oneof(
  fc.constantFrom('2024-01-31', '2024-02-01', '0001-01-01', '9999-12-31', '1969-12-31'),
  fc
    .integer({ min: 19_720, max: 19_735 })
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
);
const times = fc.constantFrom(
  '00:00:00.000000',
  '00:00:00.000001',
  '09:30:00.000000',
  '12:00:00.000000',
  '23:59:59.999999',
);
const moments = fc.tuple(dates, times).map(([date, time]) => `${date} ${time}`);
const endless = <T extends string>(of: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: of }, { weight: 1, arbitrary: fc.constantFrom('infinity', '-infinity') });
const momentsGiven = fc.oneof(
  dates,
  moments.map((text) => `${text.replace(' ', 'T')}Z`),
);

const json = fc.constantFrom(
  'null',
  '{}',
  '[]',
  '{"a": [1]}',
  '"a"',
  '1.50',
  'true',
  '[null]',
  '{"b":1,"a":"\\u00e9"}',
);
const jsonElements = fc.constantFrom(
  '1',
  '"a"',
  '"1"',
  'true',
  'null',
  '["a"]',
  '{"a":"a"}',
  '1.50',
  '-1',
  '"\\u00e9"',
  '0.1',
  '1e2',
  '"true"',
);
const jsonLists = fc.oneof(
  { weight: 4, arbitrary: fc.array(jsonElements, { maxLength: 4 }).map((all) => `[${all.join(', ')}]`) },
  { weight: 1, arbitrary: fc.constantFrom('"a"', '{"a":"a"}', 'null', 'true') },
);
const jsonElementsGiven = fc.constantFrom<Json[]>(
  'a',
  '1',
  1,
  true,
  false,
  1.5,
  -1,
  'é',
  0.1,
  100,
  'true',
  '',
);

const bytes = fc.constantFrom('\\x', '\\x00', '\\x0aff', '\\x0a', '\\xff', '\\x27', '\\x5c');
const lists = (of: fc.Arbitrary<string>) =>
  fc.array(fc.option(of, { freq: 4 }), { maxLength: 4 }).map((all) => JSON.stringify(all));

const column = (
  name: string,
  type: string,
  postgresType: string,
  values: fc.Arbitrary<string>,
  given: fc.Arbitrary<Json> = values,
): SampleColumn => ({
  name,
  type: fieldType(type),
  postgresType,
  values,
  given,
});

export const sampleColumns: readonly SampleColumn[] = [
  column('text', 'string', 'text COLLATE "und-x-icu"', texts),
  column('odd "name"\\', 'string', 'varchar(200) COLLATE case_insensitive', texts),
  column(
    'flag',
    'boolean',
    'boolean',
    fc.constantFrom('true', 'false'),
    fc.constantFrom<Json[]>(true, false, 'true'),
  ),
  column('smallint', 'smallint', 'smallint', integers(15n), fc.oneof(integers(15n), numbersGiven)),
  column('int', 'int', 'integer', integers(31n), fc.oneof(integers(31n), numbersGiven)),
  column('bigint', 'bigint', 'bigint', integers(63n), fc.oneof(integers(63n), numbersGiven)),
  column('price', 'decimal(7,3)', 'numeric(7,3)', decimals(4, 3), numbersGiven),
  column('wide', 'decimal(38,0)', 'numeric(38,0)', decimals(38, 0), numbersGiven),
  column('wider', 'decimal(60,10)', 'numeric(60,10)', decimals(50, 10), numbersGiven),
  column(
    'number',
    'number',
    'numeric',
    fc.oneof(decimals(3, 3), decimals(45, 20), beyondNumbers),
    fc.oneof(numbersGiven, beyondNumbers),
  ),
  column('single', 'single', 'real', floats(true), floatsGiven),
  column('double', 'double', 'double precision', floats(false), floatsGiven),
  column('date', 'date', 'date', endless(dates), dates),
  column('time', 'time', 'time', times),
  column('local', 'datetime', 'timestamp', endless(moments), momentsGiven),
  column('instant', 'datetime_tz', 'timestamptz', endless(moments), momentsGiven),
  column('doc', 'json', 'jsonb', json),
  column('object', 'object{}', 'json', json),
  column('list', 'jsonarray', 'jsonb', jsonLists, jsonElementsGiven),
  column('binary', 'binary', 'bytea', bytes),
  column('texts', 'array<string>', 'text[]', lists(texts), texts),
  column('ints', 'array<int>', 'integer[]', lists(integers(31n)), fc.oneof(integers(31n), numbersGiven)),
  column(
    'numbers',
    'array<number>',
    'numeric[]',
    lists(fc.oneof(decimals(3, 3), beyondNumbers)),
    fc.oneof(numbersGiven, beyondNumbers),
  ),
  column('singles', 'array<single>', 'real[]', lists(floats(true)), floatsGiven),
  column(
    'instants',
    'array<datetime_tz>',
    'timestamptz[]',
    lists(moments.map((text) => `${text}+00`)),
    moments.map((text) => `${text.replace(' ', 'T')}Z`),
  ),
  column('matrix', 'array<array<int>>', 'integer[]', fc.constantFrom('[[1]]', '[[1,2],[3,4]]')),
];

export const sampleRows: fc.Arbitrary<readonly SampleRow[]> = fc.array(
  fc.tuple(...sampleColumns.map(({ values }) => fc.option(values, { freq: 5 }))),
  { minLength: 6, maxLength: 12 },
);

/** What Postgres needs before the table: a collation in which texts equal that differ. */
export const postgresCollation = `CREATE COLLATION case_insensitive (provider = icu, locale = 'und-u-ks-level1', deterministic = false)`;

/** Statements that make the table `sample` again, with the rows' numbers in `id`. */
export function inPostgres(rows: readonly SampleRow[]): readonly string[] {
  const columns = sampleColumns.map(({ name, postgresType }) => `${quoteIdentifier(name)} ${postgresType}`);
  const literal = (text: string) => `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  const cell = (text: string | null, { type, postgresType }: SampleColumn) => {
    if (text === null) return 'NULL';
    if (type.kind === 'array' && type.element.kind === 'array')
      return literal(text.replaceAll('[', '{').replaceAll(']', '}'));
    if (type.kind === 'array')
      return `ARRAY(SELECT e FROM jsonb_array_elements_text(${literal(text)}) WITH ORDINALITY AS t (e, i) ORDER BY i)::${postgresType}`;
    return type.kind === 'datetime_tz' && /\d/.test(text) ? literal(`${text}+00`) : literal(text);
  };
  return [
    'DROP TABLE IF EXISTS sample',
    `CREATE TEMP TABLE sample (id int, ${columns.join(', ')})`,
    `INSERT INTO sample VALUES ${rowsSql(rows, cell)}`,
  ];
}

export function inDuckdb(rows: readonly SampleRow[]): readonly string[] {
  const columns = sampleColumns.map(({ name, type }) => `${quoteIdentifier(name)} ${duckdbType(type)}`);
  const cell = (text: string | null, { type }: SampleColumn) => {
    if (text === null) return 'NULL';
    return fromText(quoteLiteral(type.kind === 'datetime_tz' && /\d/.test(text) ? `${text}+00` : text), type);
  };
  return [
    `CREATE OR REPLACE TEMP TABLE sample (id INTEGER, ${columns.join(', ')})`,
    `INSERT INTO sample VALUES ${rowsSql(rows, cell)}`,
  ];
}

function rowsSql(
  rows: readonly SampleRow[],
  cell: (text: string | null, column: SampleColumn) => string,
): string {
  const line = (row: SampleRow, id: number) =>
    `(${[id, ...row.map((text, i) => cell(text, sampleColumns[i] as SampleColumn))].join(', ')})`;
  return rows.map(line).join(', ');
}

/** Types with many functions of their own come more often. */
const drawnColumns = fc.constantFrom(
  ...sampleColumns.flatMap((one) => {
    if (one.type.kind === 'string') return Array<SampleColumn>(8).fill(one);
    return filterFunctionsOf(one.type).includes('InTheLast') ? Array<SampleColumn>(4).fill(one) : [one];
  }),
);

/** A filter that is right for some column, with any of the functions that the column's type takes. */
export const sampleFilters: fc.Arbitrary<Filter> = drawnColumns.chain(({ name, type, given }) =>
  fc.constantFrom(...filterFunctionsOf(type)).chain((functionName) =>
    valueFor(filterFunctions[functionName].value, given).map((value) => ({
      field: name,
      function: functionName,
      value,
    })),
  ),
);

const units = fc.constantFrom('second', 'minutes', 'hours', 'day', 'weeks');

function valueFor(shape: string, given: fc.Arbitrary<Json>): fc.Arbitrary<Json | undefined> {
  switch (shape) {
    case 'none':
      return fc.constantFrom(undefined, null);
    case 'two':
      return fc.tuple(given, given);
    case 'list':
      return fc.array(given, { minLength: 1, maxLength: 4 });
    case 'text':
      return fc.oneof(given, characters);
    case 'pattern':
      return fc
        .array(fc.oneof(fc.constantFrom('%', '_', '\\%', '\\_', '\\\\', '\\a'), characters), { maxLength: 5 })
        .map((all) => all.map((part) => (part === '\\' ? '%' : part)).join(''));
    case 'duration':
      return fc.tuple(fc.nat(300), units).map(([amount, unit]) => `${amount} ${unit}`);
    case 'moment':
      return fc
        .tuple(fc.nat(300), units, fc.constantFrom('ago', 'from now'))
        .map(([amount, unit, direction]) => `${amount} ${unit} ${direction}`);
    default:
      return given;
  }
}
