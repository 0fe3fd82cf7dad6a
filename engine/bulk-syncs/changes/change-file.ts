import { type FileHandle, open } from 'node:fs/promises';
import { type RowChange, UNCHANGED } from '../../contract/changes.ts';
import type { CellValue, Column } from '../../contract/contract.ts';
import { writingFile } from '../../kit/full-disk.ts';
import { CSV_FIRST_LINE, csvLine, lengthOf } from '../../movement/csv-dialect.ts';

/*
 * One object's changes of a batch, in a file in the engine's dialect of CSV, in the order in which they came:
 *
 *   s   the change's number, from 1
 *   x   the number of its transaction within the batch, from 1
 *   o   i inserted · u updated · k updated, and the key is new · d deleted · t all rows deleted
 *   m   which of the values were not brought because they did not change: a digit a field, 1 of those; NULL of none
 *   f0… the values
 *
 * An update that changes the key is two lines: the old key is deleted, the new one written.
 */
export const CHANGE_COLUMNS: readonly Column[] = [
  { name: 's', type: 'bigint' },
  { name: 'x', type: 'bigint' },
  { name: 'o', type: 'string' },
  { name: 'm', type: 'string' },
];

/** Text is gathered into pieces of about this many characters. */
const PIECE = 256 * 1024;

const LETTERS = { insert: 'i', update: 'u', delete: 'd' } as const;

export class ChangeFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #width: number;
  readonly #keyAt: readonly number[];
  readonly #none: readonly CellValue[];
  #piece = CSV_FIRST_LINE;
  #last = 0;
  /** About how many bytes it has. */
  bytes = 0;
  /** About how many bytes its longest line has. */
  longestLine = 0;
  /** How many changes it has. */
  changes = 0;
  /** Whether a line says that all rows were deleted. */
  hasTruncation = false;
  /** Whether an update came without some of its values. */
  hasUnchanged = false;

  /** `keyAt` are the places of the key's fields among so many fields. */
  static async create(path: string, width: number, keyAt: readonly number[]): Promise<ChangeFile> {
    return new ChangeFile(path, await open(path, 'wx', 0o600), width, keyAt);
  }

  private constructor(path: string, file: FileHandle, width: number, keyAt: readonly number[]) {
    this.path = path;
    this.#file = file;
    this.#width = width;
    this.#keyAt = keyAt;
    this.#none = Array.from({ length: width }, () => null);
  }

  /** Whether `drain` should be waited for before more is added. */
  get isFull(): boolean {
    return this.#piece.length >= PIECE;
  }

  add({ type, values, oldKey }: RowChange, transaction: number): void {
    this.changes++;
    if (oldKey) {
      const cells = [...this.#none];
      for (const [i, at] of this.#keyAt.entries()) cells[at] = oldKey[i] ?? null;
      this.#line(transaction, 'd', null, cells);
    }
    const letter = oldKey ? 'k' : LETTERS[type];
    const mask = this.#mask(values);
    if (mask !== null && type !== 'delete') this.hasUnchanged = true;
    const cells = mask === null ? values : values.map((value) => (value === UNCHANGED ? null : value));
    this.#line(transaction, letter, mask, cells as readonly CellValue[]);
  }

  truncate(transaction: number): void {
    this.changes++;
    this.#line(transaction, 't', null, this.#none);
    this.hasTruncation = true;
  }

  async drain(): Promise<void> {
    const piece = this.#piece;
    this.#piece = '';
    await writingFile(this.path, this.#file.appendFile(piece));
  }

  async close(): Promise<void> {
    await this.drain();
    await this.#file.close();
  }

  /** Lets go of it where it is not needed any more. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }

  #mask(values: RowChange['values']): string | null {
    if (!values.includes(UNCHANGED)) return null;
    let mask = '';
    for (let i = 0; i < this.#width; i++) mask += values[i] === UNCHANGED ? '1' : '0';
    return mask;
  }

  #line(transaction: number, letter: string, mask: string | null, cells: readonly CellValue[]): void {
    this.#last++;
    const line = `${this.#last},${transaction},${letter},${mask ?? ''},${csvLine(cells)}`;
    this.bytes += line.length;
    this.longestLine = Math.max(this.longestLine, lengthOf(line));
    this.#piece += line;
  }
}
