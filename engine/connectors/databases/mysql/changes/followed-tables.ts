import type { TableName } from '../../../../families/sql/names.ts';
import type { LogEvent } from './binlog/events.ts';
import { readTableMap, type TableMap, tableNumber } from './binlog/table-map.ts';
import type { FollowedTable } from './followed-table.ts';

/** Numbers of tables that are remembered; the server gives a table another one whenever it opens it. */
const MOST_NUMBERS = 10_000;

interface Mapped {
  readonly bytes: Buffer;
  readonly table: FollowedTable | undefined;
  readonly map: TableMap;
}

/** The tables that are followed, by name and by the number that the log gives them. */
export class FollowedTables {
  readonly #byName = new Map<string, FollowedTable>();
  readonly #byDatabase = new Map<string, FollowedTable[]>();
  readonly #numbers = new Map<number, Mapped>();
  readonly #ignoresCase: boolean;

  constructor(tables: readonly (readonly [TableName, FollowedTable])[], ignoresCase: boolean) {
    this.#ignoresCase = ignoresCase;
    for (const [name, table] of tables) {
      this.#byName.set(this.#key(name), table);
      const database = this.#case(name.schema);
      this.#byDatabase.set(database, [...(this.#byDatabase.get(database) ?? []), table]);
    }
  }

  get all(): readonly FollowedTable[] {
    return [...this.#byName.values()];
  }

  named(name: TableName): FollowedTable | undefined {
    return this.#byName.get(this.#key(name));
  }

  in(database: string): readonly FollowedTable[] {
    return this.#byDatabase.get(this.#case(database)) ?? [];
  }

  /** Takes note of a table map event. */
  map(event: LogEvent): void {
    const number = tableNumber(event);
    const bytes = event.buffer.subarray(event.start, event.end);
    if (this.#numbers.get(number)?.bytes.equals(bytes)) return;
    if (this.#numbers.size >= MOST_NUMBERS) this.#numbers.clear();
    const map = readTableMap(event);
    this.#numbers.set(number, {
      bytes: Buffer.from(bytes),
      map,
      table: this.named({ schema: map.database, table: map.table }),
    });
  }

  /** The followed table that has a number. */
  mapped(number: number): { readonly table: FollowedTable; readonly map: TableMap } | undefined {
    const found = this.#numbers.get(number);
    return found?.table && { table: found.table, map: found.map };
  }

  #key({ schema: database, table }: TableName): string {
    return `${this.#case(database)}\0${this.#case(table)}`;
  }

  #case(name: string): string {
    return this.#ignoresCase ? name.toLowerCase() : name;
  }
}
