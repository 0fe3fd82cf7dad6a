import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { SyncformError } from '../../kit/errors.ts';
import { quoteLiteral } from '../../kit/sql.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { plainColumns } from './csv-columns.ts';
import { type CsvFile, type CsvLayout, type FileColumn, unreadable } from './csv-file.ts';
import type { CsvOptions } from './csv-options.ts';
import { type RaggedShape, raggedFault, raggedShape, rejectedRows, shapelessFault } from './csv-ragged.ts';
import {
  asText,
  type CsvShape,
  firstLine,
  firstLinesFault,
  guessShape,
  mayBeRagged,
  oneColumnFault,
} from './csv-shape.ts';

/** Files up to this size are looked at to their end, so that every value has been seen when types are chosen; in bytes. */
const LOOKED_AT_WHOLE = 256 * 1024 * 1024;
/** A compressed file is taken to be this many times as large inside. */
const COMPRESSION = 8;
/** Of larger files this many rows are looked at; a later row that does not fit fails by line. */
const SAMPLED_ROWS = 1_000_000;

/**
 * Finds out what nobody has said of a CSV file: delimiter, quotes, columns and types. Names that are missing become
 * `column<n>`, ones that are there twice get a number. An empty value is NULL and "" an empty text, unless that would take
 * away the type of a column whose missing values are quoted too. Dates and times are those in ISO 8601's order; others stay
 * text, unless their format was told. Throws where the file's lines do not agree on a shape, or leaves those out that do
 * not, as the options say.
 */
export async function sniffCsv(
  session: DuckdbSession,
  file: CsvFile,
  csv: CsvOptions,
  signal: AbortSignal,
): Promise<CsvLayout> {
  if (file.size === 0) return { columns: [], options: '' };
  const inside = /\.(gz|zst)$/i.test(file.path) ? file.size * COMPRESSION : file.size;
  const sample = inside <= LOOKED_AT_WHOLE ? undefined : SAMPLED_ROWS;
  try {
    const guess = await shapeOf(session, file, csv, sample);
    const line = guess ? await firstLine(session, file, csv) : '';
    const fault = guess && (await firstLinesFault(session, file, guess, csv, line));
    if (fault) throw fault;
    // What is left out has to be known whole before anything is read.
    const isComplete = csv.raggedRows === 'refuse' || sample === undefined;
    const isSure = guess !== undefined && isComplete && !mayBeRagged(guess, csv, line);
    const ragged = isSure ? undefined : await raggedShape(session, file, csv);
    if (ragged && isRagged(ragged, guess, csv)) {
      if (csv.raggedRows === 'refuse' || !ragged.isMostlyGood) throw await raggedFault(file, ragged, signal);
      return await withoutRagged(session, file, csv, ragged, signal);
    }
    if (!guess) throw await shapelessFault(file, signal);
    const oneColumn = await oneColumnFault(session, file, guess, csv, line);
    if (oneColumn) throw oneColumn;
    return await layoutOf(session, file, guess, csv, sample);
  } catch (error) {
    throw error instanceof SyncformError ? error : unreadable(file.name, error);
  }
}

/** The shape that all lines have; undefined where they have none. */
async function shapeOf(
  session: DuckdbSession,
  file: CsvFile,
  csv: CsvOptions,
  sample: number | undefined,
): Promise<CsvShape | undefined> {
  const told = csv.quote ?? '"';
  const shape = await guessShape(session, file, csv, sample, { quote: told });
  if (csv.quote !== undefined || (shape && shape.columns.length > 1)) return shape;
  const other = await guessShape(session, file, csv, sample, {});
  return other?.quote !== undefined && other.quote !== told && other.columns.length > 1 ? other : shape;
}

/** Whether lines that do not fit tell more of the file than the guess that all fit, if there is one. */
function isRagged(ragged: RaggedShape, guess: CsvShape | undefined, { hasHeader }: CsvOptions): boolean {
  if (ragged.rows.length === 0) return false;
  if (!guess) return true;
  // A header of several values is none of a column of whole lines.
  return ragged.isMostlyGood || (hasHeader && guess.columns.length === 1);
}

/** The layout of a file whose ragged rows are left out: found out from a copy that does not have them. */
async function withoutRagged(
  session: DuckdbSession,
  file: CsvFile,
  csv: CsvOptions,
  ragged: RaggedShape,
  signal: AbortSignal,
): Promise<CsvLayout> {
  const setAside = await rejectedRows(file, ragged, signal);
  const options = `${ragged.shape.options}, ignore_errors = true`;
  const path = join(session.tempDir, `${randomUUID()}.csv`);
  try {
    await mkdir(session.tempDir, { recursive: true });
    await session.run(
      `COPY (SELECT * FROM ${asText(file, { ...ragged.shape, options })}) TO ${quoteLiteral(path)}
         (FORMAT csv, HEADER true, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '')`,
    );
    const copy = { ...file, path };
    const plain = { hasHeader: true, skipLines: 0, delimiter: ',', quote: '"', escape: '"' };
    const own = { ...csv, ...plain, comment: undefined, nullText: undefined };
    const clean = await guessShape(session, copy, own, undefined, own);
    if (!clean) throw await raggedFault(file, ragged, signal);
    const columns = clean.columns.map((column, i) => ({
      ...column,
      name: ragged.shape.columns[i]?.name ?? column.name,
    }));
    const layout = await layoutOf(session, copy, { ...clean, columns }, own, undefined);
    return { columns: layout.columns, options, setAside };
  } finally {
    await rm(path, { force: true });
  }
}

/** A file of a shape: the types that nobody has said, and only dates and times that can be read in one way. */
async function layoutOf(
  session: DuckdbSession,
  file: CsvFile,
  shape: CsvShape,
  { columnTypes }: CsvOptions,
  sample: number | undefined,
): Promise<CsvLayout> {
  const rows = asText(file, shape);
  const read = sample === undefined ? rows : `(SELECT * FROM ${rows} LIMIT ${sample})`;
  const isDeclared = ({ name }: FileColumn) => Object.hasOwn(columnTypes, name);
  const plain = await plainColumns(
    session,
    shape.columns.filter((column) => !isDeclared(column)),
    read,
  );
  const columns = shape.columns.map((column): FileColumn => {
    const told = isDeclared(column) ? columnTypes[column.name] : undefined;
    if (!told) return plain.find(({ name }) => name === column.name) ?? column;
    const { type, format } = told;
    return { name: column.name, type: duckdbType(type), isDeclared: true, ...(format ? { format } : {}) };
  });
  return { columns, options: shape.options, ...(sample === undefined ? {} : { isSample: true }) };
}
