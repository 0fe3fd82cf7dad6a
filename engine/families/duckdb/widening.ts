/*
 * Which of DuckDB's types hold all values of which others. Types are DuckDB's own texts.
 */

/** Decimal digits that an integer type may need. */
const DIGITS: Readonly<Record<string, number>> = { TINYINT: 3, SMALLINT: 5, INTEGER: 10, BIGINT: 19 };
const INTEGERS = Object.keys(DIGITS);

/** Whether a column of type `wide` keeps every value of type `narrow`, in value or, as text, in writing. */
export function holds(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  const [wideElement, narrowElement] = [elementOf(wide), elementOf(narrow)];
  if (wideElement !== undefined || narrowElement !== undefined)
    return wideElement !== undefined && narrowElement !== undefined && holds(wideElement, narrowElement);
  if (wide === 'VARCHAR') return narrow !== 'BLOB';
  if (wide === 'HUGEINT') return INTEGERS.includes(narrow);
  if (INTEGERS.includes(wide))
    return INTEGERS.includes(narrow) && INTEGERS.indexOf(narrow) < INTEGERS.indexOf(wide);
  if (wide === 'DOUBLE') return narrow === 'FLOAT' || ['TINYINT', 'SMALLINT', 'INTEGER'].includes(narrow);
  if (wide === 'FLOAT') return narrow === 'TINYINT' || narrow === 'SMALLINT';
  if (wide === 'TIMESTAMP') return narrow === 'TIMESTAMP_S' || narrow === 'TIMESTAMP_MS';
  const [precision, scale] = decimal(wide) ?? [];
  if (precision === undefined || scale === undefined) return false;
  const digits = DIGITS[narrow];
  if (digits !== undefined) return precision - scale >= digits;
  const [narrowPrecision, narrowScale] = decimal(narrow) ?? [];
  if (narrowPrecision === undefined || narrowScale === undefined) return false;
  return scale >= narrowScale && precision - scale >= narrowPrecision - narrowScale;
}

function elementOf(type: string): string | undefined {
  return type.endsWith('[]') ? type.slice(0, -2) : undefined;
}

function decimal(type: string): readonly [number, number] | undefined {
  const found = /^DECIMAL\((\d+), ?(\d+)\)$/.exec(type);
  return found ? [Number(found[1]), Number(found[2])] : undefined;
}
