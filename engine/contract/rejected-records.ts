import type { RejectedRecord, RowsToLoad } from './contract.ts';
import { NUMBER } from './record-numbers.ts';

/** Columns by which a record is named where it has no key. */
export const NAMING_COLUMNS = 8;
/** Characters of a value that names a record. */
export const NAMING_LENGTH = 200;

/** The records of a load that were rejected, each named by its key or, where it has none, by its first columns. */
export class RejectedRecords {
  readonly records: RejectedRecord[] = [];
  /** The columns by which records are named. */
  protected readonly names: readonly string[];
  /** The columns of staged rows beside those that arrive: the record's number, where it has one. */
  readonly numbers: readonly string[];

  constructor(request: RowsToLoad) {
    const arriving = request.columns.map((c) => c.name);
    const key = request.key.length > 0 ? request.key : request.table.key;
    const isWhole = key.length > 0 && key.every((name) => arriving.includes(name));
    this.names = isWhole ? key : arriving.slice(0, NAMING_COLUMNS);
    this.numbers = request.numbered ? [NUMBER.name] : [];
  }

  /** Takes down records by the texts of the columns that name them, followed by their numbers where they have such. */
  protected add(rows: readonly (readonly (string | null)[])[], reason: string): void {
    for (const row of rows) {
      const number = this.numbers.length > 0 ? row[this.names.length] : undefined;
      this.records.push({
        key: Object.fromEntries(this.names.map((name, i) => [name, row[i] ?? null])),
        reason,
        ...(typeof number === 'string' ? { number: Number(number) } : {}),
      });
    }
  }

  /** Forgets what was found in a load that was rolled back. */
  forget(): void {
    this.records.length = 0;
  }

  /** A condition that holds of rows whose key is a rejected record's; `textOf` is SQL for a column as records are named. */
  protected isRejected(
    key: readonly string[],
    textOf: (column: string) => string,
    quoteLiteral: (text: string) => string,
  ): string {
    const rejected = this.records
      .map((record) => key.map((name) => record.key[name]))
      .filter((values) => values.every((value) => typeof value === 'string'))
      .map((values) => `(${values.map((value) => quoteLiteral(value as string)).join(', ')})`);
    return rejected.length > 0 ? `(${key.map(textOf).join(', ')}) IN (${rejected.join(', ')})` : 'FALSE';
  }
}
