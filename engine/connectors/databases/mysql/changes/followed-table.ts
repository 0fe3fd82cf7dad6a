import type { ChangedValue, FollowedObject, RowChange } from '../../../../contract/changes.ts';
import { UNCHANGED } from '../../../../contract/changes.ts';
import type { CellValue } from '../../../../contract/contract.ts';
import { columnReader, type ServerTexts } from './binlog/column-reader.ts';
import { isLoggedAs } from './binlog/column-types.ts';
import type { LogEvent, RowEventKind } from './binlog/events.ts';
import { type ImagePlan, imagePlan, readImage } from './binlog/image.ts';
import { eventRows, isFull } from './binlog/rows.ts';
import type { LogColumn, TableMap } from './binlog/table-map.ts';
import { parseHandover } from './handover.ts';
import type { LogPosition } from './position.ts';
import type { ShapeColumn, TableShape } from './table-shape.ts';
import { Unreadable } from './unreadable.ts';

/** A table that is followed: what its snapshot handed over, and how its rows in the log are read. */
export class FollowedTable {
  readonly id: string;
  readonly handover: LogPosition;
  readonly shape: TableShape;
  /** Whether the stream has come past what the snapshot holds. */
  isPastHandover = false;
  /** Whether nothing more comes of it. */
  isAltered = false;
  readonly #object: FollowedObject;
  readonly #texts: ServerTexts;
  /** The columns as the log last said them, and the plans that were made of it. */
  #logged: { readonly text: string; readonly fault: string | undefined } | undefined;
  #whole: ImagePlan | undefined;
  #key: ImagePlan | undefined;

  constructor(object: FollowedObject, texts: ServerTexts) {
    const { position, shape } = parseHandover(object.handover, object.id);
    this.id = object.id;
    this.handover = position;
    this.shape = shape;
    this.#object = object;
    this.#texts = texts;
  }

  /** Takes note of the table's columns in the log. Answers why they are not those that are followed, if they are not. */
  describe({ columns }: TableMap): string | undefined {
    const text = columns.map(({ code, meta }) => `${code}:${meta}`).join(' ');
    if (this.#logged?.text === text) return this.#logged.fault;
    const fault = this.#faultOf(columns);
    this.#logged = { text, fault };
    if (fault === undefined) this.#plan(columns);
    return fault;
  }

  #faultOf(columns: readonly LogColumn[]): string | undefined {
    const unknown = this.#object.fields.find((field) => !this.shape.some(({ name }) => name === field));
    if (unknown !== undefined) return `column ${unknown} was not there when it was read`;
    if (columns.length !== this.shape.length)
      return `it has ${columns.length} columns, and had ${this.shape.length}`;
    const at = columns.findIndex((column, i) => !isLoggedAs((this.shape[i] as ShapeColumn).mapping, column));
    const other = this.shape[at];
    return other && `column ${other.name} is no ${other.mapping} any more`;
  }

  #plan(columns: readonly LogColumn[]): void {
    const { fields, key } = this.#object;
    const plan = (wanted: readonly string[]) =>
      imagePlan(
        columns,
        this.shape.map(({ name }) => wanted.indexOf(name)),
        (i) => {
          const column = this.shape[i] as ShapeColumn;
          const what = `table ${this.id}: column "${column.name}"`;
          return columnReader(column, columns[i] as LogColumn, this.#texts, what);
        },
      );
    this.#whole = plan(fields);
    this.#key = plan(key);
  }

  /** The changes of a row event, after `describe`. Throws `Unreadable` where it does not say all of a row that it must, or what the object's fields cannot hold. */
  *changes(event: LogEvent, kind: RowEventKind): Generator<RowChange> {
    const { change: type } = kind;
    const object = this.id;
    const whole = this.#whole as ImagePlan;
    const { cursor, end, width, present, presentAfter } = eventRows(event, kind);
    const isWhole = isFull(present, width);
    const isWholeAfter = isFull(presentAfter, width);
    while (cursor.at < end) {
      if (type === 'update') {
        const before = readImage(this.#key as ImagePlan, cursor, present, isWhole);
        const values = readImage(whole, cursor, presentAfter, isWholeAfter);
        const oldKey = this.#oldKey(before, values);
        yield oldKey ? { type, object, values, oldKey } : { type, object, values };
      } else {
        const values = readImage(whole, cursor, present, isWhole);
        if (!isWhole) this.#expect(values, type === 'insert' ? this.#object.fields : this.#object.key);
        yield { type, object, values };
      }
    }
  }

  /** The key before an update where it changed. A part that the image after does not have is filled in from that before. */
  #oldKey(before: readonly ChangedValue[], values: ChangedValue[]): CellValue[] | undefined {
    const { fields, key } = this.#object;
    let isChanged = false;
    for (let i = 0; i < key.length; i++) {
      const at = fields.indexOf(key[i] as string);
      if (values[at] === UNCHANGED) values[at] = before[i] as ChangedValue;
      if (!isSame(before[i] as ChangedValue, values[at] as ChangedValue)) isChanged = true;
    }
    if (!isChanged && !before.includes(UNCHANGED)) return undefined;
    this.#expect(before, key, key);
    return before as CellValue[];
  }

  /** Throws where one of `wanted` is missing among values in the order of `order`. */
  #expect(values: readonly ChangedValue[], wanted: readonly string[], order = this.#object.fields): void {
    const missing = wanted.find((name) => values[order.indexOf(name)] === UNCHANGED);
    if (missing !== undefined)
      throw new Unreadable(
        `a change was logged without ${missing}: a session has set binlog_row_image to something else than FULL`,
      );
  }
}

function isSame(a: ChangedValue, b: ChangedValue): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return Object.is(a, b);
}
