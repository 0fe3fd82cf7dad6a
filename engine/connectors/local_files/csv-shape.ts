import { SyncformError } from '../../api/errors.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import type { FileColumn } from './csv-file.ts';

/** What DuckDB took a file's shape to be. */
export interface GuessedShape {
  readonly columns: readonly FileColumn[];
  /** A value that holds it has quotes. */
  readonly delimiter: string;
  /** Whether the first line names them. */
  readonly hasHeader: boolean;
  /** Lines before the first row that it left out, those that were to be skipped included. */
  readonly skipped: number;
  /** Lines that were to be skipped. */
  readonly skipLines: number;
}

const HINT =
  'Correct the file: every line needs as many values as the first, and a value that holds the delimiter needs quotes. Lines before the first row can be left out with skip_lines.';
const DELIMITERS = [',', ';', '\t', '|'];
/** Lines of a column that are looked at for delimiters. */
const LINES_LOOKED_AT = 1_000;

/**
 * Throws where a guess would reshape a file without a word: lines left out that nobody said to skip, or whole lines as the
 * values of one column because one of them did not fit the others. `read` is the FROM clause that reads all columns as text.
 */
export async function refuseBadGuess(
  session: DuckdbSession,
  path: string,
  { columns, delimiter: guessed, hasHeader, skipped, skipLines }: GuessedShape,
  read: string,
): Promise<void> {
  if (skipped > skipLines)
    throw new SyncformError(
      'failed',
      `${path}: lines ${skipLines + 1} to ${skipped} do not have the values that the lines after them have`,
      { hint: HINT },
    );
  const [first] = await session.all(
    `SELECT ${columns.map(({ name }) => quoteIdentifier(name)).join(', ')} FROM ${read} LIMIT 1`,
  );
  if (hasHeader && first && columns.every(({ name }, i) => first[i] === name))
    throw new SyncformError(
      'failed',
      `${path}: line ${skipLines + 1} is empty, or the line after it names the columns again`,
      { hint: `Set skip_lines to ${skipLines + 1}.` },
    );
  const [column, ...others] = columns;
  if (!column || others.length > 0) {
    if (column && /^sep=$/i.test(column.name))
      throw new SyncformError(
        'failed',
        `${path}: line ${skipLines + 1} names the delimiter, and no columns`,
        {
          hint: `Set skip_lines to ${skipLines + 1}.`,
        },
      );
    return;
  }
  if (column.type !== 'VARCHAR') return;
  const candidates = DELIMITERS.filter((each) => each !== guessed);
  const delimiter = candidates.find((candidate) => column.name.includes(candidate));
  if (delimiter) throw await raggedLine(session, path, column.name, delimiter, read);
  const value = quoteIdentifier(column.name);
  if (!hasHeader) return;
  const counts = candidates.map(
    (each) => `coalesce(bool_and(contains(${value}, ${quoteLiteral(each)})), false) AND count(*) > 1`,
  );
  const [row] = await session.all(
    `SELECT ${counts.join(', ')} FROM (SELECT ${value} FROM ${read} LIMIT ${LINES_LOOKED_AT})`,
  );
  if (row?.some((isInAll) => isInAll === true || isInAll === 'true' || isInAll === 't'))
    throw new SyncformError(
      'failed',
      `${path}: line ${skipLines + 1} has one value, and every line after it has several`,
      { hint: HINT },
    );
}

/** The first line that has not as many values as a header that holds this delimiter. */
async function raggedLine(
  session: DuckdbSession,
  path: string,
  header: string,
  delimiter: string,
  read: string,
): Promise<SyncformError> {
  const wanted = header.split(delimiter).length;
  const value = quoteIdentifier(header);
  const [row] = await session.all(
    `SELECT min(line), arg_min(found, line) FROM (SELECT row_number() OVER () + 1 AS line, len(string_split(${value}, ${quoteLiteral(delimiter)})) AS found FROM ${read}) WHERE found <> ${wanted}`,
  );
  const where =
    row?.[0] === null || row?.[0] === undefined
      ? 'its lines do not have as many values as its first'
      : `record ${row[0]} (the header counts) has ${row[1]} values, and the header has ${wanted}`;
  return new SyncformError('failed', `${path}: ${where}`, { hint: HINT });
}

const DAY = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const CLOCK = '([01][0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6}0*)?)?';
const ZONE = '( ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2}(:?[0-9]{2})?)?))?';
/** Texts that are read in one way only, and without a digit being cut. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['DATE', `^${DAY}$`],
  ['TIMESTAMP', `^${DAY}([T ]${CLOCK}Z?)?$`],
  ['TIMESTAMP WITH TIME ZONE', `^${DAY}([T ]${CLOCK})?${ZONE}$`],
  ['TIME', `^${CLOCK}$`],
]);

/**
 * The columns, where those of dates and times stay text unless every value is year, month and day in ISO 8601's order:
 * 01/02/2024 has two readings, 1-2-3 is no date, and microseconds are the finest that is kept. `read` as above.
 */
export async function plainTimes(
  session: DuckdbSession,
  columns: readonly FileColumn[],
  read: string,
): Promise<readonly FileColumn[]> {
  const timed = columns.filter(({ type }) => PLAIN.has(type));
  if (timed.length === 0) return columns;
  const checks = timed.map(
    ({ name, type }) =>
      `CAST(coalesce(bool_and(regexp_matches(${quoteIdentifier(name)}, ${quoteLiteral(PLAIN.get(type) ?? '')})), true) AS VARCHAR)`,
  );
  const [row] = await session.all(`SELECT ${checks.join(', ')} FROM ${read}`);
  const asText = new Set(timed.filter((_, i) => String(row?.[i]) !== 'true').map(({ name }) => name));
  return columns.map((column) => (asText.has(column.name) ? { ...column, type: 'VARCHAR' } : column));
}
