/** A message's type (one byte) and length (four), which counts itself (protocol, "Message Formats"). */
const HEADER = 5;

/** Cuts what comes over a line into pieces of whole messages. What is small is not copied. */
export class WholeMessages {
  #parts: Buffer[] = [];
  #length = 0;
  /** Bytes that must be there before any message can be whole. */
  #needed = HEADER;

  /** Takes the next bytes and answers all messages that are whole now, one after the other, or undefined. */
  push(chunk: Buffer): Buffer | undefined {
    this.#parts.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#needed) return undefined;
    const all = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts, this.#length);
    let end = 0;
    while (end + HEADER <= all.length) {
      const next = end + 1 + all.readUInt32BE(end + 1);
      if (next > all.length) break;
      end = next;
    }
    const rest = all.subarray(end);
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    this.#needed = rest.length >= HEADER ? 1 + rest.readUInt32BE(1) : HEADER;
    return end > 0 ? all.subarray(0, end) : undefined;
  }
}
