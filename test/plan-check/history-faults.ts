import type { TablePlan } from '../../engine/api/documents.ts';
import { keepsHistory } from './definition.ts';
import type { Fault } from './faults.ts';
import { canonOf, keysOf, type Mapped, mappedColumns, type Ran } from './mapped.ts';
import { followedChanges } from './spec.ts';
import type { Row } from './system.ts';

type Values = Readonly<Record<string, string | null>>;

/** The table in which a case keeps every change of one of its tables. */
export function historyOf({ table }: TablePlan, tables: readonly TablePlan[]): TablePlan | undefined {
  return tables.find((one) => one.key.length === 0 && isBeside(one.table, table));
}

function isBeside(history: string, table: string): boolean {
  const plain = (name: string) => name.replace(/["`]/g, '').replace(/\.(parquet|csv|json)$/, '');
  return plain(history) === `${plain(table)}_history`;
}

/**
 * Faults of a history after a later run: what it says in its order has to lead from the records of the run before to those
 * of this one. Nothing is said of runs that may have read the table again, as a history then has a gap.
 */
export function historyFaults(ran: Ran, history: TablePlan): readonly Fault[] {
  const { spec, source, earlier, refused } = ran;
  const { resyncs, another } = spec.options;
  const isGapless = spec.betweenRuns.every(({ what }) => followedChanges.some((one) => one === what));
  if (!earlier || !keepsHistory(spec) || !isGapless || resyncs || another || refused > 0) return [];
  const [own, kept] = [mappedColumns(ran), mappedColumns({ ...ran, plan: history })];
  const told = kept.filter(({ from }) => own.some((one) => one.from === from));
  const keys = keysOf(spec, own);
  if (keys.length === 0 || !keys.every(({ isExact }) => isExact)) return [];
  const byKey = (columns: readonly Mapped[], rows: readonly Row[], side: 'from' | 'to') =>
    new Map(
      rows.map((row) => {
        const values = valuesOf(columns, row, side);
        return [keyIn(keys, values), values];
      }),
    );
  const were = byKey(own, earlier, 'from');
  const records = new Map(
    [...byKey(own, rowsOf(ran, 'before', ran.plan), 'to')].filter(([key]) => were.has(key)),
  );
  const known = new Set(rowsOf(ran, 'before', history).map((row) => JSON.stringify(row)));
  const changes = rowsOf(ran, 'after', history).filter((row) => !known.has(JSON.stringify(row)));
  for (const row of inOrder(changes)) apply(records, row, keys, told);
  const compared = told.filter(
    ({ from, isExact }) => isExact && own.some((o) => o.from === from && o.isExact),
  );
  return differences(
    records,
    byKey(own, source, 'from'),
    compared.map(({ from }) => from),
  );
}

function rowsOf({ places, ...looks }: Ran, when: 'before' | 'after', { table }: TablePlan): readonly Row[] {
  return looks[when].rows[places.target.nameOf(places.to, table)] ?? [];
}

/** A record's values by the fields that they come from. */
function valuesOf(columns: readonly Mapped[], row: Row, side: 'from' | 'to'): Values {
  return Object.fromEntries(columns.map((one) => [one.from, canonOf(one, row, side)]));
}

function keyIn(keys: readonly Mapped[], values: Values): string {
  return JSON.stringify(keys.map(({ from }) => values[from] ?? null));
}

/** Does to the records what a row of a history says. */
function apply(
  records: Map<string, Values>,
  row: Row,
  keys: readonly Mapped[],
  told: readonly Mapped[],
): void {
  const values = valuesOf(told, row, 'to');
  const key = keyIn(keys, values);
  const operation = row._syncform_operation;
  if (operation === 'truncate') records.clear();
  else if (operation === 'delete') records.delete(key);
  else {
    const unchanged = (row._syncform_unchanged ?? '').split(', ');
    const same = told.filter(({ to }) => unchanged.includes(to)).map(({ from }) => from);
    const old = Object.entries(records.get(key) ?? {}).filter(([from]) => same.includes(from));
    records.set(key, { ...values, ...Object.fromEntries(old) });
  }
}

function inOrder(changes: readonly Row[]): readonly Row[] {
  const number = (row: Row, name: string) => BigInt(row[name] ?? '0');
  const compared = (a: Row, b: Row, name: string) => Number(number(a, name) - number(b, name));
  return changes.toSorted(
    (a, b) => compared(a, b, '_syncform_transaction') || compared(a, b, '_syncform_sequence'),
  );
}

function differences(
  told: ReadonlyMap<string, Values>,
  is: ReadonlyMap<string, Values>,
  compared: readonly string[],
): readonly Fault[] {
  const faults: Fault[] = [];
  for (const key of new Set([...told.keys(), ...is.keys()])) {
    const [from, to] = [told.get(key), is.get(key)];
    if (!from || !to)
      faults.push({
        kind: 'the history leads to other records',
        message: `${key} is ${to ? 'there' : 'not there'}, and the history says otherwise`,
      });
    else
      for (const name of compared)
        if ((from[name] || null) !== (to[name] || null))
          faults.push({
            kind: 'the history leads to other values',
            message: `${name} of ${key} is ${JSON.stringify(to[name])}, the history says ${JSON.stringify(from[name])}`,
          });
  }
  return faults;
}
