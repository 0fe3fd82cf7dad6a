import type {
  LoadColumn,
  LoadOutcome,
  LoadRequest,
  RejectedRecord,
  UncheckedRows,
} from '../../contract/contract.ts';
import { NUMBER, NumbersNeeded } from '../../contract/record-numbers.ts';
import { SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { hubName } from '../../movement/hub-names.ts';
import { isStream, withProgress } from '../../movement/load-progress.ts';
import { toRelation } from '../../movement/transfer.ts';
import { collatedAs, refuseHeld } from './holders.ts';
import { changed, type Loading } from './loading.ts';
import { mergeStaged } from './merge.ts';
import { rejectStaged } from './rejects.ts';
import { storeValue } from './store-value.ts';

/*
 * The steps of a load: rows as the table stores them, staged and merged, or straight into the table.
 */

/** The table of the session that rows are staged in. */
export const SESSION_STAGE = 'temp.main._syncform_stage';

/** The table that the rows lie in already, where it is as good as one that they would be staged in. */
export function readyStage(
  { rows, columns, isKeyUnique }: LoadRequest,
  types: ReadonlyMap<string, string>,
): string | undefined {
  if (rows.format !== 'relation' || !isKeyUnique) return undefined;
  const isStored = columns.every(
    ({ name, type }) => hubName(name) === name && types.get(name.toLowerCase()) === duckdbType(type),
  );
  return isStored ? rows.table : undefined;
}

/**
 * The rows as the table stores them, under the names of the table's columns. `types` are by name in lower case. Unchecked
 * ones come with what says afterwards whether they were right.
 */
export async function selectStored(
  request: LoadRequest,
  types: ReadonlyMap<string, string>,
  mayBeUnchecked: boolean,
): Promise<Pick<UncheckedRows, 'select'> & Partial<UncheckedRows>> {
  const { session, signal, columns, table, onProgress } = request;
  const isSeen = request.rows.format === 'rows';
  const relation = toRelation(request.rows, columns, ({ rows, bytes }) =>
    onProgress({ ...(isSeen && rows ? { rows } : {}), ...(bytes ? { bytes } : {}) }),
  );
  if (!relation) throw new SyncformError('unsupported', `DuckDB cannot read ${request.rows.format}`);
  const isAsItCame = columns.every(({ name, type }) => types.get(name.toLowerCase()) === duckdbType(type));
  const unchecked =
    mayBeUnchecked && isAsItCame ? await relation.attachUnchecked?.(session, signal) : undefined;
  const select = unchecked?.select ?? (await relation.attach(session, signal));
  const values = columns.map(({ name, type }) => {
    const storedAs = name === NUMBER.name ? duckdbType(NUMBER.type) : types.get(name.toLowerCase());
    if (storedAs === undefined)
      throw new SyncformError('source_changed', `${table.id} has no column "${name}" any more`, {
        hint: 'Plan again.',
      });
    return `${storeValue(`r.${quoteIdentifier(name)}`, type, name, storedAs)} AS ${quoteIdentifier(name)}`;
  });
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  return { ...unchecked, select: `SELECT ${values.join(', ')} FROM (${select}) AS r(${names})` };
}

/** Step `stage`: reads the source to its end, and sets aside what has no key or the key of another. */
export async function stage(
  loading: Loading,
  table: string,
  select: string,
): Promise<readonly RejectedRecord[]> {
  const { session, request } = loading;
  const kind = table === SESSION_STAGE ? 'TEMP TABLE' : 'TABLE';
  const numbers = request.numbered ? [`CAST(NULL AS BIGINT) AS ${quoteIdentifier(NUMBER.name)}`] : [];
  const rows = loading.isCollated
    ? collatedAs(loading.table, collatedNames(loading), select, numbers)
    : select;
  await runCounting(loading, `CREATE OR REPLACE ${kind} ${table} AS ${rows}`);
  if (request.isKeyUnique) return [];
  const rejected = await rejectStaged(session, table, request.key, request.numbered !== undefined);
  const stored = (value: string, { name, type }: LoadColumn) =>
    storeValue(value, type, name, loading.types.get(name.toLowerCase()) ?? duckdbType(type));
  return [...rejected, ...(await refuseHeld(request, { stage: table, table: loading.table, stored }))];
}

/** The columns that rows bring, as the table tells their collations; it does not have those yet that are to be added. */
function collatedNames({ request: { columns }, added, types }: Loading): readonly string[] {
  return columns.map(({ name }) =>
    added.includes(name)
      ? `CAST(NULL AS ${types.get(name.toLowerCase())}) AS ${quoteIdentifier(name)}`
      : quoteIdentifier(name),
  );
}

/** Stages and merges within the transaction: the stage is gone with it, whichever way it ends. */
export async function mergeWithin(loading: Loading, table: string, select: string): Promise<LoadOutcome> {
  const rejected = await stage(loading, table, select);
  const counts = await mergeStaged(loading, table);
  await loading.session.run(`DROP TABLE ${table}; DROP TABLE IF EXISTS ${loading.found.table}`);
  return { ...counts, rejected };
}

/**
 * Step `insert`: the rows go straight into the table, and those that have the key of another are taken out again. Throws
 * NumbersNeeded where there are such, and they have numbers.
 */
export async function insertDirectly(
  loading: Loading,
  select: string,
  check?: UncheckedRows['check'],
): Promise<LoadOutcome> {
  const { session, request, table } = loading;
  const isEmptied = request.operation === 'replace' && !loading.isEmpty;
  const deleted = isEmptied ? await changed(session, request.signal, `DELETE FROM ${table}`) : 0;
  const names = request.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const inserted = await runCounting(loading, `INSERT INTO ${table} (${names}) ${select}`);
  await check?.(`SELECT ${names} FROM ${table}`);
  const isChecked = request.operation === 'replace' && request.key.length > 0 && !request.isKeyUnique;
  const rejected = isChecked ? await rejectStaged(session, table, request.key) : [];
  if (request.numbered && rejected.length > 0) throw new NumbersNeeded();
  return { inserted: inserted - rejected.length, updated: 0, deleted, rejected };
}

/** Runs the statement that reads the source, telling its progress; answers how many rows it took in. */
async function runCounting({ session, request, isJoint }: Loading, statement: string): Promise<number> {
  const run = () => changed(session, request.signal, statement);
  // Rows that Node hands over are counted as they pass; the others only DuckDB sees.
  if (request.rows.format === 'rows') return run();
  if (isJoint) {
    // DuckDB keeps its progress at every turn of a statement, which took longer than a small one itself.
    const rows = await run();
    request.onProgress({ rows });
    return rows;
  }
  const { operation } = request;
  const onlyPass = isStream(request.rows) && (operation === 'replace' || operation === 'append');
  return withProgress(session, ({ rows = 0 }) => request.onProgress({ rows }), run, { onlyPass });
}
