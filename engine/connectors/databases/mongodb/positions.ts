import type { Document } from 'mongodb';
import type { FieldSchema } from '../../../contract/contract.ts';

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
        return instant(value);
      default:
        return remote_type === 'objectId' ? ObjectId.createFromHexString(value) : value;
    }
  };
  return { $or: [{ [name]: { $gte: from() } }, { [name]: null }] };
}

/** The instant of a text in the engine's dialect. */
function instant(text: string): Date {
  const [, year = '', rest = '', era] = /^(\d+)(-.*?)\+00( BC)?$/.exec(text) ?? [];
  const number = era ? 1 - Number(year) : Number(year);
  const shown = `${number < 0 ? '-' : number > 9999 ? '+' : ''}${String(Math.abs(number)).padStart(number < 0 || number > 9999 ? 6 : 4, '0')}`;
  return new Date(`${shown}${rest.replace(' ', 'T')}Z`);
}
