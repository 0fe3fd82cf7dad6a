import type { ConnectorDefinition } from '../engine/contract/contract.ts';
import { manifestOf } from '../engine/families/manifest/connector.ts';
import { fieldTypes, type Manifest, type ManifestStream } from '../engine/families/manifest/manifest.ts';
import { markdownTable } from './markdown-table.ts';

const TIERS: Readonly<Record<Manifest['tier'], string>> = {
  proven: 'its streams are read in tests from a server that the vendor publishes',
  described: 'its requests are checked in tests against the vendor’s own description of the API',
  declared: 'it is made from public facts, and was never tried against the system itself',
};

/** How far a declared system was tried; nothing of a connector that is written in code. */
export function tierOf(definition: ConnectorDefinition): string | undefined {
  const manifest = manifestOf(definition);
  if (!manifest) return undefined;
  return `**${manifest.tier}**: ${TIERS[manifest.tier]}. [manifests.md](../manifests.md) says what a manifest can hold.`;
}

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
    'Each is an object of a bulk sync, and `object` of a model. `objects` in the configuration of a bulk sync’s source adds others.',
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
