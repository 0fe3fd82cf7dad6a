import { type ChangedValue, type ChangeEvent, type RowChange, UNCHANGED } from '../../changes.ts';
import { formatTableId } from '../names.ts';
import { alterationOf, type FollowedTable, type StreamedTable } from './followed-table.ts';
import type { HandedColumn } from './handover.ts';
import { formatLsn } from './lsn.ts';
import { instant, readError, readRelation } from './read-message.ts';

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

interface Relation {
  readonly table: FollowedTable;
  readonly alteration: string | undefined;
  /** For each column that comes, the place of the field that it is, or -1. */
  readonly places: readonly number[];
  readonly isIdentity: readonly boolean[];
}

/** Bytes of messages, by their letter. */
const [COPY_DATA, COPY_DONE, ERROR] = ['d', 'c', 'E'].map((letter) => letter.charCodeAt(0));
const [LOG, KEEPALIVE] = ['w', 'k'].map((letter) => letter.charCodeAt(0));
const [BEGIN, COMMIT, RELATION, INSERT, UPDATE, DELETE, TRUNCATE] = [...'BCRIUDT'].map((letter) =>
  letter.charCodeAt(0),
);
const [NEW, OLD, KEY] = [...'NOK'].map((letter) => letter.charCodeAt(0));
const [NULL, SAME] = [...'nu'].map((letter) => letter.charCodeAt(0));
/** Bytes of "XLogData" before the message of the plugin, beside its letter. */
const LOG_HEADER = 24;

/**
 * Makes events of what a server sends on a replication line: messages of pgoutput, version 1, in which a transaction comes
 * whole when it is committed (protocol, "Logical Replication Message Formats").
 */
export class Translator {
  /** What is left to be asked for, of the events that `read` answered last. */
  openValues: OpenValue[] = [];
  movedRows: MovedRow[] = [];
  /** How far the server is with sending. */
  position: bigint;
  /** Whether `until` was reached, or the server has ended the stream. */
  isOver = false;

  readonly #byOid: ReadonlyMap<string, FollowedTable>;
  readonly #byName: ReadonlyMap<string, FollowedTable>;
  readonly #until: bigint | undefined;
  readonly #relations = new Map<number, Relation | null>();
  #events: ChangeEvent[] = [];
  /** Where the last commit that was passed on is. */
  #passedOn: bigint;
  #transactions = 0;
  #isInTransaction = false;
  #hasChanges = false;
  #xid = 0;
  #commit = 0n;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(tables: readonly FollowedTable[], from: bigint, until?: bigint) {
    this.#byOid = new Map(tables.map((table) => [table.handover.table, table]));
    this.#byName = new Map(tables.map((table) => [table.id, table]));
    this.#until = until;
    this.#passedOn = from;
    this.position = from;
  }

  /** Reads whole messages and answers what they say. Throws what the server says has gone wrong. */
  read(messages: Buffer): readonly ChangeEvent[] {
    this.#events = [];
    this.openValues = [];
    this.movedRows = [];
    this.#buffer = messages;
    for (let at = 0; at < messages.length && !this.isOver; ) {
      const end = at + 1 + messages.readUInt32BE(at + 1);
      const type = messages[at];
      if (type === COPY_DATA) this.#copied(at + 5);
      else if (type === ERROR) throw readError(messages, at + 5, end);
      else if (type === COPY_DONE) this.isOver = true;
      at = end;
    }
    if (!this.isOver && !this.#isInTransaction && this.position > this.#passedOn) this.#passOn(this.position);
    return this.#events;
  }

  #copied(at: number): void {
    const messages = this.#buffer;
    if (messages[at] === LOG) this.#log(at + 1 + LOG_HEADER);
    else if (messages[at] === KEEPALIVE && !this.#isInTransaction)
      this.#advance(messages.readBigUInt64BE(at + 1));
  }

  #advance(position: bigint): void {
    if (position > this.position) this.position = position;
  }

  #passOn(position: bigint, time?: bigint): void {
    this.#passedOn = position;
    this.#events.push({
      type: 'commit',
      position: formatLsn(position),
      ...(time === undefined ? {} : { time: instant(time) }),
    });
    if (this.#until !== undefined && position >= this.#until) this.isOver = true;
  }

  #log(start: number): void {
    const messages = this.#buffer;
    this.#at = start + 1;
    switch (messages[start]) {
      case INSERT:
        this.#insert();
        break;
      case UPDATE:
        this.#update();
        break;
      case DELETE:
        this.#delete();
        break;
      case BEGIN:
        this.#isInTransaction = true;
        this.#hasChanges = false;
        this.#transactions++;
        this.#commit = messages.readBigUInt64BE(start + 1);
        this.#xid = messages.readUInt32BE(start + 17);
        break;
      case COMMIT: {
        this.#isInTransaction = false;
        const end = messages.readBigUInt64BE(start + 10);
        this.#advance(end);
        if (this.#hasChanges) this.#passOn(end, messages.readBigInt64BE(start + 18));
        // A sign that so far nothing came is enough once a piece.
        else if (this.#until !== undefined && end >= this.#until) this.#passOn(end);
        break;
      }
      case RELATION:
        this.#relation(readRelation(messages, start + 1));
        break;
      case TRUNCATE:
        this.#truncate();
        break;
    }
  }

  #relation(streamed: StreamedTable): void {
    const table = this.#byOid.get(streamed.oid) ?? this.#byName.get(formatTableId(streamed));
    this.#relations.set(
      Number(streamed.oid),
      table
        ? {
            table,
            alteration: alterationOf(streamed, table),
            places: streamed.columns.map((column) => table.fields.indexOf(column.name)),
            isIdentity: streamed.columns.map((column) => column.isIdentity),
          }
        : null,
    );
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
    this.#hasChanges = true;
    if (relation.alteration === undefined) return relation;
    this.#end(table, relation.alteration);
    return undefined;
  }

  #end(table: FollowedTable, reason: string): void {
    table.isEnded = true;
    this.#events.push({ type: 'altered', object: table.id, reason });
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
      if (relation) this.#events.push({ type: 'truncate', object: relation.table.id });
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
    this.#events.push({ type, object: table.id, values, ...(key ? { oldKey: key } : {}) });
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
