import type { LoadRequest, RejectedRecord, RowSource } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { NUMBER, numberedRequest } from '../../contract/record-numbers.ts';
import { NAMING_COLUMNS, NAMING_LENGTH } from '../../contract/rejected-records.ts';
import { SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import type { LongRow } from '../../movement/long-rows.ts';
import { readAsText, tooLongReason } from '../../movement/text-rows.ts';
import { fieldType } from '../../types/field-type.ts';
import { changed } from './loading.ts';
import { numberOf } from './rejects.ts';
import { fits } from './store-value.ts';
import { ROW, type RuledTable, refersTo, same, VIOLATING, violationStatements } from './violations.ts';
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
/** Characters of a value that are shown. */
const SHOWN = 100;

/** How DuckDB says that a row is longer than it was told to take. */
const TOO_LONG = /Maximum line size|Parallel CSV Reader/i;

/** A request without the rows that the table cannot store. */
export interface Fitting {
  readonly request: LoadRequest;
  readonly rejected: readonly RejectedRecord[];
  /** A table of the session: keys of rows that stay in the table, though they do not come. */
  readonly kept: string | undefined;
  /** How many rows were read, those at fault included; `request` tells of none. */
  readonly read: number;
}

/** A request whose rows are counted as it tells of them, so that a second reading tells only of what is new. */
export function counting(request: LoadRequest): { readonly request: LoadRequest; rows(): number } {
  let rows = 0;
  const onProgress: LoadRequest['onProgress'] = (delta) => {
    rows += delta.rows ?? 0;
    request.onProgress(delta);
  };
  return { request: { ...request, onProgress }, rows: () => rows };
}

/**
 * Sets aside the rows that the table cannot store or its constraints refuse, after a statement that failed for one of them;
 * undefined where there is none. `failure` is what the statement said. The rows must be such that can be obtained again: they
 * are read once more, into a table of the session. `stored` are the table's columns by name in lower case.
 */
export async function withoutMisfits(
  request: LoadRequest,
  stored: ReadonlyMap<string, StoredColumn>,
  table: RuledTable,
  failure: unknown,
): Promise<Fitting | undefined> {
  const { columns, numbered } = request;
  const tooLong: RejectedRecord[] = [];
  const isNumbered = numbered !== undefined;
  const apart = await stageApart(numberedRequest(request), isNumbered, tooLong);
  if (apart === undefined) return undefined;
  const { select, read } = apart;
  const misfits = await findMisfits(request, select, stored);
  const violations = await findViolations(request, table, select, misfits?.isFit ?? 'true');
  const isFit = [misfits?.isFit, violations?.isFit].filter((condition) => condition !== undefined);
  const kept = await keepRows(request, table, select, isFit);
  // A row that was too long for the reader's small buffers has now been read.
  const isReadNow = TOO_LONG.test(String((failure as Partial<Error> | null)?.message));
  if (isFit.length === 0 && kept.rejected.length === 0 && !isReadNow) return undefined;
  const fit = (of: readonly { readonly name: string }[]): RowSource => {
    const names = of.map(({ name }) => `r.${quoteIdentifier(name)}`).join(', ');
    const fitting = `SELECT ${names} FROM (${select}) AS r WHERE ${['true', ...isFit].join(' AND ')}`;
    return { format: 'relation', attach: async () => fitting };
  };
  return {
    request: {
      ...request,
      rows: fit(columns),
      ...(numbered ? { numbered: fit([...columns, NUMBER]) } : {}),
      isRepeatable: false,
      onProgress: () => {},
    },
    rejected: [...tooLong, ...(misfits?.rejected ?? []), ...(violations?.rejected ?? []), ...kept.rejected],
    kept: kept.table,
    read: read + tooLong.length,
  };
}

/** The table of the session that holds the rows while those at fault are looked for. */
const APART = 'temp.main._syncform_apart';
/** A column of theirs: why a value could not even be read, NULL where all could. */
const UNREAD = quoteIdentifier('_syncform_unread');

/**
 * Reads the rows into a table of the session, and answers how many and a SELECT of the request's columns, of `UNREAD` and
 * of `ROW`; undefined of rows that DuckDB cannot read. What comes as text stays text until then, as one bad value would end
 * its reading; rows that are longer than any reader takes are left out, and added to `tooLong`.
 */
async function stageApart(
  request: LoadRequest,
  isNumbered: boolean,
  tooLong: RejectedRecord[],
): Promise<{ readonly select: string; readonly read: number } | undefined> {
  const { session, signal, columns, rows } = request;
  const named = namingColumns(isNumbered ? columns.slice(0, -1) : columns, request.key);
  const tell = (row: LongRow) => {
    if (tooLong.length >= MOST_REJECTED) return;
    const shown = named.map((name) => {
      const value = row.fields[columns.findIndex((column) => column.name === name)] ?? null;
      return [name, value === null ? null : value.slice(0, NAMING_LENGTH)];
    });
    tooLong.push({
      key: Object.fromEntries(shown),
      reason: tooLongReason(row, columns),
      ...(isNumbered ? numberOf(row.fields[columns.length - 1]) : {}),
    });
  };
  const text = await readAsText(rows, columns, APART, tell, session, signal);
  if (!text) return undefined;
  // Of two records that cannot both be there, the one with the smaller number is taken.
  const row = isNumbered ? `CAST(c${columns.length - 1} AS BIGINT)` : 'rowid';
  const shown = text.values.map((value, i) => `${value} AS ${quoteIdentifier(columns[i]?.name ?? '')}`);
  const why = text.unread ?? 'CAST(NULL AS VARCHAR)';
  const select = `SELECT ${shown.join(', ')}, ${why} AS ${UNREAD}, ${row} AS ${ROW} FROM ${APART}`;
  return { select, read: text.read };
}

/** The columns by which a record is named: its key, or where it has none the first ones. */
function namingColumns(columns: LoadRequest['columns'], key: readonly string[]): readonly string[] {
  return key.length > 0 ? key : columns.slice(0, NAMING_COLUMNS).map(({ name }) => name);
}

/** Drops what was staged for a request that was loaded without the rows at fault. */
export async function dropApart(session: DuckdbSession): Promise<void> {
  for (const table of [APART, VIOLATING, KEPT]) await session.run(`DROP TABLE IF EXISTS ${table}`);
}

/**
 * Looks for the rows (a SELECT of the request's columns and of `UNREAD`) with a value that its column cannot store: for after a statement
 * that failed for one of them, as it looks at each value. Undefined where there is none, so that the failure stands.
 */
async function findMisfits(
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
  const rejected = await refused(request, reason, `(${select}) AS r WHERE ${reason} IS NOT NULL`);
  return rejected.length > 0 ? { rejected, isFit: `${reason} IS NULL` } : undefined;
}

/** Looks for the rows, among those that fit, that the table's constraints refuse; undefined where there is none. */
async function findViolations(
  request: LoadRequest,
  table: RuledTable,
  select: string,
  isFit: string,
): Promise<Misfits | undefined> {
  const { checks, unique, uniqueParts, references, referencedBy } = table.rules;
  if ([checks, unique, uniqueParts, references, referencedBy].every((rules) => rules.length === 0))
    return undefined;
  const { session, signal } = request;
  for (const statement of violationStatements(
    request,
    table,
    `SELECT * FROM (${select}) AS r WHERE ${isFit}`,
  ))
    await changed(session, signal, statement);
  const from = `(${select}) AS r JOIN ${VIOLATING} AS v ON v.row = r.${ROW} ORDER BY v.row`;
  const rejected = await refused(request, 'v.reason', from);
  return rejected.length > 0
    ? { rejected, isFit: `r.${ROW} NOT IN (SELECT row FROM ${VIOLATING})` }
    : undefined;
}

/** The table of the session with the keys of rows that stay in the table. */
const KEPT = 'temp.main._syncform_kept';

/**
 * Where rows that do not come are deleted, notes those that stay anyway: those of a refused record's key, and those
 * that another table refers to, which are refused by their key.
 */
async function keepRows(
  request: LoadRequest,
  table: RuledTable,
  select: string,
  isFit: readonly string[],
): Promise<{ readonly table: string | undefined; readonly rejected: readonly RejectedRecord[] }> {
  const { session, key, operation, deleteMissing, marks } = request;
  const { referencedBy } = table.rules;
  const isReferenced = referencedBy.length > 0 && !marks;
  if (operation !== 'upsert' || !deleteMissing || (isFit.length === 0 && !isReferenced))
    return { table: undefined, rejected: [] };
  const typed = (name: string) =>
    `TRY_CAST(r.${quoteIdentifier(name)} AS ${table.columns.find((c) => c.name.toLowerCase() === name.toLowerCase())?.type ?? 'VARCHAR'})`;
  const keys = key.map((name) => `t.${quoteIdentifier(name)}`);
  const isSent = key.map((name) => `t.${quoteIdentifier(name)} = ${typed(name)}`).join(' AND ');
  const isRefused = isFit.length > 0 ? `NOT (${isFit.join(' AND ')})` : 'false';
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_kept AS SELECT ${keys.join(', ')} FROM ${table.qualified} AS t
      WHERE EXISTS (FROM (${select}) AS r WHERE ${isSent} AND ${isRefused})`,
  );
  const rejected: RejectedRecord[] = [];
  for (const by of isReferenced ? referencedBy : []) {
    const doomed = `${table.qualified} AS t WHERE NOT EXISTS (FROM (${select}) AS r WHERE ${isSent})
      AND NOT EXISTS (FROM ${KEPT} AS k WHERE ${same('k', key, 't')})
      AND EXISTS (FROM ${by.table} AS o WHERE ${same('t', by.columns, 'o', by.others)})`;
    rejected.push(...(await refused(request, quoteLiteral(refersTo(by)), doomed, 't')));
    await session.run(`INSERT INTO ${KEPT} SELECT ${keys.join(', ')} FROM ${doomed}`);
  }
  return { table: KEPT, rejected };
}

/** Rows of a FROM clause (`alias`), by what names them; `reason` is SQL. Throws where there are very many. */
async function refused(
  { session, key, columns, numbered }: LoadRequest,
  reason: string,
  from: string,
  alias = 'r',
): Promise<readonly RejectedRecord[]> {
  const names = namingColumns(columns, key);
  const shown = names.map(
    (name) => `left(CAST(${alias}.${quoteIdentifier(name)} AS VARCHAR), ${NAMING_LENGTH})`,
  );
  // Rows of the table itself have no number.
  const number = numbered && alias === 'r' ? `r.${quoteIdentifier(NUMBER.name)}` : 'NULL';
  const rows = await session.all(
    `SELECT ${reason}, ${[...shown, number].join(', ')} FROM ${from} LIMIT ${MOST_REJECTED + 1}`,
  );
  if (rows.length > MOST_REJECTED)
    throw new SyncformError(
      'failed',
      `more than ${MOST_REJECTED} records were refused, the first because ${rows[0]?.[0]}`,
    );
  return rows.map(([why, ...values]) => ({
    key: Object.fromEntries(names.map((name, i) => [name, values[i] as string | null])),
    reason: String(why),
    ...numberOf(values[names.length]),
  }));
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
