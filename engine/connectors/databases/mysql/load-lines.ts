import type { ArrivingColumn, Check } from './arriving.ts';
import { changedNumber } from './json-numbers.ts';

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const NULL_WORD = Buffer.from('NULL');
const TRUE_WORD = Buffer.from('true');
const FALSE_WORD = Buffer.from('false');

/** Bytes that are gathered before they are handed on. */
const PIECE = 256 * 1024;
/** Characters of a value that names a record. */
const SHOWN = 200;
const BYTES_PER_CHARACTER = 4;

/** A record that the target could not take, by the text of its values, and why. */
export type Refuse = (values: readonly (string | null)[], reason: string) => void;

export interface LineOptions {
  readonly columns: readonly ArrivingColumn[];
  /** Names of the columns that must not be NULL. */
  readonly key: readonly string[];
  /** For LOAD DATA, or as the lists of values of an INSERT. */
  readonly form: 'file' | 'values';
  /** How many bytes a row's line may have. */
  readonly longest?: number;
  readonly refuse: Refuse;
}

/**
 * Makes lines of the engine's dialect of CSV, from bytes to bytes: values in apostrophes with backslashes, numbers bare,
 * NULL as the word. LOAD DATA reads them so (fields enclosed by ', escaped by \), and so does an INSERT. Bytes are
 * themselves in a file and hexadecimal in an INSERT. A record that its columns could not take is refused instead.
 */
export class LoadLines {
  readonly #columns: readonly ArrivingColumn[];
  readonly #isKey: readonly boolean[];
  readonly #key: readonly string[];
  readonly #isFile: boolean;
  readonly #longest: number;
  readonly #refuse: Refuse;
  #out = Buffer.allocUnsafe(PIECE * 2);
  #length = 0;
  /** The row that has begun and not ended yet. */
  #rest: Buffer[] = [];
  #restLength = 0;
  /** Not before so many bytes of it are there is it looked at again, so that a long one is not over and over. */
  #wanted = 0;
  /** Where the row's values are in the bytes at hand, a start and an end each; a start of -1 is NULL. */
  readonly #at: Int32Array;
  /** Lines made so far. */
  lines = 0;

  constructor({ columns, key, form, longest, refuse }: LineOptions) {
    this.#columns = columns;
    this.#key = key;
    this.#isKey = columns.map(({ name }) => key.includes(name));
    this.#isFile = form === 'file';
    this.#longest = longest ?? Number.POSITIVE_INFINITY;
    this.#refuse = refuse;
    this.#at = new Int32Array(columns.length * 2);
  }

  /** Takes the next bytes and answers pieces of whole lines. */
  *take(chunk: Buffer): Generator<Buffer> {
    this.#rest.push(chunk);
    this.#restLength += chunk.length;
    if (this.#restLength < this.#wanted) return;
    yield* this.#rows(this.#joined());
  }

  /** The last lines. Throws where the bytes end within a row. */
  *end(): Generator<Buffer> {
    if (this.#restLength > 0) yield* this.#rows(this.#joined());
    if (this.#restLength > 0) throw new RangeError('the rows end in the middle of one');
    if (this.#length > 0) yield this.#piece();
  }

  #joined(): Buffer {
    const bytes = this.#rest.length === 1 ? (this.#rest[0] as Buffer) : Buffer.concat(this.#rest);
    this.#rest = [];
    this.#restLength = 0;
    return bytes;
  }

  *#rows(bytes: Buffer): Generator<Buffer> {
    let start = 0;
    while (start < bytes.length) {
      const end = this.#findValues(bytes, start);
      if (end < 0) break;
      // A statement has a limit: a large row gets one of its own.
      if (!this.#isFile && this.#length > 0 && this.#length + (end - start) * 2 > PIECE) yield this.#piece();
      this.#line(bytes, start, end);
      start = end;
      if (this.#length >= PIECE) yield this.#piece();
    }
    const left = bytes.length - start;
    if (left > 0) this.#rest.push(bytes.subarray(start));
    this.#restLength = left;
    this.#wanted = left * 2;
  }

  /** Finds where the row's values are; answers where the next row starts, or -1 where this one is not whole yet. */
  #findValues(bytes: Buffer, start: number): number {
    const at = this.#at;
    const last = this.#columns.length - 1;
    const length = bytes.length;
    let from = start;
    for (let i = 0; i <= last; i++) {
      let to = from;
      if (bytes[from] === QUOTE) {
        to = closingQuote(bytes, from + 1);
        if (to < 0 || to + 1 >= length) return -1;
        at[i * 2] = from + 1;
        at[i * 2 + 1] = to;
        to++;
      } else {
        const stop = i === last ? LINE_FEED : COMMA;
        while (to < length && bytes[to] !== stop) to++;
        if (to >= length) return -1;
        at[i * 2] = to === from ? -1 : from;
        at[i * 2 + 1] = to;
      }
      from = to + 1;
    }
    return from;
  }

  #line(bytes: Buffer, start: number, end: number): void {
    // No value grows to more than twice its length with two apostrophes, or the word NULL.
    this.#reserve((end - start) * 2 + this.#columns.length * 8 + 8);
    const begun = this.#length;
    const at = this.#at;
    if (!this.#isFile) {
      if (this.#length > 0) this.#out[this.#length++] = COMMA;
      this.#out[this.#length++] = 0x28;
    }
    for (let i = 0; i < this.#columns.length; i++) {
      if (i > 0) this.#out[this.#length++] = COMMA;
      const from = at[i * 2] as number;
      const to = at[i * 2 + 1] as number;
      const reason = from < 0 ? this.#null(i) : this.#value(i, bytes, from, to);
      if (reason !== undefined) {
        this.#withdraw(begun, bytes, reason);
        return;
      }
    }
    this.#out[this.#length++] = this.#isFile ? LINE_FEED : 0x29;
    if (this.#length - begun <= this.#longest) this.lines++;
    else
      this.#withdraw(
        begun,
        bytes,
        `it is longer than ${this.#longest} bytes, half of what the server’s max_allowed_packet lets one statement be; turn local_infile on at the server`,
      );
  }

  #withdraw(begun: number, bytes: Buffer, reason: string): void {
    this.#length = begun;
    this.#refuse(this.#shown(bytes), reason);
  }

  #null(i: number): string | undefined {
    if (this.#isKey[i]) return `its key (${this.#key.join(', ')}) is NULL`;
    this.#length += NULL_WORD.copy(this.#out, this.#length);
    return undefined;
  }

  /** Writes a value, or answers why the column cannot take it. */
  #value(i: number, bytes: Buffer, from: number, to: number): string | undefined {
    const { writing, check } = this.#columns[i] as ArrivingColumn;
    if (check) {
      const misfit = misfitOf(check, bytes, from, to);
      if (misfit !== undefined) return this.#reason(i, bytes, from, to, misfit);
    }
    switch (writing) {
      case 'number':
        if (check?.kind === 'float' && check.isSingle && isVast(bytes, from, to))
          this.#single(bytes, from, to);
        else this.#copy(bytes, from, to);
        return undefined;
      case 'boolean':
        this.#out[this.#length++] = isTrue(bytes[from]) ? 0x31 : 0x30;
        return undefined;
      case 'booleanText': {
        const word = isTrue(bytes[from]) ? TRUE_WORD : FALSE_WORD;
        this.#quoted(word, 0, word.length);
        return undefined;
      }
      case 'instant':
        this.#quoted(bytes, from, withoutZone(bytes, from, to));
        return undefined;
      case 'bytes':
        this.#bytes(bytes, from + 2, to);
        return undefined;
      case 'text':
        this.#quoted(bytes, from, to);
        return undefined;
    }
  }

  #reason(i: number, bytes: Buffer, from: number, to: number, misfit: string): string {
    const shown = bytes.toString('utf8', from, Math.min(to, from + 40));
    return `column "${this.#columns[i]?.name}" is ${this.#columns[i]?.definition} and cannot hold ${shown}${to - from > 40 ? '…' : ''}${misfit}`;
  }

  #copy(bytes: Buffer, from: number, to: number): void {
    const out = this.#out;
    let length = this.#length;
    for (let at = from; at < to; at++) out[length++] = bytes[at] as number;
    this.#length = length;
  }

  /** The largest number of 32 bits is often written with fewer digits than a server takes, which reads 64 bits first. */
  #single(bytes: Buffer, from: number, to: number): void {
    const text = bytes.toString('latin1', from, to);
    const single = Math.fround(Number(text));
    const written = Buffer.from(Number.isFinite(single) ? String(single) : text);
    this.#copy(written, 0, written.length);
  }

  #quoted(bytes: Buffer, from: number, to: number): void {
    const out = this.#out;
    let length = this.#length;
    out[length++] = APOSTROPHE;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      if (byte > BACKSLASH) out[length++] = byte;
      else if (byte === APOSTROPHE || byte === BACKSLASH) {
        out[length++] = BACKSLASH;
        out[length++] = byte;
      } else if (byte === LINE_FEED) {
        out[length++] = BACKSLASH;
        out[length++] = 0x6e;
      } else if (byte === 0) {
        out[length++] = BACKSLASH;
        out[length++] = 0x30;
      } else {
        // Of two quotes, one.
        if (byte === QUOTE && bytes[at + 1] === QUOTE && at + 1 < to) at++;
        out[length++] = byte;
      }
    }
    out[length++] = APOSTROPHE;
    this.#length = length;
  }

  /** Of hexadecimal digits from `from` to `to`. */
  #bytes(bytes: Buffer, from: number, to: number): void {
    const out = this.#out;
    if (!this.#isFile) {
      out[this.#length++] = 0x58;
      out[this.#length++] = APOSTROPHE;
      this.#copy(bytes, from, to);
      out[this.#length++] = APOSTROPHE;
      return;
    }
    let length = this.#length;
    out[length++] = APOSTROPHE;
    for (let at = from; at < to; at += 2) {
      const byte = (digit(bytes[at]) << 4) | digit(bytes[at + 1]);
      if (byte === APOSTROPHE || byte === BACKSLASH) {
        out[length++] = BACKSLASH;
        out[length++] = byte;
      } else if (byte === LINE_FEED || byte === 0) {
        out[length++] = BACKSLASH;
        out[length++] = byte === 0 ? 0x30 : 0x6e;
      } else out[length++] = byte;
    }
    out[length++] = APOSTROPHE;
    this.#length = length;
  }

  #shown(bytes: Buffer): readonly (string | null)[] {
    return this.#columns.map((_, i) => {
      const from = this.#at[i * 2] as number;
      const to = this.#at[i * 2 + 1] as number;
      if (from < 0) return null;
      const text = bytes.toString('utf8', from, Math.min(to, from + SHOWN * BYTES_PER_CHARACTER));
      return [...text.replaceAll('""', '"')].slice(0, SHOWN).join('');
    });
  }

  #reserve(bytes: number): void {
    if (this.#out.length - this.#length >= bytes) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#length + bytes, this.#out.length * 2));
    this.#out.copy(larger, 0, 0, this.#length);
    this.#out = larger;
  }

  #piece(): Buffer {
    const piece = this.#out.subarray(0, this.#length);
    this.#out = Buffer.allocUnsafe(PIECE * 2);
    this.#length = 0;
    return piece;
  }
}

/** The quote that ends a value that starts at `from`, or -1. */
function closingQuote(bytes: Buffer, from: number): number {
  const length = bytes.length;
  let at = from;
  // Most values are short; long ones are searched natively.
  const near = Math.min(length, from + 64);
  while (at < near) {
    if (bytes[at] !== QUOTE) at++;
    else if (bytes[at + 1] === QUOTE) at += 2;
    else return at;
  }
  if (at >= length) return -1;
  for (let found = bytes.indexOf(QUOTE, at); found >= 0; found = bytes.indexOf(QUOTE, found + 2))
    if (bytes[found + 1] !== QUOTE) return found;
  return -1;
}

function isTrue(byte: number | undefined): boolean {
  return byte === 0x74 || byte === 0x54 || byte === 0x31;
}

function digit(byte: number | undefined): number {
  const code = byte as number;
  return code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
}

/** Where the zone of an instant's text begins: it is UTC. */
function withoutZone(bytes: Buffer, from: number, to: number): number {
  for (let at = to - 1; at > from + 10; at--) {
    const byte = bytes[at];
    if (byte === 0x2b || byte === 0x5a || byte === 0x2d) return at;
    if (byte === 0x2e) break;
  }
  return to;
}

/** What is wrong with a value, a phrase after it that may be empty; undefined where nothing is. */
function misfitOf(check: Check, bytes: Buffer, from: number, to: number): string | undefined {
  switch (check.kind) {
    case 'bytes':
      // Two hexadecimal digits each, after \x.
      return to - from - 2 <= check.most * 2 ? undefined : `: it is longer than ${check.most} bytes`;
    case 'textBytes':
      if (to - from <= check.most || lengthOf(bytes, from, to, true) <= check.most) return undefined;
      return `: it is longer than ${check.most} bytes`;
    case 'characters':
      if (to - from <= check.most || lengthOf(bytes, from, to, false) <= check.most) return undefined;
      return `: it is longer than ${check.most} characters`;
    case 'float': {
      const letter = bytes[bytes[from] === 0x2d ? from + 1 : from] as number;
      return letter > 0x39 ? '' : undefined;
    }
    case 'decimal':
      return isDecimal(bytes, from, to, check.wholeDigits) ? undefined : '';
    case 'json': {
      const changed = changedNumber(bytes.toString('utf8', from, to).replaceAll('""', '"'));
      return changed === undefined
        ? undefined
        : `: MySQL’s JSON has numbers of 64 bits, and ${changed} has more`;
    }
    case 'calendar': {
      // Years of four digits, and nothing after the time but a zone: no infinity and no years before 1.
      const isYear = bytes[from + 4] === 0x2d && bytes[from + 7] === 0x2d && (bytes[from] as number) <= 0x39;
      return isYear && bytes[to - 1] !== 0x43 ? undefined : '';
    }
  }
}

/** Whether a float's text may be near the largest one of 32 bits: it ends in e+38, or has as many digits. */
function isVast(bytes: Buffer, from: number, to: number): boolean {
  return to - from > 38 || (bytes[to - 1] === 0x38 && bytes[to - 2] === 0x33);
}

function isDecimal(bytes: Buffer, from: number, to: number, wholeDigits: number): boolean {
  let at = from;
  if (bytes[at] === 0x2d || bytes[at] === 0x2b) at++;
  if ((bytes[at] as number) > 0x39) return false;
  while (at < to && bytes[at] === 0x30) at++;
  let whole = 0;
  for (; at < to && bytes[at] !== 0x2e; at++) whole++;
  return whole <= wholeDigits;
}

/** The length of a text of which two quotes are one. */
function lengthOf(bytes: Buffer, from: number, to: number, inBytes: boolean): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE && bytes[at + 1] === QUOTE && at + 1 < to) at++;
    // Of a character's bytes, the first one counts.
    if (inBytes || (byte & 0xc0) !== 0x80) count++;
  }
  return count;
}
