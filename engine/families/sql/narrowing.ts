import { fieldType } from '../../types/field-type.ts';

/** A type of columns that keeps not all values of a kind. */
export interface NarrowType {
  /** The system's own texts of the type; what stands in its first parentheses is `$1` in `loses`. */
  readonly type: RegExp;
  /** Of which values: texts, times of a day and moments, or numbers. */
  readonly of: 'text' | 'time' | 'number';
  /** What becomes of values that do not fit, a phrase. */
  readonly loses: string;
}

const KINDS: Readonly<Record<NarrowType['of'], ReadonlySet<string>>> = {
  text: new Set(['string', 'json', 'jsonarray', 'object{}', 'array']),
  time: new Set(['time', 'datetime', 'datetime_tz']),
  number: new Set(['smallint', 'int', 'bigint', 'number', 'decimal', 'single', 'double']),
};

/** What a column of a type that is there loses of values of a field type, a phrase; undefined where it is nothing. */
export function narrowing(types: readonly NarrowType[], there: string, carried: string): string | undefined {
  const { kind } = fieldType(carried);
  for (const { type, of, loses } of types) {
    const found = KINDS[of].has(kind) ? type.exec(there) : null;
    if (found) return loses.replace('$1', found[1] ?? '');
  }
  return undefined;
}
