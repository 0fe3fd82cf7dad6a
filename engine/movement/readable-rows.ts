import { pipeline } from 'node:stream';
import { SyncformError } from '../api/errors.ts';
import type { Column, CsvStream, Extraction, RejectedRecord } from '../connectors/contract.ts';
import { NAMING_COLUMNS, NAMING_LENGTH } from '../connectors/relational/rejected-records.ts';
import { fieldType } from '../types/field-type.ts';
import { fromText, LONGEST_ROW_AT_ALL } from './csv-dialect.ts';
import type { DuckdbSession } from './duckdb-session.ts';
import { duckdbType } from './duckdb-types.ts';
import { heard } from './heard.ts';
import { type LongRow, withoutLongRows } from './long-rows.ts';
import { quoteLiteral } from './sql.ts';
import { csvToRelation, rowsToCsv } from './to-relation.ts';

/*
 * One value that DuckDB has no place for (a NaN in a column of two decimals, an array of more dimensions than its type says)
 * ends the statement that reads the rows. Where they can be had as text, they are then read once more as that, and the
 * rows with such a value are set aside.
 */

/** A source with more rows than this that cannot be read is wrong as a whole. */
const MOST_REJECTED = 10_000;
/** Characters of a value that are shown. */
const SHOWN = 100;

/** Rows without those that cannot be read. */
export interface ReadableRows {
  /** A SELECT of the extraction's columns, for as long as the table is there. */
  readonly select: string;
  readonly rejected: readonly RejectedRecord[];
}

/** Whether an error of DuckDB's is about a value or a row that it could not take. */
export function isUnreadableValue(error: unknown): boolean {
  const { message, cause } = error as Partial<Error>;
  const told = error instanceof SyncformError ? (cause as Partial<Error> | undefined)?.message : message;
  // The last are the words of a server that is asked by way of DuckDB.
  return /(Conversion|Invalid Input|Out of Range) Error|which a decimal\S* cannot hold/.test(told ?? '');
}

/** Whether an error of DuckDB's says that a row is longer than it was told to take. */
export function isLongRow(error: unknown): boolean {
  const { message, cause } = error as Partial<Error>;
  return /Maximum line size|Parallel CSV Reader/i.test(
    `${message} ${(cause as Partial<Error> | undefined)?.message}`,
  );
}

/** The rows as text, if they can be had so. */
export function textOf({ offers }: Extraction): CsvStream | undefined {
  for (const offer of offers) {
    if (offer.format === 'csv') return offer;
    if (offer.format === 'relation' && offer.asText) return offer.asText;
    if (offer.format === 'rows') return rowsToCsv(offer, () => {});
  }
  return undefined;
}

/**
 * Reads rows as text into a temporary table of a name, and answers those of which every value is one of its column's type.
 * The others are named by the columns of `key`, or by the first ones where there are none.
 */
export async function readReadable(
  session: DuckdbSession,
  csv: CsvStream,
  columns: readonly Column[],
  key: readonly string[],
  table: string,
  signal: AbortSignal,
): Promise<ReadableRows> {
  const tooLong: RejectedRecord[] = [];
  const named = key.length > 0 ? key : columns.slice(0, NAMING_COLUMNS).map(({ name }) => name);
  const places = named.map((name) => columns.findIndex((column) => column.name === name));
  const keyOf = (values: readonly (string | null)[]) =>
    Object.fromEntries(named.map((name, i) => [name, values[i] ?? null]));
  const short: CsvStream = {
    format: 'csv',
    open: async (opened) => {
      const tell = ({ fields, longest }: LongRow) => {
        if (tooLong.length >= MOST_REJECTED) return;
        tooLong.push({
          key: keyOf(places.map((place) => fields[place]?.slice(0, NAMING_LENGTH) ?? null)),
          reason: `it has more than ${LONGEST_ROW_AT_ALL >> 20} MiB of text, most of it in "${columns[longest]?.name}"`,
        });
      };
      const passed = heard(withoutLongRows(LONGEST_ROW_AT_ALL, tell));
      pipeline(await csv.open(opened), passed, () => {});
      return passed;
    },
  };
  const texts = columns.map((_, i) => ({ name: `c${i}`, type: 'string' }));
  const relation = csvToRelation(short, texts, () => {}, LONGEST_ROW_AT_ALL);
  await session.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${await relation.attach(session, signal)}`);
  const values = columns.map(({ type }, i) => {
    const value = fromText(`c${i}`, fieldType(type));
    return value === `c${i}` ? value : `TRY(${value})`;
  });
  const faults = columns.flatMap(({ name, type }, i) => {
    if (values[i] === `c${i}`) return [];
    const says = quoteLiteral(
      `its "${name}" is no ${duckdbType(type)} that DuckDB, through which it passes, can hold: `,
    );
    return [`CASE WHEN c${i} IS NOT NULL AND ${values[i]} IS NULL THEN ${says} || left(c${i}, ${SHOWN}) END`];
  });
  const fault = `coalesce(${[...faults, 'CAST(NULL AS VARCHAR)'].join(', ')})`;
  const shown = places.map((place) => `left(c${place}, ${NAMING_LENGTH})`);
  const rows = await session.all(
    `SELECT ${[fault, ...shown].join(', ')} FROM ${table} WHERE ${fault} IS NOT NULL LIMIT ${MOST_REJECTED + 1}`,
  );
  if (rows.length > MOST_REJECTED)
    throw new SyncformError(
      'failed',
      `more than ${MOST_REJECTED} rows cannot be read, the first because ${rows[0]?.[0]}`,
    );
  const list = values.map((value, i) => `${value} AS v${i}`);
  return {
    select: `SELECT ${list.join(', ')} FROM ${table} WHERE ${fault} IS NULL`,
    rejected: [
      ...tooLong,
      ...rows.map(([reason, ...texts]) => ({
        key: keyOf(texts.map((text) => (text === null ? null : String(text)))),
        reason: String(reason),
      })),
    ],
  };
}
