import type { FacetOf, LoadFacet, LoadOutcome, LoadRequest } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { NumbersNeeded, numberedRequest } from '../../contract/record-numbers.ts';
import { throwIfAborted } from '../../kit/abort.ts';
import { SyncformError } from '../../kit/errors.ts';
import { duckdbFailure, isDuckdbError } from '../../movement/duckdb-failure.ts';
import type { duckdbCapabilities } from './capabilities.ts';
import { carryOut, columnsAfter, inTransaction, makeSchemas } from './change-table.ts';
import { beginWithCommits, committedOutcome, recordCommits } from './commits.ts';
import type { DuckdbDatabase } from './database.ts';
import { describeTable } from './define.ts';
import { findIn } from './find.ts';
import { insertDirectly, mergeWithin, readyStage, SESSION_STAGE, selectStored, stage } from './load-steps.ts';
import { type Joint, loadTogether } from './load-together.ts';
import type { Loading } from './loading.ts';
import { mergeStaged } from './merge.ts';
import { counting, dropApart, type Fitting, withoutMisfits } from './misfits.ts';
import { qualifyTable, tableName } from './names.ts';
import { describeColumns } from './objects.ts';
import { hasCollations, hasConstraints, ruledColumns, tableRules } from './table-rules.ts';
import type { RuledTable } from './violations.ts';

const SESSION_FOUND = 'temp.main._syncform_found';

/**
 * Loads in one transaction of the file, together with the change of the table and the batch's id. `append` and `replace` take the rows straight in;
 * `replace` empties the table first, within the transaction: others see the old rows until the commit, and DuckDB writes
 * the new ones to the file as they come rather than keeping them in memory (building a second table and swapping took
 * twice as long, and would lose what others have attached to the table). Keyed operations stage the rows first, so that
 * the file's transaction begins only when the source has been read to its end.
 */
export function loadFacet(database: DuckdbDatabase): FacetOf<typeof duckdbCapabilities, 'load'> {
  return {
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
  };
}

/** As LoadFacet's `together`, of a database that rows are staged for in the session itself. */
export function together(database: DuckdbDatabase): NonNullable<LoadFacet['together']> {
  return (session, signal, loads, work) =>
    loadTogether(database, session, signal, loads, work, (request, joint) =>
      load(database, request, NOTHING_BEFORE, joint),
    );
}

/**
 * Loads without the rows that the table cannot store, after a statement that failed for one of them; undefined where there
 * is none, or the rows cannot be read again. `alreadyTold` is how many rows were told of before it failed.
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
    // What is in already is not dropped again.
    const isDone = !change || change.drops !== undefined;
    if (joint && !isDone) await joint.begin(catalog).then(make);
    else if (!isDone) await inTransaction(session, make);
    return committed;
  }

  const asItIs = joint?.before(name);
  const isAnew = change?.drops !== undefined;
  const isMadeHere = isAnew || (joint !== undefined && change?.action === 'create');
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
    isConstrained: !isDirect && !isAnew && (await hasConstraints(session, catalog, name)),
    isCollated:
      !isDirect && !isAnew && request.key.length > 0 && (await hasCollations(session, catalog, name)),
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
