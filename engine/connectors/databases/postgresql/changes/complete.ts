import { type ChangedValue, UNCHANGED } from '../../../../contract/changes.ts';
import type { Session } from '../../../../families/postgresql/sessions.ts';
import { quoteTable, tableName } from '../dialect.ts';
import type { HandedColumn } from './handover.ts';
import type { MovedRow, OpenValue } from './row-changes.ts';
import { askForValues, currentRow } from './server-values.ts';

/** Puts in what the server has to be asked for. */
export async function complete(
  session: Session,
  movedRows: readonly MovedRow[],
  openValues: readonly OpenValue[],
): Promise<void> {
  for (const row of movedRows) await completeMoved(session, row);
  for (const [column, open] of Map.groupBy(openValues, (value) => value.column)) {
    const texts = open.map(({ values, place }) => values[place] as string);
    const answers = await askForValues(session, column, texts);
    for (const [i, { values, place }] of open.entries()) values[place] = answers[i] ?? null;
  }
}

/**
 * A row came under a new key, without large values that stayed as they were. They are taken from the row as it is now: had
 * they changed since, the log has them; has the row moved on or gone, the log says so.
 */
async function completeMoved(session: Session, { table, values }: MovedRow): Promise<void> {
  const places = values.flatMap((value, place) => (value === UNCHANGED ? [place] : []));
  const columns = places.map((place) => table.columns[place] as HandedColumn);
  const key = table.keyPlaces.map((place) => values[place] as ChangedValue as string | null);
  const row = await currentRow(session, quoteTable(tableName(table.id)), columns, table.key, key);
  for (const [i, place] of places.entries()) values[place] = row?.[i] ?? null;
}
