import type { FieldSchema } from '../../../contract/contract.ts';
import type { FoundKinds } from '../../../families/documents/found-kinds.ts';
import { sourceType } from '../../../types/map-types.ts';
import { LOST, mongodbTypes } from './types.ts';

const TEXTS = new Set(['objectId', 'string', 'uuid', 'symbol']);
const WITHOUT_WORD = new Set(['timestamp', 'regex', 'other']);
const NUMBERS = new Set(['int', 'long', 'double', 'decimal']);

/** The field type that holds all values of these kinds exactly; without any, one that holds whatever may come. */
export function typeOfKinds(kinds: ReadonlySet<string>): string {
  const all = [...kinds];
  const [only] = all;
  if (all.length === 1 && only !== undefined) return sourceType(mongodbTypes, only).type;
  if (all.length > 1 && all.every((kind) => TEXTS.has(kind))) return 'string';
  if (all.length > 1 && areNumbers(kinds)) {
    if (kinds.has('decimal') || (kinds.has('long') && kinds.has('double'))) return 'number';
    return kinds.has('double') ? 'double' : 'bigint';
  }
  return 'json';
}

function areNumbers(kinds: ReadonlySet<string>): boolean {
  return kinds.size > 0 && [...kinds].every((kind) => NUMBERS.has(kind));
}

/** Of several kinds the one that holds all of their values, so that a field stays as it is while it gets no other type. */
function kindInWords(kinds: ReadonlySet<string>, type: string): string {
  const [only = 'null'] = kinds;
  if (kinds.size <= 1) return only;
  const holding: Readonly<Record<string, string>> = { bigint: 'long', number: 'decimal', string: 'string' };
  return holding[type] ?? (areNumbers(kinds) ? type : [...kinds].sort().join(' | '));
}

/** Fields of what was found; of a collection `_id` is the key. */
export function fieldsOf(found: FoundKinds, isCollection: boolean): readonly FieldSchema[] {
  return [...found].map(([name, kinds]): FieldSchema => {
    const type = typeOfKinds(kinds);
    const isKey = isCollection && name === '_id' && !/^(json|object)/.test(type);
    return {
      id: name,
      name,
      type,
      remote_type: kindInWords(kinds, type),
      nullable: !(isCollection && name === '_id'),
      is_primary_key: isKey,
      ...([...kinds].some((of) => WITHOUT_WORD.has(of)) ? { lossy: LOST } : {}),
      // Values of several kinds have an order of their kinds first, but for numbers; those within others have none that a run could go by.
      ...((kinds.size === 1 || areNumbers(kinds)) &&
      /^(string|int|bigint|double|number|datetime_tz)$/.test(type)
        ? {}
        : { isNoPosition: true }),
    };
  });
}
