import { SyncformError } from '../../kit/errors.ts';

/** JSON may be nested this deep. DuckDB reads it by recursion, and a document of 100,000 levels ends the process. */
const DEEPEST = 1000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;

/** Follows the brackets of JSON as it comes, to tell whether everything that was opened is closed at the end. */
export class JsonEnd {
  readonly #name: string;
  #depth = 0;
  #isText = false;
  #isEscaped = false;
  #line = 1;
  /** The line on which what is open now began. */
  #begun = 1;
  readonly #isLines: boolean;

  /** `isLines`: each line is a document of its own, and one that is not closed is none of the others' affair. */
  constructor(name: string, isLines = false) {
    this.#name = name;
    this.#isLines = isLines;
  }

  /** Takes the next bytes. Throws where they are nested too deep. */
  push(bytes: Buffer): void {
    let depth = this.#depth;
    let isText = this.#isText;
    let isEscaped = this.#isEscaped;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isText = false;
      } else if (byte === QUOTE) {
        isText = true;
        if (depth <= 0) this.#begun = this.#line;
      } else if (byte === 0x7b || byte === 0x5b) {
        if (depth <= 0) this.#begun = this.#line;
        if (++depth > DEEPEST)
          throw new SyncformError(
            'failed',
            `${this.#name} has JSON that is nested more than ${DEEPEST} levels deep, in line ${this.#line}`,
            { hint: 'Is a bracket not closed?' },
          );
      } else if (byte === 0x7d || byte === 0x5d) depth--;
      if (byte === NEWLINE) {
        this.#line++;
        if (this.#isLines) [depth, isText, isEscaped] = [0, false, false];
      }
    }
    this.#depth = depth;
    this.#isText = isText;
    this.#isEscaped = isEscaped;
  }

  /** Throws where the JSON has not come to its end. */
  end(): void {
    if (this.#isLines || (this.#depth <= 0 && !this.#isText)) return;
    const open = this.#isText ? 'a text' : 'an array or an object';
    throw new SyncformError(
      'failed',
      `${this.#name} is cut short: ${open} is not closed at its end, in line ${this.#line}${this.#begun > 1 && this.#begun < this.#line ? `; what is not closed begins in line ${this.#begun}` : ''}`,
      {
        hint: 'Nothing of it was read. Write the whole file again; of files of one document a line, broken_lines = "set_aside" leaves such lines out and lists them.',
      },
    );
  }
}
