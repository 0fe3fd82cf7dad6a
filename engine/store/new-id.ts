import type { Random } from '../kit/clock.ts';

/**
 * A new UUID, or one that begins with a given prefix: its first four groups with the hyphen after them. Throws a RangeError
 * where the prefix is none.
 */
export function newId(random: Random, prefix?: string): string {
  if (prefix === undefined) return random.uuid();
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-$/.test(prefix))
    throw new RangeError(`"${prefix}" is not how a UUID begins`);
  return prefix + random.uuid().slice(prefix.length);
}
