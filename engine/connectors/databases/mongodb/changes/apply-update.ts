import type { Document } from 'mongodb';

/** What an event of an update tells: paths with dots. */
export interface UpdateDescription {
  readonly updatedFields?: Document;
  readonly removedFields?: readonly string[];
  readonly truncatedArrays?: readonly { readonly field: string; readonly newSize: unknown }[];
}

/** Whether an update wrote a field or something within it. */
export function touches(update: UpdateDescription, field: string): boolean {
  const cut = (update.truncatedArrays ?? []).map((one) => one.field);
  const paths = [...Object.keys(update.updatedFields ?? {}), ...(update.removedFields ?? []), ...cut];
  return paths.some((path) => path === field || path.startsWith(`${field}.`));
}

/** The value of a field after an update, by what it was before. */
export function afterUpdate(before: unknown, field: string, update: UpdateDescription): unknown {
  const within = (path: string) => path.startsWith(`${field}.`);
  const rest = (path: string) => path.slice(field.length + 1).split('.');
  let value = before;
  for (const { field: path, newSize } of update.truncatedArrays ?? [])
    if (path === field || within(path))
      value = changed(value, path === field ? [] : rest(path), (list) =>
        Array.isArray(list) ? list.slice(0, Number(newSize)) : list,
      );
  for (const [path, given] of Object.entries(update.updatedFields ?? {}))
    if (within(path)) value = changed(value, rest(path), () => given);
  for (const path of update.removedFields ?? [])
    if (within(path)) value = changed(value, rest(path), () => undefined);
  return value;
}

/** A copy of a value in which what is at a path became another; undefined takes a field out. */
function changed(value: unknown, path: readonly string[], to: (value: unknown) => unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return to(value);
  if (Array.isArray(value)) {
    const list = [...value];
    list[Number(name)] = changed(list[Number(name)], rest, to);
    return list;
  }
  const document = new Map(Object.entries((value ?? {}) as Document));
  const inner = changed(document.get(name), rest, to);
  if (inner === undefined) document.delete(name);
  else document.set(name, inner);
  return Object.fromEntries(document);
}
