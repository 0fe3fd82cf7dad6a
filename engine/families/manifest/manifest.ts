import { z } from 'zod';
import { parseFieldType } from '../../types/field-type.ts';
import { pagination } from './endpoint.ts';
import { faultsOf } from './manifest-faults.ts';
import { writableObject, writing } from './manifest-objects.ts';
import { filledJson } from './template.ts';

/*
 * A business system as data: how to sign in, what its requests have in common, and its streams. What is the same for the whole
 * system is said once, above the streams; a stream says what is otherwise. Texts may name settings of the connection in braces.
 */

/** The types of fields as manifests have them, beside the engine's own (see types/field-type.ts). */
export const SHORT_TYPES: Readonly<Record<string, string>> = {
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
      /** With it, tokens are requested with it; without, for the client itself. */
      refresh_token: z.string().optional(),
      scopes: z.array(z.string()).optional(),
      /** How id and secret are sent: in the form, in the Authorization header, or both are tried. */
      send: z.enum(['form', 'header', 'either']).default('either'),
      form: z.record(z.string(), z.string()).optional(),
      /** What stands before the token in the Authorization header. */
      prefix: z.string().default('Bearer'),
    }),
    z.object({
      /** A statement that is signed with a private key, in place of a secret: for a user, or for the client itself. */
      kind: z.literal('jwt'),
      of: z.enum(['user', 'client']).default('user'),
      token_url: z.string(),
      algorithm: z.enum(['RS256', 'PS256', 'ES256', 'ES384', 'ES512']).default('RS256'),
      private_key: z.string(),
      key_id: z.string().optional(),
      claims: z.record(z.string(), z.string()),
      lasts_seconds: z.int().min(1).max(3600).default(300),
      scopes: z.array(z.string()).optional(),
      form: z.record(z.string(), z.string()).optional(),
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
  /** What takes the place of `{since}` in the text of `describe`, with `{value}`: the parameter is then no one of its own. */
  text: z.string().optional(),
  format: z.enum(['iso', 'date', 'unix', 'unix_ms', 'text']).optional(),
  start: z.string().optional(),
  /** Where the system answers no more than this many days at a time. */
  window: z
    .strictObject({ days: z.int().min(1), until: z.string(), includes_end: z.boolean().default(true) })
    .optional(),
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

/** A value that a record has at a path, as text. */
const condition = z.strictObject({ at: z.string(), is: z.string() });

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
  /** Or where it says that records may be written with it: any of these. */
  writable: z.array(z.string()).min(1).optional(),
  /** What it says of a field that a new record needs. */
  required: z.array(condition).min(1).optional(),
  /** Types of the system's whose fields are left out. */
  skip_types: z.array(z.string()).optional(),
  /**
   * Where a field that has another record's id names the relationship, and the objects that record may be of. A record can then be
   * written with another's unique field in place of its id; `type` is where the object goes, of a relationship that has several.
   */
  references: z.strictObject({ name: z.string(), to: z.string(), type: z.string() }).optional(),
  /** What the parameter is, where that is no list of names: `{names}` are the names, each with a comma before it, `{since}` is what incremental reading adds. */
  text: z.string().optional(),
});

/** An export that is made in the background: the stream's request starts it. */
const exportCall = z
  .strictObject({
    /** The request that starts it, where that is not the stream's own: `{text}` is the text that asks for the fields. */
    start: z.strictObject({ path: z.string(), body: z.record(z.string(), z.unknown()) }).optional(),
    /** Used where the first page says, at a path, that there are more records than this; fewer are read page by page. */
    above: z.strictObject({ at: z.string(), records: z.int().min(1) }).optional(),
    id: z.string(),
    poll: z.string(),
    status: z.string(),
    done: z.array(z.string()).min(1),
    failed: z.array(z.string()).default([]),
    every_seconds: z.number().min(0).default(5),
    longest_minutes: z.number().positive().default(60),
    url: z.string().optional(),
    download: z.string().optional(),
    format: z.enum(['csv', 'json', 'jsonl']),
    is_gzipped: z.boolean().default(false),
    records: z.string().default(''),
    /** Whether no value is written as an empty text. */
    empty_is_null: z.boolean().default(false),
    /** Where the file comes in parts: the header that names the next one, the parameter that asks for it, and what the last says. */
    next: z.strictObject({ header: z.string(), parameter: z.string(), none: z.string() }).optional(),
  })
  .refine(({ url, download }) => (url === undefined) !== (download === undefined), {
    message: 'an export has a url or a download, and not both',
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
  export: exportCall.optional(),
  parent: z.strictObject({ stream: z.string(), key: z.string(), as: z.string() }).optional(),
  /** `false` where the system's own does not hold. */
  incremental: z.union([incremental, z.literal(false)]).optional(),
  /** The setting under which the stream is there, where it is not always. */
  only_when: z.strictObject({ field: z.string(), equals: z.union([z.string(), z.boolean()]) }).optional(),
  /** What is not sure of it, for its page. */
  note: z.string().optional(),
});

export const manifestSchema = z.strictObject({
  /** The version of this schema. */
  manifest: z.literal(1),
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  name: z.string().min(1),
  description: z.string().min(1),
  /** Of several the first whose settings are all given. */
  base_url: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
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
  /** The connection's setting that says how many requests its user lets us send in a day. */
  own_limit: z.string().optional(),
  /** Headers beside Retry-After that say when to come again. */
  wait_headers: z
    .array(z.strictObject({ name: z.string(), as: z.enum(['seconds', 'unix', 'unix_ms']) }))
    .optional(),
  /** Where an answer says how many requests the account may send in a day: a header, and a pattern with that number in brackets. */
  daily_limit: z.strictObject({ header: z.string(), pattern: z.string() }).optional(),
  /** The header in which an answer says how many requests its request counts as. */
  cost_header: z.string().optional(),
  /** The stream whose first page a connection test asks for. */
  check: z.string(),
  streams: z.array(stream),
  /** Objects that the account has beside those that are listed, by a call that names them: `{object}` is the name. */
  found: z
    .strictObject({
      path: z.string(),
      records: z.string().optional(),
      name: z.string(),
      where: z.array(condition).default([]),
      stream: stream.omit({ parent: true, changes: true }).partial({ name: true }),
      object: writableObject.omit({ name: true }).optional(),
    })
    .optional(),
  /** Models by the system's own query language: where a query goes. */
  query_language: z
    .strictObject({
      name: z.string(),
      path: z.string(),
      parameter: z.string(),
      records: z.string(),
      paging: pagination.optional(),
    })
    .optional(),
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
export type Manifest = Omit<Declared, 'streams' | 'found'> & {
  readonly streams: readonly ManifestStream[];
  readonly found?:
    | (Omit<NonNullable<Declared['found']>, 'stream'> & { readonly stream: ManifestStream })
    | undefined;
};

/** A manifest, checked. Throws an Error that names what is wrong: the author's fault, which a test of all manifests finds. */
export function parseManifest(given: ManifestInput): Manifest {
  const parsed = manifestSchema.safeParse(given);
  if (!parsed.success) throw new Error(`manifest ${given.id}: ${z.prettifyError(parsed.error)}`);
  const { found } = parsed.data;
  const manifest = {
    ...parsed.data,
    streams: parsed.data.streams.map((one) => whole(one, parsed.data)),
    found: found && { ...found, stream: whole({ ...found.stream, name: '{object}' }, parsed.data) },
  };
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
