import { randomUUID } from 'node:crypto';
import type { RejectedRecord } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import type { SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { textBytes } from './check-content.ts';
import type { CsvFile } from './csv-file.ts';
import type { CsvOptions } from './csv-options.ts';
import { asText, type CsvShape, csvFault, guessShape, SHAPE_HINT } from './csv-shape.ts';

/** So many rows of a file are set aside at most: of more, the file is taken to be another one than it is said to be. */
const MOST_SET_ASIDE = 10_000;

const [LINE_FEED, CARRIAGE_RETURN, QUOTE] = [10, 13, 34];

/** A row that has more or fewer values than the others, or is at fault otherwise. */
interface FaultyRow {
  /** Where its first byte lies in the text. */
  readonly position: number;
  /** How many values it has; undefined where that is not its fault. */
  readonly values: number | undefined;
  /** What DuckDB calls the fault. */
  readonly kind: string;
}

/** The shape on which most lines of a file agree, and the rows that do not have it, in their order. */
export interface RaggedShape {
  readonly shape: CsvShape;
  readonly rows: readonly FaultyRow[];
  /** Whether at least half of the rows have the shape. */
  readonly isMostlyGood: boolean;
  /** Whether the first row names the columns. */
  readonly hasHeader: boolean;
}

/** The shape of several columns on which lines agree, if there is one. Reads the file to its end. */
export async function raggedShape(
  session: DuckdbSession,
  file: CsvFile,
  csv: CsvOptions,
): Promise<RaggedShape | undefined> {
  const shape = await guessShape(session, file, csv, undefined, { isLenient: true });
  if (!shape || shape.columns.length < 2 || shape.skipped > csv.skipLines) return undefined;
  const id = randomUUID().replaceAll('-', '_');
  const [errors, scans] = [`csv_errors_${id}`, `csv_scans_${id}`];
  const storing = `, store_rejects = true, rejects_table = ${quoteLiteral(errors)}, rejects_scan = ${quoteLiteral(scans)}, rejects_limit = ${MOST_SET_ASIDE + 1}`;
  try {
    // All columns are asked for, so that every value is looked at.
    const columns = shape.columns.map(({ name }) => `count(${quoteIdentifier(name)})`);
    const [counted] = await session.all(
      `SELECT count(*), ${columns.join(', ')} FROM ${asText(file, shape, storing)}`,
    );
    // Of a row that lacks values there is an error for each of them. Positions count from 1.
    const values = `CAST(nullif(regexp_extract(error_message, 'Found: ([0-9]+)', 1), '') AS INTEGER)`;
    const found = await session.all(
      `SELECT CAST(line_byte_position - 1 AS VARCHAR), max(CAST(error_type AS VARCHAR)),
              CASE max(CAST(error_type AS VARCHAR)) WHEN 'MISSING COLUMNS' THEN min(${values}) WHEN 'TOO MANY COLUMNS' THEN max(${values}) END
         FROM ${quoteIdentifier(errors)} GROUP BY line_byte_position ORDER BY line_byte_position`,
    );
    const rows = found.map(
      ([position, kind, values]): FaultyRow => ({
        position: Number(position),
        kind: String(kind),
        values: values === null ? undefined : Number(values),
      }),
    );
    const isMostlyGood = Number(counted?.[0] ?? 0) >= rows.length;
    return { shape, rows, isMostlyGood, hasHeader: csv.hasHeader };
  } finally {
    for (const table of [errors, scans]) await session.run(`DROP TABLE IF EXISTS ${quoteIdentifier(table)}`);
  }
}

/** The refusal of a file for the first of its rows that do not fit. */
export async function raggedFault(
  file: CsvFile,
  ragged: RaggedShape,
  signal: AbortSignal,
): Promise<SyncformError> {
  const [first] = ragged.rows;
  if (!first) throw new TypeError('no row is at fault');
  const [line = 0] = await linesAt(file, [first.position], signal);
  const hint =
    first.values === undefined
      ? `Correct the line, or set quote = "" where quotes are part of values.`
      : SHAPE_HINT;
  return csvFault(file, `line ${line} ${faultOf(first, ragged)}`, hint);
}

/** Why a file has no shape at all: its lines do not end alike, or nothing tells. */
export async function shapelessFault(file: CsvFile, signal: AbortSignal): Promise<SyncformError> {
  const line = await otherLineEnd(file, signal);
  if (line !== undefined)
    return csvFault(
      file,
      `line ${line} does not end as the lines before it do`,
      'Write the file with one kind of line end throughout: only line feeds, or carriage returns and line feeds.',
    );
  return csvFault(
    file,
    'its lines do not agree on a delimiter and quotes',
    `Describe them: delimiter = ";", quote = "'" (or "" where they are part of values), escape = "\\\\". ${SHAPE_HINT}`,
  );
}

/** The rows that are set aside, as rejected records. Throws where a row is at fault otherwise, or there are too many of them. */
export async function rejectedRows(
  file: CsvFile,
  ragged: RaggedShape,
  signal: AbortSignal,
): Promise<readonly RejectedRecord[]> {
  const { rows } = ragged;
  const other = rows.find(({ values }) => values === undefined);
  if (other) throw await raggedFault(file, { ...ragged, rows: [other] }, signal);
  if (rows.length > MOST_SET_ASIDE)
    throw csvFault(
      file,
      `more than ${MOST_SET_ASIDE} of its lines do not have ${ragged.shape.columns.length} values`,
      SHAPE_HINT,
    );
  const lines = await linesAt(
    file,
    rows.map(({ position }) => position),
    signal,
  );
  return rows.map((row, i) => ({
    key: { file: file.name, line: String(lines[i]) },
    reason: `the line ${faultOf(row, ragged)}`,
  }));
}

function faultOf({ values, kind }: FaultyRow, { shape, hasHeader }: RaggedShape): string {
  const wanted = `${hasHeader ? 'the header has' : 'most lines have'} ${shape.columns.length}`;
  if (values !== undefined) return `has ${values} ${values === 1 ? 'value' : 'values'}, and ${wanted}`;
  if (kind === 'UNQUOTED VALUE') return 'has a quote that is not closed, or text after a closed one';
  if (/ENCODING|UNICODE/.test(kind)) return 'is not UTF-8 text';
  if (kind === 'LINE SIZE OVER MAXIMUM') return 'is too long';
  return 'cannot be read as values';
}

/** The numbers of the lines, from 1, on which the text at byte positions begins; those are in their order. */
async function linesAt(
  { name, path, open }: CsvFile,
  positions: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const lines: number[] = [];
  let [passed, line, before] = [0, 1, 0];
  // DuckDB may have a row begin with the end of the line before it.
  let isAtEnd = false;
  for await (const chunk of textBytes({ name, path, open }, signal)) {
    for (const [i, byte] of chunk.entries()) {
      if (before === CARRIAGE_RETURN && byte !== LINE_FEED) line++;
      if (isAtEnd || passed + i === positions[lines.length]) {
        isAtEnd = byte === LINE_FEED || byte === CARRIAGE_RETURN;
        if (!isAtEnd) lines.push(line);
      }
      if (byte === LINE_FEED) line++;
      before = byte;
    }
    if (lines.length === positions.length) break;
    passed += chunk.length;
  }
  while (lines.length < positions.length) lines.push(line);
  return lines;
}

/** The first line that ends otherwise than the first one; line ends within double quotes are part of a value. */
async function otherLineEnd({ name, path, open }: CsvFile, signal: AbortSignal): Promise<number | undefined> {
  let [line, before, isQuoted] = [1, 0, false];
  let first: boolean | undefined;
  for await (const chunk of textBytes({ name, path, open }, signal))
    for (const byte of chunk) {
      if (byte === QUOTE) isQuoted = !isQuoted;
      if (byte === LINE_FEED) {
        const isLong = before === CARRIAGE_RETURN;
        if (!isQuoted) first ??= isLong;
        if (!isQuoted && isLong !== first) return line;
        line++;
      }
      before = byte;
    }
  return undefined;
}
