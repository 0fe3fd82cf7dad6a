import { SyncformError } from '../../api/errors.ts';
import { fromText, LONGEST_ROW_AT_ALL } from '../../movement/csv-dialect.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import { toRelation } from '../../movement/transfer.ts';
import { fieldType } from '../../types/field-type.ts';
import type { LoadRequest, RejectedRecord, RowSource } from '../contract.ts';
import { changed } from './loading.ts';
import { fits } from './store-value.ts';
import { holds } from './widening.ts';

/** A column as the table stores it. */
export interface StoredColumn {
  readonly type: string;
  readonly nullable: boolean;
}

/** Records that cannot be stored, and which ones can. */
interface Misfits {
  readonly rejected: readonly RejectedRecord[];
  /** A condition on the rows `r`: they can be stored. */
  readonly isFit: string;
}

/** A batch with more refused records than this is wrong as a whole. */
const MOST_REJECTED = 10_000;
/** Columns by which a record is named where it has no key. */
const NAMING_COLUMNS = 8;
/** Characters of a value that are shown. */
const SHOWN = 100;
const NAMING_LENGTH = 200;

/** How DuckDB says that a row is longer than it was told to take. */
const TOO_LONG = /Maximum line size|Parallel CSV Reader/i;

/** A request without the rows that the table cannot store. */
export interface Fitting {
  readonly request: LoadRequest;
  readonly rejected: readonly RejectedRecord[];
}

/**
 * Sets aside the rows that the table cannot store, after a statement that failed for one of them; undefined where there is
 * none. `failure` is what the statement said. The rows must be such that can be had again: they are read once more, into a table of the session. `stored` are the table's columns by name in lower case.
 */
export async function withoutMisfits(
  request: LoadRequest,
  stored: ReadonlyMap<string, StoredColumn>,
  failure: unknown,
): Promise<Fitting | undefined> {
  const { session, columns } = request;
  const select = await stageApart(request);
  if (select === undefined) return undefined;
  const found = await findMisfits(session, request, select, stored);
  // A row that was too long for the reader's small buffers has now been read.
  const none: Misfits | undefined = TOO_LONG.test(String((failure as Partial<Error> | null)?.message))
    ? { rejected: [], isFit: 'true' }
    : undefined;
  const misfits = found ?? none;
  if (!misfits) return undefined;
  const names = columns.map(({ name }) => `r.${quoteIdentifier(name)}`).join(', ');
  const fit = `SELECT ${names} FROM (${select}) AS r WHERE ${misfits.isFit}`;
  const rows: RowSource = { format: 'relation', attach: async () => fit };
  return { request: { ...request, rows, isRepeatable: false }, rejected: misfits.rejected };
}

/** The table of the session that holds the rows while those at fault are looked for. */
const APART = 'temp.main._syncform_apart';
/** A column of theirs: why a value could not even be read, NULL where all could. */
const UNREAD = quoteIdentifier('_syncform_unread');

/**
 * Reads the rows into a table of the session, and answers a SELECT of the request's columns and of `UNREAD`; undefined of
 * rows that DuckDB cannot read. What comes as text stays text until then, as one bad value would end its reading.
 */
async function stageApart({ session, signal, rows, columns }: LoadRequest): Promise<string | undefined> {
  const isText = rows.format === 'csv' || rows.format === 'rows';
  const staged = isText ? columns.map(({ name }) => ({ name, type: 'string' })) : columns;
  const select = await toRelation(rows, staged, undefined, LONGEST_ROW_AT_ALL)?.attach(session, signal);
  if (select === undefined) return undefined;
  const raw = columns.map((_, i) => `c${i}`);
  await changed(
    session,
    signal,
    `CREATE OR REPLACE TEMP TABLE _syncform_apart AS SELECT * FROM (${select}) AS s(${raw.join(', ')})`,
  );
  const values = columns.map(({ name, type }, i) => {
    const read = fromText(`c${i}`, fieldType(type));
    const isRead = !isText || read === `c${i}`;
    const value = isRead ? `c${i}` : `TRY(${read})`;
    const says = quoteLiteral(`column "${name}" is ${duckdbType(type)} and cannot hold `);
    return {
      select: `${value} AS ${quoteIdentifier(name)}`,
      unread: isRead
        ? []
        : [`CASE WHEN c${i} IS NOT NULL AND ${value} IS NULL THEN ${says} || left(c${i}, ${SHOWN}) END`],
    };
  });
  const unread = values.flatMap((value) => value.unread);
  const why = unread.length > 0 ? `coalesce(${unread.join(', ')})` : 'CAST(NULL AS VARCHAR)';
  return `SELECT ${values.map((value) => value.select).join(', ')}, ${why} AS ${UNREAD} FROM ${APART}`;
}

/** Drops what was staged for a request that was loaded without the rows at fault. */
export async function dropApart(session: DuckdbSession): Promise<void> {
  await session.run(`DROP TABLE IF EXISTS ${APART}`);
}

/**
 * Looks for the rows (a SELECT of the request's columns and of `UNREAD`) with a value that its column cannot store: for after a statement
 * that failed for one of them, as it looks at each value. Undefined where there is none, so that the failure stands.
 */
async function findMisfits(
  session: DuckdbSession,
  request: LoadRequest,
  select: string,
  stored: ReadonlyMap<string, StoredColumn>,
): Promise<Misfits | undefined> {
  const reasons = request.columns.flatMap(({ name, type }) => {
    const column = stored.get(name.toLowerCase());
    const isKey = request.key.includes(name);
    return column ? reasonsOf(name, type, isKey ? { ...column, nullable: true } : column) : [];
  });
  // Other operations look at the key themselves.
  const isKeyless = request.key.map((name) => `r.${quoteIdentifier(name)} IS NULL`).join(' OR ');
  const keyless = quoteLiteral(`its key (${request.key.join(', ')}) is NULL`);
  const keys =
    request.key.length > 0 && (request.operation === 'replace' || request.operation === 'append')
      ? [`CASE WHEN ${isKeyless} THEN ${keyless} END`]
      : [];
  const reason = `coalesce(r.${UNREAD}, ${[...keys, ...reasons, 'NULL'].join(', ')})`;
  const all = request.columns.map(({ name }) => name);
  const names = request.key.length > 0 ? request.key : all.slice(0, NAMING_COLUMNS);
  const shown = names.map((name) => `left(CAST(r.${quoteIdentifier(name)} AS VARCHAR), ${NAMING_LENGTH})`);
  const rows = await session.all(
    `SELECT ${reason}, ${shown.join(', ')} FROM (${select}) AS r
      WHERE ${reason} IS NOT NULL LIMIT ${MOST_REJECTED + 1}`,
  );
  if (rows.length === 0) return undefined;
  if (rows.length > MOST_REJECTED)
    throw new SyncformError(
      'failed',
      `more than ${MOST_REJECTED} records were refused, the first because ${rows[0]?.[0]}`,
    );
  return {
    rejected: rows.map(([why, ...values]) => ({
      key: Object.fromEntries(names.map((name, i) => [name, values[i] as string | null])),
      reason: String(why),
    })),
    isFit: `${reason} IS NULL`,
  };
}

/** Texts that say why a value does not fit, NULL where it does. Of lists it is not known before they are stored. */
function reasonsOf(name: string, type: string, { type: columnType, nullable }: StoredColumn): string[] {
  const value = `r.${quoteIdentifier(name)}`;
  const required = nullable
    ? []
    : [`CASE WHEN ${value} IS NULL THEN ${quoteLiteral(`column "${name}" takes no NULL`)} END`];
  const field = fieldType(type);
  const carried = duckdbType(field);
  if (carried === columnType || field.kind === 'array') return required;
  const says = quoteLiteral(`column "${name}" is ${columnType} and cannot hold `);
  const misfit = (condition: string) =>
    `CASE WHEN ${value} IS NOT NULL AND ${condition} THEN ${says} || left(CAST(${value} AS VARCHAR), ${SHOWN}) END`;
  if (holds(columnType, carried)) return required;
  return [...required, misfit(`NOT ${fits(value, carried, columnType)}`)];
}
