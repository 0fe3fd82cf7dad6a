import type { FieldType } from '../types/field-type.ts';
import type { Comparison } from './condition.ts';
import type { FieldValue } from './field-values.ts';
import type { LikePattern } from './like-pattern.ts';

/**
 * What differs between databases in the SQL of filters. A `value` argument is an expression that `cast` made; what a
 * member answers stands as an operand of AND and NOT without parentheses of its own, except where it says OR inside.
 * Predicates are never NULL for a value that is not NULL. Whatever a text holds, it leaves a literal as it came.
 */
export interface FilterDialect {
  readonly name: string;
  quoteIdentifier(name: string): string;
  /**
   * The expression as a value of the type, in which the members below compare it; no cost where it is one already.
   * Text comes out with the order and equality of its bytes, whatever the column's collation.
   */
  cast(sql: string, type: FieldType): string;
  /** A value of the type as a typed literal. */
  literal(value: FieldValue, type: FieldType): string;
  /** Of scalars; NaN equals NaN and is above all else. */
  compare(value: string, operator: Comparison, other: string, type: FieldType): string;
  /** Whether a scalar equals one of at least one others. */
  oneOf(value: string, others: readonly string[], type: FieldType): string;
  /** A character is a code point. */
  like(value: string, pattern: LikePattern): string;
  /** The text without the characters of TRIMMED at both ends, comparable as `cast` leaves text. */
  trim(value: string): string;
  /** Whether an array has an element that equals another value; a NULL element equals none. */
  hasElement(value: string, other: string, element: FieldType): string;
  /** Whether a JSON value is a list with this text, number or boolean directly in it. */
  hasJsonElement(value: string, other: string | number | boolean): string;
}
