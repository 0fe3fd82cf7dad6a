import { SyncformError } from '../../../../../kit/errors.ts';
import { type Cursor, readUnsigned } from './cursor.ts';
import { decimalLength } from './decimals.ts';
import { fractionLength } from './moments.ts';
import * as log from './table-map.ts';

/** Moves on behind a value's length where one stands before it, and answers how many bytes the value takes. */
export type LengthReader = (from: Cursor) => number;

const FIXED: ReadonlyMap<number, number> = new Map([
  [log.TINY, 1],
  [log.SHORT, 2],
  [log.INT24, 3],
  [log.LONG, 4],
  [log.LONGLONG, 8],
  [log.FLOAT, 4],
  [log.DOUBLE, 8],
  [log.YEAR, 1],
  [log.DATE, 3],
  [log.NEWDATE, 3],
]);

/** How long a column's values are. */
export function valueLength({ code, meta }: log.LogColumn): LengthReader {
  const fixed = FIXED.get(code);
  if (fixed !== undefined) return () => fixed;
  switch (code) {
    case log.NEWDECIMAL:
      return always(decimalLength(meta >> 8, meta & 0xff));
    case log.BIT:
      return always((meta >> 8) + (meta & 0xff ? 1 : 0));
    case log.TIMESTAMP2:
      return always(4 + fractionLength(meta));
    case log.DATETIME2:
      return always(5 + fractionLength(meta));
    case log.TIME2:
      return always(3 + fractionLength(meta));
    case log.ENUM:
    case log.SET:
      return always(meta);
    case log.BLOB:
    case log.GEOMETRY:
    case log.JSON_BINARY:
    case log.VECTOR:
    case 140:
      return (from) => readUnsigned(from, meta);
    case log.STRING:
    case log.VAR_STRING:
    case log.VARCHAR:
    case 141: {
      const bytes = meta > 255 ? 2 : 1;
      return (from) => readUnsigned(from, bytes);
    }
    default:
      throw new SyncformError(
        'unsupported',
        `the log has a column of type ${code}, which is not known here`,
        {
          hint: 'Leave the table out of the bulk sync.',
        },
      );
  }
}

function always(length: number): LengthReader {
  return () => length;
}
