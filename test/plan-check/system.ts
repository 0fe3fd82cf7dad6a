import type { Family } from './canon.ts';

/** A column of a table, as its system's own catalog has it. */
export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** A table or view, as its system's own catalog has it. */
export interface CatalogTable {
  readonly columns: readonly CatalogColumn[];
  readonly key: readonly string[];
  /** Everything else that a change of the table could touch: constraints, defaults, triggers, the text of a view. */
  readonly rest: string;
}

export type Catalog = Readonly<Record<string, CatalogTable>>;
/** A row's values by column, as texts. */
export type Row = Readonly<Record<string, string | null>>;

/** A table to be made by hand. */
export interface TableByHand {
  readonly name: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly nullable: boolean;
    /** What comes behind the type: a default, what generates it. */
    readonly more?: string;
  }[];
  readonly key: readonly string[];
  /** Constraints of the table, as its system writes them. */
  readonly constraints?: readonly string[];
}

/** A system with a place (schema, database, folder) of its own for each case. */
export interface System {
  readonly name: string;
  /** The engine's connection to it. */
  readonly connection: string;
  /** Whether it is a database that takes SQL; files can only be looked at. */
  readonly isDatabase: boolean;
  open(place: string): Promise<void>;
  close(place: string): Promise<void>;
  quote(name: string): string;
  /** The engine's id of a table of a place. */
  idOf(place: string, table: string): string;
  /** The quoted name of a table of a place. */
  table(place: string, name: string): string;
  literal(value: string | null, family: Family, type: string): string;
  run(statements: readonly string[]): Promise<void>;
  createTable(place: string, table: TableByHand): readonly string[];
  catalog(place: string): Promise<Catalog>;
  /** All rows, each value as a text that says it exactly. */
  rows(place: string, table: string): Promise<readonly Row[]>;
  /** The name of a table of which the engine gives the id. */
  nameOf(place: string, id: string): string;
}

/** What a column's type says of its values, by the words that all systems share. */
export function familyOf(type: string): Family {
  if (/\[\]$|^array</i.test(type)) return 'list';
  if (/^(tinyint\(1\)|bool)/i.test(type)) return 'boolean';
  if (/^json/i.test(type)) return 'json';
  if (/^(bytea|blob|binary|varbinary|longblob)/i.test(type)) return 'bytes';
  if (/^interval/i.test(type)) return 'interval';
  if (/^(timestamp.*(with time zone|tz)|datetime_tz|datetime.*UTC)/i.test(type)) return 'instant';
  if (/^(timestamp|datetime)/i.test(type)) return 'datetime';
  if (/^date/i.test(type)) return 'date';
  if (/^time/i.test(type)) return 'time';
  if (/^(u?(tiny|small|big|huge)?int|numeric|decimal|number|real|double|float|single)/i.test(type))
    return 'number';
  return 'text';
}

/** A value that any column of a family takes, other than those that sources hold. */
export function oldValue(family: Family, row: number): string {
  const values: Readonly<Record<Family, string>> = {
    boolean: 'true',
    number: String(row + 40),
    single: String(row + 40),
    text: `o${row}`,
    date: `2001-02-0${row + 1}`,
    time: '01:02:03',
    datetime: '2001-02-03 04:05:06',
    instant: '2001-02-03 04:05:06+00',
    json: '{"old": 1}',
    bytes: '0102',
    interval: '1 day',
    list: '[]',
  };
  return values[family];
}
