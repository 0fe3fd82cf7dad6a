import type {
  Batch,
  LoadColumn,
  LoadFacet,
  LoadOutcome,
  LoadRequest,
  PlannedLoad,
  RejectedRecord,
  UncheckedRows,
} from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { NUMBER, NumbersNeeded, numberedRequest } from '../../contract/record-numbers.ts';
import { throwIfAborted } from '../../kit/abort.ts';
import { SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { duckdbFailure, isDuckdbError } from '../../movement/duckdb-failure.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { hubName } from '../../movement/hub-names.ts';
import { isStream, withProgress } from '../../movement/load-progress.ts';
import { toRelation } from '../../movement/transfer.ts';
import { carryOut, columnsAfter, inTransaction, makeSchemas } from './change-table.ts';
import {
  beginWithCommits,
  type Committing,
  committedOutcome,
  committedOutcomes,
  recordCommits,
} from './commits.ts';
import type { DuckdbDatabase } from './database.ts';
import { describeTable } from './define.ts';
import { findIn } from './find.ts';
import { collatedAs, refuseHeld } from './holders.ts';
import { changed, type Loading } from './loading.ts';
import { mergeStaged } from './merge.ts';
import { counting, dropApart, type Fitting, withoutMisfits } from './misfits.ts';
import { formatTableId, qualifyTable, type TableName, tableName } from './names.ts';
import { catalogLiteral, describeColumns, type TableAsIs, tablesAsTheyAre } from './objects.ts';
import { rejectStaged } from './rejects.ts';
import { storeValue } from './store-value.ts';
import { ruledColumns, tableRules } from './table-rules.ts';
import type { RuledTable } from './violations.ts';

const SESSION_STAGE = 'temp.main._syncform_stage';
const SESSION_FOUND = 'temp.main._syncform_found';

/**
 * Loads in one transaction of the file, together with the change of the table and the batch's id. `append` and `replace` take the rows straight in;
 * `replace` empties the table first, within the transaction: others see the old rows until the commit, and DuckDB writes
 * the new ones to the file as they come rather than keeping them in memory (building a second table and swapping took
 * twice as long, and would lose what others have attached to the table). Keyed operations stage the rows first, so that
 * the file's transaction begins only when the source has been read to its end.
 */
export function loadFacet(database: DuckdbDatabase): LoadFacet {
  return {
    takes: ['relation', 'parquet', 'csv', 'rows'],
    hasColumnModes: true,
    canDeleteMissing: true,
    canChangeTable: true,
    committed: async (table, batch, signal) =>
      database.reading(signal, (session, catalog) =>
        committedOutcome(session, catalog, { table: tableName(table), batch }),
      ),
    load: async (request) => {
      const counted = counting(request);
      try {
        return await load(database, counted.request);
      } catch (error) {
        const doing = `loading ${request.table.id}`;
        try {
          const apart = isDuckdbError(error)
            ? await loadApart(database, request, error, counted.rows())
            : undefined;
          if (apart) return apart;
        } catch (again) {
          throw duckdbFailure(doing, again);
        }
        throw duckdbFailure(doing, error);
      }
    },
    find: (request) => findIn(database, request),
    ...(database.stagesIn === 'session'
      ? {
          together: (session, signal, loads, work) => loadTogether(database, session, signal, loads, work),
        }
      : {}),
  };
}

/** A transaction of several loads; what began it ends it. */
interface Joint {
  begin(catalog: string): Promise<void>;
  /** The outcome that was committed with a batch before the transaction, or undefined. */
  committed(batch: Batch): LoadOutcome | undefined;
  /** What a table was before the transaction; undefined where it was not found. */
  before(table: TableName): TableAsIs | undefined;
  /** Batches whose rows the transaction holds: recorded all at once, at its end. */
  readonly held: Committing[];
}

/** Loads what `work` gives in one transaction, with the batch's id of each table. */
async function loadTogether<T>(
  database: DuckdbDatabase,
  session: DuckdbSession,
  signal: AbortSignal,
  loads: readonly PlannedLoad[],
  work: (load: LoadFacet['load']) => Promise<T>,
): Promise<T> {
  let hasBegun = false;
  // Until the session is closed: what the file is let go with is as small.
  await session.needOneThread?.(true);
  const catalog = await database.attach(session, 'write', signal);
  const batches = loads.map(({ table, batch }) => ({ table: tableName(table), batch }));
  const known = await committedOutcomes(session, catalog, batches);
  const names = batches.map(({ table }) => table);
  for (const { change } of loads) if (change) await makeSchemas(session, catalog, change);
  const tables = await tablesAsTheyAre(session, catalog, names);
  // A source that is attached after the transaction began is not seen in it: the first load attaches it before.
  const joint: Joint = {
    begin: async (catalog) => {
      if (hasBegun) return;
      await beginWithCommits(session, catalog);
      hasBegun = true;
    },
    committed: (batch) => known[loads.findIndex((load) => load.batch === batch)],
    before: (table) => tables.get(formatTableId(table)),
    held: [],
  };
  try {
    const result = await work((request) => load(database, request, NOTHING_BEFORE, joint));
    throwIfAborted(signal);
    if (hasBegun) await session.run([...recordCommits(catalog, joint.held), 'COMMIT'].join('; '));
    return result;
  } catch (error) {
    // After some errors DuckDB has rolled back by itself, and says that there is nothing to roll back.
    if (hasBegun) await session.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/**
 * Loads without the rows that the table cannot store, after a statement that failed for one of them; undefined where there
 * is none, or the rows cannot be had again. `alreadyTold` is how many rows were told of before it failed.
 */
async function loadApart(
  database: DuckdbDatabase,
  request: LoadRequest,
  failure: unknown,
  alreadyTold: number,
): Promise<LoadOutcome | undefined> {
  if (!request.isRepeatable) return undefined;
  const { session, signal } = request;
  const catalog = await database.attach(session, 'write', signal);
  const existing = await describeTable(session, catalog, request.table.id);
  const stored = new Map(
    columnsAfter(request, existing?.columns)?.map(({ name, target_type, nullable }) => [
      name.toLowerCase(),
      { type: target_type, nullable },
    ]),
  );
  const name = tableName(request.table.id);
  const table: RuledTable = {
    qualified: qualifyTable(catalog, name),
    name: name.table,
    columns: await ruledColumns(session, catalog, name),
    rules: await tableRules(session, catalog, name),
  };
  try {
    // Of a table that is yet to be made nothing is missing.
    const asked = existing ? request : { ...request, deleteMissing: false };
    const fitting = await withoutMisfits(asked, stored, table, failure);
    if (!fitting) return undefined;
    request.onProgress({ rows: Math.max(0, fitting.read - alreadyTold) });
    return await load(database, fitting.request, fitting);
  } finally {
    await dropApart(session);
  }
}

type Before = Pick<Fitting, 'rejected' | 'kept'>;

const NOTHING_BEFORE: Before = { rejected: [], kept: undefined };

/**
 * Loads rows that a session in which the database can be attached is able to read. `before` are records that were found to
 * be at fault, and the rows that stay for that reason. Without a joint transaction it is one of its own.
 */
async function load(
  database: DuckdbDatabase,
  request: LoadRequest,
  before = NOTHING_BEFORE,
  joint?: Joint,
): Promise<LoadOutcome> {
  const isDirect = request.operation === 'replace' || request.operation === 'append';
  if (!isDirect) return loadBy('stage', database, request, before, joint);
  try {
    return await loadBy('insert', database, request, before, joint);
  } catch (error) {
    if (!(error instanceof NumbersNeeded)) throw error;
    return loadBy('stage', database, request, before, joint);
  }
}

/** `insert` takes the rows straight into the table; `stage` into a table of their own first. */
async function loadBy(
  way: 'insert' | 'stage',
  database: DuckdbDatabase,
  request: LoadRequest,
  before: Before,
  joint: Joint | undefined,
): Promise<LoadOutcome> {
  const { session, signal, batch, change } = request;
  const name = tableName(request.table.id);
  const catalog = await database.attach(session, 'write', signal);
  if (change && !joint) await makeSchemas(session, catalog, change);
  const committed = joint
    ? joint.committed(batch)
    : await committedOutcome(session, catalog, { table: name, batch });
  if (committed) {
    const make = () => change && carryOut(session, catalog, request.table.id, change);
    if (joint && change) await joint.begin(catalog).then(make);
    else if (change) await inTransaction(session, make);
    return committed;
  }

  const asItIs = joint?.before(name);
  const isMadeHere = joint !== undefined && change?.action === 'create';
  const there =
    asItIs?.columns ?? (isMadeHere ? undefined : await describeColumns(session, qualifyTable(catalog, name)));
  const columns = columnsAfter(
    request,
    there?.map((column) => ({ nullable: true, ...column, target_type: column.type })),
  );
  if (!columns)
    throw new SyncformError(
      'source_changed',
      `there is no table ${request.table.id} in ${database.title} any more`,
      {
        hint: 'Plan again.',
      },
    );
  const isApart = database.stagesIn === 'session';
  const beside = (prefix: string) => qualifyTable(catalog, { ...name, table: `${prefix}${name.table}` });
  const isDirect = way === 'insert';
  const types = new Map(columns.map((column) => [column.name.toLowerCase(), column.target_type]));
  const loading: Loading = {
    session,
    // A table that is yet to be made has no rows of other records.
    request: there ? request : withoutHolders(request),
    added: there ? columns.slice(there.length).map((column) => column.name) : [],
    table: qualifyTable(catalog, name),
    columns: columns.map((column) => column.name),
    types,
    isConstrained: !isDirect && (await hasConstraints(session, catalog, name)),
    isCollated: !isDirect && request.key.length > 0 && (await hasCollations(session, catalog, name)),
    kept: before.kept,
    isJoint: joint !== undefined,
    isEmpty: there === undefined || (asItIs?.isEmpty ?? false),
    found: { table: isApart ? SESSION_FOUND : beside('_syncform_found_'), isTemporary: isApart },
  };
  const { select, check } = await selectStored(
    isDirect ? request : numberedRequest(request),
    types,
    isDirect,
  );

  const ready = readyStage(request, types);
  const isStaging = !isDirect && isApart && ready === undefined;
  const waiting = isStaging ? await stage(loading, SESSION_STAGE, select) : [];
  throwIfAborted(signal);
  await (joint ? joint.begin(catalog) : beginWithCommits(session, catalog));
  try {
    // Which statement is at fault is found out where the table is loaded by itself.
    if (change)
      await carryOut(session, catalog, request.table.id, change, { isTogether: joint !== undefined });
    const loaded: LoadOutcome = isDirect
      ? await insertDirectly(loading, select, check)
      : isApart
        ? { ...(await mergeStaged(loading, ready ?? SESSION_STAGE)), rejected: waiting }
        : await mergeWithin(loading, beside('_syncform_stage_'), select);
    const outcome: LoadOutcome = { ...loaded, rejected: [...before.rejected, ...loaded.rejected] };
    throwIfAborted(signal);
    const held = { table: name, batch, outcome, isReplaced: request.operation === 'replace' };
    if (joint) joint.held.push(held);
    else await session.run([...recordCommits(catalog, [held]), 'COMMIT'].join('; '));
    return outcome;
  } catch (error) {
    // After some errors DuckDB has rolled back by itself, and says that there is nothing to roll back.
    if (!joint) await session.run('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    if (isApart && !isDirect) await dropStages(session, joint);
  }
}

function withoutHolders({ holders: _none, ...request }: LoadRequest): LoadRequest {
  return request;
}

/** Within a joint transaction that has failed no statement runs any more; its stages are gone with it. */
async function dropStages(session: DuckdbSession, joint: Joint | undefined): Promise<void> {
  const dropped = session.run(`DROP TABLE IF EXISTS ${SESSION_STAGE}; DROP TABLE IF EXISTS ${SESSION_FOUND}`);
  await (joint ? dropped.catch(() => undefined) : dropped);
}

/** The table that the rows lie in already, where it is as good as one that they would be staged in. */
function readyStage(
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
async function selectStored(
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
async function stage(loading: Loading, table: string, select: string): Promise<readonly RejectedRecord[]> {
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
async function mergeWithin(loading: Loading, table: string, select: string): Promise<LoadOutcome> {
  const rejected = await stage(loading, table, select);
  const counts = await mergeStaged(loading, table);
  await loading.session.run(`DROP TABLE ${table}; DROP TABLE IF EXISTS ${loading.found.table}`);
  return { ...counts, rejected };
}

/**
 * Step `insert`: the rows go straight into the table, and those that have the key of another are taken out again. Throws
 * NumbersNeeded where there are such, and they have numbers.
 */
async function insertDirectly(
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

async function hasCollations(session: DuckdbSession, catalog: string, name: TableName): Promise<boolean> {
  const [row] = await session.all(
    `SELECT EXISTS (FROM duckdb_tables() WHERE sql ILIKE '% COLLATE %' AND database_name = ${catalogLiteral(catalog)}
       AND schema_name = ${quoteLiteral(name.schema)} AND table_name = ${quoteLiteral(name.table)})`,
  );
  return row?.[0] === true;
}

/** Constraints beside NOT NULL, indexes, and generated columns. */
async function hasConstraints(session: DuckdbSession, catalog: string, name: TableName): Promise<boolean> {
  const of = `database_name = ${catalogLiteral(catalog)} AND schema_name = ${quoteLiteral(name.schema)} AND table_name = ${quoteLiteral(name.table)}`;
  const [row] = await session.all(
    `SELECT EXISTS (FROM duckdb_constraints() WHERE constraint_type <> 'NOT NULL' AND ${of})
         OR EXISTS (FROM duckdb_indexes() WHERE ${of})
         OR EXISTS (FROM duckdb_tables() WHERE sql LIKE '% GENERATED ALWAYS AS(%' AND ${of})`,
  );
  return row?.[0] === true;
}
