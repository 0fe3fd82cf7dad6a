import type { DiscoverFacet, ObjectSchema } from '../contract/contract.ts';
import { throwIfAborted } from '../kit/abort.ts';
import { isOfOneObject, type SyncformError } from '../kit/errors.ts';
import type { JsonObject } from '../kit/json.ts';

/** An object that its source cannot describe: a file that is cut short, an answer that is not JSON. */
export interface UnreadableObject {
  readonly object: string;
  readonly error: SyncformError;
}

export interface DescribedObjects {
  readonly described: readonly ObjectSchema[];
  readonly unreadable: readonly UnreadableObject[];
}

/**
 * The fields of objects. One that cannot be described does not keep the others from it. Throws where the connection itself
 * is at fault.
 */
export async function describeObjects(
  discover: DiscoverFacet,
  ids: readonly string[],
  configuration: JsonObject,
  signal: AbortSignal,
): Promise<DescribedObjects> {
  try {
    return { described: await discover.describe(ids, configuration, signal), unreadable: [] };
  } catch (error) {
    const [id, ...others] = ids;
    if (id === undefined || !isOfOneObject(error)) throw error;
    if (others.length === 0) return { described: [], unreadable: [{ object: id, error }] };
  }
  // Together they were asked in one go, which says nothing of those that came after the one at fault.
  const described: ObjectSchema[] = [];
  const unreadable: UnreadableObject[] = [];
  for (const id of ids) {
    throwIfAborted(signal);
    try {
      described.push(...(await discover.describe([id], configuration, signal)));
    } catch (error) {
      if (!isOfOneObject(error)) throw error;
      unreadable.push({ object: id, error });
    }
  }
  return { described, unreadable };
}
