/** How many bytes of a source of known size have been read, estimated from the rows: Node does not see them pass. */
export class SizeRead {
  readonly #total: number;
  readonly #perRow: number;
  #told = 0;

  constructor(total = 0, rows = 0) {
    this.#total = total;
    this.#perRow = rows > 0 ? total / rows : 0;
  }

  /** The bytes of so many more rows. */
  after(rows: number): number {
    const bytes = Math.min(Math.round(rows * this.#perRow), this.#total - this.#told);
    this.#told += bytes;
    return bytes;
  }

  /** What is left once everything has been read. */
  rest(): number {
    return this.#total - this.#told;
  }
}
