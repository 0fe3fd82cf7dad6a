import type { Document } from 'mongodb';
import type { FieldSchema } from '../../../contract/contract.ts';
import { parseInstant } from './instants.ts';

/** A filter that holds of documents whose field has a value at or after a position, and of those without a value. */
export async function atOrAfter({ name, type, remote_type }: FieldSchema, value: string): Promise<Document> {
  const { Decimal128, Double, Long, ObjectId } = await import('./driver.ts');
  const from = () => {
    switch (type) {
      case 'int':
      case 'bigint':
        return Long.fromString(value);
      case 'double':
        return new Double(Number(value));
      case 'number':
        return Decimal128.fromString(value);
      case 'datetime_tz':
        return parseInstant(value)?.moment;
      default:
        return remote_type === 'objectId' ? ObjectId.createFromHexString(value) : value;
    }
  };
  return { $or: [{ [name]: { $gte: from() } }, { [name]: null }] };
}
