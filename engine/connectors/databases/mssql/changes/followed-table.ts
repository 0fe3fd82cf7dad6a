import type { FollowedObject, RowChange } from '../../../../contract/changes.ts';
import { UNCHANGED } from '../../../../contract/changes.ts';
import type { CellValue } from '../../../../contract/contract.ts';
import * as log from '../../../../families/log/handover.ts';
import { type TableName, tableNames } from '../../../../families/sql/names.ts';
import { columnOf, type SourceColumn } from '../../../../families/sql/source-columns.ts';
import { mssqlDialect } from '../dialect.ts';
import { comparePlaces } from './position.ts';

/** What a snapshot hands over to the stream: its moment, and the table's columns then. */
export interface Handover {
  readonly place: string;
  readonly keptBy: string;
  /** Name, field type and the server's type of each. */
  readonly columns: readonly (readonly [name: string, type: string, mapping: string])[];
}

const { tableName } = tableNames(mssqlDialect);

/** A table that is followed: what its snapshot handed over, and what is selected of its changes. */
export class FollowedTable {
  readonly id: string;
  readonly name: TableName;
  readonly keptBy: string;
  readonly columns: Handover['columns'];
  readonly fields: readonly SourceColumn[];
  readonly key: readonly SourceColumn[];
  /** Whether nothing more comes of it. */
  isOver = false;
  readonly #place: string;
  readonly #keyAt: readonly number[];

  constructor({ id, fields, key, handover }: FollowedObject) {
    const { place, keptBy, columns } = log.parseHandover<Handover>(handover, id);
    const there = columns.map(([name, type, mapping]) => ({ name, type, mapping }));
    this.id = id;
    this.name = tableName(id);
    this.keptBy = keptBy;
    this.columns = columns;
    this.#place = place;
    this.fields = fields.map((field) => columnOf({ id, columns: there }, field));
    this.key = key.map((field) => columnOf({ id, columns: there }, field));
    this.#keyAt = key.map((name) => fields.indexOf(name));
  }

  /** From where on its changes are wanted, of a stream that is at `from`: what its snapshot holds is none. */
  after(from: string): string {
    return comparePlaces(this.#place, from) > 0 ? this.#place : from;
  }

  /** What to select of its fields, of a relation of this name. */
  select(relation: string): string {
    return this.#texts(relation, this.fields);
  }

  selectKey(relation: string): string {
    return this.#texts(relation, this.key);
  }

  /** A row that was written, or one that is gone, of which the whole is known. */
  change(type: RowChange['type'], values: readonly CellValue[], before?: readonly CellValue[]): RowChange {
    const keyOf = (of: readonly CellValue[]) => this.#keyAt.map((at) => of[at] ?? null);
    const oldKey = before && keyOf(before);
    const isSame = oldKey === undefined || keyOf(values).every((value, i) => value === oldKey[i]);
    return { type, object: this.id, values, ...(isSame ? {} : { oldKey }) };
  }

  /** A row that is gone, of which the key is known. */
  departure(key: readonly CellValue[]): RowChange {
    const values = this.fields.map((_field, i) => {
      const at = this.#keyAt.indexOf(i);
      return at < 0 ? UNCHANGED : (key[at] ?? null);
    });
    return { type: 'delete', object: this.id, values };
  }

  #texts(relation: string, columns: readonly SourceColumn[]): string {
    return columns
      .map((column) =>
        mssqlDialect.values.asText(`${relation}.${mssqlDialect.quoteIdentifier(column.name)}`, column),
      )
      .join(', ');
  }
}
