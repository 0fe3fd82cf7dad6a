import { randomUUID } from 'node:crypto';
import type { Extraction, RejectedRecord } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { NAMING_LENGTH } from '../contract/rejected-records.ts';
import { SyncformError } from '../kit/errors.ts';
import { isDuckdbError } from './duckdb-failure.ts';
import { hubIdentifier } from './hub-names.ts';
import type { LongRow } from './long-rows.ts';
import { readAsText, textOf, tooLongReason } from './text-rows.ts';

/** Whether an error of DuckDB's says that a row is longer than it was told to take. */
export function isLongRow(error: unknown): boolean {
  const { message, cause } = error as Partial<Error>;
  return /Maximum line size|Parallel CSV Reader/i.test(
    `${message} ${(cause as Partial<Error> | undefined)?.message}`,
  );
}

/** How a record that cannot be read is named: a name for people, and the column whose value it is. */
export interface NamedBy {
  readonly name: string;
  readonly column: string;
}

/** So many records are set aside at most: of more, the rows are wrong as a whole. */
const MOST_UNREADABLE = 10_000;

/** How DuckDB begins to say so, within what a server answers whose COPY broke off for that. */
const WITHIN = /\b(?:Conversion|Invalid Input|IO|Out of Range) Error: /;

/** Whether a failure may be that of one value or row which DuckDB could not read. */
export function mayBeUnreadable(error: unknown): boolean {
  for (let at = error; at !== undefined && at !== null; at = (at as { cause?: unknown }).cause)
    if (isDuckdbError(at) || WITHIN.test(String((at as { message?: unknown }).message))) return true;
  return false;
}

/**
 * The extraction without the rows that cannot be read, which are among its rejected ones, after reading them failed: they are
 * read again, into a table of the session. Undefined where they cannot be obtained as text, or all of them can be read.
 */
export async function withoutUnreadable(
  extraction: Extraction,
  { named, hidden }: { readonly named: readonly NamedBy[]; readonly hidden?: ReadonlySet<string> },
  session: DuckdbSession,
  signal: AbortSignal,
): Promise<Extraction | undefined> {
  const { columns, offers, rejected: before = [] } = extraction;
  const offer = offers.find((candidate) => textOf(candidate) !== undefined);
  if (!offer) return undefined;
  const place = (name: string) => columns.findIndex((column) => column.name === name);
  const rejected: RejectedRecord[] = [];
  const tell = (row: LongRow) => {
    const value = ({ name, column }: NamedBy) => {
      const text = hidden?.has(column) ? null : (row.fields[place(column)] ?? null);
      return [name, text?.slice(0, NAMING_LENGTH) ?? null];
    };
    rejected.push({ key: Object.fromEntries(named.map(value)), reason: tooLongReason(row, columns) });
  };
  const table = `temp.main._syncform_text_${randomUUID().replaceAll('-', '')}`;
  const text = await readAsText(offer, columns, table, tell, session, signal, hidden);
  if (!text) return undefined;
  const { unread, raw, values } = text;
  if (unread !== undefined) {
    const shown = named.map(({ column }) =>
      hidden?.has(column) ? 'NULL' : `left(CAST(${raw[place(column)]} AS VARCHAR), ${NAMING_LENGTH})`,
    );
    const rows = await session.all(
      `SELECT ${[unread, ...shown].join(', ')} FROM ${table} WHERE ${unread} IS NOT NULL LIMIT ${MOST_UNREADABLE + 1}`,
    );
    for (const [why, ...texts] of rows)
      rejected.push({
        key: Object.fromEntries(named.map(({ name }, i) => [name, (texts[i] ?? null) as string | null])),
        reason: String(why),
      });
  }
  if (rejected.length > MOST_UNREADABLE)
    throw new SyncformError(
      'failed',
      `more than ${MOST_UNREADABLE} records cannot be read, the first because ${rejected[0]?.reason}`,
    );
  // A row that was too long for the reader's small buffers has now been read.
  const where = unread === undefined ? '' : ` WHERE ${unread} IS NULL`;
  const select = `SELECT ${values.map((value, i) => `${value} AS ${hubIdentifier(columns[i]?.name ?? '')}`).join(', ')} FROM ${table}${where}`;
  return {
    ...extraction,
    rejected: [...before, ...rejected],
    offers: [{ format: 'relation', attach: async () => select }],
  };
}
