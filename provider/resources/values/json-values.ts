import type { Json as EngineJson, JsonObject } from '@syncform/engine/kit/json.ts';
import { Decimal, isUnknown, type Json, Unknown } from '../../framework/index.ts';

/** A value as definitions hold it: without nulls, and with text for numbers that a double cannot hold. */
export function engineJson(value: Json): EngineJson {
  if (typeof value === 'bigint' || value instanceof Decimal) return value.toString();
  if (Array.isArray(value)) return value.map(engineJson);
  if (typeof value !== 'object' || value === null) return value as EngineJson;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== null && v !== undefined)
      .map(([k, v]) => [k, engineJson(v)]),
  );
}

/**
 * The object that a dynamic attribute stands for: an HCL object, or the `jsonencode` text of one. Undefined where it is
 * unset; a text that is not a JSON object becomes a sentence on what is wrong.
 */
export function configurationObject(
  value: Json | Unknown | undefined,
): JsonObject | Unknown | undefined | string {
  if (value === null || value === undefined) return undefined;
  if (isUnknown(value)) return Unknown;
  const parsed = typeof value === 'string' ? parse(value) : value;
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed) || parsed instanceof Decimal)
    return 'must be an object, or the jsonencode of one';
  return engineJson(parsed) as JsonObject;
}

/** The value that the text of a `jsonencode` attribute says; undefined where it is unset. */
export function jsonText(text: string | Unknown | null | undefined): EngineJson | Unknown | undefined {
  if (text === null || text === undefined) return undefined;
  if (isUnknown(text)) return Unknown;
  return parse(text) as EngineJson;
}

/** What is wrong with the text of a `jsonencode` attribute. */
export function jsonFault(text: string): string | undefined {
  return text !== '' && parse(text) === undefined ? 'must be JSON text: jsonencode("a value")' : undefined;
}

/** What is wrong with the value of a `configuration` attribute. */
export function configurationFault(value: Json): string | undefined {
  const found = configurationObject(value);
  return typeof found === 'string' ? found : undefined;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
