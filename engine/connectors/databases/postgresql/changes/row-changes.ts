import {
  type ChangedValue,
  type ChangeEvent,
  type RowChange,
  UNCHANGED,
} from '../../../../contract/changes.ts';
import type { FollowedTable } from './followed-table.ts';
import type { HandedColumn } from './handover.ts';
import { readRelation } from './read-message.ts';
import { type Relation, Relations } from './relations.ts';

/** A value that the server is to be asked for: the log's text of it stands in its place until then. */
export interface OpenValue {
  readonly column: HandedColumn;
  /** Where the value goes, and its place there. */
  readonly values: ChangedValue[];
  readonly place: number;
}

/** A row under a new key, some values of which did not come. */
export interface MovedRow {
  readonly table: FollowedTable;
  readonly values: ChangedValue[];
}

/** Bytes of messages, by their letter. */
const [RELATION, INSERT, UPDATE, DELETE, TRUNCATE] = [...'RIUDT'].map((letter) => letter.charCodeAt(0));
const [NEW, OLD, KEY] = [...'NOK'].map((letter) => letter.charCodeAt(0));
const [NULL, SAME] = [...'nu'].map((letter) => letter.charCodeAt(0));

/** Makes events of the messages of pgoutput that are within a transaction. */
export class RowChanges {
  /** What was said since the last `begin`. */
  events: ChangeEvent[] = [];
  /** What is left to be asked for, of these events. */
  openValues: OpenValue[] = [];
  movedRows: MovedRow[] = [];
  /** Whether anything was said since `transaction`. */
  hasChanges = false;

  readonly #relations: Relations;
  #transactions = 0;
  #xid = 0;
  #commit = 0n;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(tables: readonly FollowedTable[]) {
    this.#relations = new Relations(tables);
  }

  /** Begins to read other messages. */
  begin(messages: Buffer): void {
    this.#buffer = messages;
    this.events = [];
    this.openValues = [];
    this.movedRows = [];
  }

  /** What comes is of another transaction, which was committed there. */
  transaction(xid: number, commit: bigint): void {
    this.#transactions++;
    this.#xid = xid;
    this.#commit = commit;
    this.hasChanges = false;
  }

  /** Reads the message that starts there; what is of no interest is passed by. */
  read(start: number): void {
    this.#at = start + 1;
    switch (this.#buffer[start]) {
      case INSERT:
        this.#insert();
        break;
      case UPDATE:
        this.#update();
        break;
      case DELETE:
        this.#delete();
        break;
      case TRUNCATE:
        this.#truncate();
        break;
      case RELATION:
        this.#relations.set(readRelation(this.#buffer, this.#at));
        break;
    }
  }

  /** The relation that a change is of, where the change is to be passed on. */
  #changed(oid: number): Relation | undefined {
    const relation = this.#relations.get(oid);
    if (!relation) return undefined;
    const { table } = relation;
    if (table.isEnded) return undefined;
    if (table.transaction !== this.#transactions) {
      table.transaction = this.#transactions;
      table.isInSnapshot = table.visible.has(this.#xid, this.#commit);
    }
    if (table.isInSnapshot) return undefined;
    this.hasChanges = true;
    if (relation.alteration === undefined) return relation;
    this.#end(table, relation.alteration);
    return undefined;
  }

  #end(table: FollowedTable, reason: string): void {
    table.isEnded = true;
    this.events.push({ type: 'altered', object: table.id, reason });
  }

  #oid(): number {
    const oid = this.#buffer.readUInt32BE(this.#at);
    this.#at += 4;
    return oid;
  }

  #insert(): void {
    const relation = this.#changed(this.#oid());
    if (!relation) return;
    this.#at += 1;
    this.#emit('insert', relation.table, this.#tuple(relation, false));
  }

  #update(): void {
    const relation = this.#changed(this.#oid());
    if (!relation) return;
    const { table } = relation;
    const kind = this.#buffer[this.#at++];
    if (kind === NEW) {
      this.#emit('update', table, this.#tuple(relation, false));
      return;
    }
    const old = this.#tuple(relation, kind === KEY);
    if (!this.#identifies(table, old)) return;
    this.#at += 1;
    const values = this.#tuple(relation, false);
    for (const [i, value] of values.entries()) if (value === UNCHANGED) values[i] = old[i] as ChangedValue;
    const hasMoved = table.keyPlaces.some((place) => values[place] !== old[place]);
    if (hasMoved && values.includes(UNCHANGED)) this.movedRows.push({ table, values });
    this.#emit('update', table, values, hasMoved ? this.#key(table, old) : undefined);
  }

  #delete(): void {
    const relation = this.#changed(this.#oid());
    if (!relation) return;
    const isKey = this.#buffer[this.#at++] !== OLD;
    const values = this.#tuple(relation, isKey);
    if (!this.#identifies(relation.table, values)) return;
    this.#emit('delete', relation.table, values);
  }

  #truncate(): void {
    const count = this.#buffer.readUInt32BE(this.#at);
    this.#at += 5;
    for (let i = 0; i < count; i++) {
      const relation = this.#changed(this.#oid());
      if (relation) this.events.push({ type: 'truncate', object: relation.table.id });
    }
  }

  /** Whether the log says which row is meant; where it does not, the object ends here. */
  #identifies(table: FollowedTable, old: readonly ChangedValue[]): boolean {
    if (table.keyPlaces.every((place) => old[place] !== UNCHANGED)) return true;
    this.#end(table, `the log does not tell rows by ${table.key.join(', ')} any more (REPLICA IDENTITY)`);
    return false;
  }

  /** Reads the values of the fields that are followed. Of an old key, only columns of the identity have come. */
  #tuple(relation: Relation, isKey: boolean): ChangedValue[] {
    const { table, places, isIdentity } = relation;
    const buffer = this.#buffer;
    const values = new Array<ChangedValue>(table.fields.length).fill(UNCHANGED);
    const count = buffer.readUInt16BE(this.#at);
    let at = this.#at + 2;
    for (let column = 0; column < count; column++) {
      const kind = buffer[at++];
      const place = places[column] as number;
      if (kind === NULL || kind === SAME) {
        if (kind === NULL && place >= 0 && !(isKey && !isIdentity[column])) values[place] = null;
        continue;
      }
      const length = buffer.readUInt32BE(at);
      at += 4;
      if (place >= 0) {
        const text = buffer.toString('utf8', at, at + length);
        const conversion = table.conversions[place];
        values[place] = typeof conversion === 'function' ? conversion(text) : text;
      }
      at += length;
    }
    this.#at = at;
    return values;
  }

  #emit(
    type: RowChange['type'],
    table: FollowedTable,
    values: ChangedValue[],
    oldKey?: ChangedValue[],
  ): void {
    for (const place of table.askedFor)
      if (typeof values[place] === 'string') this.#ask(table, place, values, place);
    const key = oldKey as RowChange['oldKey'];
    this.events.push({ type, object: table.id, values, ...(key ? { oldKey: key } : {}) });
  }

  #ask(table: FollowedTable, field: number, values: ChangedValue[], place: number): void {
    this.openValues.push({ column: table.columns[field] as HandedColumn, values, place });
  }

  #key(table: FollowedTable, old: readonly ChangedValue[]): ChangedValue[] {
    const key = table.keyPlaces.map((place) => old[place] as ChangedValue);
    for (const [i, place] of table.keyPlaces.entries())
      if (table.askedFor.includes(place)) this.#ask(table, place, key, i);
    return key;
  }
}
