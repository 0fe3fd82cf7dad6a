import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import type { FileColumn } from './csv-file.ts';

const DAY = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const CLOCK = '([01][0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6}0*)?)?';
const FINER_CLOCK = CLOCK.replace('{1,6}0*', '+');
const ZONE = '( ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2}(:?[0-9]{2})?)?))?';

/** Texts that are read in one way only, and without a digit being cut, by DuckDB's type. */
function plain(clock: string): ReadonlyMap<string, string> {
  return new Map([
    ['DATE', `^${DAY}$`],
    ['TIMESTAMP', `^${DAY}([T ]${clock}Z?)?$`],
    ['TIMESTAMP WITH TIME ZONE', `^${DAY}([T ]${clock})?${ZONE}$`],
    ['TIME', `^${clock}$`],
  ]);
}

const PLAIN = plain(CLOCK);
/** The same with times as fine as they come. */
const FINER = plain(FINER_CLOCK);

/** The SQL condition that a text is a date or time of a type in the one way that has one reading; undefined of other types. */
export function isPlainTime(value: string, type: string): string | undefined {
  const pattern = PLAIN.get(type);
  return pattern === undefined ? undefined : `regexp_matches(${value}, ${quoteLiteral(pattern)})`;
}

/**
 * The columns, where those of dates and times stay text unless every value is year, month and day in ISO 8601's order:
 * 01/02/2024 has two readings, 1-2-3 is no date, and microseconds are the finest that is kept. `read` is the FROM clause
 * that reads all columns as text.
 */
export async function plainTimes(
  session: DuckdbSession,
  columns: readonly FileColumn[],
  read: string,
): Promise<readonly FileColumn[]> {
  const timed = columns.filter(({ type }) => PLAIN.has(type));
  if (timed.length === 0) return columns;
  const all = ({ name, type }: FileColumn, patterns: ReadonlyMap<string, string>) =>
    `coalesce(bool_and(regexp_matches(${quoteIdentifier(name)}, ${quoteLiteral(patterns.get(type) ?? '')})), true)`;
  const checks = timed.map(
    (column) =>
      `CASE WHEN ${all(column, PLAIN)} THEN 'plain' WHEN ${all(column, FINER)} THEN 'finer' ELSE 'other' END`,
  );
  const [row] = await session.all(`SELECT ${checks.join(', ')} FROM ${read}`);
  const found = new Map(timed.map(({ name }, i) => [name, row?.[i]]));
  return columns.map((column): FileColumn => {
    const how = found.get(column.name);
    if (how === undefined || how === 'plain') return column;
    const note = 'text, because its times are finer than microseconds';
    return { name: column.name, type: 'VARCHAR', ...(how === 'finer' ? { note } : {}) };
  });
}
