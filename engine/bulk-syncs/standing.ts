import { stampOf } from '../contract/own-rows.ts';
import { changeOfPlace, placeOf } from '../contract/place.ts';
import type { ExecutionContext } from '../executions/contract.ts';
import { type CountedTable, rowsChanged, saysRowsChanged } from '../executions/row-counts.ts';
import { type Finding, findings } from '../kit/findings/finding.ts';
import { shortList } from '../kit/short-list.ts';
import type { Position } from '../store/store.ts';
import type { ObjectRun } from './bulk-sync-run.ts';
import type { ObjectBlueprint } from './plan-object.ts';

/** Whether what is known of an object still holds. */
export interface Standing {
  /** The table is there. */
  readonly isThere: boolean;
  /** The table holds what was loaded last. */
  readonly isHeld: boolean;
  /** The source is not the one that was read. */
  readonly isElsewhere: boolean;
}

/** Where rows come from and go to, as positions note it. */
export function placesOf(
  { source, destination }: Pick<ObjectRun, 'source' | 'destination'>,
  { table }: Pick<ObjectBlueprint, 'table'>,
): Pick<Position, 'source_place' | 'target_place' | 'target_table'> {
  return { source_place: placeOf(source), target_place: placeOf(destination), target_table: table.id };
}

/**
 * Asks, before a position is believed, whether the destination still holds the last batch: it may have been restored from a
 * backup, or the connection may lead to another one. What does not hold any more is logged; the object is then read whole.
 */
export async function standingOf(
  run: Pick<ObjectRun, 'sync' | 'source' | 'destination' | 'store'>,
  planned: Pick<ObjectBlueprint, 'object' | 'table' | 'change' | 'columns'>,
  last: Position | null,
  { log, signal }: Pick<ExecutionContext, 'log' | 'signal'>,
): Promise<Standing> {
  const { sync, source, destination } = run;
  const { object, table, change } = planned;
  const isThere = change.action !== 'create';
  const moved = changeOfPlace(last?.source_place, source);
  if (moved) log('warn', `${moved}: ${object.id} is read whole`, object.id);
  const isElsewhere = moved !== undefined;
  if (!isThere || !last?.batch_id) return { isThere, isHeld: isThere, isElsewhere };
  const batch = { scope: `${sync.id}/${object.id}`, id: last.batch_id };
  const outcome = await destination.facet('load').committed(table.id, batch, signal);
  const lost = outcome
    ? await saysOtherRows(run, planned, signal)
    : `${table.id} does not hold what was loaded last: it was restored or replaced, or connection "${destination.name}" points elsewhere than before`;
  if (lost !== undefined) log('warn', `${lost}. ${object.id} is read whole`, object.id);
  return { isThere, isHeld: lost === undefined, isElsewhere };
}

/**
 * Whether it matters how many rows an object's table has between two runs: not where each run reads and merges the whole
 * object, nor where changes are appended to a table that others may thin out.
 */
export function isCounted(
  { sync }: Pick<ObjectRun, 'sync'>,
  { trackingField, follows, appendsOnly }: Pick<ObjectBlueprint, 'trackingField' | 'follows' | 'appendsOnly'>,
  isExact: boolean,
): boolean {
  return sync.mode === 'replicate' && !appendsOnly && (follows || trackingField !== undefined || isExact);
}

/**
 * That rows came to the table or went from it. Those that came matter only where a whole read would take them away: where
 * nothing tells them from the bulk sync's own.
 */
async function saysOtherRows(
  run: Pick<ObjectRun, 'sync' | 'destination' | 'store'>,
  planned: Pick<ObjectBlueprint, 'object' | 'table' | 'columns'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const by = await rowsChanged(run.store.rowCounts, countedTable(run, planned), signal);
  const keepsOthers = planned.table.key.length > 0 && stampOf(planned.columns) !== undefined;
  if (by === 0 || (by > 0 && keepsOthers)) return undefined;
  return saysRowsChanged(planned.table.id, by);
}

/** The table of an object, to be counted. */
export function countedTable(
  { sync, destination }: Pick<ObjectRun, 'sync' | 'destination'>,
  { object, table }: Pick<ObjectBlueprint, 'object' | 'table'>,
): CountedTable {
  return { syncId: sync.id, object: object.id, table: table.id, target: destination };
}

/** Findings on a plan: why the bulk sync will start over, as far as that can be told without asking the destination. */
export function startOverFindings(
  positions: readonly Position[],
  { source, destination }: Pick<ObjectRun, 'source' | 'destination'>,
): readonly Finding[] {
  const moved = (connection: typeof source, noted: 'source_place' | 'target_place', then: string) => {
    const [change] = positions.flatMap((position) => changeOfPlace(position[noted], connection) ?? []);
    return change === undefined ? [] : [`${change}: ${then}`];
  };
  return findings('starts-over', [
    ...moved(source, 'source_place', 'every object is read whole, and the tables become what is there'),
    ...moved(destination, 'target_place', 'every object is read whole and loaded there'),
  ]);
}

/** Findings on a plan of a bulk sync that goes on from its positions: which objects a changed definition reads whole again. */
export function readAgainFindings(
  positions: readonly Position[],
  objects: readonly Pick<ObjectBlueprint, 'object' | 'version'>[],
): readonly Finding[] {
  const again = objects.filter(({ object, version }) => {
    const position = positions.find((p) => p.object === object.id);
    return (
      position?.cursor != null &&
      position.definition_version !== null &&
      position.definition_version !== version
    );
  });
  if (again.length === 0) return [];
  const estimates = again.map(({ object }) => object.estimated_rows);
  const rows = estimates.every((estimate) => estimate != null)
    ? ` (about ${estimates.reduce((sum, rows) => sum + rows, 0).toLocaleString('en-US')} rows)`
    : '';
  return findings('reads-all-again', [
    `${shortList(again.map(({ object }) => object.id))}: the definition is not that of the last run, so that all rows are read again${rows}`,
  ]);
}
