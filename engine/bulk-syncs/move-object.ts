import type { Batch, ChangedRows, LoadOutcome, SourcePosition, TableChange } from '../contract/contract.ts';
import { trackedTo } from '../contract/next-read.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import { warnOfEmptied } from '../executions/emptied.ts';
import {
  type ChangedTable,
  type ChangeOptions,
  changeTable,
  loadWithChange,
} from '../executions/load-with-change.ts';
import { countedRows, noteRows } from '../executions/row-counts.ts';
import { formatMoment } from '../filters/moments.ts';
import { stableDigest } from '../kit/digest.ts';
import { rememberRejected } from '../store/remember-rejected.ts';
import type { Cursor, Position, RowsAdded } from '../store/store.ts';
import type { ObjectRun } from './bulk-sync-run.ts';
import { loadRows, type RowsToLoad } from './load-rows.ts';
import { rowFilter } from './plan-filter.ts';
import type { ObjectBlueprint } from './plan-object.ts';
import { deletionMarks, recordValues, stampColumn } from './record-columns.ts';
import { type SourceRange, sourceRange } from './source-range.ts';
import { countedTable, isCounted, placesOf, standingOf } from './standing.ts';

/** An object that is to be moved: what of it, and as what. */
export interface Move {
  readonly run: ObjectRun;
  readonly object: ObjectBlueprint;
  readonly reporter: ObjectReporter;
  readonly range: SourceRange;
  readonly batch: Batch;
  /** What its load changes in the table first. */
  readonly change: TableChange | undefined;
  /** Whether records of earlier runs are kept that the target refused. */
  readonly hasRejected: boolean;
}

/** What the store keeps of an object. */
export interface Kept {
  readonly position: Position | null;
  readonly hasRejected: boolean;
}

/** What the store keeps of objects, asked for together, in their order. */
export async function keptOf(
  { sync, store }: Pick<ObjectRun, 'sync' | 'store'>,
  objects: readonly ObjectBlueprint[],
): Promise<readonly Kept[]> {
  const ids = objects.map(({ object }) => object.id);
  const positions = new Map((await store.positions.list(sync.id, ids)).map((one) => [one.object, one]));
  const rejected = await store.rejections.objects(sync.id);
  return ids.map((id) => ({ position: positions.get(id) ?? null, hasRejected: rejected.has(id) }));
}

/** An object whose rows the target has committed. */
export interface Moved extends Move {
  /** The largest value of the tracking field that was read, where it was found among the rows. */
  readonly latest: string | null;
  readonly outcomes: readonly LoadOutcome[];
}

/** Moves one object, in steps that can each be repeated; the position moves last. */
export async function moveObject(
  run: ObjectRun,
  object: ObjectBlueprint,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<void> {
  const [kept] = await keptOf(run, [object]);
  const move = kept && (await beginMove(run, object, kept, reporter, context));
  if (move) await moveAlone(move, context);
}

/** Steps `discover` and `define`: what is to be moved; undefined where nothing is, which is reported. */
export async function beginMove(
  run: ObjectRun,
  object: ObjectBlueprint,
  { position: last, hasRejected }: Kept,
  reporter: ObjectReporter,
  context: ExecutionContext,
  noteLater?: ChangeOptions['noteLater'],
): Promise<Move | undefined> {
  const standing = await reporter.step('ask', () => standingOf(run, object, last, context));
  const isCurrent = last?.definition_version === object.version && !run.resync && standing.isHeld;
  const position = isCurrent && !standing.isElsewhere ? last : null;
  const progress = { position, wasLoaded: last !== null && standing.isThere, hasRejected };
  const range = await reporter.step('discover', () => sourceRange(run, object, progress, context.signal));
  if (range === undefined) {
    reporter.skip('the source has not changed since the last run');
    return undefined;
  }
  const change = await reporter.step('define', () =>
    changeTable(tableOf(run, object), context, { noteLater }),
  );
  const batch = batchOf(run, object, range, position, context);
  return { run, object, reporter, range, batch, change, hasRejected };
}

/** Loads what is to be moved, by itself, and moves the position. */
export async function moveAlone(move: Move, context: ExecutionContext): Promise<void> {
  const { run, object, range, batch, reporter, change } = move;
  let latest: string | null = null;
  const rows = rowsToLoad(move, context, (value) => {
    latest = value;
  });
  const outcomes = [
    await loadWithChange(
      tableOf(run, object),
      change,
      () => batch,
      context,
      () => loadRows(run, object, rows, { extract: 'extract', load: 'load' }, reporter, context),
    ),
  ];
  for (const [step, leaving] of Object.entries(leavingRows(object, range, context)))
    if (leaving) outcomes.push(await remove(run, object, step, leaving, batch, reporter, context));
  await finishMoves([{ ...move, latest, outcomes }], context);
}

/** Whether a move takes one load, whose rows say nothing that its position waits for. */
export function isOneLoad({ object, range }: Move, context: ExecutionContext): boolean {
  const leaving = Object.values(leavingRows(object, range, context));
  return range.latest === undefined && leaving.every((rows) => rows === undefined);
}

/** Moves the positions of objects, all at once, and reports their end. */
export async function finishMoves(moved: readonly Moved[], context: ExecutionContext): Promise<void> {
  for (const { object, range, outcomes, reporter } of moved) {
    const sum = (count: (outcome: LoadOutcome) => number) => outcomes.reduce((n, o) => n + count(o), 0);
    reporter.progress({
      inserted: sum((o) => o.inserted),
      updated: sum((o) => o.updated),
      deleted: sum((o) => o.deleted),
      rejected: sum((o) => o.rejected.length),
    });
    if (range.isWhole) {
      const { read } = reporter.counts;
      warnOfEmptied(object.object.id, object.table.id, { read, removed: sum((o) => o.deleted) }, context);
    }
  }
  const left = new Map<Moved, number | undefined>();
  for (const move of moved)
    if (isCounted(move.run, move.object, move.range.isExact))
      left.set(move, await countedRows(countedTable(move.run, move.object), context.signal));
  await context.checkpoint('position', async (repositories) => {
    await repositories.positions.set(...moved.map(positionOf));
    await repositories.knownSources.set(
      ...moved
        .filter(({ run, object }) => !run.blueprint.known.has(object.fieldChoice.known))
        .map(({ run, object }) => ({ ...object.fieldChoice.known, sync_id: run.sync.id })),
    );
    for (const move of moved) {
      const { run, object, range, outcomes, hasRejected } = move;
      const id = object.object.id;
      if (left.has(move))
        await noteRows(repositories, countedTable(run, object), left.get(move), rowsAdded(move));
      const rejected = outcomes.flatMap((o) => o.rejected);
      if (rejected.length === 0 && !hasRejected) continue;
      if (range.isAll) await rememberRejected(repositories, run.sync.id, id, rejected);
      else if (rejected.length > 0) await repositories.rejections.add(run.sync.id, id, rejected);
    }
  });
  for (const { reporter } of moved) reporter.done();
}

/** The position that an object has once its rows are committed. */
function positionOf({ run, object, range, batch, latest }: Moved): Omit<Position, 'updated_at'> {
  return {
    sync_id: run.sync.id,
    object: object.object.id,
    cursor: cursorOf(trackedTo(range.note, latest)),
    batch_id: batch.id,
    definition_version: object.version,
    ...placesOf(run, object),
  };
}

/** What a move did to the number of the table's rows. */
function rowsAdded({ object, range, outcomes }: Moved): RowsAdded {
  if (range.operation === 'replace') return 'replaced';
  const marks = deletionMarks(object.recordColumns, '') !== undefined;
  return outcomes.reduce((n, o) => n + o.inserted - (marks ? 0 : o.deleted), 0);
}

function batchOf(
  { sync }: ObjectRun,
  object: ObjectBlueprint,
  range: SourceRange,
  position: Position | null,
  context: ExecutionContext,
): Batch {
  return {
    scope: `${sync.id}/${object.object.id}`,
    // The same work as an interrupted run's only where the source says that it holds the same: what was committed then
    // is otherwise out of date, and replacing or merging by key may be repeated.
    id: stableDigest([
      sync.id,
      object.version,
      range,
      range.isExact ? (position?.batch_id ?? context.id) : context.id,
    ]),
  };
}

function cursorOf(position: SourcePosition | null): Cursor | null {
  return position === null ? null : { kind: 'read', position };
}

/** The object's table, and how it is to be changed. */
export function tableOf(
  { sync, destination }: ObjectRun,
  { object, table, change }: Pick<ObjectBlueprint, 'object' | 'table' | 'change'>,
): ChangedTable {
  return { syncId: sync.id, target: destination, table, change, object: object.id };
}

/** The rows of the range. `found` is told the largest value of the tracking field, where it is found among them. */
export function rowsToLoad(
  { object, range, batch, change }: Move,
  context: ExecutionContext,
  found: (latest: string | null) => void = () => {},
): RowsToLoad {
  const now = context.clock.now();
  return {
    fields: object.fields,
    filter: rowFilter(object.filter, now),
    after: range.after,
    changes: changedRows(object, range, 'written'),
    constants: recordValues(object.recordColumns, timeText(now)),
    columns: object.columns,
    operation: range.operation,
    deleteMissing: range.isWhole && range.operation === 'upsert',
    marks: deletionMarks(object.recordColumns, timeText(now)),
    changesWith: range.after && trackingColumn(object),
    batch,
    change,
    ...(range.latest ? { latestOf: { ...range.latest, found } } : {}),
  };
}

/** The column of the tracking field. */
function trackingColumn({ fields, columns, trackingField }: ObjectBlueprint): string | undefined {
  return columns[fields.findIndex(({ id }) => id === trackingField)]?.name;
}

/** Which records of the target are to be removed. */
type RowsToRemove = Pick<RowsToLoad, 'filter' | 'after' | 'changes'>;

/**
 * What is to be read, where only changes are, of the records that are to go, by the name of the step that removes them:
 * `remove` those that the filters do not let through any more, `delete` those that the source deleted.
 */
function leavingRows(
  object: ObjectBlueprint,
  range: SourceRange,
  context: ExecutionContext,
): Readonly<Record<'remove' | 'delete', RowsToRemove | undefined>> {
  const { after } = range;
  const filter = rowFilter(object.filter, context.clock.now(), true);
  const written = changedRows(object, range, 'written');
  const deleted = changedRows(object, range, 'deleted');
  return {
    remove: filter && !range.isWhole ? { filter, after, changes: written } : undefined,
    delete: deleted ? { filter: undefined, after, changes: deleted } : undefined,
  };
}

/** The changes that are to be read, by the key that the source knows rows by. */
function changedRows(
  { object }: ObjectBlueprint,
  { changes }: SourceRange,
  rows: ChangedRows['rows'],
): ChangedRows | undefined {
  const key = object.fields.filter((field) => field.is_primary_key).map(({ id }) => id);
  return changes && { ...changes, rows, key };
}

/** Steps `extract-leaving` and `remove`, or `extract-deleted` and `delete`: records that are to go. */
async function remove(
  run: ObjectRun,
  object: ObjectBlueprint,
  step: string,
  leaving: RowsToRemove,
  batch: Batch,
  reporter: ObjectReporter,
  context: ExecutionContext,
): Promise<LoadOutcome> {
  const isKey = (name: string) => object.table.key.includes(name);
  const rows: RowsToLoad = {
    ...leaving,
    fields: object.fields.filter((_, i) => isKey(object.columns[i]?.name ?? '')),
    constants: [],
    columns: object.columns.filter(({ name }) => isKey(name)),
    operation: 'delete',
    deleteMissing: false,
    marks: deletionMarks(object.recordColumns, timeText(context.clock.now())),
    stamp: stampColumn(object.recordColumns),
    batch: { scope: batch.scope, id: stableDigest([batch.id, step]) },
  };
  const extract = step === 'delete' ? 'extract-deleted' : 'extract-leaving';
  const outcome = await loadRows(run, object, rows, { extract, load: step }, reporter, context);
  // A record without a key was refused when it came and is refused no second time.
  return { ...outcome, rejected: [] };
}

/** Milliseconds since 1970-01-01 UTC as an instant in the dialect of CsvStream. */
export function timeText(now: number): string {
  return `${formatMoment(BigInt(Math.trunc(now)) * 1000n)}+00`;
}
