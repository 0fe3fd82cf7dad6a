import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { type FileColumn, INTEGERS } from './csv-file.ts';

const DAY = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const CLOCK = '([01][0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6}0*)?)?';
const FINER_CLOCK = CLOCK.replace('{1,6}0*', '+');
const ZONE = ' ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2}(:?[0-9]{2})?)?)';

/** Texts that are read in one way only, and without a digit being cut, by DuckDB's type. */
function plain(clock: string): ReadonlyMap<string, string> {
  return new Map([
    ['DATE', `^${DAY}$`],
    ['TIMESTAMP', `^${DAY}([T ]${clock}Z?)?$`],
    ['TIMESTAMP WITH TIME ZONE', `^${DAY}[T ]${clock}${ZONE}$`],
    ['TIME', `^${clock}$`],
  ]);
}

const PLAIN = plain(CLOCK);
/** The same with times as fine as they come. */
const FINER = plain(FINER_CLOCK);

/** An instant whose zone is UTC where none is written: for who says that a column holds instants. */
const INSTANT = `^${DAY}([T ]${CLOCK}(${ZONE})?)?$`;

/**
 * The SQL condition that a text is a date or time of a type in the one way that has one reading; undefined of other types.
 * `isDeclared`: the user says that the column is of the type.
 */
export function isPlainTime(value: string, type: string, isDeclared = false): string | undefined {
  const pattern = isDeclared && type === 'TIMESTAMP WITH TIME ZONE' ? INSTANT : PLAIN.get(type);
  return pattern === undefined ? undefined : `regexp_matches(${value}, ${quoteLiteral(pattern)})`;
}

/**
 * The columns as they can be read without bending a value. Those of dates and times stay text unless every value is year,
 * month and day in ISO 8601's order: 01/02/2024 has two readings, 1-2-3 is not a date, a time without a zone among those with
 * one is of none, and microseconds are the finest that is kept. Whole numbers stay text in another writing than digits,
 * such as 0x10, and are no doubles where they have too many digits for one. `read` is the FROM clause that reads all columns
 * as text.
 */
export async function plainColumns(
  session: DuckdbSession,
  columns: readonly FileColumn[],
  read: string,
): Promise<readonly FileColumn[]> {
  const types = new Map([
    ...(await plainTimes(session, columns, read)),
    ...(await wholeNumbers(session, columns, read)),
  ]);
  return columns.map((column) => types.get(column.name) ?? column);
}

/** By name, columns of dates and times that stay text. */
async function plainTimes(
  session: DuckdbSession,
  columns: readonly FileColumn[],
  read: string,
): Promise<ReadonlyMap<string, FileColumn>> {
  const timed = columns.filter(({ type }) => PLAIN.has(type));
  if (timed.length === 0) return new Map();
  const all = ({ name, type }: FileColumn, patterns: ReadonlyMap<string, string>) =>
    `coalesce(bool_and(regexp_matches(${quoteIdentifier(name)}, ${quoteLiteral(patterns.get(type) ?? '')})), true)`;
  const checks = timed.map(
    (column) =>
      `CASE WHEN ${all(column, PLAIN)} THEN 'plain' WHEN ${all(column, FINER)} THEN 'finer' ELSE 'other' END`,
  );
  const [row] = await session.all(`SELECT ${checks.join(', ')} FROM ${read}`);
  const note = 'text, because its times are finer than microseconds';
  return new Map(
    timed.flatMap(({ name }, i): [string, FileColumn][] =>
      row?.[i] === 'plain'
        ? []
        : [[name, { name, type: 'VARCHAR', ...(row?.[i] === 'finer' ? { note } : {}) }]],
    ),
  );
}

/** Rows in which the writing of whole numbers is looked at: they are written alike throughout, mostly. */
const ROWS_LOOKED_AT = 1_000;
/** Every number of fewer characters is held by a bigint or, as well as its writing says, by a double. */
const LONGEST_EXACT = 18;

/** By name, columns of whole numbers that DuckDB takes for something that does not hold them as they are written. */
async function wholeNumbers(
  session: DuckdbSession,
  columns: readonly FileColumn[],
  read: string,
): Promise<ReadonlyMap<string, FileColumn>> {
  const changed = new Map<string, FileColumn>();
  const named = (test: (type: string) => boolean) =>
    columns.filter(({ type }) => test(type)).map(({ name }) => name);
  const ask = async (names: readonly string[], check: (value: string) => string, from: string) => {
    if (names.length === 0) return [];
    const checks = names.map((name) => check(quoteIdentifier(name)));
    return (await session.all(`SELECT ${checks.join(', ')} FROM ${from}`))[0] ?? [];
  };
  const whole = named((type) => INTEGERS.has(type));
  const first = `(SELECT * FROM ${read} LIMIT ${ROWS_LOOKED_AT})`;
  const isOther = await ask(whole, (value) => `bool_or(regexp_matches(${value}, '[a-zA-Z]'))`, first);
  for (const [i, name] of whole.entries())
    if (isOther[i] === true) changed.set(name, { name, type: 'VARCHAR' });
  const doubles = named((type) => type === 'DOUBLE');
  const longest = await ask(doubles, (value) => `max(length(${value}))`, read);
  // DuckDB reads a number that is too large as infinity.
  const isTooLarge = await ask(
    doubles,
    (value) => `bool_or(isinf(TRY_CAST(${value} AS DOUBLE)) AND regexp_matches(${value}, '[0-9]'))`,
    read,
  );
  for (const [i, name] of doubles.entries())
    if (isTooLarge[i] === true) changed.set(name, { name, type: 'VARCHAR' });
  const long = doubles.filter((_, i) => Number(longest[i] ?? 0) > LONGEST_EXACT);
  const digits = await ask(
    long,
    (value) =>
      `CASE WHEN bool_and(regexp_matches(${value}, '^[-+]?[0-9]+$')) THEN max(length(regexp_replace(${value}, '[^0-9]', '', 'g'))) ELSE 0 END`,
    read,
  );
  for (const [i, name] of long.entries())
    if (Number(digits[i]) > 0)
      changed.set(name, { name, type: Number(digits[i]) > 38 ? 'VARCHAR' : 'DECIMAL(38,0)' });
  return changed;
}
