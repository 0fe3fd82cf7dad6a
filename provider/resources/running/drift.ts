import { stableText } from '@syncform/engine/kit/digest.ts';

/** The parts of a definition that mean something else than before. */
export function drifted<D extends object>(definition: D, before: D): readonly (keyof D & string)[] {
  const names = Object.keys({ ...definition, ...before }) as (keyof D & string)[];
  return names.filter((name) => !sameMeaning(definition[name], before[name]));
}

/** Whether two values mean the same: absent, null, empty lists and empty objects are one, and lists of objects are sets. */
export function sameMeaning(a: unknown, b: unknown): boolean {
  return stableText(meaning(a)) === stableText(meaning(b));
}

function meaning(value: unknown): unknown {
  if (Array.isArray(value)) {
    const elements = value.map(meaning);
    return elements.length === 0 ? undefined : elements.map((e) => stableText(e)).sort();
  }
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([name, v]) => [name, meaning(v)] as const)
    .filter(([, v]) => v !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
