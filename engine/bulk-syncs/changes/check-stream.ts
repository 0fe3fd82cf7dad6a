import type { BulkSyncInput } from '../../api/documents.ts';
import type { ChangesFacet } from '../../contract/changes.ts';
import { InvalidError } from '../../kit/errors.ts';
import type { ObjectBlueprint } from '../plan-object.ts';

/** An object whose changes cannot be followed. */
export interface UnfollowedObject {
  readonly object: string;
  readonly error: InvalidError;
}

/**
 * Asks the source what keeps the objects' changes from being followed. Throws where it is the stream as a whole.
 * `id` is the stored bulk sync's.
 */
export async function checkStream(
  changes: ChangesFacet,
  input: BulkSyncInput,
  id: string | undefined,
  objects: readonly ObjectBlueprint[],
  signal: AbortSignal,
): Promise<readonly UnfollowedObject[]> {
  const followed = objects.filter(({ follows }) => follows);
  if (followed.length === 0) return [];
  const stream = {
    id: id ?? '',
    objects: followed.map(({ object }) => object.id),
    wanted: Object.fromEntries(followed.map((object) => [object.object.id, wantedOf(object)])),
    configuration: input.source.configuration ?? {},
  };
  const faults = await changes.check(stream, signal);
  const ofStream = faults.filter(({ object }) => object === undefined);
  if (ofStream.length > 0)
    throw new InvalidError(ofStream.map(({ message }) => ({ path: ['source', 'connection_id'], message })));
  const byObject = Map.groupBy(faults, ({ object = '' }) => object);
  return [...byObject].map(([object, own]) => {
    const index = input.schemas?.findIndex((schema) => schema.id === object) ?? -1;
    const path = index < 0 ? ['source'] : ['schemas', index];
    return {
      object,
      error: new InvalidError(own.map(({ message }) => ({ path, message: `${object}: ${message}` }))),
    };
  });
}

function wantedOf({ fields }: ObjectBlueprint) {
  return {
    fields: fields.map(({ id }) => id),
    key: fields.filter((field) => field.is_primary_key).map(({ id }) => id),
  };
}
