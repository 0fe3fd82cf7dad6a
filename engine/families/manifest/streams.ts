import type { JsonObject } from '../../kit/json.ts';
import type { NamedValue } from '../http/config.ts';
import type { DeclaredField } from './endpoint.ts';
import { selectionOf } from './graphql.ts';
import { fieldTypes, type Manifest, type ManifestStream } from './manifest.ts';
import { selectionIn } from './selection.ts';
import type { ChangeLog, FoundObjects, Parent, QueryLanguage, Stream } from './stream.ts';
import { filled, filledJson, filledPath, type Placeholders } from './template.ts';
import type { WritableObject } from './writable.ts';

/** The streams of a manifest, with what the whole system has in common and the settings of a connection in them. */
export function streamsOf(manifest: Manifest, settings: Placeholders): ReadonlyMap<string, Stream> {
  const made = new Map<string, Stream>();
  const stream = (name: string): Stream => {
    const known = made.get(name);
    if (known) return known;
    const declared = manifest.streams.find((one) => one.name === name) as ManifestStream;
    const one = streamOf(declared, manifest, settings, stream);
    made.set(name, one);
    return one;
  };
  // In the manifest's order, whatever parents were made on the way.
  return new Map(manifest.streams.map(({ name }) => [name, stream(name)]));
}

/** Objects that only the account has, as a manifest says how they are obtained. */
export function foundIn(
  { found, ...manifest }: Manifest,
  settings: Placeholders,
  object: (name: string) => WritableObject,
): FoundObjects | undefined {
  if (!found) return undefined;
  const none = (name: string): Stream => {
    throw new Error(`${name} is above an object that is found`);
  };
  return {
    listed: { id: 'objects', path: filledPath(found.path, settings), records: found.records },
    name: found.name,
    where: found.where,
    stream: (name) =>
      streamOf(
        JSON.parse(filledJson(JSON.stringify(found.stream), { object: name })) as ManifestStream,
        { ...manifest, found: undefined },
        settings,
        none,
      ),
    ...(found.object ? { object } : {}),
  };
}

/** How queries in the system's own language are asked. */
export function queryLanguageIn({
  query_language: language,
}: Pick<Manifest, 'query_language'>): QueryLanguage | undefined {
  if (!language) return undefined;
  const { path, parameter, records, paging } = language;
  return {
    stream: (query) => ({
      id: 'the model',
      path,
      parameters: [{ name: parameter, value: query }],
      records,
      pagination: paging,
      selection: selectionIn(query),
    }),
  };
}

function streamOf(
  declared: ManifestStream,
  manifest: Manifest,
  settings: Placeholders,
  stream: (name: string) => Stream,
): Stream {
  const { describe, body, incremental, key } = declared;
  const parent = declared.parent && { ...declared.parent, stream: stream(declared.parent.stream) };
  return {
    id: declared.name,
    path: filledPath(declared.path, settings),
    method: declared.method,
    parameters: [...named({ ...manifest.query, ...declared.query }, settings)],
    headers: named(declared.headers ?? {}, settings),
    body: body && filledJson(JSON.stringify(body), { ...settings, select: selectionOf(declared) }),
    records: declared.records,
    fields: fieldsOf(declared, parent),
    pagination: declared.paging,
    primary_key: key.length > 0 ? key : undefined,
    incremental: incremental || undefined,
    parent,
    changes: changesOf(declared, manifest, stream),
    export: declared.export && {
      ...declared.export,
      start: declared.export.start && {
        path: filledPath(declared.export.start.path, settings),
        body: declared.export.start.body as JsonObject,
      },
      poll: filledPath(declared.export.poll, settings),
      download: declared.export.download && filledPath(declared.export.download, settings),
    },
    describe: describe ? { ...describe, path: filledPath(describe.path, settings) } : undefined,
    // CSV has no other way to say that there is no value.
    emptyIsNull:
      manifest.empty_is_null || (declared.export?.format === 'csv' && declared.export.above === undefined),
  };
}

/** The system's record of changes, as far as it is about a stream. */
function changesOf(
  { changes }: ManifestStream,
  { change_log: log }: Manifest,
  stream: (name: string) => Stream,
): ChangeLog | undefined {
  if (!changes || !log) return undefined;
  const entries = stream(log.stream);
  const { query = {}, ...rest } = JSON.parse(filledJson(JSON.stringify(log), changes.with)) as typeof log;
  return {
    ...rest,
    gone: changes.gone,
    stream: { ...entries, parameters: [...(entries.parameters ?? []), ...named(query, {})] },
  };
}

/** What a map of texts is as names and values. One whose setting is not given is left out. */
export function named(texts: Readonly<Record<string, string>>, values: Placeholders): readonly NamedValue[] {
  return Object.entries(texts).flatMap(([name, text]) => {
    const value = filled(text, values);
    return value === '' ? [] : [{ name, value }];
  });
}

/** The fields of a stream, those of the records above it first; undefined where its records have to be looked at. */
function fieldsOf(declared: ManifestStream, parent: Parent | undefined): DeclaredField[] | undefined {
  const types = fieldTypes(declared);
  if (types.size === 0) return undefined;
  const own = [...types].map(
    ([name, type]): DeclaredField => ({ name, type, path: declared.odd_fields?.[name]?.path }),
  );
  const above: DeclaredField[] = [];
  for (let at = parent; at; at = at.stream.parent) {
    const { as, key, stream } = at;
    const type = stream.fields?.find((field) => field.name === key)?.type ?? 'string';
    if (!types.has(as)) above.push({ name: as, type });
  }
  return [...above, ...own];
}
