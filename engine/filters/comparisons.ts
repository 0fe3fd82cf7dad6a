import type { FieldType } from '../types/field-type.ts';
import type { Comparison } from './condition.ts';
import type { FilterDialect } from './dialect.ts';

const ALWAYS = '(1 = 1)';
const NEVER = '(1 = 0)';

/** Kinds of numbers. */
const DECIMALS: readonly FieldType['kind'][] = ['number', 'decimal'];
const FLOATS: readonly FieldType['kind'][] = ['single', 'double'];

/**
 * On which side of all values a value lies that a system without NaN, infinities and years beyond 1 to 9999 has not; undefined of
 * one that it has.
 */
export function beyondAll(value: string, type: FieldType): 'above' | 'below' | undefined {
  return beyondNumbers(value, type, [...DECIMALS, ...FLOATS]) ?? beyondYears(value, type);
}

function beyondNumbers(value: string, { kind }: FieldType, kinds: readonly FieldType['kind'][]) {
  if (!kinds.includes(kind)) return undefined;
  if (value === '-Infinity') return 'below';
  return value === 'NaN' || value === 'Infinity' ? 'above' : undefined;
}

/** Years are 1 to 9999. */
function beyondYears(value: string, { kind }: FieldType) {
  if (kind !== 'date' && kind !== 'datetime' && kind !== 'datetime_tz') return undefined;
  if (/^(0000-|-)| BC$/.test(value)) return 'below';
  return /^\d{5}/.test(value) ? 'above' : undefined;
}

type Comparisons = Pick<FilterDialect, 'compare' | 'oneOf'>;

/** Comparisons of a system that has every value that a field may have, and whose order of them is that of filters. */
export function plainComparisons(literal: FilterDialect['literal']): Comparisons {
  return {
    compare: (value, operator, other, type) => `${value} ${operator} ${literal(other, type)}`,
    oneOf: (value, others, type) => `${value} IN (${others.map((other) => literal(other, type)).join(', ')})`,
  };
}

/**
 * Comparisons of a system that has not every value. What it has not is no literal of its own: it equals nothing, and it is above
 * or below whatever there is. `equals` replaces `=` where that is not the same to every character.
 */
export function boundedComparisons(
  literal: FilterDialect['literal'],
  equals?: (value: string, other: string, type: FieldType) => string | undefined,
): Comparisons {
  return {
    compare(value: string, operator: Comparison, other: string, type: FieldType) {
      const beyond = beyondAll(other, type);
      if (beyond) return compareBeyond(operator, beyond);
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

/** A system whose floating-point numbers have NaN, which to it equals nothing and is above nothing, as IEEE 754 has it. */
export interface NaNSystem {
  /** The condition that a value is NaN. */
  readonly isNaN: (value: string) => string;
  /** Whether its years are 1 to 9999. */
  readonly isYearBounded: boolean;
  /** Whether IN compares as `=` does: some systems bring all values of a list to one type, and lose digits by it. */
  readonly isInExact: boolean;
}

/** Comparisons of such a system: to filters NaN equals NaN and is above all else. */
export function comparisonsWithNaN(literal: FilterDialect['literal'], system: NaNSystem): Comparisons {
  const isFloat = ({ kind }: FieldType) => FLOATS.includes(kind);
  const beyondOf = (value: string, type: FieldType) =>
    beyondNumbers(value, type, DECIMALS) ?? (system.isYearBounded ? beyondYears(value, type) : undefined);
  const compare: FilterDialect['compare'] = (value, operator, other, type) => {
    if (isFloat(type) && other === 'NaN') return compareNaN(system.isNaN(value), operator);
    const beyond = beyondOf(other, type);
    if (beyond) return compareBeyond(operator, beyond);
    const plain = `${value} ${operator} ${literal(other, type)}`;
    return isFloat(type) && operator.startsWith('>') ? `(${plain} OR ${system.isNaN(value)})` : plain;
  };
  return {
    compare,
    oneOf(value, others, type) {
      const isListed = (other: string) =>
        system.isInExact && !(isFloat(type) && other === 'NaN') && !beyondOf(other, type);
      const listed = others.filter(isListed).map((other) => literal(other, type));
      const any = [
        ...(listed.length > 0 ? [`${value} IN (${listed.join(', ')})`] : []),
        ...others.filter((other) => !isListed(other)).map((other) => compare(value, '=', other, type)),
      ];
      return any.length === 1 ? (any[0] as string) : `(${any.join(' OR ')})`;
    },
  };
}

function compareBeyond(operator: Comparison, side: 'above' | 'below'): string {
  return operator.startsWith(side === 'above' ? '<' : '>') ? ALWAYS : NEVER;
}

function compareNaN(holds: string, operator: Comparison): string {
  switch (operator) {
    case '=':
    case '>=':
      return holds;
    case '<':
      return `NOT ${holds}`;
    case '<=':
      return ALWAYS;
    case '>':
      return NEVER;
  }
}

/** What is asked of arrays by a system that has none: no filter of its fields comes to it. */
export function noArrays(system: string): Pick<FilterDialect, 'hasElement'> {
  return {
    hasElement(_value, _other, element) {
      throw new RangeError(`${system} has no arrays, of ${element.kind} or anything else`);
    },
  };
}
