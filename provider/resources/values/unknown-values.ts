import { isUnknown } from '../../framework/index.ts';

/** What is known of a value, and the paths of what is not, joined by dots. */
export interface KnownPart {
  readonly known: unknown;
  readonly unknown: ReadonlySet<string>;
}

/** Takes the unknown values out of a value: keys that have one are left out, list elements become null. */
export function withoutUnknowns(value: unknown): KnownPart {
  const unknown = new Set<string>();
  const strip = (at: unknown, path: readonly (string | number)[]): unknown => {
    if (isUnknown(at)) {
      unknown.add(path.join('.'));
      return null;
    }
    if (Array.isArray(at)) return at.map((element, i) => strip(element, [...path, i]));
    if (
      typeof at !== 'object' ||
      at === null ||
      (Object.getPrototypeOf(at) ?? Object.prototype) !== Object.prototype
    )
      return at;
    return Object.fromEntries(Object.entries(at).map(([name, v]) => [name, strip(v, [...path, name])]));
  };
  return { known: strip(value, []), unknown };
}
