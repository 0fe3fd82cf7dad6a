import type {
  Batch,
  Column,
  LoadOutcome,
  LoadRequest,
  RejectedRecord,
  UncheckedRows,
} from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { NUMBER, numberedRequest } from '../../contract/record-numbers.ts';
import { throwIfAborted } from '../../kit/abort.ts';
import { SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { duckdbFailure, isDuckdbError } from '../../movement/duckdb-failure.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { isStream, withProgress } from '../../movement/load-progress.ts';
import { toRelation } from '../../movement/transfer.ts';
import { inTransaction } from '../duckdb/change-table.ts';
import { refuseHeld } from '../duckdb/holders.ts';
import { changed } from '../duckdb/loading.ts';
import { counting, dropApart, type Fitting, withoutMisfits } from '../duckdb/misfits.ts';
import { rejectStaged } from '../duckdb/rejects.ts';
import { storeValue } from '../duckdb/store-value.ts';
import type { RuledTable } from '../duckdb/violations.ts';
import type { FileVersion } from './manifest.ts';
import { mergePlan } from './merge.ts';
import type { TargetContents } from './target.ts';

const STAGE = 'temp.main._syncform_stage';

/** A table whose rows lie in files, and how they are written. One load at a time has it. */
export interface TableWriter extends AsyncDisposable {
  readonly id: string;
  /** What it holds now; undefined where it is not there. */
  contents(session: DuckdbSession, signal: AbortSignal): Promise<TargetContents | undefined>;
  /** Writes rows that nobody sees yet; answers how many. */
  write(rows: NewRows): Promise<number>;
  /** A FROM item of what was written. */
  written(): string;
  /** Whether that is at hand and a column of it is read without the others. */
  readonly readsBackFast: boolean;
  /** Puts what was written in its place, together with what the table then holds. */
  publish(version: FileVersion, signal: AbortSignal): Promise<void>;
  /** Says more of the table, whose rows stay as they are. */
  amend(version: FileVersion, signal: AbortSignal): Promise<void>;
}

/** Rows to be written to a table. */
export interface NewRows {
  readonly session: DuckdbSession;
  readonly signal: AbortSignal;
  readonly there: TargetContents;
  /** A SELECT of every column of the table. */
  readonly select: string;
  /** Whether they come after the rows that are there; otherwise they take their place. */
  readonly isMore: boolean;
  /** Runs the statement that reads and writes the rows; answers how many it wrote. */
  run(statement: string): Promise<number>;
  /** Whether `written` is asked for afterwards. */
  readonly isReadAgain: boolean;
  /** Told the bytes that are sent somewhere else after that. */
  onBytes(bytes: number): void;
}

/**
 * Loads by writing rows into new files and putting these in place in one step, with the record of the batch: whoever
 * reads, or asks what was committed, sees what was there before or what is there after, at whatever moment the process
 * dies. Any operation but appending, where the writer needs no more for it, takes time and disk in proportion to the
 * table, and flat memory; one that changes nothing writes only the record.
 */
export async function loadTable(writer: TableWriter, request: LoadRequest): Promise<LoadOutcome> {
  const counted = counting(request);
  try {
    return await load(writer, counted.request);
  } catch (error) {
    if (!isDuckdbError(error)) throw duckdbFailure(`loading ${writer.id}`, error);
    const apart = await loadApart(writer, request, error, counted.rows());
    if (apart) return apart;
    throw duckdbFailure(`loading ${writer.id}`, error);
  }
}

/** The outcome of a batch that a version of a table holds. */
export function outcomeOf(version: FileVersion | undefined, batch: Batch): LoadOutcome | undefined {
  return version?.batches.find(({ scope, id }) => scope === batch.scope && id === batch.id)?.outcome;
}

/** Batches of a scope that are remembered: the next one comes once it is known what became of the last one. */
const REMEMBERED = 100;

/** The batches without the oldest of a scope. */
function remembered(batches: FileVersion['batches'], scope: string): FileVersion['batches'] {
  const surplus = batches.filter((batch) => batch.scope === scope).slice(0, -REMEMBERED);
  return batches.filter((batch) => !surplus.includes(batch));
}

/**
 * Loads without the rows that the file's columns cannot store, after a statement that failed for one of them; undefined
 * where there is none, or the rows cannot be read again. `alreadyTold` is how many rows were told of before it failed.
 */
async function loadApart(
  writer: TableWriter,
  request: LoadRequest,
  failure: unknown,
  alreadyTold: number,
): Promise<LoadOutcome | undefined> {
  if (!request.isRepeatable) return undefined;
  const { session, signal } = request;
  const there = await writer.contents(session, signal);
  if (!there) return undefined;
  const columns = there.columns.map(({ name, type }) => ({ name, type: duckdbType(type) }));
  const stored = new Map(columns.map(({ name, type }) => [name.toLowerCase(), { type, nullable: true }]));
  const table: RuledTable = {
    qualified: `(${there.select})`,
    name: writer.id,
    columns: columns.map((column) => ({ ...column, initial: undefined, isGenerated: false })),
    rules: { checks: [], unique: [], uniqueParts: [], references: [], referencedBy: [] },
  };
  try {
    const fitting = await withoutMisfits(request, stored, table, failure);
    if (!fitting) return undefined;
    request.onProgress({ rows: Math.max(0, fitting.read - alreadyTold) });
    return await load(writer, fitting.request, fitting);
  } finally {
    await dropApart(session);
  }
}

async function load(
  writer: TableWriter,
  request: LoadRequest,
  apart: Pick<Fitting, 'rejected' | 'kept'> = { rejected: [], kept: undefined },
): Promise<LoadOutcome> {
  const { session, signal, operation, batch } = request;
  const there = await writer.contents(session, signal);
  const before = outcomeOf(there, batch);
  if (before) return before;
  if (!there)
    throw new SyncformError('source_changed', `there is no ${writer.id} any more`, {
      hint: 'Plan again.',
    });
  const types = new Map(there.columns.map(({ name, type }) => [name, type]));
  for (const { name } of request.columns)
    if (!types.has(name))
      throw new SyncformError('source_changed', `${writer.id} has no column "${name}" any more`, {
        hint: 'Plan again.',
      });

  const kept = operation === 'replace' ? [] : remembered(there.batches, batch.scope);
  const version = (outcome: LoadOutcome): FileVersion => ({
    columns: there.columns,
    key: there.key,
    batches: [...kept, { ...batch, outcome }],
    ...(there.compressed_by === undefined ? {} : { compressed_by: there.compressed_by }),
  });
  try {
    const { outcome: loaded, isWritten } =
      operation === 'replace' || operation === 'append'
        ? await writeDirectly(request, writer, there, types)
        : await writeMerged(request, writer, there, types, apart.kept);
    const outcome = { ...loaded, rejected: [...apart.rejected, ...loaded.rejected] };
    throwIfAborted(signal);
    if (isWritten) await writer.publish(version(outcome), signal);
    else await writer.amend(version(outcome), signal);
    return outcome;
  } finally {
    await session.run(`DROP TABLE IF EXISTS ${STAGE}`);
  }
}

/** The rows under the names and in the types of the file's columns. */
async function selectArriving(request: LoadRequest, types: ReadonlyMap<string, string>): Promise<string> {
  return (await arriving(request, types, false)).select;
}

/** The same; unchecked, with what says afterwards whether they were right. */
async function arriving(
  request: LoadRequest,
  types: ReadonlyMap<string, string>,
  mayBeUnchecked: boolean,
): Promise<Pick<UncheckedRows, 'select'> & Partial<UncheckedRows>> {
  const isSeen = request.rows.format === 'rows';
  const relation = toRelation(request.rows, request.columns, ({ rows, bytes }) =>
    request.onProgress({ ...(isSeen && rows ? { rows } : {}), ...(bytes ? { bytes } : {}) }),
  );
  if (!relation) throw new SyncformError('unsupported', `DuckDB cannot read ${request.rows.format}`);
  const { session, signal } = request;
  const isAsItCame = request.columns.every(({ name, type }) => types.get(name) === type);
  const unchecked =
    mayBeUnchecked && isAsItCame ? await relation.attachUnchecked?.(session, signal) : undefined;
  const select = unchecked?.select ?? (await relation.attach(session, signal));
  const names = request.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const values = request.columns.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    return `${storeValue(`r.${column}`, type, name, duckdbType(types.get(name) ?? type))} AS ${column}`;
  });
  return { ...unchecked, select: `SELECT ${values.join(', ')} FROM (${select}) AS r(${names})` };
}

/** Step `write` of rows that replace the table's or come after them. */
async function writeDirectly(
  request: LoadRequest,
  writer: TableWriter,
  there: TargetContents,
  types: ReadonlyMap<string, string>,
) {
  const { session, signal, operation, key } = request;
  const { select, check } = await arriving(request, types, writer.readsBackFast);
  const isMore = operation === 'append';
  const isReadAgain = !isMore && key.length > 0 && !request.isKeyUnique;
  const held = isMore ? 0 : await rowsOf(session, there);
  const write = (rows: string, run: NewRows['run']) =>
    writer.write({
      session,
      signal,
      there,
      select: rows,
      isMore,
      isReadAgain,
      run,
      onBytes: (bytes) => request.onProgress({ bytes }),
    });
  const writeArriving = () =>
    write(selectWhole(there.columns, request.columns, select), (statement) =>
      runCounting(request, statement),
    );
  const brought = request.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  let inserted = check
    ? await inTransaction(session, async () => {
        const rows = await writeArriving();
        await check(`SELECT ${brought} FROM ${writer.written()}`);
        return rows;
      })
    : await writeArriving();
  let rejected: readonly RejectedRecord[] = [];
  const numbered = numberedRequest(request);
  if (isReadAgain && (await hasKeyFault(session, writer.written(), key))) {
    // Rows cannot be taken out of a file: it is written again without those.
    const again = request.numbered
      ? selectWhole([...there.columns, NUMBER], numbered.columns, await selectArriving(numbered, types))
      : `SELECT * FROM ${writer.written()}`;
    await changed(session, signal, `CREATE OR REPLACE TEMP TABLE _syncform_stage AS ${again}`);
    rejected = await rejectStaged(session, STAGE, key, request.numbered !== undefined);
    const names = there.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
    inserted = await write(`SELECT ${names} FROM ${STAGE}`, (statement) =>
      changed(session, signal, statement),
    );
  }
  return {
    outcome: { inserted, updated: 0, deleted: held, rejected } satisfies LoadOutcome,
    isWritten: true,
  };
}

/** How many rows a table holds. */
export async function rowsOf(session: DuckdbSession, { rows, select }: TargetContents): Promise<number> {
  if (rows !== undefined) return rows;
  const [row] = await session.all(`SELECT count(*) FROM (${select})`);
  return Number(row?.[0]);
}

/** Steps `stage` and `write` of rows that merge with the table's by key. */
async function writeMerged(
  request: LoadRequest,
  writer: TableWriter,
  there: TargetContents,
  types: ReadonlyMap<string, string>,
  kept: string | undefined,
) {
  const { session, signal, key } = request;
  const select = await selectArriving(numberedRequest(request), types);
  await runCounting(request, `CREATE OR REPLACE TEMP TABLE _syncform_stage AS ${select}`);
  const rejected = [
    ...(await rejectStaged(session, STAGE, key, request.numbered !== undefined)),
    ...(await refuseHeld(request, {
      stage: STAGE,
      table: `(${there.select})`,
      stored: (value, { name, type }) => storeValue(value, type, name, duckdbType(types.get(name) ?? type)),
    })),
  ];
  const plan = mergePlan(request, there, STAGE, kept);
  const [row] = await session.all(plan.counts);
  const [inserted, updated, deleted] = (row ?? []).map(Number) as [number, number, number];
  const isWritten = inserted + updated + deleted > 0;
  if (isWritten)
    await writer.write({
      session,
      signal,
      there,
      select: plan.contents,
      isMore: false,
      isReadAgain: false,
      run: (statement) => changed(session, signal, statement),
      onBytes: (bytes) => request.onProgress({ bytes }),
    });
  return { outcome: { inserted, updated, deleted, rejected } satisfies LoadOutcome, isWritten };
}

/** Rows with every column of the file, NULL where they bring none. */
function selectWhole(columns: readonly Column[], brought: readonly Column[], select: string): string {
  const values = columns.map(({ name, type }) =>
    brought.some((column) => column.name === name)
      ? quoteIdentifier(name)
      : `CAST(NULL AS ${duckdbType(type)}) AS ${quoteIdentifier(name)}`,
  );
  return `SELECT ${values.join(', ')} FROM (${select})`;
}

/** Whether a row has no key or the key of another. */
async function hasKeyFault(session: DuckdbSession, table: string, key: readonly string[]): Promise<boolean> {
  const columns = key.map(quoteIdentifier);
  const isNull = columns.map((column) => `${column} IS NULL`).join(' OR ');
  const found = await session.all(
    `SELECT 1 FROM ${table} GROUP BY ${columns.join(', ')} HAVING count(*) > 1 OR bool_or(${isNull}) LIMIT 1`,
  );
  return found.length > 0;
}

/** Runs the statement that reads the source, telling its progress; answers how many rows it took in. */
function runCounting(request: LoadRequest, statement: string): Promise<number> {
  const { session, signal, rows, operation, onProgress } = request;
  const run = () => changed(session, signal, statement);
  const onlyPass = isStream(rows) && operation === 'replace';
  return rows.format === 'rows' ? run() : withProgress(session, onProgress, run, { onlyPass });
}
