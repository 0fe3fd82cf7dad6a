import { z } from 'zod';
import { parseFieldType } from '../../types/field-type.ts';
import { pagination } from './endpoint.ts';
import { writableObject, writing } from './manifest-objects.ts';
import { filledJson, placeholdersOf } from './template.ts';

/*
 * A business system as data: how to sign in, what its requests have in common, and its streams. What is the same for the whole
 * system is said once, above the streams; a stream says what is otherwise. Texts may name settings of the connection in braces.
 */

/** The types of fields as manifests have them, beside the engine's own (see types/field-type.ts). */
const SHORT_TYPES: Readonly<Record<string, string>> = {
  integer: 'bigint',
  datetime: 'datetime_tz',
  object: 'json',
  array: 'json',
};

const type = z
  .string()
  .transform((text) => SHORT_TYPES[text] ?? text)
  .refine((text) => parseFieldType(text) !== undefined, { message: 'is no field type' });

const connectionField = z.strictObject({
  type: z.enum(['string', 'boolean', 'integer']).default('string'),
  title: z.string().optional(),
  description: z.string().optional(),
  sensitive: z.boolean().default(false),
  required: z.boolean().default(false),
  default: z.union([z.string(), z.boolean(), z.number()]).optional(),
  enum: z.array(z.string()).min(1).optional(),
  /** Says which account it is: with another value nothing is known of what was known before. */
  is_place: z.boolean().default(false),
  only_when: z.strictObject({ field: z.string(), equals: z.union([z.string(), z.boolean()]) }).optional(),
});

/** A way to sign in. The first whose settings are all there, and whose `when` holds, is taken. */
const authentication = z.intersection(
  z.object({ when: z.record(z.string(), z.union([z.string(), z.boolean()])).optional() }),
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('bearer'), token: z.string() }),
    z.object({ kind: z.literal('header'), name: z.string(), value: z.string() }),
    z.object({ kind: z.literal('query'), name: z.string(), value: z.string() }),
    z.object({ kind: z.literal('basic'), user: z.string(), password: z.string() }),
    z.object({
      kind: z.literal('oauth'),
      token_url: z.string(),
      client_id: z.string(),
      client_secret: z.string(),
      /** With it, tokens are had for it; without, for the client itself. */
      refresh_token: z.string().optional(),
      scopes: z.array(z.string()).optional(),
      /** How id and secret are sent: in the form, in the Authorization header, or both are tried. */
      send: z.enum(['form', 'header', 'either']).default('either'),
      form: z.record(z.string(), z.string()).optional(),
      /** What stands before the token in the Authorization header. */
      prefix: z.string().default('Bearer'),
    }),
  ]),
);

const errorRule = z.strictObject({
  status: z.array(z.int()).min(1).optional(),
  at: z.string().optional(),
  matches: z.string().optional(),
  do: z.enum(['skip', 'retry', 'fail', 'refuse']),
  message: z.string().optional(),
});

const incremental = z.strictObject({
  field: z.string(),
  parameter: z.string(),
  in: z.enum(['query', 'body']).default('query'),
  format: z.enum(['iso', 'date', 'unix', 'unix_ms', 'text']).optional(),
  start: z.string().optional(),
  /** The field says when a record was made: what changes later is not noticed by it, so that it is used only where a bulk sync asks for it. */
  only_new: z.boolean().default(false),
});

/** A stream in which each record tells of a change of another; `changes` of a stream fills in its placeholders. */
const changeLog = z.strictObject({
  stream: z.string(),
  query: z.record(z.string(), z.string()).optional(),
  record: z.string(),
  id: z.string(),
  at: z.string(),
  kind: z.string(),
  parameter: z.string(),
  where: z.strictObject({ at: z.string(), is: z.string() }).optional(),
  days: z.int().min(1),
});

/** A call that answers the fields of a stream's records. */
const describe = z.strictObject({
  path: z.string(),
  records: z.string().optional(),
  name: z.string(),
  type: z.string().optional(),
  types: z.record(z.string(), type).optional(),
  prefix: z.string().optional(),
  parameter: z.string().optional(),
  /** Where a field says that only the system sets it, and that no two records have the same value. */
  read_only: z.string().optional(),
  unique: z.string().optional(),
});

const stream = z.strictObject({
  name: z.string().min(1),
  /** Values of placeholders in what the system says of all streams: `{root}`. */
  with: z.record(z.string(), z.string()).optional(),
  path: z.string().optional(),
  method: z.enum(['GET', 'POST']).optional(),
  query: z.record(z.string(), z.string()).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** A JSON document. */
  body: z.record(z.string(), z.unknown()).optional(),
  /** Where the answer has its records: keys joined by dots; the answer itself where empty. */
  records: z.string().optional(),
  /** By type, the keys that records have, with spaces between; looked at in the first records where there are none. */
  fields: z.record(z.string(), z.string()).optional(),
  /** Fields whose value is elsewhere than under a key of their name. */
  odd_fields: z
    .record(z.string(), z.strictObject({ path: z.string(), type, select: z.string().optional() }))
    .optional(),
  /** `false` where the system's own does not hold. */
  describe: z.union([describe, z.literal(false)]).optional(),
  key: z.array(z.string()).optional(),
  /** Values of placeholders in the system's `change_log`, and the kind of change that says that a record is gone. */
  changes: z.strictObject({ with: z.record(z.string(), z.string()), gone: z.string().optional() }).optional(),
  paging: pagination.optional(),
  parent: z.strictObject({ stream: z.string(), key: z.string(), as: z.string() }).optional(),
  /** `false` where the system's own does not hold. */
  incremental: z.union([incremental, z.literal(false)]).optional(),
  /** What is not sure of it, for its page. */
  note: z.string().optional(),
});

export const manifestSchema = z.strictObject({
  /** The version of this schema. */
  manifest: z.literal(1),
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  name: z.string().min(1),
  description: z.string().min(1),
  base_url: z.string().min(1),
  connection: z.record(z.string(), connectionField),
  authentication: z.array(authentication).min(1),
  headers: z.record(z.string(), z.string()).optional(),
  query: z.record(z.string(), z.string()).optional(),
  paging: pagination.optional(),
  records: z.string().optional(),
  key: z.array(z.string()).optional(),
  incremental: incremental.optional(),
  describe: describe.optional(),
  change_log: changeLog.optional(),
  fields: z.record(z.string(), z.string()).optional(),
  /** The query of every stream of a GraphQL API; `{select}` is what its fields are in GraphQL. */
  graphql: z.string().optional(),
  path: z.string().optional(),
  /** Whether an empty text stands for no value, in fields that are no texts. */
  empty_is_null: z.boolean().default(false),
  errors: z.array(errorRule).optional(),
  requests_per_second: z.number().positive().optional(),
  requests_per_day: z.int().min(1).optional(),
  requests_at_once: z.int().min(1).optional(),
  /** The stream whose first page a connection test asks for. */
  check: z.string(),
  streams: z.array(stream),
  /** What all objects that records are written to have in common. */
  writing: writing.optional(),
  objects: z.array(writableObject).optional(),
  notes: z.array(z.string()).optional(),
});

export type ManifestInput = z.input<typeof manifestSchema>;
type Declared = z.output<typeof manifestSchema>;

/** A stream with what the whole system has in common. */
export type ManifestStream = Declared['streams'][number] & {
  readonly path: string;
  readonly records: string;
  readonly key: string[];
};
export type Manifest = Omit<Declared, 'streams'> & { readonly streams: readonly ManifestStream[] };

/** A manifest, checked. Throws an Error that names what is wrong: the author's fault, which a test of all manifests finds. */
export function parseManifest(given: ManifestInput): Manifest {
  const parsed = manifestSchema.safeParse(given);
  if (!parsed.success) throw new Error(`manifest ${given.id}: ${z.prettifyError(parsed.error)}`);
  const manifest = { ...parsed.data, streams: parsed.data.streams.map((one) => whole(one, parsed.data)) };
  const faults = [...faultsOf(manifest)];
  if (faults.length > 0) throw new Error(`manifest ${given.id}: ${faults.join('; ')}`);
  return manifest;
}

/** A stream with the system's own where it says nothing, and with the values that it has for what the system leaves open. */
function whole(declared: Declared['streams'][number], system: Declared): ManifestStream {
  const { path, records, paging, incremental, describe, key, fields, graphql } = system;
  const stream = {
    ...declared,
    path: declared.path ?? path ?? '',
    records: declared.records ?? records ?? '',
    paging: declared.paging ?? paging,
    incremental: declared.incremental ?? incremental,
    describe: declared.describe ?? describe,
    key: declared.key ?? key ?? [],
    fields: declared.fields ?? (declared.odd_fields ? undefined : fields),
    body: declared.body ?? (graphql === undefined ? undefined : { query: graphql }),
  };
  return JSON.parse(filledJson(JSON.stringify(stream), declared.with ?? {})) as ManifestStream;
}

function* faultsOf(manifest: Manifest): Iterable<string> {
  const settings = Object.keys(manifest.connection);
  const unknown = (parts: unknown, known: readonly string[]) =>
    placeholdersOf(JSON.stringify(parts)).filter((name) => !known.includes(name));
  const { base_url, authentication, headers, query, check } = manifest;
  for (const name of unknown([base_url, authentication, headers, query], settings))
    yield `there is no connection field ${name}`;
  const names = manifest.streams.map(({ name }) => name);
  if (manifest.streams.find(({ name }) => name === check)?.parent !== undefined || !names.includes(check))
    yield `${check}, which a test asks for, is no stream without a parent`;
  for (const [i, one] of manifest.streams.entries()) {
    if (names.indexOf(one.name) < i) yield `there are two streams ${one.name}`;
    const above = ancestorsOf(one, manifest);
    if (above === undefined) {
      yield `the parents of ${one.name} are no streams, or go round in a circle`;
      continue;
    }
    const known = [
      ...settings,
      ...above.map(({ parent }) => `parent.${parent?.as}`),
      ...(manifest.graphql === undefined ? [] : ['select']),
    ];
    if (one.changes && !names.includes(manifest.change_log?.stream ?? ''))
      yield `${one.name} has changes, and the system has no change_log that is a stream`;
    for (const name of unknown(one, known)) yield `${one.name} names ${name}, which nothing gives`;
    for (const given of Object.keys(one.fields ?? {}))
      if (parseFieldType(SHORT_TYPES[given] ?? given) === undefined)
        yield `${one.name}: ${given} is no field type`;
    const fields = [...fieldTypes(one).keys(), ...above.map(({ parent }) => parent?.as)];
    for (const name of [...one.key, ...(one.incremental ? [one.incremental.field] : [])])
      if (fieldTypes(one).size > 0 && !one.describe && !fields.includes(name))
        yield `${one.name} has no field ${name}`;
  }
  yield* objectFaults(manifest, settings);
}

/** What placeholders of writing stand for, beside settings. */
const OF_RECORDS = [
  'fields',
  'records',
  'id',
  'identity',
  'identity_field',
  'mark',
  'field',
  'value',
  'values',
];

function* objectFaults(
  { objects = [], writing, streams }: Manifest,
  settings: readonly string[],
): Iterable<string> {
  for (const [i, object] of objects.entries()) {
    if (objects.findIndex(({ name }) => name === object.name) < i)
      yield `there are two objects ${object.name}`;
    const known = [...settings, ...OF_RECORDS, ...Object.keys(object.with ?? {})];
    for (const name of placeholdersOf(JSON.stringify([object, writing ?? {}])))
      if (!known.includes(name)) yield `the object ${object.name} names ${name}, which nothing gives`;
    if (object.like !== undefined && !streams.some(({ name }) => name === object.like))
      yield `the object ${object.name} is like ${object.like}, which is no stream`;
    if (Object.keys({ ...writing?.operations, ...object.operations }).length === 0)
      yield `the object ${object.name} has no operations`;
    for (const given of [
      ...Object.keys(object.fields ?? {}),
      ...Object.values(object.odd_fields ?? {}).map((one) => one.type),
    ])
      if (parseFieldType(SHORT_TYPES[given] ?? given) === undefined)
        yield `the object ${object.name}: ${given} is no field type`;
    const fields = fieldTypes(object);
    if (fields.size > 0 && object.like === undefined)
      for (const name of [...object.required, ...Object.keys(object.identities)])
        if (!fields.has(name)) yield `the object ${object.name} has no field ${name}`;
  }
}

/** The types of a stream's fields, by name, in their order. */
export function fieldTypes({
  fields = {},
  odd_fields = {},
}: {
  readonly fields?: Readonly<Record<string, string>> | undefined;
  readonly odd_fields?: Readonly<Record<string, { readonly type: string }>> | undefined;
}): ReadonlyMap<string, string> {
  return new Map([
    ...Object.entries(fields).flatMap(([given, names]) =>
      names
        .trim()
        .split(/\s+/)
        .filter((name) => name !== '')
        .map((name) => [name, SHORT_TYPES[given] ?? given] as const),
    ),
    ...Object.entries(odd_fields).map(([name, { type }]) => [name, SHORT_TYPES[type] ?? type] as const),
  ]);
}

/** A stream and the streams above it, as far as they have parents; undefined where they have no end. */
function ancestorsOf(of: ManifestStream, manifest: Manifest): readonly ManifestStream[] | undefined {
  const found: ManifestStream[] = [];
  for (let at: ManifestStream | undefined = of; at?.parent; ) {
    if (found.includes(at)) return undefined;
    found.push(at);
    const { stream: name }: { stream: string } = at.parent;
    at = manifest.streams.find((other) => other.name === name);
    if (!at) return undefined;
  }
  return found;
}
