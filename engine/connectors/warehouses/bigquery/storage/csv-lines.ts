const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;

/** Lines of the engine's dialect of CSV on their way into bytes. */
export class CsvLines {
  #bytes = Buffer.allocUnsafe(64 * 1024);
  #length = 0;

  /** What has been written so far; what is written from now on begins anew. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafe(Math.max(64 * 1024, this.#length));
    this.#length = 0;
    return taken;
  }

  /** How many bytes there are. */
  get length(): number {
    return this.#length;
  }

  comma(): void {
    this.#put(COMMA);
  }

  endOfLine(): void {
    this.#put(LINE_FEED);
  }

  /** A text of ASCII that needs no quotes. */
  plain(text: string): void {
    this.#need(text.length);
    this.#length += this.#bytes.write(text, this.#length, 'latin1');
  }

  /** A text, in quotes. */
  quoted(utf8: Buffer): void {
    this.#put(QUOTE);
    let from = 0;
    for (let at = utf8.indexOf(QUOTE); at >= 0; at = utf8.indexOf(QUOTE, from)) {
      this.raw(utf8.subarray(from, at + 1));
      this.#put(QUOTE);
      from = at + 1;
    }
    this.raw(from === 0 ? utf8 : utf8.subarray(from));
    this.#put(QUOTE);
  }

  /** Bytes as they are. */
  raw(bytes: Buffer): void {
    this.#need(bytes.length);
    bytes.copy(this.#bytes, this.#length);
    this.#length += bytes.length;
  }

  #put(byte: number): void {
    this.#need(1);
    this.#bytes[this.#length++] = byte;
  }

  #need(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
