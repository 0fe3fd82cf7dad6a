import type { FieldSchema } from '../../../contract/contract.ts';
import type { Document, Opensearch } from './client.ts';
import type { Index } from './indices.ts';
import { hitsOf } from './search.ts';
import { cellOf } from './values.ts';

const ISO = 'strict_date_optional_time_nanos';

/** The documents whose field has a value at or after a position, and those without a value. */
export function atOrAfter({ name, type }: FieldSchema, value: string): Document {
  const range =
    type === 'datetime_tz'
      ? { gte: value.replace(' ', 'T').replace('+00', 'Z'), format: ISO }
      : // As text, which OpenSearch reads by the field's type: no digit of a long is lost.
        { gte: value };
  const without = { bool: { must_not: [{ exists: { field: name } }] } };
  return { bool: { should: [{ range: { [name]: range } }, without], minimum_should_match: 1 } };
}

/** The largest value of a field; a time that is still to come would leave behind what comes before it. */
export async function largest(
  opensearch: Opensearch,
  { name: index }: Index,
  { name, type }: FieldSchema,
  signal: AbortSignal,
): Promise<string | null> {
  const isTime = type === 'datetime_tz';
  const query = isTime ? { range: { [name]: { lte: 'now' } } } : { exists: { field: name } };
  const sort = [{ [name]: { order: 'desc', ...(isTime ? { numeric_type: 'date' } : {}) } }];
  const body = { size: 1, query, sort, _source: false };
  const [hit] = await hitsOf(
    opensearch,
    `reading ${index}`,
    `${encodeURIComponent(index)}/_search`,
    body,
    signal,
  );
  const cell = cellOf(hit?.sort?.[0], type);
  return cell === undefined || cell === null ? null : String(cell);
}
