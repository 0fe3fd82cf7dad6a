import { type ChangedValue, UNCHANGED } from '../../../../../contract/changes.ts';
import type { CellValue } from '../../../../../contract/contract.ts';
import type { ValueReader } from './column-reader.ts';
import type { Cursor } from './cursor.ts';
import type { LogColumn } from './table-map.ts';
import { valueLength } from './value-length.ts';

/** What to do with each of a table's columns while an image of a row is read. */
export interface ImagePlan {
  /** By the column's place in the table: reads its value, or moves on behind it. */
  readonly readers: readonly ValueReader[];
  /** Where the value goes; -1 of one that is not wanted. */
  readonly slots: readonly number[];
  /** How many values are wanted. */
  readonly width: number;
}

/** A plan that reads the columns that have a slot and passes over the others. */
export function imagePlan(
  logged: readonly LogColumn[],
  slots: readonly number[],
  reader: (at: number) => ValueReader,
): ImagePlan {
  const width = slots.filter((slot) => slot >= 0).length;
  return {
    slots,
    width,
    readers: slots.map((slot, i) => (slot >= 0 ? reader(i) : passing(logged[i] as LogColumn))),
  };
}

function passing(column: LogColumn): ValueReader {
  const length = valueLength(column);
  return (from) => {
    const size = length(from);
    from.at += size;
    return null;
  };
}

/**
 * Reads an image: a bit for each column that it has, set of those that are NULL, then the others' values. What it does not
 * have is UNCHANGED.
 */
export function readImage(
  { readers, slots, width }: ImagePlan,
  from: Cursor,
  present: Buffer,
  isWhole: boolean,
): ChangedValue[] {
  const values: ChangedValue[] = new Array(width);
  const { buffer } = from;
  const nulls = from.at;
  const count = readers.length;
  if (isWhole) {
    from.at += (count + 7) >> 3;
    for (let i = 0; i < count; i++) {
      const isNull = ((buffer[nulls + (i >> 3)] as number) >> (i & 7)) & 1;
      const value: CellValue = isNull ? null : (readers[i] as ValueReader)(from);
      const slot = slots[i] as number;
      if (slot >= 0) values[slot] = value;
    }
    return values;
  }
  values.fill(UNCHANGED);
  let columns = 0;
  for (let i = 0; i < count; i++) columns += ((present[i >> 3] as number) >> (i & 7)) & 1;
  from.at += (columns + 7) >> 3;
  for (let i = 0, bit = 0; i < count; i++) {
    if ((((present[i >> 3] as number) >> (i & 7)) & 1) === 0) continue;
    const isNull = ((buffer[nulls + (bit >> 3)] as number) >> (bit & 7)) & 1;
    bit++;
    const value: CellValue = isNull ? null : (readers[i] as ValueReader)(from);
    const slot = slots[i] as number;
    if (slot >= 0) values[slot] = value;
  }
  return values;
}
