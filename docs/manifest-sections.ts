import type { ConnectorDefinition } from '../engine/contract/contract.ts';
import { manifestOf } from '../engine/families/manifest/connector.ts';
import { fieldTypes, type Manifest, type ManifestStream } from '../engine/families/manifest/manifest.ts';
import { markdownTable } from './markdown-table.ts';

/** The objects of a declared system. */
export function streamSection(definition: ConnectorDefinition): string | undefined {
  const manifest = manifestOf(definition);
  if (!manifest) return undefined;
  const rows = manifest.streams.map((stream) => [
    `\`${stream.name}\``,
    keyOf(stream),
    newRecords(stream, manifest),
    stream.parent ? `one request for each of \`${stream.parent.stream}\`` : '',
    fieldsOf(stream),
  ]);
  return [
    '## Objects',
    'Each is an object of a bulk sync, and `object` of a model. `objects` in the configuration of a bulk sync’s source adds others, declared as [manifests.md](../manifests.md) says.',
    markdownTable(['Object', 'Key', 'Asks for what is new by', 'Read by', 'Fields'], rows),
    ...(manifest.notes ?? []).map((note) => `- ${note}`),
  ].join('\n\n');
}

function keyOf({ key }: ManifestStream): string {
  return key.length > 0 ? key.map((name) => `\`${name}\``).join(', ') : 'none: read whole';
}

function newRecords({ changes, incremental }: ManifestStream, { change_log: log }: Manifest): string {
  if (changes && log) return `\`${log.stream}\`${changes.gone === undefined ? '' : ', deletions included'}`;
  if (!incremental) return '';
  const field = `\`${incremental.field}\``;
  return incremental.only_new
    ? `${field}, where \`tracking_field\` says so: it tells nothing of changes`
    : field;
}

function fieldsOf(stream: ManifestStream): string {
  const count = fieldTypes(stream).size;
  if (stream.describe) return `${count}, and those that the account has`;
  return count === 0 ? 'by the first records' : String(count);
}

/** What records are written to at a declared system; nothing of one that is written in code. */
export function writableSection(definition: ConnectorDefinition): string | undefined {
  const manifest = manifestOf(definition);
  if (!manifest) return undefined;
  const own =
    'A sync’s target may declare an object of your own: `create`, `update`, `upsert` and `remove` in `target.configuration` say which requests do that, and `lookup` how records are found; `target.object` is then any name.';
  const objects = manifest.objects ?? [];
  if (objects.length === 0) return ['## Writing', own].join('\n\n');
  const rows = objects.map((object) => [
    `\`${object.name}\``,
    Object.keys({ ...manifest.writing?.operations, ...object.operations })
      .filter((name) => name !== 'upsert' || canUpsert(object))
      .map((name) => `\`${name}\``)
      .join(', '),
    identitiesOf(object, manifest),
    object.required.map((name) => `\`${name}\``).join(', '),
    Object.keys(object.links)
      .map((name) => `\`${name}\``)
      .join(', '),
  ]);
  return [
    '## Writing',
    `Each is \`target.object\` of a sync. ${own}`,
    markdownTable(['Object', 'Can', 'Told apart by', 'New ones need', 'Links'], rows),
    ...objects.flatMap(({ note }) => (note === undefined ? [] : [`- ${note}`])),
  ].join('\n\n');
}

type WritableObject = NonNullable<Manifest['objects']>[number];

function canUpsert({ identities, unique, operations }: WritableObject): boolean {
  const named = Object.values(identities).some((names) => names.includes('upsert'));
  return named || unique.includes('upsert') || operations?.upsert !== undefined;
}

function identitiesOf(
  { id_field, identities, unique, lookups: own }: WritableObject,
  { writing }: Manifest,
): string {
  const lookups = own ?? writing?.lookups ?? [];
  const upserted = Object.entries(identities).map(([name, names]) => `\`${name}\` (${names.join(', ')})`);
  const found = lookups.flatMap(({ by }) => by.map((name) => `\`${name}\` (lookup)`));
  return [
    `\`${id_field}\``,
    ...upserted,
    ...(unique.length > 0 ? [`fields with unique values (${unique.join(', ')})`] : []),
    ...found,
    ...(lookups.some(({ by }) => by.length === 0) ? ['any field (lookup)'] : []),
  ].join(', ');
}
