import { stableDigest } from '@syncform/engine/kit/digest.ts';
import { isUnknown, knownPrefix, Unknown, unknownText } from '../../framework/index.ts';

/** How much of an id follows from its definition, in characters: the rest of it is by chance. */
const LENGTH = 'xxxxxxxx-xxxx-8xxx-8xxx-'.length;

/** Attributes that hold the id of a connection or model. */
const REFERENCES: readonly string[] = ['connection_id', 'model_id'];

/**
 * How the id begins that a connection or model gets when it is created. It follows from the definition, so that every plan of
 * it says the same, in whatever process, and what refers to an object that is yet to be created can be planned on its
 * definition. Two of the same definition are as good as one for that; the rest of their ids tells them apart.
 */
export function idPrefix(kind: string, definition: unknown): string {
  const hex = stableDigest([kind, withShortIds(definition)]);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(12, 15)}`, `8${hex.slice(15, 18)}`, ''];
  return parts.join('-');
}

/** The planned id of an object whose definition is known. */
export function plannedId(kind: string, definition: unknown): Unknown {
  return unknownText(idPrefix(kind, definition));
}

/**
 * A definition that refers to planned objects by how their ids begin, as the overlay has them, in place of ids that are not
 * known yet. Other unknown values stay.
 */
export function withPlannedIds<T>(definition: T, isPlanned: (prefix: string) => boolean): T {
  return mapReferences(definition, (id) => {
    const prefix = knownPrefix(id);
    return prefix !== undefined && isPlanned(prefix) ? prefix : id;
  }) as T;
}

/** A definition with a word in place of every id that is not known yet, for checks that do not look at ids. */
export function withAnyIds<T>(definition: T): T {
  return mapReferences(definition, (id) => (isUnknown(id) ? 'unknown' : id)) as T;
}

/** Whether an id is the beginning of one that is yet to be given. */
export function isPlannedId(id: string): boolean {
  return id.length === LENGTH && id.endsWith('-');
}

/** The same definition with ids as far as they are known before their objects are created, to compare plans by. */
export function withShortIds<T>(definition: T): T {
  return mapReferences(definition, (id) => (typeof id === 'string' ? id.slice(0, LENGTH) : id)) as T;
}

/** Of a planned id the one among `ids` that was given in its place, or Unknown; any other id as it is. */
export function givenId(id: string, ids: readonly (string | Unknown)[]): string | Unknown {
  if (!isPlannedId(id)) return id;
  return ids.find((one) => !isUnknown(one) && !isPlannedId(one) && one.startsWith(id)) ?? Unknown;
}

function mapReferences(value: unknown, map: (id: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => mapReferences(element, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      REFERENCES.includes(name) ? map(inner) : mapReferences(inner, map),
    ]),
  );
}
