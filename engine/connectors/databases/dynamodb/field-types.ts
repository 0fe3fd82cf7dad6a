import type { FieldSchema } from '../../../contract/contract.ts';
import type { FoundKinds } from '../../../families/documents/found-kinds.ts';
import { sourceType } from '../../../types/map-types.ts';
import { dynamodbTypes } from './types.ts';

const LISTS = new Set(['L', 'SS', 'NS', 'BS']);
const NUMBERS = new Set(['N', 'N integer']);

/** The field type that holds all values of these kinds exactly; without any, one that holds whatever may come. */
export function typeOfKinds(kinds: ReadonlySet<string>): string {
  const all = [...kinds];
  const [only] = all;
  if (all.length === 1 && only !== undefined) return sourceType(dynamodbTypes, only).type;
  if (all.length > 1 && all.every((kind) => NUMBERS.has(kind))) return 'number';
  if (all.length > 1 && all.every((kind) => LISTS.has(kind))) return 'jsonarray';
  return 'json';
}

/** Fields of what was found: those of the key first, in the key's order, then the others by name. */
export function fieldsOf(found: FoundKinds, key: readonly string[]): readonly FieldSchema[] {
  const others = [...found.keys()].filter((name) => !key.includes(name)).sort();
  return [...key, ...others].map((name): FieldSchema => {
    const kinds = found.get(name) ?? new Set<string>();
    const type = typeOfKinds(kinds);
    return {
      id: name,
      name,
      type,
      remote_type: kinds.size > 0 ? [...kinds].sort().join(' | ') : 'NULL',
      nullable: !key.includes(name),
      is_primary_key: key.includes(name),
      // A condition compares with values of its own type alone; maps and lists have no order.
      ...(/^(string|bigint|number)$/.test(type) ? {} : { isNoPosition: true }),
    };
  });
}
