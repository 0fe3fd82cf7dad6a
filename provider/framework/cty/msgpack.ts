/** The part of MessagePack that Terraform's values use. See https://github.com/msgpack/msgpack/blob/master/spec.md. */

/** The extension by which cty marks an unknown value of which something is known, and keys of the map that it holds. */
export const REFINED = 0x0c;
export const REFINED_PREFIX = 2;
const REFINED_NULLNESS = 1;

const UNKNOWN = Buffer.from([0xd4, 0x00, 0x00]);

/** Writes MessagePack into a buffer that grows. */
export class MsgpackWriter {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  /** What was written, in a buffer of its own; the writer is empty then. */
  finish(): Buffer {
    const bytes = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.clear();
    return bytes;
  }

  /** Forgets what was written. */
  clear(): void {
    this.#length = 0;
  }

  nil(): void {
    this.#byte(0xc0);
  }

  /** An unknown value: the extension that cty reads as such. Of a text it may say how it begins, in up to 200 bytes. */
  unknown(prefix?: string): void {
    if (prefix === undefined) {
      this.raw(UNKNOWN);
      return;
    }
    const body = new MsgpackWriter();
    body.map(2);
    body.int(REFINED_NULLNESS);
    body.bool(false);
    body.int(REFINED_PREFIX);
    body.string(prefix);
    const bytes = body.finish();
    this.raw(Buffer.from([0xc7, bytes.length, REFINED]));
    this.raw(bytes);
  }

  bool(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  /** An integer within ±2^53. */
  int(value: number): void {
    if (value >= 0 && value < 0x80) this.#byte(value);
    else if (value < 0 && value >= -0x20) this.#byte(value & 0xff);
    else {
      const at = this.#reserve(9);
      this.#bytes[at] = 0xd3;
      this.#bytes.writeBigInt64BE(BigInt(value), at + 1);
    }
  }

  double(value: number): void {
    const at = this.#reserve(9);
    this.#bytes[at] = 0xcb;
    this.#bytes.writeDoubleBE(value, at + 1);
  }

  string(value: string): void {
    const size = Buffer.byteLength(value);
    if (size < 0x20) this.#byte(0xa0 | size);
    else this.#sized(0xd9, size);
    const at = this.#reserve(size);
    this.#bytes.write(value, at, 'utf8');
  }

  binary(value: Uint8Array): void {
    this.#sized(0xc4, value.length);
    this.raw(value);
  }

  array(size: number): void {
    if (size < 0x10) this.#byte(0x90 | size);
    else this.#sized(0xdc, size);
  }

  map(size: number): void {
    if (size < 0x10) this.#byte(0x80 | size);
    else this.#sized(0xde, size);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** A head whose size follows: one byte after 0xc4 and 0xd9 where that is enough, otherwise two or four. */
  #sized(head: number, size: number): void {
    const byteHead = head === 0xd9 || head === 0xc4 ? head : undefined;
    const wordHead = byteHead === undefined ? head : byteHead + 1;
    if (byteHead !== undefined && size < 0x100) {
      this.#byte(byteHead);
      this.#byte(size);
    } else if (size < 0x10000) {
      const at = this.#reserve(3);
      this.#bytes[at] = wordHead;
      this.#bytes.writeUInt16BE(size, at + 1);
    } else {
      const at = this.#reserve(5);
      this.#bytes[at] = wordHead + 1;
      this.#bytes.writeUInt32BE(size, at + 1);
    }
  }

  #byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  /** Makes room and says where. It may replace the buffer: look at `#bytes` only afterwards. */
  #reserve(size: number): number {
    const at = this.#length;
    this.#length += size;
    if (this.#length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#length, this.#bytes.length * 2));
      this.#bytes.copy(grown, 0, 0, at);
      this.#bytes = grown;
    }
    return at;
  }
}

/** One MessagePack item as it is on the wire; of arrays and maps, the head only. */
export type MsgpackItem =
  | { readonly kind: 'nil' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'binary'; readonly value: Buffer }
  | { readonly kind: 'array' | 'map'; readonly size: number }
  | { readonly kind: 'extension'; readonly code: number; readonly value: Buffer };

/** Most of what Terraform sends is null. */
const NIL: MsgpackItem = { kind: 'nil' };
const TRUE: MsgpackItem = { kind: 'bool', value: true };
const FALSE: MsgpackItem = { kind: 'bool', value: false };

/** Reads MessagePack, item by item. */
export class MsgpackReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** @throws RangeError when the bytes end early or are no MessagePack. */
  next(): MsgpackItem {
    const head = this.#byte();
    if (head < 0x80) return { kind: 'int', value: BigInt(head) };
    if (head < 0x90) return { kind: 'map', size: head & 0x0f };
    if (head < 0xa0) return { kind: 'array', size: head & 0x0f };
    if (head < 0xc0) return this.#string(head & 0x1f);
    if (head >= 0xe0) return { kind: 'int', value: BigInt(head - 0x100) };
    switch (head) {
      case 0xc0:
        return NIL;
      case 0xc2:
        return FALSE;
      case 0xc3:
        return TRUE;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return { kind: 'binary', value: this.#take(this.#uint(1 << (head - 0xc4))) };
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#uint(1 << (head - 0xc7)));
      case 0xca:
        return { kind: 'double', value: this.#take(4).readFloatBE() };
      case 0xcb:
        return { kind: 'double', value: this.#take(8).readDoubleBE() };
      case 0xcc:
      case 0xcd:
      case 0xce:
        return { kind: 'int', value: BigInt(this.#uint(1 << (head - 0xcc))) };
      case 0xcf:
        return { kind: 'int', value: this.#take(8).readBigUInt64BE() };
      case 0xd0:
      case 0xd1:
      case 0xd2: {
        const size = 1 << (head - 0xd0);
        return { kind: 'int', value: BigInt(this.#take(size).readIntBE(0, size)) };
      }
      case 0xd3:
        return { kind: 'int', value: this.#take(8).readBigInt64BE() };
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (head - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#string(this.#uint(1 << (head - 0xd9)));
      case 0xdc:
      case 0xdd:
        return { kind: 'array', size: this.#uint(2 << (head - 0xdc)) };
      case 0xde:
      case 0xdf:
        return { kind: 'map', size: this.#uint(2 << (head - 0xde)) };
      default:
        throw new RangeError(`0x${head.toString(16)} begins no MessagePack item`);
    }
  }

  #string(size: number): MsgpackItem {
    const start = this.#at;
    const end = this.#passed(size);
    return { kind: 'string', value: this.#bytes.toString('utf8', start, end) };
  }

  #extension(size: number): MsgpackItem {
    const code = this.#take(1).readInt8();
    return { kind: 'extension', code, value: this.#take(size) };
  }

  #byte(): number {
    return this.#bytes[this.#passed(1) - 1] as number;
  }

  #uint(size: number): number {
    return this.#bytes.readUIntBE(this.#passed(size) - size, size);
  }

  #take(size: number): Buffer {
    const start = this.#at;
    return this.#bytes.subarray(start, this.#passed(size));
  }

  /** Goes past so many bytes, and answers where that is. */
  #passed(size: number): number {
    const end = this.#at + size;
    if (end > this.#bytes.length) throw new RangeError('the MessagePack data ends early');
    this.#at = end;
    return end;
  }
}
