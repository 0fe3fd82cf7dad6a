import { formatTableId } from '../dialect.ts';
import { alterationOf, type FollowedTable, type StreamedTable } from './followed-table.ts';

/** A table of the stream that is followed, or should be. */
export interface Relation {
  readonly table: FollowedTable;
  /** What of it is not as it was. */
  readonly alteration: string | undefined;
  /** For each column that comes, the place of the field that it is, or -1. */
  readonly places: readonly number[];
  readonly isIdentity: readonly boolean[];
}

/** The tables that a stream has described so far, by their oids. */
export class Relations {
  readonly #byOid: ReadonlyMap<string, FollowedTable>;
  readonly #byName: ReadonlyMap<string, FollowedTable>;
  readonly #described = new Map<number, Relation>();

  constructor(tables: readonly FollowedTable[]) {
    this.#byOid = new Map(tables.map((table) => [table.handover.table, table]));
    this.#byName = new Map(tables.map((table) => [table.id, table]));
  }

  /** Takes a description: the first of a table, or a new one. */
  set(streamed: StreamedTable): void {
    const oid = Number(streamed.oid);
    const table = this.#byOid.get(streamed.oid) ?? this.#byName.get(formatTableId(streamed));
    if (!table) {
      this.#described.delete(oid);
      return;
    }
    this.#described.set(oid, {
      table,
      alteration: alterationOf(streamed, table),
      places: streamed.columns.map((column) => table.fields.indexOf(column.name)),
      isIdentity: streamed.columns.map((column) => column.isIdentity),
    });
  }

  get(oid: number): Relation | undefined {
    return this.#described.get(oid);
  }
}
