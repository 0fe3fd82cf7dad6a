/*
 * Which of Postgres's types hold all values of which others. Types are texts of format_type.
 */

const INTEGERS = ['smallint', 'integer', 'bigint'];
/** Decimal digits that an integer type may need. */
const DIGITS = [5, 10, 19];

/** Whether a column of type `wide` keeps every value of type `narrow` exactly, in value or, as text, in writing. */
export function holds(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (wide.endsWith('[]') || narrow.endsWith('[]'))
    return wide.endsWith('[]') && narrow.endsWith('[]') && holds(wide.slice(0, -2), narrow.slice(0, -2));
  if (wide === 'text' || wide === 'character varying') return narrow !== 'bytea';
  const [wideBase, widePrecision, wideScale] = parts(wide);
  const [narrowBase, narrowPrecision, narrowScale] = parts(narrow);
  const narrowInteger = INTEGERS.indexOf(narrow);
  if (INTEGERS.includes(wide)) return narrowInteger >= 0 && narrowInteger < INTEGERS.indexOf(wide);
  if (wide === 'double precision') return ['real', 'smallint', 'integer'].includes(narrow);
  if (wide === 'real') return narrow === 'smallint';
  if (wideBase === 'numeric') {
    const digits = narrowInteger >= 0 ? DIGITS[narrowInteger] : undefined;
    if (widePrecision === undefined) return narrowBase === 'numeric' || digits !== undefined;
    const whole = widePrecision - (wideScale ?? 0);
    if (digits !== undefined) return whole >= digits;
    if (narrowBase !== 'numeric' || narrowPrecision === undefined) return false;
    return (wideScale ?? 0) >= (narrowScale ?? 0) && whole >= narrowPrecision - (narrowScale ?? 0);
  }
  if (wideBase === 'character varying')
    return narrowBase === 'character varying' && Number(narrowPrecision) <= Number(widePrecision);
  // A timestamp(3) holds less than a timestamp, which keeps six digits.
  if (wideBase === narrowBase && /^time/.test(wide)) return (widePrecision ?? 6) >= (narrowPrecision ?? 6);
  return wide === 'jsonb' && narrow === 'json';
}

/** The type without what stands in parentheses, and the numbers in them. */
function parts(type: string): [string, number | undefined, number | undefined] {
  const found = /\((-?\d+)(?:,(-?\d+))?\)/.exec(type);
  if (!found) return [type, undefined, undefined];
  const scale = found[2] === undefined ? undefined : Number(found[2]);
  return [type.replace(found[0], ''), Number(found[1]), scale];
}
