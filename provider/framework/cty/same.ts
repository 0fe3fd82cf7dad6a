import { isNumber, textOfNumber } from './decimal.ts';
import { inferDynamic } from './dynamic.ts';
import { type CtyType, DynamicValue } from './type.ts';
import { isUnknown } from './unknown.ts';

/**
 * A text that two values of a type share exactly when Terraform holds them to be the same: sets without order, numbers by what
 * they amount to, strings by normal form, unknown equal to unknown.
 */
export function canonical(type: CtyType, value: unknown): string {
  if (isUnknown(value)) return '?';
  if (value === null || value === undefined) return 'null';
  if (type === 'string') return JSON.stringify(String(value).normalize());
  if (type === 'number') return isNumber(value) ? textOfNumber(value) : String(value);
  if (type === 'bool') return String(value);
  if (type === 'dynamic') {
    const { type: given, value: inner } = typed(value);
    return `${canonicalType(given)}=${canonical(given, inner)}`;
  }
  switch (type[0]) {
    case 'list':
      return `[${(value as unknown[]).map((item) => canonical(type[1], item)).join()}]`;
    case 'set':
      return `{${[...new Set((value as unknown[]).map((item) => canonical(type[1], item)))].sort().join()}}`;
    case 'tuple':
      return `[${(value as unknown[]).map((item, index) => canonical(type[1][index]!, item)).join()}]`;
    case 'map':
      return fields(Object.entries(value).map(([key, item]) => [key.normalize(), canonical(type[1], item)]));
    case 'object':
      return fields(
        Object.entries(type[1]).map(([name, inner]) => [
          name,
          canonical(inner, (value as Record<string, unknown>)[name]),
        ]),
      );
  }
}

/** A text that two types share exactly when they are the same: attributes have no order. */
function canonicalType(type: CtyType): string {
  if (typeof type === 'string') return type;
  if (type[0] === 'object')
    return fields(Object.entries(type[1]).map(([name, inner]) => [name, canonicalType(inner)]));
  if (type[0] === 'tuple') return `[${type[1].map(canonicalType).join()}]`;
  return `${type[0]}(${canonicalType(type[1])})`;
}

/** True when Terraform holds two values of a type to be the same. */
export function same(type: CtyType, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isUnknown(a) || isUnknown(b)) return isUnknown(a) && isUnknown(b);
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (type === 'dynamic') {
    const [first, second] = [typed(a), typed(b)];
    return sameType(first.type, second.type) && same(first.type, first.value, second.value);
  }
  if (typeof type === 'string') return canonical(type, a) === canonical(type, b);
  if (type[0] === 'object' && isRecord(a) && isRecord(b)) {
    for (const name of Object.keys(type[1])) if (!same(type[1][name]!, a[name], b[name])) return false;
    return true;
  }
  if (type[0] === 'list' && Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(type[1], item, b[index]));
  if (type[0] === 'tuple' && Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(type[1][index]!, item, b[index]));
  if (type[0] === 'map' && isRecord(a) && isRecord(b)) {
    const keys = Object.keys(a);
    // Keys may be written in several ways, which only the texts of the whole make alike.
    if (keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key)))
      return keys.every((key) => same(type[1], a[key], b[key]));
  }
  return canonical(type, a) === canonical(type, b);
}

function sameType(a: CtyType, b: CtyType): boolean {
  if (a === b) return true;
  if (typeof a === 'string' || typeof b === 'string') return false;
  if (a[0] === 'object' && b[0] === 'object') {
    const [first, second] = [a[1], b[1]];
    const names = Object.keys(first);
    return (
      names.length === Object.keys(second).length &&
      names.every((name) => Object.hasOwn(second, name) && sameType(first[name]!, second[name]!))
    );
  }
  if (a[0] === 'tuple' && b[0] === 'tuple') {
    const second = b[1];
    return a[1].length === second.length && a[1].every((type, index) => sameType(type, second[index]!));
  }
  return a[0] === b[0] && sameType(a[1] as CtyType, b[1] as CtyType);
}

function typed(value: unknown): DynamicValue {
  return value instanceof DynamicValue ? value : inferDynamic(value);
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Whether it is a known object, whose attributes can be compared one by one without writing texts of the whole. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fields(entries: [string, string][]): string {
  return `{${entries
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`)
    .sort()
    .join()}}`;
}
