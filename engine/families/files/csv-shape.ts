import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { SyncformError } from '../../kit/errors.ts';
import { fileLiteral, quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { type CsvFile, type FileColumn, LONGEST_LINE, unreadable } from './csv-file.ts';
import type { CsvOptions } from './csv-options.ts';

/** What a file's shape was told to be, or was taken to be. */
export interface CsvShape {
  readonly columns: readonly FileColumn[];
  /** A value that holds it has quotes. */
  readonly delimiter: string;
  /** The quote that was found, if there is one. */
  readonly quote: string | undefined;
  /** Lines before the first row that were left out, those that were to be skipped included. */
  readonly skipped: number;
  /** Options of read_csv, beside its columns. */
  readonly options: string;
}

const DELIMITERS = [',', ';', '\t', '|'];
/** Lines of a column that are looked at for delimiters. */
const LINES_LOOKED_AT = 1_000;

const LIMITS = `max_line_size = ${LONGEST_LINE}, buffer_size = ${LONGEST_LINE}`;

/** What to do about lines that do not agree on a shape. */
export const SHAPE_HINT =
  'Correct the file: every line needs as many values as the first, and a value that holds the delimiter needs quotes. Or describe it: skip_lines leaves out lines before the first row, ragged_rows = "set_aside" those with more or fewer values than the others; delimiter = "" makes each line one value.';

/**
 * What DuckDB takes a file's shape to be, given what is told; undefined where its lines agree on none. `isLenient`: from the
 * lines that agree, whatever the others are like. `quote` is the one to look with; any where it is not given.
 */
export async function guessShape(
  session: DuckdbSession,
  file: CsvFile,
  csv: CsvOptions,
  sample: number | undefined,
  { quote, isLenient = false }: { readonly quote?: string | undefined; readonly isLenient?: boolean },
): Promise<CsvShape | undefined> {
  const { hasHeader, skipLines, comment = '' } = csv;
  const nulls = `nullstr = [${['', ...(csv.nullText === undefined ? [] : [csv.nullText])].map(quoteLiteral).join(', ')}]`;
  const told = Object.entries({ delim: csv.delimiter, quote, escape: csv.escape })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `, ${name} = ${quoteLiteral(value as string)}`);
  const sniff = async (quotedNulls: boolean) => {
    const [row] = await session.all(
      `SELECT to_json(Columns), Delimiter, Quote, Escape, SkipRows
         FROM sniff_csv(${fileLiteral(file.path)}, header = ${hasHeader}, skip = ${skipLines}, sample_size = ${sample ?? -1},
           ${LIMITS}, comment = ${quoteLiteral(comment)}, ${nulls}, allow_quoted_nulls = ${quotedNulls}, ignore_errors = ${isLenient}${told.join('')})`,
    );
    return (row ?? []).map((value) => (value === null ? undefined : String(value)));
  };
  try {
    const loose = await sniff(true);
    const exact = await sniff(false);
    const isExact = guessedTypes(loose[0], csv) === guessedTypes(exact[0], csv);
    const [found, delimiter, foundQuote, foundEscape, skipped] = isExact ? exact : loose;
    const known = (value: string | undefined, otherwise: string) =>
      value === undefined || value === '(empty)' ? otherwise : value;
    const delim = csv.delimiter ?? delimiter ?? ',';
    const quoteCharacter = csv.quote ?? quote ?? known(foundQuote, '"');
    const options = [
      `header = ${hasHeader}`,
      'auto_detect = false',
      `skip = ${skipLines}`,
      `delim = ${quoteLiteral(delim)}`,
      `quote = ${quoteLiteral(quoteCharacter)}`,
      `escape = ${quoteLiteral(csv.escape ?? known(foundEscape, quoteCharacter))}`,
      ...(comment === '' ? [] : [`comment = ${quoteLiteral(comment)}`]),
      nulls,
      `allow_quoted_nulls = ${!isExact}`,
      LIMITS,
    ].join(', ');
    const columns = JSON.parse(found ?? '[]') as FileColumn[];
    const shape = { columns, delimiter: delim, skipped: Number(skipped ?? 0), options };
    return { ...shape, quote: known(foundQuote, '') || undefined };
  } catch (error) {
    if (/not possible to automatically detect/.test(String(error))) return undefined;
    throw notUnderstood(file, error);
  }
}

/** Of columns as the sniffer tells them, those whose types nobody has said. */
function guessedTypes(found: string | undefined, { columnTypes }: CsvOptions): string {
  const columns = JSON.parse(found ?? '[]') as FileColumn[];
  return JSON.stringify(columns.filter(({ name }) => !Object.hasOwn(columnTypes, name)));
}

/** The FROM clause that reads all columns of a shape as text. */
export function asText(
  { path }: CsvFile,
  { columns, options }: Pick<CsvShape, 'columns' | 'options'>,
  more = '',
): string {
  const texts = columns.map(({ name }) => `${quoteLiteral(name)}: 'VARCHAR'`).join(', ');
  return `read_csv(${fileLiteral(path)}, columns = {${texts}}, ${options}${more})`;
}

/** How the first line that is not skipped is written, without the end of the line; empty where there is none. */
export async function firstLine(
  session: DuckdbSession,
  { path }: CsvFile,
  { skipLines, comment }: CsvOptions,
): Promise<string> {
  const leavingOut = comment === undefined ? '' : `, comment = ${quoteLiteral(comment)}`;
  // Not strictly: a value of several lines may have other ends of lines than the file.
  const [row] = await session.all(
    `SELECT line FROM read_csv(${fileLiteral(path)}, columns = {line: 'VARCHAR'}, auto_detect = false, header = false,
       skip = ${skipLines}, delim = '', quote = '', escape = '', strict_mode = false${leavingOut}, ${LIMITS}) LIMIT 1`,
  );
  return String(row?.[0] ?? '');
}

/** How many values a line has by a delimiter, where values that hold it have double quotes. */
function valuesBy(delimiter: string, line: string): number {
  let isQuoted = false;
  let count = 1;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === delimiter && !isQuoted) count++;
  }
  return count;
}

/** A fault of a CSV file, and what to do about it. */
export function csvFault(file: CsvFile, what: string, hint: string): SyncformError {
  return new SyncformError('failed', `${file.name}: ${what}`, { hint });
}

/** Why a guess is not what the file is meant to be, if its first lines show that: they are no header and no row. */
export async function firstLinesFault(
  session: DuckdbSession,
  file: CsvFile,
  shape: CsvShape,
  { hasHeader, skipLines }: CsvOptions,
  line: string,
): Promise<SyncformError | undefined> {
  const { columns, skipped, delimiter } = shape;
  const first = skipLines + 1;
  const separator = /^"?sep=(.?)"?$/is.exec(line);
  if (separator)
    return csvFault(
      file,
      `line ${first} names the delimiter, and no columns`,
      `Set skip_lines = ${first} and delimiter = "${separator[1] || delimiter}".`,
    );
  if (line.startsWith('#') && columns.length === 1)
    return csvFault(
      file,
      `line ${first} is a comment`,
      `Set comment = "#", or skip_lines = ${first} where no line after it is one.`,
    );
  if (skipped > skipLines)
    return csvFault(
      file,
      `lines ${first} to ${skipped} do not have the values that the lines after them have`,
      SHAPE_HINT,
    );
  if (!hasHeader || columns.length === 0) return undefined;
  const [row] = await session.all(
    `SELECT ${columns.map(({ name }) => quoteIdentifier(name)).join(', ')} FROM ${asText(file, shape)} LIMIT 1`,
  );
  return row && columns.every(({ name }, i) => row[i] === name)
    ? csvFault(
        file,
        `line ${first} is empty, or the line after it names the columns again`,
        `Set skip_lines = ${first}.`,
      )
    : undefined;
}

/**
 * Whether a guess may have come about because some line does not fit the others: whole lines as the values of one column, or
 * lines cut at something of which the first one has less than of another delimiter.
 */
export function mayBeRagged(
  { columns, delimiter }: CsvShape,
  { delimiter: told }: CsvOptions,
  line: string,
): boolean {
  if (told !== undefined) return false;
  if (columns.length === 1 && columns[0]?.type === 'VARCHAR') return true;
  return DELIMITERS.some((each) => each !== delimiter && valuesBy(each, line) > columns.length);
}

/** Why a column of whole lines is not what the file is meant to be, if its header or all of its lines show that. */
export async function oneColumnFault(
  session: DuckdbSession,
  file: CsvFile,
  shape: CsvShape,
  { hasHeader, skipLines, delimiter: told }: CsvOptions,
  line: string,
): Promise<SyncformError | undefined> {
  const [column, ...others] = shape.columns;
  if (!hasHeader || told !== undefined || !column || others.length > 0) return undefined;
  if (DELIMITERS.some((each) => valuesBy(each, line) > 1))
    return csvFault(
      file,
      `line ${skipLines + 1} has several values, and the lines after it do not have as many`,
      SHAPE_HINT,
    );
  if (column.type !== 'VARCHAR') return undefined;
  const value = quoteIdentifier(column.name);
  const isInAll = DELIMITERS.filter((each) => each !== shape.delimiter).map(
    (each) => `bool_and(contains(${value}, ${quoteLiteral(each)}))`,
  );
  const [row] = await session.all(
    `SELECT count(*) > 1 AND (${isInAll.join(' OR ')}) FROM (SELECT ${value} FROM ${asText(file, shape)} LIMIT ${LINES_LOOKED_AT})`,
  );
  return row?.[0] === true
    ? csvFault(file, `line ${skipLines + 1} has one value, and every line after it has several`, SHAPE_HINT)
    : undefined;
}

/** What a CSV file that has no shape means for a person. */
function notUnderstood(file: CsvFile, error: unknown): SyncformError {
  const message = String(error instanceof SyncformError ? error.cause : error);
  if (/not utf-8 encoded/.test(message)) {
    const line = /on Line: (\d+)/.exec(message)?.[1];
    return new SyncformError('failed', `${file.name} is not UTF-8 text${line ? `: see line ${line}` : ''}`, {
      hint: 'Set its encoding (encoding = "latin-1", "windows-1252", "utf-16"), or save it as UTF-8.',
      cause: error,
    });
  }
  return unreadable(file.name, error);
}
