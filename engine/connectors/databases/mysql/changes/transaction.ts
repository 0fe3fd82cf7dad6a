import type { ChangeEvent, RowChange } from '../../../../contract/changes.ts';
import type { FollowedTable } from './followed-table.ts';
import type { FollowedTables } from './followed-tables.ts';
import { comparePositions, type LogPosition } from './position.ts';
import type { Effect } from './statements/effects.ts';

/** The transaction that is being read from the log: what it does to tables that are followed. */
export class Transaction {
  /** Where it begins. */
  begin: LogPosition;
  readonly #tables: FollowedTables;
  readonly #take: (event: ChangeEvent) => void;
  /** The tables that it changed so far. */
  readonly #touched = new Set<FollowedTable>();

  constructor(begin: LogPosition, tables: FollowedTables, take: (event: ChangeEvent) => void) {
    this.begin = begin;
    this.#tables = tables;
    this.#take = take;
  }

  /** Whether what it does was in the table already when its snapshot was taken. */
  isInSnapshot(table: FollowedTable): boolean {
    if (!table.isPastHandover) table.isPastHandover = comparePositions(this.begin, table.handover) >= 0;
    return !table.isPastHandover;
  }

  change(table: FollowedTable, change: RowChange): void {
    this.#touched.add(table);
    this.#take(change);
  }

  /** From here on nothing more is said of the table. */
  alter(table: FollowedTable, reason: string): void {
    if (table.isAltered || this.isInSnapshot(table)) return;
    table.isAltered = true;
    this.#touched.add(table);
    this.#take({ type: 'altered', object: table.id, reason });
  }

  alterAll(tables: Iterable<FollowedTable>, reason: string): void {
    for (const table of tables) this.alter(table, reason);
  }

  /** What it changed so far does not count. */
  undo(reason: string): void {
    this.alterAll(this.#touched, reason);
  }

  /** A statement that it has as text does something to a table. */
  effect(effect: Effect): void {
    if (effect.type === 'dropped') {
      this.alterAll(this.#tables.in(effect.database), 'its database was dropped');
      return;
    }
    const table = this.#tables.named(effect.table);
    if (!table) return;
    if (effect.type === 'altered') this.alter(table, effect.reason);
    else if (!table.isAltered && !this.isInSnapshot(table)) {
      this.#touched.add(table);
      this.#take({ type: 'truncate', object: table.id });
    }
  }

  /** It has ended. Answers whether it did anything to a table that is followed. */
  end(): boolean {
    const isOfInterest = this.#touched.size > 0;
    this.#touched.clear();
    return isOfInterest;
  }
}
