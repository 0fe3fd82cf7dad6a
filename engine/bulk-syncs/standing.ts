import { changeOfPlace, placeOf } from '../connectors/place.ts';
import type { ExecutionContext } from '../executions/contract.ts';
import { type Finding, findings } from '../findings/finding.ts';
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
  { sync, source, destination }: Pick<ObjectRun, 'sync' | 'source' | 'destination'>,
  { object, table, change }: Pick<ObjectBlueprint, 'object' | 'table' | 'change'>,
  last: Position | null,
  { log, signal }: Pick<ExecutionContext, 'log' | 'signal'>,
): Promise<Standing> {
  const isThere = change.action !== 'create';
  const moved = changeOfPlace(last?.source_place, source);
  if (moved) log('warn', `${moved}: ${object.id} is read whole`, object.id);
  const isElsewhere = moved !== undefined;
  if (!isThere || !last?.batch_id) return { isThere, isHeld: isThere, isElsewhere };
  const batch = { scope: `${sync.id}/${object.id}`, id: last.batch_id };
  const outcome = await destination.facet('load').committed(table.id, batch, signal);
  if (!outcome)
    log(
      'warn',
      `${table.id} does not hold what was loaded last: it was restored or replaced, or connection "${destination.name}" leads elsewhere than before. ${object.id} is read whole`,
      object.id,
    );
  return { isThere, isHeld: outcome !== undefined, isElsewhere };
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
