import type { Item } from './values.ts';

/** What an item has at a path; undefined where it has nothing there. */
export function valueAt(item: Item, path: readonly string[]): unknown {
  let at: unknown = item;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined;
    at = (at as Item)[name];
  }
  return at;
}

/** What an item has in a field: one whose name has dots may be a part of the partition key within the item. */
export function fieldValue(item: Item, name: string, partitionKey: readonly (readonly string[])[]): unknown {
  const path = partitionKey.find((some) => some.length > 1 && some.join('.') === name);
  return path && !Object.hasOwn(item, name) ? valueAt(item, path) : item[name];
}
