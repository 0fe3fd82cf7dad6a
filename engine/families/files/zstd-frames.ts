/** First bytes of a frame, and of frames that readers skip (RFC 8878, 3.1.1 and 3.1.2), little-endian. */
const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;

/**
 * Follows the frames and blocks of a zstd file (RFC 8878) by their sizes, without decompressing anything, to tell whether
 * the file ends where a frame does. Decompressors take a file that ends between two blocks for a whole one.
 */
export class ZstdFrames {
  /** Bytes that are only passed over. */
  #pass = 0;
  /** Bytes of a header that has not come whole yet. */
  #held = Buffer.alloc(0);
  /** What comes next. */
  #expects: 'frame' | 'frame header' | 'skippable size' | 'block' | 'damaged' = 'frame';
  #hasChecksum = false;
  #any = false;

  /** Takes the next bytes of the file. */
  push(chunk: Buffer): void {
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    for (;;) {
      const passed = Math.min(this.#pass, rest.length);
      this.#pass -= passed;
      rest = rest.subarray(passed);
      const taken = this.#pass > 0 ? undefined : this.#take(rest);
      if (taken === undefined) break;
      rest = rest.subarray(taken);
    }
    this.#held = Buffer.from(rest);
  }

  /** Whether the bytes so far are one or more whole frames. */
  get isWhole(): boolean {
    return this.#any && this.#expects === 'frame' && this.#pass === 0 && this.#held.length === 0;
  }

  /** Reads one header, and answers its length; undefined where it has not come whole. */
  #take(bytes: Buffer): number | undefined {
    switch (this.#expects) {
      case 'frame': {
        if (bytes.length < 4) return undefined;
        const magic = bytes.readUInt32LE(0);
        const isSkippable = (magic & 0xfffffff0) >>> 0 === SKIPPABLE;
        this.#any = true;
        this.#expects = magic === MAGIC ? 'frame header' : isSkippable ? 'skippable size' : 'damaged';
        return 4;
      }
      case 'skippable size':
        if (bytes.length < 4) return undefined;
        this.#pass = bytes.readUInt32LE(0);
        this.#expects = 'frame';
        return 4;
      case 'frame header': {
        const descriptor = bytes[0];
        if (descriptor === undefined) return undefined;
        this.#hasChecksum = (descriptor & 4) !== 0;
        this.#pass = headerLength(descriptor);
        this.#expects = 'block';
        return 1;
      }
      case 'block': {
        if (bytes.length < 3) return undefined;
        const header = bytes.readUIntLE(0, 3);
        const isLast = (header & 1) === 1;
        const isRepeated = ((header >> 1) & 3) === 1;
        this.#pass = (isRepeated ? 1 : header >> 3) + (isLast && this.#hasChecksum ? 4 : 0);
        if (isLast) this.#expects = 'frame';
        return 3;
      }
      case 'damaged':
        return undefined;
    }
  }
}

/** The bytes of a frame's header after its descriptor (RFC 8878, 3.1.1.1). */
function headerLength(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] as number;
  const size = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
  return (isSingleSegment ? 0 : 1) + dictionary + size;
}
