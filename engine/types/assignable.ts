import { type FieldType, fieldType, formatFieldType } from './field-type.ts';

/** Whether values of one field type can be put into a column of another, and what they may lose. */
export type Assignability =
  | { readonly ok: true; readonly lossy?: string }
  | { readonly ok: false; readonly reason: string };

const exact: Assignability = { ok: true };
const lossy = (phrase: string): Assignability => ({ ok: true, lossy: phrase });

/** Decimal digits that the integer types always hold. */
const INTEGER_DIGITS: Partial<Record<FieldType['kind'], number>> = { smallint: 5, int: 10, bigint: 19 };
/** Width order of the integer types: each holds all values of those before it. */
const INTEGERS: readonly FieldType['kind'][] = ['smallint', 'int', 'bigint'];
/** Types whose text form keeps every value. */
const JSON_KINDS: ReadonlySet<FieldType['kind']> = new Set(['json', 'jsonarray', 'object{}']);

/** Whether a column of type `to` can take values of type `from` (both field types' texts). */
export function assignable(from: string, to: string): Assignability {
  return between(fieldType(from), fieldType(to));
}

function between(from: FieldType, to: FieldType): Assignability {
  if (formatFieldType(from) === formatFieldType(to)) return exact;
  if (to.kind === 'string')
    return from.kind === 'binary' ? { ok: false, reason: 'bytes are not text' } : exact;
  if (from.kind === 'string') return lossy('text that is not a valid value is refused');
  if (from.kind === 'array' && to.kind === 'array') return between(from.element, to.element);
  if (JSON_KINDS.has(to.kind) && (JSON_KINDS.has(from.kind) || from.kind === 'array')) return exact;
  const fromRank = INTEGERS.indexOf(from.kind);
  const toRank = INTEGERS.indexOf(to.kind);
  if (fromRank >= 0 && toRank >= 0)
    return fromRank <= toRank ? exact : lossy(`values beyond ${to.kind} are refused`);
  if (isNumeric(from) && isNumeric(to)) return numeric(from, to);
  if (from.kind === 'date' && (to.kind === 'datetime' || to.kind === 'datetime_tz')) return exact;
  if (from.kind === 'datetime' && to.kind === 'datetime_tz') return lossy('times are taken as UTC');
  if (from.kind === 'datetime_tz' && to.kind === 'datetime')
    return lossy('the zone is dropped; times are kept in UTC');
  if ((from.kind === 'datetime' || from.kind === 'datetime_tz') && to.kind === 'date')
    return lossy('the time of day is dropped');
  return { ok: false, reason: `${formatFieldType(from)} cannot become ${formatFieldType(to)}` };
}

function isNumeric(type: FieldType): boolean {
  return ['smallint', 'int', 'bigint', 'number', 'decimal', 'single', 'double'].includes(type.kind);
}

function numeric(from: FieldType, to: FieldType): Assignability {
  const digits = INTEGER_DIGITS[from.kind];
  switch (to.kind) {
    case 'number':
      return from.kind === 'single' || from.kind === 'double' ? lossy('infinities may be refused') : exact;
    case 'decimal':
      if (digits !== undefined)
        return to.precision - to.scale >= digits
          ? exact
          : lossy(`values beyond ${formatFieldType(to)} are refused`);
      if (from.kind === 'decimal')
        return to.scale >= from.scale && to.precision - to.scale >= from.precision - from.scale
          ? exact
          : lossy(`values that do not fit ${formatFieldType(to)} are rounded or refused`);
      return lossy(`values that do not fit ${formatFieldType(to)} are rounded or refused`);
    case 'double':
      if (from.kind === 'single' || from.kind === 'smallint' || from.kind === 'int') return exact;
      return lossy('more than 15 significant digits are rounded');
    case 'single':
      return from.kind === 'smallint' ? exact : lossy('more than 6 significant digits are rounded');
    default:
      return lossy('fractions are rounded and values out of range refused');
  }
}
