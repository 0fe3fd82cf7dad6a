import { SyncformError } from '../../kit/errors.ts';
import { scalarText, valueAt } from './json.ts';
import type { ApiPages } from './pages.ts';
import { rendered } from './render.ts';
import { filled, filledPath } from './template.ts';
import type { Lookup, WritableObject } from './writable.ts';

/** The way in which an object's records are found by a field; undefined where there is none. */
export function lookupBy({ lookups }: Pick<WritableObject, 'lookups'>, field: string): Lookup | undefined {
  return lookups.find(({ by }) => by.includes(field)) ?? lookups.find(({ by }) => by.length === 0);
}

/** For each value, the ids of the records that have it. */
export async function lookUp(
  object: WritableObject,
  field: string,
  values: readonly string[],
  pages: ApiPages,
  signal: AbortSignal,
): Promise<readonly (readonly string[])[]> {
  const lookup = lookupBy(object, field);
  if (!lookup) throw new SyncformError('unsupported', `${object.name} cannot be looked for by "${field}"`);
  const same = (text: string) => (lookup.ignoresCase ? text.toLowerCase() : text);
  const found = values.map(() => new Set<string>());
  for (let first = 0; first < values.length; first += lookup.batch) {
    const asked = values.slice(first, first + lookup.batch);
    const places = Map.groupBy(asked.keys(), (i) => same(asked[i] as string));
    for await (const { records } of pages.of(askedFor(lookup, field, asked), {}, signal))
      for (const record of records) {
        const id = scalarText(valueAt(record, lookup.id));
        if (id === undefined) continue;
        const value =
          lookup.value === undefined
            ? (asked[0] as string)
            : scalarText(valueAt(record, filled(lookup.value, { field })));
        for (const i of (value === undefined ? undefined : places.get(same(value))) ?? [])
          found[first + i]?.add(id);
      }
  }
  return found.map((ids) => [...ids]);
}

/** The stream of the records that have one of some values. */
function askedFor({ stream }: Lookup, field: string, values: readonly string[]): Lookup['stream'] {
  const [value = ''] = values;
  const quoted = values.map((one) => `'${one.replaceAll(/[\\']/g, String.raw`\$&`)}'`).join(',');
  const text = { field, value, quoted_values: quoted };
  const json = { values: JSON.stringify(values), value: JSON.stringify(value) };
  const path = stream.path === undefined ? undefined : filledPath(stream.path, text);
  return {
    ...stream,
    path,
    // A parameter that is the values is there once for each.
    parameters: stream.parameters?.flatMap((one) =>
      (one.value === '{values}' ? values : [filled(one.value, text)]).map((filledIn) => ({
        name: filled(one.name, text),
        value: filledIn,
      })),
    ),
    ...(stream.body === undefined ? {} : { body: rendered(JSON.parse(stream.body), { json, text }) }),
  };
}
