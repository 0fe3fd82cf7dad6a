import type { NamedValue } from '../http/config.ts';
import type { DeclaredField } from './endpoint.ts';
import type { Manifest, ManifestStream } from './manifest.ts';
import type { Stream } from './stream.ts';
import { filled, filledJson, filledPath, type Placeholders } from './template.ts';

/** The streams of a manifest, with what the whole system has in common and the settings of a connection in them. */
export function streamsOf(manifest: Manifest, values: Placeholders): ReadonlyMap<string, Stream> {
  const made = new Map<string, Stream>();
  const stream = (name: string): Stream => {
    const known = made.get(name);
    if (known) return known;
    const declared = manifest.streams.find((one) => one.name === name) as ManifestStream;
    const one = streamOf(declared, manifest, values, stream);
    made.set(name, one);
    return one;
  };
  // In the manifest's order, whatever parents were made on the way.
  return new Map(manifest.streams.map(({ name }) => [name, stream(name)]));
}

function streamOf(
  declared: ManifestStream,
  manifest: Manifest,
  values: Placeholders,
  stream: (name: string) => Stream,
): Stream {
  const { parent, describe } = declared;
  const body = declared.graphql === undefined ? declared.body : { query: declared.graphql };
  const fields = fieldsOf(declared, stream);
  const key = declared.key ?? manifest.key;
  return {
    id: declared.name,
    path: filledPath(declared.path, values),
    method: declared.method,
    parameters: [...named({ ...manifest.query, ...declared.query }, values)],
    headers: named(declared.headers ?? {}, values),
    body: body && filledJson(JSON.stringify(body), values),
    records: declared.records ?? manifest.records,
    fields,
    pagination: declared.paging ?? manifest.paging,
    // A key that the first records show is found out with them.
    primary_key: key && key.length > 0 ? key : undefined,
    incremental: declared.incremental,
    parent: parent && { ...parent, stream: stream(parent.stream) },
    describe: describe && { ...describe, path: filledPath(describe.path, values) },
  };
}

/** What a map of texts is as names and values. One whose setting is not given is left out. */
export function named(texts: Readonly<Record<string, string>>, values: Placeholders): readonly NamedValue[] {
  return Object.entries(texts).flatMap(([name, text]) => {
    const value = filled(text, values);
    return value === '' ? [] : [{ name, value }];
  });
}

function fieldsOf(
  { fields, parent, describe }: ManifestStream,
  stream: (name: string) => Stream,
): DeclaredField[] | undefined {
  if (!fields) return undefined;
  const own = Object.entries(fields).map(
    ([name, field]): DeclaredField =>
      typeof field === 'string' ? { name, type: field } : { name, ...field },
  );
  const above: DeclaredField[] = [];
  for (let at = parent; at; ) {
    const { as, key, stream: name } = at;
    const from = stream(name);
    const type = from.fields?.find((field) => field.name === key)?.type ?? 'string';
    if (!own.some((field) => field.name === as)) above.push({ name: as, type });
    at = from.parent && { ...from.parent, stream: from.parent.stream.id };
  }
  return describe || own.length + above.length > 0 ? [...above, ...own] : undefined;
}
