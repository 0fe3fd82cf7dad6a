import type { CellValue } from '../../contract/contract.ts';
import type { MergingOfDialect } from './dialect.ts';
import type { Rows } from './system.ts';

/** A row with a text that is too long for any column. */
export interface TooLong {
  /** The row's number, from 1 on. */
  readonly place: number;
  /** The row's texts, and which of them it is. */
  readonly cells: readonly (string | null)[];
  readonly column: number;
  /** What of it is too long, as the end of `column "a" …`. */
  readonly reason: string;
}

/** Rows as texts, each with its number, from 1 on, before it. A text that is too long is told, and NULL in its row. */
export async function* numberedTexts(
  batches: AsyncIterable<readonly (readonly CellValue[])[]>,
  longest: MergingOfDialect['longestText'],
  refuse: (row: TooLong) => void,
): AsyncGenerator<Rows> {
  let place = 0;
  for await (const batch of batches)
    yield batch.map((row) => {
      place++;
      const cells = row.map(cellText);
      const column = longest ? cells.findIndex((text) => text !== null && isLonger(text, longest)) : -1;
      if (!longest || column < 0) return [String(place), ...cells];
      const unit = longest.unit === 'bytes' ? 'bytes' : 'characters';
      const has = lengthOf(cells[column] ?? '', longest);
      const reason = `takes texts of ${longest.count} ${unit} at most, and this has ${has}`;
      refuse({ place, cells, column, reason });
      return [String(place), ...cells.map((text, i) => (i === column ? null : text))];
    });
}

type Longest = NonNullable<MergingOfDialect['longestText']>;

function isLonger(text: string, longest: Longest): boolean {
  // A UTF-16 unit has three bytes at most.
  return text.length * 3 > longest.count && lengthOf(text, longest) > longest.count;
}

function lengthOf(text: string, { unit }: Longest): number {
  return unit === 'bytes' ? Buffer.byteLength(text) : text.length;
}

/** A value as the text that `fromText` reads. */
function cellText(value: CellValue): string | null {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  return Object.is(value, -0) ? '-0' : String(value);
}
