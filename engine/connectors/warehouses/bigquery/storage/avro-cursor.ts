/** 128 to the power of the index: what the bytes of a number count for. */
const PLACES = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => 128 ** n);

/** Reads Avro's binary encoding (https://avro.apache.org/docs/1.12.0/specification/#binary-encoding), from a place on. */
export class AvroCursor {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** A whole number of 64 bits; as a number where that holds it exactly. */
  long(): number | bigint {
    const start = this.at;
    let sum = 0;
    for (let i = 0; i < 8; i++) {
      const byte = this.#byte();
      // What is beyond 2^53 is read another way.
      if (i === 7 && byte > 15) break;
      sum += (byte & 0x7f) * (PLACES[i] as number);
      if (byte < 128) return sum % 2 === 0 ? sum / 2 : -(sum + 1) / 2;
    }
    this.at = start;
    return this.#large();
  }

  #large(): bigint {
    let sum = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte();
      sum |= BigInt(byte & 0x7f) << shift;
      if (byte < 128) return (sum >> 1n) ^ -(sum & 1n);
    }
  }

  /** A whole number that counts something. */
  count(): number {
    return Number(this.long());
  }

  boolean(): boolean {
    return this.#byte() !== 0;
  }

  double(): number {
    const value = this.bytes.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  /** Bytes or a text, as a view of what is read. */
  data(): Buffer {
    const length = this.count();
    const from = this.at;
    this.at += length;
    if (length < 0 || this.at > this.bytes.length) throw new RangeError('the rows end within a value');
    return this.bytes.subarray(from, this.at);
  }

  /** The elements of a list, each of which `read` reads. */
  list<T>(read: () => T): readonly T[] {
    const found: T[] = [];
    for (let count = this.count(); count !== 0; count = this.count()) {
      // A negative count is followed by how many bytes its elements have.
      if (count < 0) this.count();
      for (let i = 0; i < Math.abs(count); i++) found.push(read());
    }
    return found;
  }

  #byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError('the rows end within a value');
    return byte;
  }
}
