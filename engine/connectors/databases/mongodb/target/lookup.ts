import type { LookupRequest } from '../../../../contract/contract.ts';
import { EXACT, type Mongo } from '../client.ts';
import { type CollectionName, formatId } from '../collections.ts';
import { parseInstant } from '../instants.ts';
import { kindOf } from '../values.ts';
import { type Driver, digitsOf } from './bson-of.ts';
import { atPath } from './text-kinds.ts';

/**
 * For each text, the ids of the documents whose field has that value: a text, or a number, an id, a time or a boolean that is written so.
 * An id is the extended JSON of a document's `_id`, as `{"id": …}`.
 */
export async function lookUp(
  mongo: Mongo,
  driver: Driver,
  name: CollectionName,
  { field, values, signal }: Pick<LookupRequest, 'field' | 'values' | 'signal'>,
): Promise<readonly (readonly string[])[]> {
  const places = new Map<string, number[]>();
  const candidates: unknown[] = [];
  for (const [i, text] of values.entries())
    for (const value of candidatesOf(driver, text)) {
      candidates.push(value);
      const word = wordOf(value);
      places.set(word, [...(places.get(word) ?? []), i]);
    }
  const found = values.map(() => new Set<string>());
  const batches = mongo.documents(`looking for records in ${formatId(name)}`, signal, (client) =>
    client
      .db(name.database)
      .collection(name.collection)
      .find({ [field]: { $in: candidates } }, { ...EXACT, projection: { [field]: 1 } }),
  );
  for await (const batch of batches)
    for (const document of batch) {
      const id = driver.BSON.EJSON.stringify({ id: document._id }, { relaxed: false });
      for (const i of new Set(places.get(wordOf(atPath(document, field))))) found[i]?.add(id);
    }
  return found.map((ids) => [...ids]);
}

/** What a text may be the text of. Numbers of all types are equal to MongoDB, so that one of them is enough. */
function candidatesOf(driver: Driver, text: string): readonly unknown[] {
  const { Decimal128, Long, ObjectId, UUID } = driver;
  const candidates: unknown[] = [text];
  if (/^-?\d{1,18}$/.test(text)) candidates.push(Long.fromString(text));
  else if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) {
    candidates.push(new driver.Double(Number(text)));
    try {
      candidates.push(Decimal128.fromString(text));
    } catch {
      // It has more digits than any number of BSON.
    }
  }
  if (/^[0-9a-f]{24}$/i.test(text)) candidates.push(ObjectId.createFromHexString(text));
  if (UUID.isValid(text)) candidates.push(new UUID(text));
  if (/^(t|true|f|false)$/.test(text)) candidates.push(text.startsWith('t'));
  const time = parseInstant(text);
  if (time && !time.isFiner) candidates.push(time.moment);
  return candidates;
}

/** The same word for values that are equal, and for no others. */
function wordOf(value: unknown): string {
  const kind = kindOf(value);
  switch (kind) {
    case 'int':
    case 'long':
    case 'double':
    case 'decimal':
      return `number ${digitsOf(String(value))}`;
    case 'date':
      return `date ${(value as Date).getTime()}`;
    case 'uuid':
      return `uuid ${(value as InstanceType<Driver['Binary']>).toUUID().toHexString()}`;
    default:
      return `${kind} ${String(value)}`;
  }
}
