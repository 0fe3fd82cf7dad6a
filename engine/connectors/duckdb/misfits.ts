import { SyncformError } from '../../api/errors.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import { toRelation } from '../../movement/transfer.ts';
import { fieldType } from '../../types/field-type.ts';
import type { LoadRequest, RejectedRecord, RowSource } from '../contract.ts';
import { exactDecimal } from './store-value.ts';
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

/** A request without the rows that the table cannot store. */
export interface Fitting {
  readonly request: LoadRequest;
  readonly rejected: readonly RejectedRecord[];
}

/**
 * Sets aside the rows that the table cannot store, after a statement that failed for one of them; undefined where there is
 * none. The rows must be such that can be had again. `stored` are the table's columns by name in lower case.
 */
export async function withoutMisfits(
  request: LoadRequest,
  stored: ReadonlyMap<string, StoredColumn>,
): Promise<Fitting | undefined> {
  const { session, signal, columns } = request;
  const select = await toRelation(request.rows, columns)?.attach(session, signal);
  const misfits = select && (await findMisfits(session, request, select, stored));
  if (!misfits) return undefined;
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const fit = `SELECT r.* FROM (${select}) AS r(${names}) WHERE ${misfits.isFit}`;
  const rows: RowSource = { format: 'relation', attach: async () => fit };
  return { request: { ...request, rows, isRepeatable: false }, rejected: misfits.rejected };
}

/**
 * Looks for the rows (a SELECT of the request's columns) with a value that its column cannot store: for after a statement
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
  if (reasons.length === 0) return undefined;
  const reason = `coalesce(${reasons.join(', ')})`;
  const all = request.columns.map(({ name }) => name);
  const names = request.key.length > 0 ? request.key : all.slice(0, NAMING_COLUMNS);
  const shown = names.map((name) => `left(CAST(r.${quoteIdentifier(name)} AS VARCHAR), ${NAMING_LENGTH})`);
  const rows = await session.all(
    `SELECT ${reason}, ${shown.join(', ')} FROM (${select}) AS r(${all.map(quoteIdentifier).join(', ')})
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
  if (carried === 'VARCHAR' && field.kind !== 'string' && columnType.startsWith('DECIMAL('))
    return [...required, misfit(`NOT ${exactDecimal(value, columnType)}`)];
  if (holds(columnType, carried)) return required;
  const cast = `TRY_CAST(${value} AS ${columnType})`;
  return [...required, misfit(`TRY_CAST(${cast} AS ${carried}) IS DISTINCT FROM ${value}`)];
}
