import { pipeline, Transform } from 'node:stream';
import type { Column, Extraction, Format, Relation, RowSource } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import type { Passed } from '../contract/passed.ts';
import { SyncformError } from '../kit/errors.ts';
import { heard } from '../kit/heard.ts';
import { relationToCsv, relationToParquet, relationToRows } from './from-relation.ts';
import { csvToRelation, parquetToRelation, rowsToCsv } from './to-relation.ts';

export interface TransferOptions {
  /** What a relation was attached to, and where what is made here lives; must stay open until the rows are consumed. */
  readonly session: DuckdbSession;
  readonly signal: AbortSignal;
  log(message: string): void;
  /** Told rows and bytes that pass through Node; nothing where DuckDB moves them by itself. */
  readonly onProgress?: Passed;
}

export interface Transfer {
  /** The rows in a format that the taker takes. Can be consumed once. */
  readonly rows: RowSource;
  /** How the rows travel, and why not cheaper: "CSV stream → DuckDB (column price is numeric without precision)". */
  readonly path: string;
}

const NAMES: Readonly<Record<Format, string>> = {
  pgcopy: 'binary COPY',
  csv: 'CSV stream',
  relation: 'DuckDB',
  parquet: 'Parquet files',
  rows: 'rows',
};

/**
 * Chooses the cheapest way from what a source offers to what a target takes. A format that both have is passed on
 * untouched, the source's first choice first. Otherwise DuckDB turns one into the other, exactly; from what it can read
 * itself rather than from a stream, from a stream rather than from rows. Everything streams: nothing is held whole.
 */
export async function transfer(
  extraction: Extraction,
  takes: readonly Format[],
  options: TransferOptions,
): Promise<Transfer> {
  const found = direct(extraction, takes, options) ?? converted(extraction, takes, options);
  if (!found) throw noWay(extraction, takes);
  const notes = extraction.notes?.length ? ` (${extraction.notes.join('; ')})` : '';
  const path = `${found.path}${notes}`;
  options.log(path);
  return { rows: found.rows, path };
}

function direct(
  extraction: Extraction,
  takes: readonly Format[],
  options: TransferOptions,
): Transfer | undefined {
  const rows = extraction.offers.find((offer) => takes.includes(offer.format));
  if (!rows) return undefined;
  const path = rows.format === 'relation' ? 'DuckDB reads the source' : `${NAMES[rows.format]}, passed on`;
  return { rows: counted(rows, options.onProgress), path };
}

/** What DuckDB can read, cheapest first. */
const READABLE: readonly Format[] = ['relation', 'parquet', 'csv', 'rows'];

/** What DuckDB reads cheapest of what is offered. */
function cheapestReadable(extraction: Extraction): RowSource | undefined {
  return READABLE.map((format) => extraction.offers.find((candidate) => candidate.format === format)).find(
    (candidate) => candidate !== undefined,
  );
}

/** The rows as a relation of DuckDB, read in the cheapest way; throws `unsupported` where it can read none of the offers. */
export function readable(extraction: Extraction, onProgress?: Passed): Relation {
  const offer = cheapestReadable(extraction);
  const relation = offer && toRelation(offer, extraction.columns, onProgress);
  if (!relation) throw noWay(extraction, ['relation']);
  return relation;
}

function converted(
  extraction: Extraction,
  takes: readonly Format[],
  { session, onProgress = () => {} }: TransferOptions,
): Transfer | undefined {
  const { columns } = extraction;
  const offer = cheapestReadable(extraction);
  if (!offer) return undefined;
  if (offer.format === 'rows' && takes.includes('csv'))
    return { rows: rowsToCsv(offer, onProgress), path: `${NAMES.rows} → ${NAMES.csv}` };

  const relation = toRelation(offer, columns, onProgress);
  if (!relation) return undefined;
  const way =
    offer.format === 'relation' ? 'DuckDB reads the source' : `${NAMES[offer.format]} → ${NAMES.relation}`;
  for (const take of takes) {
    if (take === 'relation') return { rows: relation, path: way };
    const path = `${way} → ${NAMES[take]}`;
    if (take === 'csv') return { rows: relationToCsv(relation, columns, session), path };
    if (take === 'parquet') return { rows: relationToParquet(relation, columns, session), path };
    if (take === 'rows') return { rows: relationToRows(relation, columns, session), path };
  }
  return undefined;
}

/**
 * Rows in any format that DuckDB can read, as a relation, or undefined of binary COPY, which it cannot. The SELECT of a
 * stream's relation can be run once. `longestRow` is the longest row of a stream that is taken, in bytes.
 */
export function toRelation(
  rows: RowSource,
  columns: readonly Column[],
  passed: Passed = () => {},
  longestRow?: number,
): Relation | undefined {
  switch (rows.format) {
    case 'relation':
      return rows;
    case 'parquet':
      return parquetToRelation(rows, columns);
    case 'csv':
      return csvToRelation(rows, columns, passed, longestRow);
    case 'rows':
      // The pipe's bytes are the encoder's own; only the rows mean something to a person.
      return csvToRelation(rowsToCsv(rows, passed), columns, () => {}, longestRow);
    case 'pgcopy':
      return undefined;
  }
}

/** The same rows, telling what passes. */
function counted(rows: RowSource, onProgress: Passed | undefined): RowSource {
  if (!onProgress) return rows;
  switch (rows.format) {
    case 'csv':
    case 'pgcopy':
      return {
        ...rows,
        async open(signal) {
          const stream = await rows.open(signal);
          const counter = heard(
            new Transform({
              transform(chunk: Buffer, _encoding, done) {
                onProgress({ bytes: chunk.length });
                done(null, chunk);
              },
            }),
          );
          // Either end's failure, and an end that came too soon, becomes the counter's own error.
          pipeline(stream, counter, () => {});
          return counter;
        },
      };
    case 'rows':
      return {
        ...rows,
        async *open(signal) {
          for await (const batch of rows.open(signal)) {
            yield batch;
            onProgress({ rows: batch.length });
          }
        },
      };
    default:
      return rows;
  }
}

function noWay(extraction: Extraction, takes: readonly Format[]): SyncformError {
  const offered = extraction.offers.map((offer) => NAMES[offer.format]).join(', ') || 'nothing';
  const wanted = takes.map((format) => NAMES[format]).join(', ');
  return new SyncformError(
    'unsupported',
    `no way from what the source offers (${offered}) to what the target takes (${wanted})`,
  );
}
