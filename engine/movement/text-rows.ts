import { pipeline } from 'node:stream';
import type { Column, RowSource } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { heard } from '../kit/heard.ts';
import { quoteLiteral } from '../kit/sql.ts';
import { fieldType } from '../types/field-type.ts';
import { fromText, LONGEST_ROW_AT_ALL } from './csv-dialect.ts';
import { duckdbType } from './duckdb-types.ts';
import { interruptible } from './interruptible.ts';
import { type LongRow, withoutLongRows } from './long-rows.ts';
import { rowsToCsv } from './to-relation.ts';
import { toRelation } from './transfer.ts';

/*
 * Rows that come as text end in one error where one value is not of its column's type, or one row is longer than a reader
 * takes. After that they are read a second time, as the texts that they are, and each value is looked at.
 */

/** Characters of a value that are shown. */
const SHOWN = 100;

/** Rows in a table of the session. */
export interface TextRows {
  /** How many there are, without those that are too long. */
  readonly read: number;
  /** By the places of the columns SQL of their values over the table, in the hub's types; NULL where one could not be read. */
  readonly values: readonly string[];
  /** SQL of why a value could not be read, NULL of rows of which all could; undefined where all always can. */
  readonly unread: string | undefined;
  /** By the places of the columns SQL of what was read: the value's text where it came as text. */
  readonly raw: readonly string[];
}

/** Why a row that is longer than any reader takes is refused. */
export function tooLongReason({ longest }: LongRow, columns: readonly Column[]): string {
  return `it has more than ${LONGEST_ROW_AT_ALL >> 20} MiB of text, most of it in column "${columns[longest]?.name}"`;
}

/**
 * Reads rows into a table of the session, as text where they can be obtained so; undefined of rows that DuckDB cannot read. Those
 * that are longer than any reader takes are left out and told. Values of the columns `hidden` are not shown in reasons.
 */
export async function readAsText(
  rows: RowSource,
  columns: readonly Column[],
  table: string,
  tell: (row: LongRow) => void,
  session: DuckdbSession,
  signal: AbortSignal,
  hidden: ReadonlySet<string> = new Set(),
): Promise<TextRows | undefined> {
  const short = shortRows(rows, tell);
  const isText = short.format === 'csv';
  const read = isText ? columns.map(({ name }) => ({ name, type: 'string' })) : columns;
  const select = await toRelation(short, read, undefined, LONGEST_ROW_AT_ALL)?.attach(session, signal);
  if (select === undefined) return undefined;
  const raw = columns.map((_, i) => `c${i}`);
  await interruptible(session, signal, () =>
    session.run(`CREATE OR REPLACE TEMP TABLE ${table} AS SELECT * FROM (${select}) AS s(${raw.join(', ')})`),
  );
  const [row] = await session.all(`SELECT count(*) FROM ${table}`);
  const unread: string[] = [];
  const values = columns.map(({ name, type }, i) => {
    const text = `c${i}`;
    const value = fromText(text, fieldType(type));
    if (!isText || value === text) return text;
    const tried = `TRY(${value})`;
    const says = `column "${name}" is ${duckdbType(type)} and cannot hold `;
    const reason = hidden.has(name)
      ? quoteLiteral(`${says}a value that is not shown`)
      : `${quoteLiteral(says)} || left(${text}, ${SHOWN})`;
    unread.push(`CASE WHEN ${text} IS NOT NULL AND ${tried} IS NULL THEN ${reason} END`);
    return tried;
  });
  return {
    read: Number(row?.[0]),
    values,
    unread: unread.length > 0 ? `coalesce(${unread.join(', ')}, NULL)` : undefined,
    raw,
  };
}

/** The text that rows can be read as; undefined where they cannot. */
export function textOf(rows: RowSource): RowSource | undefined {
  const asText = rows.format === 'relation' ? rows.asText : rows;
  return asText?.format === 'csv' || asText?.format === 'rows' ? asText : undefined;
}

/** The rows, as text where they can be obtained so, without those that are too long. */
function shortRows(first: RowSource, tell: (row: LongRow) => void): RowSource {
  const asText = textOf(first) ?? first;
  const rows = asText.format === 'rows' ? rowsToCsv(asText, () => {}) : asText;
  if (rows.format !== 'csv') return rows;
  return {
    format: 'csv',
    open: async (signal) => {
      const passed = heard(withoutLongRows(LONGEST_ROW_AT_ALL, tell));
      pipeline(await rows.open(signal), passed, () => {});
      return passed;
    },
  };
}
