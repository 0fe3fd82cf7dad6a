import type { RowChange } from '../../../../contract/changes.ts';
import type { FollowedTable } from './followed-table.ts';

/** Rows of one transaction that are kept until it is decided; of a larger one only which tables it changed. */
const MOST_ROWS = 100_000;

interface Prepared {
  readonly tables: Set<FollowedTable>;
  /** Undefined once they are not all at hand. */
  rows: { readonly table: FollowedTable; readonly change: RowChange }[] | undefined;
}

/**
 * Transactions in two phases (XA): their rows stand in the log where they were prepared, and count only where, maybe much
 * later, a statement commits them.
 */
export class PreparedTransactions {
  readonly #byId = new Map<string, Prepared>();
  #open: Prepared | undefined;
  #id = '';

  /** Whether the rows that come are of a transaction that is being prepared. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  begin(): void {
    this.#open = { tables: new Set(), rows: [] };
  }

  /** Says which transaction it is. */
  name(id: string): void {
    this.#id = id;
  }

  add(table: FollowedTable, change: RowChange): void {
    const open = this.#open as Prepared;
    open.tables.add(table);
    if (open.rows && open.rows.length >= MOST_ROWS) open.rows = undefined;
    open.rows?.push({ table, change });
  }

  /** The transaction changes a table in a way that cannot be told. */
  spoil(table: FollowedTable): void {
    const open = this.#open as Prepared;
    open.tables.add(table);
    open.rows = undefined;
  }

  /** The transaction under way is prepared. Answers its id. */
  end(): string {
    if (this.#open) this.#byId.set(this.#id, this.#open);
    this.#open = undefined;
    return this.#id;
  }

  /** The transaction under way comes to nothing. */
  drop(): void {
    this.#open = undefined;
  }

  /** Forgets a transaction, which is decided. Undefined of an unknown one. */
  decide(id: string): Readonly<Prepared> | undefined {
    const found = this.#byId.get(id);
    this.#byId.delete(id);
    return found;
  }
}
