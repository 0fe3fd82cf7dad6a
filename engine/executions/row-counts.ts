import type { UsedConnection } from '../connections/open-connections.ts';
import { hasFacets } from '../contract/facet.ts';
import { placeOf } from '../contract/place.ts';
import type { Repositories, RowCount, RowCounts, RowsAdded } from '../store/store.ts';

/*
 * Rows that somebody else took from a sync's table, or put into it, are noticed by the next run: each run notes how many rows
 * it leaves there, and the next one counts them before it believes what it knows of the table. As many rows taken as put
 * are not noticed so.
 */

/** Rows are counted so far: counting more would take longer than a run that finds nothing to do. */
const COUNTED = 1_000_000;

/** A table that an object of a sync is loaded into. */
export interface CountedTable {
  readonly syncId: string;
  readonly object: string;
  readonly table: string;
  readonly target: UsedConnection;
}

/** How many rows a table has, up to a limit; undefined where the target cannot count them, or does not let us. */
export async function countedRows(
  { target, table }: Pick<CountedTable, 'target' | 'table'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  // What takes records has no table.
  if (!hasFacets(target.definition, 'define', 'load') || target.can('load').noticesOthers) return undefined;
  try {
    return await target.facet('define').countRows?.(table, COUNTED + 1, signal);
  } catch {
    // Whoever may only write has no count; what else is wrong shows where the table is written.
    signal.throwIfAborted();
    return undefined;
  }
}

/**
 * How many rows more (or, negative, fewer) a table has than the last run left there; 0 where that is not known. Minus infinity
 * where another sync has replaced them.
 */
export async function rowsChanged(
  rowCounts: RowCounts,
  counted: CountedTable,
  signal: AbortSignal,
): Promise<number> {
  const noted = await rowCounts.get(counted.syncId, counted.object);
  if (!noted) return 0;
  const { target_place, target_table } = whereOf(counted);
  if (noted.target_place !== target_place || noted.target_table !== target_table) return 0;
  if (noted.rows < 0) return Number.NEGATIVE_INFINITY;
  const rows = await countedRows(counted, signal);
  return rows === undefined ? 0 : rows - Math.min(noted.rows, COUNTED + 1);
}

/** What `rowsChanged` found, as the beginning of a sentence. */
export function saysRowsChanged(table: string, by: number): string {
  if (!Number.isFinite(by)) return `another sync has replaced the rows of ${table} since the last run`;
  const count = Math.abs(by);
  const rows = `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`;
  return `${table} has ${rows} ${by < 0 ? 'fewer' : 'more'} than the last completed run left there`;
}

/** Notes how many rows a run leaves. `by` as in RowCounts; `rows` undefined where they cannot be counted. */
export async function noteRows(
  { rowCounts }: Pick<Repositories, 'rowCounts'>,
  counted: CountedTable,
  rows: number | undefined,
  by: RowsAdded,
): Promise<void> {
  const { syncId, object } = counted;
  if (rows === undefined) await rowCounts.forget(syncId, object);
  else await rowCounts.set({ sync_id: syncId, object, ...whereOf(counted), rows }, by);
}

/** Where the table is, the same whether a definition names its schema or not. */
function whereOf({ target, table }: CountedTable): Pick<RowCount, 'target_place' | 'target_table'> {
  return { target_place: placeOf(target), target_table: target.facet('define').tableId(table, {}) };
}
