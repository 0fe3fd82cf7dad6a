import type { FieldType } from '../types/field-type.ts';
import type { Comparison } from './condition.ts';
import type { FilterDialect } from './dialect.ts';

const ALWAYS = '(1 = 1)';
const NEVER = '(1 = 0)';

/**
 * On which side of all values a value lies that a system without NaN, infinities and years beyond 1 to 9999 has not; undefined of
 * one that it has.
 */
export function beyondAll(value: string, { kind }: FieldType): 'above' | 'below' | undefined {
  switch (kind) {
    case 'number':
    case 'single':
    case 'double':
      if (value === '-Infinity') return 'below';
      return value === 'NaN' || value === 'Infinity' ? 'above' : undefined;
    case 'date':
    case 'datetime':
    case 'datetime_tz':
      if (/^(0000-|-)| BC$/.test(value)) return 'below';
      return /^\d{5}/.test(value) ? 'above' : undefined;
    default:
      return undefined;
  }
}

/**
 * Comparisons of such a system. What it has not is no literal of its own: it equals nothing, and it is above or below whatever
 * there is. `equals` replaces `=` where that is not the same to every character.
 */
export function boundedComparisons(
  literal: FilterDialect['literal'],
  equals?: (value: string, other: string, type: FieldType) => string | undefined,
): Pick<FilterDialect, 'compare' | 'oneOf'> {
  return {
    compare(value: string, operator: Comparison, other: string, type: FieldType) {
      const beyond = beyondAll(other, type);
      if (beyond) return operator.startsWith(beyond === 'above' ? '<' : '>') ? ALWAYS : NEVER;
      const same = operator === '=' ? equals?.(value, other, type) : undefined;
      return same ?? `${value} ${operator} ${literal(other, type)}`;
    },
    oneOf(value, others, type) {
      const known = others.filter((other) => !beyondAll(other, type));
      if (known.length === 0) return NEVER;
      const same = known.map((other) => equals?.(value, other, type)).filter((sql) => sql !== undefined);
      if (same.length > 0) return `(${same.join(' OR ')})`;
      return `${value} IN (${known.map((other) => literal(other, type)).join(', ')})`;
    },
  };
}

/** What is asked of arrays by a system that has none: no filter of its fields comes to it. */
export function noArrays(system: string): Pick<FilterDialect, 'hasElement'> {
  return {
    hasElement(_value, _other, element) {
      throw new RangeError(`${system} has no arrays, of ${element.kind} or anything else`);
    },
  };
}
