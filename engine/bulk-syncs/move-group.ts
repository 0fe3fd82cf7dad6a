import type { Extraction, LoadFacet } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import type { ExecutionContext, ObjectReporter } from '../executions/contract.ts';
import { noCounts } from '../store/execution-history.ts';
import type { TargetTableRecord } from '../store/store.ts';
import type { BulkSyncRun, ObjectRun } from './bulk-sync-run.ts';
import { extractRows } from './extract-rows.ts';
import { loadExtracted, type RowsToLoad } from './load-rows.ts';
import {
  beginMove,
  finishMoves,
  isOneLoad,
  keptOf,
  type Move,
  type Moved,
  moveAlone,
  moveObject,
  rowsToLoad,
} from './move-object.ts';
import type { ObjectBlueprint } from './plan-object.ts';

/*
 * Small tables are moved several at a time where the destination can: a commit there, and one of the positions here, take
 * longer than a thousand rows.
 */

/** Up to how many rows an object is small, by the source's estimate. */
const SMALL = 20_000;
/** How many of them go together, and how many rows. */
const MOST_OBJECTS = 50;
const MOST_ROWS = 100_000;
/** How many of a group are tried to be taken out for a fault. */
const MOST_AT_FAULT = 2;

/** The objects, in order, in groups that go together. */
export function groupsOf(
  run: BulkSyncRun,
  objects: readonly ObjectBlueprint[],
): readonly (readonly ObjectBlueprint[])[] {
  if (!run.destination.facet('load').together) return objects.map((object) => [object]);
  const groups: (readonly ObjectBlueprint[])[] = [];
  let small: ObjectBlueprint[] = [];
  let rows = 0;
  for (const object of objects) {
    const { estimated_rows } = object.object;
    // Rows of which something is expected are laid down first, under a name of the session's.
    if (estimated_rows == null || estimated_rows > SMALL || object.expectations.length > 0) {
      groups.push([object]);
      continue;
    }
    if (small.length === MOST_OBJECTS || rows + estimated_rows > MOST_ROWS) {
      groups.push(small);
      small = [];
      rows = 0;
    }
    small.push(object);
    rows += estimated_rows;
  }
  return small.length > 0 ? [...groups, small] : groups;
}

/** Moves the objects of a group; those at fault end alone. */
export async function moveGroup(
  run: ObjectRun,
  group: readonly ObjectBlueprint[],
  context: ExecutionContext,
): Promise<void> {
  const [only] = group;
  if (only && group.length === 1) {
    const reporter = reporterOf(only, context);
    await reported(reporter, () => moveObject(run, only, reporter, context));
    return;
  }
  const moves: Move[] = [];
  const made: TargetTableRecord[] = [];
  for (const [i, kept] of (await keptOf(run, group)).entries()) {
    const object = group[i] as ObjectBlueprint;
    const reporter = reporterOf(object, context);
    await reported(reporter, async () => {
      const move = await beginMove(run, object, kept, reporter, context, (table) => made.push(table));
      if (move) moves.push(move);
    });
  }
  if (made.length > 0)
    await context.checkpoint('created-tables', ({ targetTables }) => targetTables.add(...made));
  const together = moves.filter((move) => isOneLoad(move, context));
  for (const move of moves)
    if (!together.includes(move)) await reported(move.reporter, () => moveAlone(move, context));
  await moveTogether(run, together, context);
}

/**
 * Moves objects in one transaction of the destination, and their positions in one of the store. One at fault is taken out,
 * and moved by itself once the others have been; where several are, each is.
 */
async function moveTogether(
  run: ObjectRun,
  moves: readonly Move[],
  context: ExecutionContext,
): Promise<void> {
  const alone: Move[] = [];
  let rest = moves;
  while (rest.length > 1) {
    const { moved, atFault } = await loadTogether(run, rest, context);
    if (moved) {
      await finishTogether(moved, context);
      rest = [];
      break;
    }
    // What they had reported has not been committed.
    for (const { reporter } of rest) reporter.total(noCounts);
    if (!atFault || alone.length === MOST_AT_FAULT) break;
    alone.push(atFault);
    rest = rest.filter((move) => move !== atFault);
  }
  for (const move of [...rest, ...alone]) await reported(move.reporter, () => moveAlone(move, context));
}

async function finishTogether(moved: readonly Moved[], context: ExecutionContext): Promise<void> {
  try {
    await finishMoves(moved, context);
  } catch (error) {
    for (const { reporter } of moved) reporter.fail(error);
  }
}

/** Loads objects in one transaction; or says which one failed it, where one did. */
async function loadTogether(
  run: ObjectRun,
  moves: readonly Move[],
  context: ExecutionContext,
): Promise<{ readonly moved?: readonly Moved[]; readonly atFault?: Move | undefined }> {
  const { together } = run.destination.facet('load');
  const loads = moves.map(({ object, batch, change }) => ({
    table: object.table.id,
    batch,
    ...(change ? { change } : {}),
    ...(object.object.estimated_rows == null ? {} : { estimatedRows: object.object.estimated_rows }),
  }));
  let current: Move | undefined;
  try {
    const moved = await run.host.withSession(async (session) =>
      together?.(session, context.signal, loads, async (load) => {
        const readable = await Promise.allSettled(moves.map((move) => extractOne(run, move, context)));
        const done: Moved[] = [];
        for (const [i, move] of moves.entries()) {
          current = move;
          const found = readable[i] as (typeof readable)[number];
          if (found.status === 'rejected') throw found.reason;
          done.push(await loadOne(run, move, found.value, session, load, context));
        }
        current = undefined;
        return done;
      }),
    );
    return moved ? { moved } : {};
  } catch {
    // Why it failed is found out where it is moved by itself.
    return { atFault: current };
  }
}

/** The rows of a move, and in which ways they can be obtained. */
interface Extracted {
  readonly rows: RowsToLoad;
  readonly extraction: Extraction;
}

async function extractOne(run: ObjectRun, move: Move, context: ExecutionContext): Promise<Extracted> {
  const rows = rowsToLoad(move, context);
  return {
    rows,
    extraction: await extractRows(run, move.object, rows, 'extract', move.reporter, context),
  };
}

async function loadOne(
  run: ObjectRun,
  move: Move,
  { rows, extraction }: Extracted,
  session: DuckdbSession,
  load: LoadFacet['load'],
  context: ExecutionContext,
): Promise<Moved> {
  const { object, reporter } = move;
  const outcome = await reporter.step('load', () =>
    loadExtracted(run, object, rows, extraction, load, session, reporter, context),
  );
  return { ...move, latest: null, outcomes: [outcome] };
}

function reporterOf({ object, table }: ObjectBlueprint, context: ExecutionContext): ObjectReporter {
  return context.object(object.id, { table: table.id, estimatedRows: object.estimated_rows ?? null });
}

/** Does work for an object, which stops alone where that fails. */
async function reported(reporter: ObjectReporter, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    reporter.fail(error);
  }
}
