import { parseFieldType } from '../../types/field-type.ts';
import { fieldTypes, type Manifest, type ManifestStream, SHORT_TYPES } from './manifest.ts';
import { placeholdersOf } from './template.ts';

/** What is wrong with a manifest whose shape is right, as phrases: what is named and not there, above all. */
export function* faultsOf(manifest: Manifest): Iterable<string> {
  const settings = Object.keys(manifest.connection);
  const unknown = (parts: unknown, known: readonly string[]) =>
    placeholdersOf(JSON.stringify(parts)).filter((name) => !known.includes(name));
  const { base_url, authentication, headers, query, check } = manifest;
  for (const name of unknown([base_url, authentication, headers, query], settings))
    yield `there is no connection field ${name}`;
  const names = manifest.streams.map(({ name }) => name);
  if (manifest.streams.find(({ name }) => name === check)?.parent !== undefined || !names.includes(check))
    yield `${check}, which a test asks for, is not a stream without a parent`;
  for (const [i, one] of manifest.streams.entries()) {
    if (names.indexOf(one.name) < i) yield `there are two streams ${one.name}`;
    const above = ancestorsOf(one, manifest);
    if (above === undefined) {
      yield `the parents of ${one.name} are not streams, or go round in a circle`;
      continue;
    }
    const known = [
      ...settings,
      ...above.map(({ parent }) => `parent.${parent?.as}`),
      ...(manifest.graphql === undefined ? [] : ['select']),
      ...(one.export === undefined ? [] : ['export_id']),
      ...(one.describe && one.describe.text !== undefined ? ['names', 'since', 'value', 'text'] : []),
    ];
    if (one.changes && !names.includes(manifest.change_log?.stream ?? ''))
      yield `${one.name} has changes, and the system has no change_log that is a stream`;
    if (one.incremental && one.incremental.window !== undefined && one.incremental.start === undefined)
      yield `${one.name} is read in windows, and nothing says where the first begins (start)`;
    if (one.only_when && !settings.includes(one.only_when.field))
      yield `${one.name} is there under ${one.only_when.field}, which is no connection field`;
    for (const name of unknown(one, known)) yield `${one.name} names ${name}, which nothing gives`;
    for (const given of Object.keys(one.fields ?? {}))
      if (parseFieldType(SHORT_TYPES[given] ?? given) === undefined)
        yield `${one.name}: ${given} is no field type`;
    const fields = [...fieldTypes(one).keys(), ...above.map(({ parent }) => parent?.as)];
    for (const name of [...one.key, ...(one.incremental ? [one.incremental.field] : [])])
      if (fieldTypes(one).size > 0 && !one.describe && !fields.includes(name))
        yield `${one.name} has no field ${name}`;
  }
  yield* foundFaults(manifest, settings);
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
  'quoted_values',
  'ids',
  'job_id',
];

/** What is wrong with the objects that only an account has. */
function* foundFaults({ found, writing }: Manifest, settings: readonly string[]): Iterable<string> {
  if (!found) return;
  const ofStream = [...settings, 'object', 'names', 'since', 'value', 'text', 'export_id'];
  for (const name of placeholdersOf(JSON.stringify([found.path, found.stream])))
    if (!ofStream.includes(name)) yield `the objects that are found name ${name}, which nothing gives`;
  if (found.object)
    for (const name of placeholdersOf(JSON.stringify([found.object, writing ?? {}])))
      if (![...settings, 'object', ...OF_RECORDS].includes(name))
        yield `the objects that are found name ${name} in writing, which nothing gives`;
}

function* objectFaults(
  { objects = [], writing, streams }: Manifest,
  settings: readonly string[],
): Iterable<string> {
  for (const [i, object] of objects.entries()) {
    if (objects.findIndex(({ name }) => name === object.name) < i)
      yield `there are two objects ${object.name}`;
    const known = [
      ...settings,
      ...OF_RECORDS,
      ...Object.keys(object.with ?? {}),
      ...placeholdersOf(object.name),
      ...[...fieldTypes(object).keys()].map((name) => `fields.${name}`),
    ];
    for (const name of placeholdersOf(JSON.stringify([object, writing ?? {}])))
      if (!known.includes(name)) yield `the object ${object.name} names ${name}, which nothing gives`;
    if (object.like !== undefined && !streams.some(({ name }) => name === object.like))
      yield `the object ${object.name} is like ${object.like}, which is not a stream`;
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
      for (const name of [
        ...object.required,
        ...Object.keys(object.identities),
        ...Object.keys(object.hashed),
        ...Object.values(object.operations ?? {}).flatMap(({ same }) => same),
      ])
        if (!fields.has(name)) yield `the object ${object.name} has no field ${name}`;
  }
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
