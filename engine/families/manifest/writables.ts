import type { WriteOperation } from '../../contract/contract.ts';
import { fieldTypes, type Manifest } from './manifest.ts';
import { type ManifestObject, type ManifestOperation, WRITE_OPERATIONS } from './manifest-objects.ts';
import type { Stream } from './stream.ts';
import { named } from './streams.ts';
import { filledJson, type Placeholders, placeholdersOf } from './template.ts';
import type { Lookup, WritableObject, WritableOperation } from './writable.ts';

/** The objects of a manifest that records are written to, with what the whole system has in common and a connection's settings. */
export function writablesOf(
  manifest: Manifest,
  settings: Placeholders,
  streams: ReadonlyMap<string, Stream>,
): ReadonlyMap<string, WritableObject> {
  return new Map(
    (manifest.objects ?? []).map((declared) => {
      const filled = JSON.parse(
        filledJson(JSON.stringify(declared), { ...settings, ...declared.with }),
      ) as ManifestObject;
      return [declared.name, writableOf(filled, manifest, settings, streams)] as const;
    }),
  );
}

/** The object that a name with values in the place of placeholders is of: `segments/7` of `segments/{segment_id}`. */
export function namedWritable(
  name: string,
  manifest: Manifest,
  settings: Placeholders,
  streams: ReadonlyMap<string, Stream>,
): WritableObject | undefined {
  for (const declared of manifest.objects ?? []) {
    const values = valuesIn(name, declared.name);
    if (!values) continue;
    const given = { ...declared, name, with: { ...declared.with, ...values } };
    const filled = JSON.parse(
      filledJson(JSON.stringify(given), { ...settings, ...given.with }),
    ) as ManifestObject;
    return writableOf(filled, manifest, settings, streams);
  }
  return undefined;
}

/** What the placeholders of a pattern stand for in a name; undefined where the name is not of the pattern, or that has none. */
function valuesIn(name: string, pattern: string): Placeholders | undefined {
  const placeholders = placeholdersOf(pattern);
  if (placeholders.length === 0) return undefined;
  const parts = pattern
    .split(/\{[^}]*\}/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  const found = new RegExp(`^${parts.join('([^/]+)')}$`).exec(name);
  return found
    ? Object.fromEntries(placeholders.map((placeholder, i) => [placeholder, found[i + 1] ?? '']))
    : undefined;
}

/** An object that only the account has, as one that records are written to; `like` is its stream. */
export function foundWritable(
  name: string,
  manifest: Manifest,
  settings: Placeholders,
  like: Stream | undefined,
): WritableObject {
  const declared = { ...manifest.found?.object, name, with: { object: name } };
  const filled = JSON.parse(
    filledJson(JSON.stringify(declared), { ...settings, object: name }),
  ) as ManifestObject;
  return { ...writableOf(filled, manifest, settings, new Map()), like };
}

function writableOf(
  object: ManifestObject,
  manifest: Manifest,
  settings: Placeholders,
  streams: ReadonlyMap<string, Stream>,
): WritableObject {
  const system = JSON.parse(
    filledJson(JSON.stringify(manifest.writing ?? {}), { ...settings, ...object.with }),
  ) as NonNullable<Manifest['writing']>;
  const operation = (one: ManifestOperation): WritableOperation => {
    const format = one.format ?? object.format ?? system.format ?? 'json';
    const body = one.body ?? (one.method === 'DELETE' ? undefined : one.batch > 1 ? '{records}' : '{fields}');
    return {
      method: one.method,
      path: one.path,
      parameters: named({ ...manifest.query, ...one.query }, settings),
      headers: named({ ...system.headers, ...object.headers, ...one.headers }, settings),
      body,
      record: one.record,
      format,
      batch: one.batch,
      same: one.same,
      outcomes: (one.outcomes ?? object.outcomes ?? system.outcomes ?? []).map(
        ({ are_errors, done_when, ...rest }) => ({ ...rest, areErrors: are_errors, doneWhen: done_when }),
      ),
      message: one.message ?? object.message ?? system.message,
      job: one.job,
    };
  };
  const stated = { ...system.operations, ...object.operations };
  const operations = Object.fromEntries(
    WRITE_OPERATIONS.flatMap((name) => {
      const one = stated[name];
      return one ? [[name, operation(one)] as const] : [];
    }),
  ) as Partial<Record<WriteOperation, WritableOperation>>;
  const limits = { ...system.limits, ...object.limits };
  const style = object.values ?? system.values;
  const types = fieldTypes(object);
  return {
    id: object.name,
    name: `${object.name} of ${manifest.name}`,
    fields:
      types.size > 0
        ? [...types].map(([name, type]) => ({ name, type, path: object.odd_fields?.[name]?.path }))
        : undefined,
    like: object.like === undefined ? undefined : streams.get(object.like),
    readOnly: object.read_only.split(/\s+/).filter((name) => name !== ''),
    onlyFor: object.only_for,
    required: object.required,
    hashed: object.hashed,
    id_field: object.id_field,
    sendsId: false,
    identities: Object.entries(object.identities).map(([field, names]) => ({ field, operations: names })),
    unique: object.unique,
    operations,
    lookups: (object.lookups ?? system.lookups ?? []).map((one) => lookupOf(one, manifest, settings)),
    links: Object.entries(object.links).map(([field, one]) => ({ ...operation(one), field })),
    limits: {
      ...(limits.records_per_request === undefined ? {} : { recordsPerRequest: limits.records_per_request }),
      ...(limits.bytes_per_request === undefined ? {} : { bytesPerRequest: limits.bytes_per_request }),
      ...(limits.requests_at_once === undefined ? {} : { requestsAtOnce: limits.requests_at_once }),
      ...(manifest.requests_per_second === undefined
        ? {}
        : { requestsPerSecond: manifest.requests_per_second }),
      ...(manifest.requests_per_day === undefined ? {} : { requestsPerDay: manifest.requests_per_day }),
    },
    values: {
      asText: style?.as_text ?? false,
      nullAs: style?.null_as,
      leavesOutNulls: style?.leaves_out_nulls,
      moments: style?.moments ?? 'iso',
    },
  };
}

function lookupOf(
  {
    by,
    method,
    path,
    query,
    body,
    records,
    paging,
    batch,
    id,
    value,
    ignores_case,
  }: NonNullable<ManifestObject['lookups']>[number],
  manifest: Manifest,
  settings: Placeholders,
): Lookup {
  return {
    by,
    batch,
    id,
    value,
    ignoresCase: ignores_case,
    stream: {
      id: path,
      path,
      method,
      parameters: [...named({ ...manifest.query, ...query }, settings)],
      records: records ?? manifest.records,
      pagination: paging,
      body: body === undefined ? undefined : JSON.stringify(body),
    },
  };
}
