import { ConnectionError, SyncformError } from '../api/errors.ts';
import type { DiscoverFacet, ObjectSchema } from '../connectors/contract.ts';
import { throwIfAborted } from '../movement/abort.ts';
import type { JsonObject } from '../types/json.ts';
import type { FaultyObject } from './plan-bulk-sync.ts';

export interface DescribedObjects {
  readonly described: readonly ObjectSchema[];
  /** Objects that the source cannot describe: a file that is cut short, an answer that is no JSON. */
  readonly faulty: readonly FaultyObject[];
}

/**
 * The fields of objects. For a run, an object that cannot be described is answered as faulty, so that the others are moved;
 * otherwise, and where the connection itself is at fault, it throws.
 */
export async function describeObjects(
  discover: DiscoverFacet,
  ids: readonly string[],
  configuration: JsonObject,
  isRun: boolean,
  signal: AbortSignal,
): Promise<DescribedObjects> {
  try {
    return { described: await discover.describe(ids, configuration, signal), faulty: [] };
  } catch (error) {
    if (!isRun || ids.length < 2 || !isFaultOfOne(error)) throw error;
  }
  // Together they were asked in one go, which says nothing of those that came after the one at fault.
  const described: ObjectSchema[] = [];
  const faulty: FaultyObject[] = [];
  for (const id of ids) {
    throwIfAborted(signal);
    try {
      described.push(...(await discover.describe([id], configuration, signal)));
    } catch (error) {
      if (!isFaultOfOne(error)) throw error;
      faulty.push({ object: id, error });
    }
  }
  return { described, faulty };
}

/** Whether an error tells of one object, rather than of the connection or of a run that was stopped. */
function isFaultOfOne(error: unknown): boolean {
  if (error instanceof ConnectionError) return error.part === 'format';
  return error instanceof SyncformError && error.code !== 'canceled' && error.code !== 'locked';
}
