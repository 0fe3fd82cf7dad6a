import { Decimal, textOfNumber } from './decimal.ts';
import { parseJson } from './json.ts';
import { type CtyType, DynamicValue, emptyObject } from './type.ts';
import { isUnknown } from './unknown.ts';

/** A plain value with the type that HCL would give it when written literally: arrays are tuples, records are objects. */
export function inferDynamic(value: unknown): DynamicValue {
  if (value === null || value === undefined || isUnknown(value))
    return new DynamicValue('dynamic', value ?? null);
  if (value instanceof DynamicValue) return value;
  if (typeof value === 'string') return new DynamicValue('string', value);
  if (typeof value === 'boolean') return new DynamicValue('bool', value);
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal) {
    return new DynamicValue('number', value);
  }
  if (Array.isArray(value)) {
    const items = value.map(inferDynamic);
    return new DynamicValue(
      ['tuple', items.map((item) => item.type)],
      items.map((item) => item.value),
    );
  }
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} is no value that Terraform has`);
  const types = emptyObject<CtyType>();
  const values = emptyObject();
  for (const [key, element] of Object.entries(value)) {
    const item = inferDynamic(element);
    types[key] = item.type;
    values[key] = item.value;
  }
  return new DynamicValue(['object', types], values);
}

/**
 * A value without the types that dynamic places carry: what a resource author sees. Parts without such places are those of the
 * value itself.
 */
export function plain(value: unknown): unknown {
  if (value instanceof DynamicValue) return plain(value.value);
  if (value === null || typeof value !== 'object' || value instanceof Decimal) return value;
  return Array.isArray(value) ? plainItems(value) : plainFields(value as Record<string, unknown>);
}

function plainItems(items: readonly unknown[]): readonly unknown[] {
  let out: unknown[] | undefined;
  items.forEach((item, index) => {
    const element = plain(item);
    if (element === item) return;
    out ??= [...items];
    out[index] = element;
  });
  return out ?? items;
}

function plainFields(fields: Record<string, unknown>): Record<string, unknown> {
  let out: Record<string, unknown> | undefined;
  for (const key of Object.keys(fields)) {
    const element = plain(fields[key]);
    if (element === fields[key]) continue;
    out ??= Object.assign(emptyObject(), fields);
    out[key] = element;
  }
  return out ?? fields;
}

/**
 * True when two values mean the same JSON: key order and spaces do not matter, a null member is as good as none, and a string
 * that holds a JSON object or array (`jsonencode(…)`) means that object or array.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  return meaning(jsonOf(a)) === meaning(jsonOf(b));
}

/** The object or array that a string holds as JSON text, if it does; any other value as it is. */
export function jsonOf(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return parseJson(value);
  } catch {
    return value;
  }
}

function meaning(value: unknown): string {
  if (isUnknown(value)) return '?';
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal)
    return textOfNumber(value);
  if (Array.isArray(value)) return `[${value.map(meaning).join()}]`;
  if (typeof value === 'object') {
    const members = Object.entries(value).filter(([, element]) => element !== null && element !== undefined);
    return `{${members
      .map(([key, element]) => `${JSON.stringify(key)}:${meaning(element)}`)
      .sort()
      .join()}}`;
  }
  return JSON.stringify(typeof value === 'string' ? value.normalize() : value);
}
