/*
 * Which of Databricks' types hold all values of which others, and which a column can be altered into. Types are texts of
 * DDL: `DECIMAL(12,2)`.
 */

const INTEGERS = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'];
/** Decimal digits that an integer type may need. */
const DIGITS = [3, 5, 10, 19];
const COMPLEX = /^(ARRAY|MAP|STRUCT)<|^(BINARY|VARIANT)$/;

/** Whether a column of type `wide` keeps every value of type `narrow` exactly, in value or, as text, in writing. */
export function holds(wide: string, narrow: string): boolean {
  const [to, from] = [normal(wide), normal(narrow)];
  if (to === from) return true;
  if (to === 'STRING') return !COMPLEX.test(from);
  const [toElement, fromElement] = [elementOf(to), elementOf(from)];
  if (toElement !== undefined && fromElement !== undefined) return holds(toElement, fromElement);
  return holdsNumber(to, from);
}

/**
 * Whether ALTER COLUMN … TYPE can make a `from` column a `to` column in place
 * (https://docs.databricks.com/delta/type-widening.html).
 */
export function canWiden(from: string, to: string): boolean {
  const [narrow, wide] = [normal(from), normal(to)];
  if (narrow === 'DATE') return wide === 'TIMESTAMP_NTZ';
  if (narrow === 'FLOAT') return wide === 'DOUBLE';
  if (wide === 'FLOAT') return false;
  return narrow !== wide && holdsNumber(wide, narrow);
}

function holdsNumber(wide: string, narrow: string): boolean {
  const integer = INTEGERS.indexOf(narrow);
  if (INTEGERS.includes(wide)) return integer >= 0 && integer < INTEGERS.indexOf(wide);
  if (wide === 'DOUBLE') return narrow === 'FLOAT' || (integer >= 0 && integer <= 2);
  if (wide === 'FLOAT') return integer >= 0 && integer <= 1;
  const into = decimal(wide);
  if (!into) return false;
  if (integer >= 0) return into.precision - into.scale >= (DIGITS[integer] as number);
  const of = decimal(narrow);
  return of !== undefined && into.scale >= of.scale && into.precision - into.scale >= of.precision - of.scale;
}

function decimal(type: string): { readonly precision: number; readonly scale: number } | undefined {
  const found = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  return found ? { precision: Number(found[1]), scale: Number(found[2]) } : undefined;
}

function elementOf(type: string): string | undefined {
  return /^ARRAY<(.*)>$/.exec(type)?.[1];
}

/** One spelling of each type: every name that it has is taken for one, lengths of texts say nothing of what is kept here. */
function normal(type: string): string {
  const upper = type.toUpperCase().replaceAll(/\s+/g, '');
  const names: Readonly<Record<string, string>> = {
    BYTE: 'TINYINT',
    SHORT: 'SMALLINT',
    INTEGER: 'INT',
    LONG: 'BIGINT',
    REAL: 'FLOAT',
    DECIMAL: 'DECIMAL(10,0)',
    TIMESTAMP_LTZ: 'TIMESTAMP',
  };
  return names[upper] ?? upper;
}
