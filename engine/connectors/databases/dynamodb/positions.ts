import type { FieldSchema } from '../../../contract/contract.ts';
import { compareDigits } from '../../../families/documents/plain-digits.ts';
import type { Condition } from './scan.ts';

/** A condition that holds of items whose field has a value at or after a position, and of those without a value. */
export function atOrAfter({ name, type }: FieldSchema, value: string): Condition {
  const from = type === 'string' ? { S: value } : { N: value };
  return {
    expression: 'attribute_not_exists(#f) OR attribute_type(#f, :null) OR #f >= :from',
    field: name,
    values: { ':null': { S: 'NULL' }, ':from': from },
  };
}

/** The larger of two values of a field, as DynamoDB orders them: numbers by value, texts by their bytes. */
export function larger(a: string | null, b: string, { type }: Pick<FieldSchema, 'type'>): string {
  if (a === null) return b;
  const order = type === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : compareDigits(a, b);
  return order >= 0 ? a : b;
}
