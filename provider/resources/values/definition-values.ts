import { InvalidError } from '@syncform/engine/kit/errors.ts';
import type { JsonObject } from '@syncform/engine/kit/json.ts';
import { isUnknown, type Json, type Unknown } from '../../framework/index.ts';
import { configurationObject, engineJson } from './json-values.ts';

/**
 * A value of typed attributes as a definition has it: nulls, empty texts, lists and objects left out. Unknown values stay.
 * The cast is sound as the attributes have the document's names and types.
 */
export function definitionValue<T>(value: unknown): T | undefined {
  if (value === null || value === undefined || isEmpty(value)) return undefined;
  const plain = engineJson(value as Json);
  return (isEmpty(plain) ? undefined : plain) as T | undefined;
}

/** An object as a definition has it, its own empty texts left out as well. */
export function withoutEmptyTexts<T>(value: unknown): T | undefined {
  const found = definitionValue<Record<string, unknown>>(value);
  if (typeof found !== 'object' || isUnknown(found)) return found as T | undefined;
  return definitionValue<T>(Object.fromEntries(Object.entries(found).filter(([, inner]) => inner !== '')));
}

/** The object that a dynamic `configuration` says. Throws an InvalidError at its path. */
export function configurationValue(value: unknown, path: readonly string[]): JsonObject | undefined {
  const found = configurationObject(value as Json | Unknown);
  if (typeof found === 'string') throw new InvalidError([{ path, message: found }]);
  return found as JsonObject | undefined;
}

/** An object of an end of a sync, with its `configuration` as an object. */
export function endpointValue<T extends object>(value: unknown, name: string): T {
  if (typeof value !== 'object' || value === null) return value as T;
  const { configuration, ...rest } = value as Record<string, unknown>;
  const parsed = configurationValue(configuration, [name, 'configuration']);
  return { ...withoutEmptyTexts<T>(rest), ...(parsed === undefined ? {} : { configuration: parsed }) } as T;
}

/** A copy without the keys that are undefined, so that two documents with the same meaning are the same. */
export function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === '' ||
    (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0)
  );
}
