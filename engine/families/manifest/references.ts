import type { FieldSchema } from '../../contract/contract.ts';
import { schemaOf } from './discover.ts';
import type { ApiField } from './infer-fields.ts';
import type { ApiSource } from './source.ts';
import type { WritableObject } from './writable.ts';

/*
 * A record can be written with a unique field of another record in place of that record's id: `Account.Number__c`, or
 * `Contact:Who.Number__c` where the relationship has several objects.
 */

/** Each object takes a call: fields that may refer to more than this have no such names. */
const MOST_OBJECTS = 5;

const NAME = /^(?:(\w+):)?(\w+)\.(\w+)$/;

/** The fields by which an object's records can refer to others. */
export async function referringFields(
  { like }: WritableObject,
  told: readonly ApiField[],
  source: ApiSource,
  signal: AbortSignal,
): Promise<readonly FieldSchema[]> {
  if (!like?.describe?.references) return [];
  const found = told.map(async ({ refersTo, isReadOnly }) => {
    const { relationship, objects = [] } = refersTo ?? {};
    if (relationship === undefined || isReadOnly === true || objects.length > MOST_OBJECTS) return [];
    const fields = objects.map(async (object) => {
      const stream = source.known(object, {});
      const all = stream ? await source.fields(stream, signal) : [];
      const prefix = `${objects.length > 1 ? `${object}:` : ''}${relationship}.`;
      return all
        .filter(({ isUnique }) => isUnique)
        .map((field): FieldSchema => {
          const name = `${prefix}${field.name}`;
          return { ...schemaOf(field), id: name, name, nullable: true, is_primary_key: false };
        });
    });
    return (await Promise.all(fields)).flat();
  });
  return (await Promise.all(found)).flat();
}

/** A field that refers to another record: where its value goes, and where the object's name goes, of a relationship that has several. */
export interface ReferringName {
  readonly path: readonly string[];
  readonly object: { readonly path: readonly string[]; readonly name: string } | undefined;
}

/** What the name of a field says, of an object whose records can refer to others. */
export function referringName({ like }: WritableObject, name: string): ReferringName | undefined {
  const { references } = like?.describe ?? {};
  const [, object, relationship = '', field = ''] = (references && NAME.exec(name)) ?? [];
  if (!references || relationship === '') return undefined;
  return {
    path: [relationship, field],
    object:
      object === undefined
        ? undefined
        : { path: [relationship, ...references.type.split('.')], name: object },
  };
}

/** By relationship, the field that has the other record's id: asked for where one of the columns refers to another record. */
export async function idFields(
  object: WritableObject,
  columns: readonly { readonly name: string }[],
  source: ApiSource,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (!object.like || !columns.some(({ name }) => referringName(object, name))) return new Map();
  const told = await source.fields(object.like, signal);
  return new Map(told.flatMap(({ name, refersTo }) => (refersTo ? [[refersTo.relationship, name]] : [])));
}
