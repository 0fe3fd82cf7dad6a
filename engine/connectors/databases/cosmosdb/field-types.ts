import type { FieldSchema } from '../../../contract/contract.ts';
import type { FoundKinds } from '../../../families/documents/found-kinds.ts';
import { sourceType } from '../../../types/map-types.ts';
import { cosmosdbTypes } from './types.ts';

const WHOLE = new Set(['integer', 'long']);
const DOUBLES = new Set(['integer', 'number']);
const NUMBERS = new Set(['integer', 'long', 'number', 'digits']);

/** The field type that holds all values of these kinds exactly; without any, one that holds whatever may come. */
export function typeOfKinds(kinds: ReadonlySet<string>): string {
  const all = [...kinds];
  const [only] = all;
  if (only === undefined) return 'json';
  if (all.length === 1) return sourceType(cosmosdbTypes, only).type;
  const areAll = (some: ReadonlySet<string>) => all.every((kind) => some.has(kind));
  if (areAll(WHOLE)) return 'bigint';
  if (areAll(DOUBLES)) return 'double';
  return areAll(NUMBERS) ? 'number' : 'json';
}

/** What Cosmos DB itself gives every item to keep it by, and nobody means who reads items. */
export const OWN = new Set(['_rid', '_self', '_attachments']);

/** Fields of what was found: those of the key first, in the key's order, then the others by name. */
export function fieldsOf(found: FoundKinds, key: readonly string[]): readonly FieldSchema[] {
  const others = [...found.keys()].filter((name) => !key.includes(name) && !OWN.has(name)).sort();
  return [...key, ...others].map((name): FieldSchema => {
    const kinds = found.get(name) ?? new Set<string>();
    const type = typeOfKinds(kinds);
    return {
      id: name,
      name,
      type,
      remote_type: kinds.size > 0 ? [...kinds].sort().join(' | ') : 'null',
      nullable: !key.includes(name),
      is_primary_key: key.includes(name),
      // Numbers that no double holds have no place in Cosmos DB's order; objects and arrays have none that is known.
      ...(/^(string|bigint|double)$/.test(type) && !kinds.has('long') ? {} : { isNoPosition: true }),
    };
  });
}
