import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
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
 * The columns, where those of dates and times stay text unless every value is year, month and day in ISO 8601's order:
 * 01/02/2024 has two readings, 1-2-3 is no date, a time without a zone among those with one is of none, and microseconds are
 * the finest that is kept. So do whole numbers in another writing than digits, such as 0x10, among the first rows. `read` is
 * the FROM clause that reads all columns as text.
 */
export async function plainColumns(
  session: DuckdbSession,
  columns: readonly FileColumn[],
  read: string,
): Promise<readonly FileColumn[]> {
  const others = await otherwiseWritten(session, columns, read);
  const timed = columns.filter(({ type }) => PLAIN.has(type));
  if (timed.length + others.size === 0) return columns;
  const all = ({ name, type }: FileColumn, patterns: ReadonlyMap<string, string>) =>
    `coalesce(bool_and(regexp_matches(${quoteIdentifier(name)}, ${quoteLiteral(patterns.get(type) ?? '')})), true)`;
  const checks = timed.map(
    (column) =>
      `CASE WHEN ${all(column, PLAIN)} THEN 'plain' WHEN ${all(column, FINER)} THEN 'finer' ELSE 'other' END`,
  );
  const [row] = checks.length > 0 ? await session.all(`SELECT ${checks.join(', ')} FROM ${read}`) : [];
  const found = new Map(timed.map(({ name }, i) => [name, row?.[i]]));
  return columns.map((column): FileColumn => {
    const how = others.has(column.name) ? 'other' : found.get(column.name);
    if (how === undefined || how === 'plain') return column;
    const note = 'text, because its times are finer than microseconds';
    return { name: column.name, type: 'VARCHAR', ...(how === 'finer' ? { note } : {}) };
  });
}

/** Rows in which whole numbers are looked at: they are written alike throughout, mostly. */
const ROWS_LOOKED_AT = 1_000;

/** Columns of whole numbers that are not written in digits. */
async function otherwiseWritten(
  session: DuckdbSession,
  columns: readonly FileColumn[],
  read: string,
): Promise<ReadonlySet<string>> {
  const whole = columns.filter(({ type }) => INTEGERS.has(type)).map(({ name }) => name);
  if (whole.length === 0) return new Set();
  const names = whole.map(quoteIdentifier);
  const checks = names.map((name) => `bool_or(regexp_matches(${name}, '[a-zA-Z]'))`);
  const [row] = await session.all(
    `SELECT ${checks.join(', ')} FROM (SELECT ${names.join(', ')} FROM ${read} LIMIT ${ROWS_LOOKED_AT})`,
  );
  return new Set(whole.filter((_, i) => row?.[i] === true));
}
