import type { ConstantColumn } from '../../../contract/contract.ts';
import type { SourceColumn } from '../../../families/sql/source-columns.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { fieldType } from '../../../types/field-type.ts';
import { mayBeZeroDate } from './columns.ts';

const COMMA = 0x2c;
const QUOTE = 0x22;
const ZERO = 0x30;
const ONE = 0x31;
const NULL_LENGTH = 0xfb;
const HEX = Buffer.from('0123456789abcdef');
const UTC = Buffer.from('+00');

/** Bytes that are gathered before they are handed on. */
const PIECE = 128 * 1024;

/** How a value's text becomes the dialect's. */
type Kind = 'plain' | 'quoted' | 'boolean' | 'hex' | 'moment' | 'instant';

function kindOf(column: SourceColumn): Kind {
  const { kind } = fieldType(column.type);
  if (kind === 'boolean') return 'boolean';
  if (kind === 'binary') return 'hex';
  if (mayBeZeroDate(column) && kind === 'datetime_tz') return 'instant';
  if (mayBeZeroDate(column) && (kind === 'date' || kind === 'datetime')) return 'moment';
  return NUMBER.test(column.mapping) && kind !== 'string' ? 'plain' : 'quoted';
}

const NUMBER = /^((tiny|small|medium|big)?int|decimal|float|double|bit|year)/;

/** Makes the engine's dialect of CSV of rows in MySQL's text protocol, from bytes to bytes. */
export class CsvRows {
  readonly #columns: readonly SourceColumn[];
  readonly #kinds: readonly Kind[];
  readonly #what: string;
  readonly #take: (piece: Buffer) => void;
  /** What ends each row. */
  readonly #ending: Buffer;
  #out = Buffer.allocUnsafe(PIECE * 2);
  #length = 0;

  /** `what` names the rows for errors; `take` gets pieces of whole rows; constants end each of them. */
  constructor(
    columns: readonly SourceColumn[],
    what: string,
    take: (piece: Buffer) => void,
    constants: readonly ConstantColumn[] = [],
  ) {
    this.#columns = columns;
    this.#kinds = columns.map(kindOf);
    this.#what = what;
    this.#take = take;
    this.#ending = Buffer.from(
      constants.map(({ value }) => (value === null ? ',' : `,"${value.replaceAll('"', '""')}"`)).join('') +
        '\n',
    );
  }

  /** A row's values from `start` to `end`, each a length-encoded string ("Protocol::ResultsetRow"). */
  row(from: Buffer, start: number, end: number): void {
    // No value grows to more than twice its length and four bytes; NULL is one byte that becomes one.
    this.#reserve((end - start) * 3 + this.#kinds.length * 8 + this.#ending.length);
    let at = start;
    for (let i = 0; i < this.#kinds.length; i++) {
      if (i > 0) this.#out[this.#length++] = COMMA;
      let size = from[at++] as number;
      if (size === NULL_LENGTH) continue;
      if (size > NULL_LENGTH) {
        const bytes = size === 0xfc ? 2 : size === 0xfd ? 3 : 8;
        size = bytes === 8 ? Number(from.readBigUInt64LE(at)) : from.readUIntLE(at, bytes);
        at += bytes;
      }
      this.#value(i, from, at, at + size);
      at += size;
    }
    this.#length += this.#ending.copy(this.#out, this.#length);
    if (this.#length >= PIECE) this.flush();
  }

  flush(): void {
    if (this.#length === 0) return;
    this.#take(this.#out.subarray(0, this.#length));
    this.#out = Buffer.allocUnsafe(PIECE * 2);
    this.#length = 0;
  }

  #reserve(bytes: number): void {
    if (this.#out.length - this.#length >= bytes) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#length + bytes, this.#out.length * 2));
    this.#out.copy(larger, 0, 0, this.#length);
    this.#out = larger;
  }

  #value(i: number, from: Buffer, start: number, end: number): void {
    const kind = this.#kinds[i];
    if (kind === 'quoted') this.#quoted(from, start, end);
    else if (kind === 'boolean') this.#boolean(i, from, start, end);
    else if (kind === 'hex') this.#hex(from, start, end);
    else if (kind === 'plain' || !isZeroDate(from, start)) {
      this.#copy(from, start, end);
      if (kind === 'instant') this.#copy(UTC, 0, UTC.length);
    }
  }

  #copy(from: Buffer, start: number, end: number): void {
    const out = this.#out;
    let length = this.#length;
    if (end - start < 48) for (let at = start; at < end; at++) out[length++] = from[at] as number;
    else length += from.copy(out, length, start, end);
    this.#length = length;
  }

  #quoted(from: Buffer, start: number, end: number): void {
    const out = this.#out;
    let length = this.#length;
    out[length++] = QUOTE;
    if (end - start < 256)
      for (let at = start; at < end; at++) {
        const byte = from[at] as number;
        out[length++] = byte;
        if (byte === QUOTE) out[length++] = QUOTE;
      }
    else {
      let begun = start;
      for (let at = from.indexOf(QUOTE, start); at >= 0 && at < end; at = from.indexOf(QUOTE, at + 1)) {
        length += from.copy(out, length, begun, at + 1);
        out[length++] = QUOTE;
        begun = at + 1;
      }
      length += from.copy(out, length, begun, end);
    }
    out[length++] = QUOTE;
    this.#length = length;
  }

  #hex(from: Buffer, start: number, end: number): void {
    const out = this.#out;
    let length = this.#length;
    out[length++] = 0x5c;
    out[length++] = 0x78;
    for (let at = start; at < end; at++) {
      const byte = from[at] as number;
      out[length++] = HEX[byte >> 4] as number;
      out[length++] = HEX[byte & 15] as number;
    }
    this.#length = length;
  }

  #boolean(i: number, from: Buffer, start: number, end: number): void {
    const byte = from[start];
    if (end - start === 1 && (byte === ONE || byte === ZERO)) {
      this.#out[this.#length++] = byte === ONE ? 0x74 : 0x66;
      return;
    }
    const { name, mapping } = this.#columns[i] as SourceColumn;
    const value = from.toString('utf8', start, Math.min(end, start + 40));
    throw new SyncformError(
      'failed',
      `${this.#what}: column "${name}" (${mapping}) holds ${value}, which is not a boolean`,
      {
        hint: `Read it by a query or view with CAST(\`${name}\` AS SIGNED), or ALTER it to a plain tinyint; a table that was filled from it has a boolean column there, so drop that table, or give it another name, for it to be recreated.`,
      },
    );
  }
}

/** `0000-…`, `…-00-…` and `…-…-00`. */
function isZeroDate(from: Buffer, at: number): boolean {
  return (
    (from[at + 5] === ZERO && from[at + 6] === ZERO) ||
    (from[at + 8] === ZERO && from[at + 9] === ZERO) ||
    (from[at] === ZERO && from[at + 1] === ZERO && from[at + 2] === ZERO && from[at + 3] === ZERO)
  );
}
