import type { ConfigField, ConfigSchema } from '../engine/contract/config-schema.ts';
import type { ConnectorDefinition, DefinitionSchemas } from '../engine/contract/contract.ts';
import { describeConfig } from '../engine/contract/describe-config.ts';
import { hasFacets } from '../engine/contract/facet.ts';
import type { TypeRule } from '../engine/types/type-tables.ts';
import { answer, LOADS, USES } from './capabilities.ts';
import { streamSection, writableSection } from './manifest-sections.ts';
import { markdownTable } from './markdown-table.ts';

/** The first line of every page that is generated. */
export const generatedNotice =
  '<!-- Written by `npm run docs` from the connector’s definition. Change that instead. -->';

const DEFINITIONS: readonly (readonly [key: keyof DefinitionSchemas, title: string, where: string])[] = [
  ['model', 'Configuration of a model', 'syncform_model.configuration'],
  ['syncTarget', 'Configuration of a sync’s target', 'syncform_sync.target.configuration'],
  ['createTarget', 'A target that the sync creates', 'syncform_sync.target.create'],
  ['bulkSource', 'Configuration of a bulk sync’s source', 'syncform_bulk_sync.source.configuration'],
  [
    'bulkDestination',
    'Configuration of a bulk sync’s destination',
    'syncform_bulk_sync.destination.configuration',
  ],
];

/** A connector's page, in Markdown: what it can do, how far it was tried, its configuration, how its types map, and its guide if it has one. */
export function connectorPage(definition: ConnectorDefinition, tried: string, guide?: string): string {
  const sections = [
    generatedNotice,
    `# ${definition.name}`,
    definition.description,
    uses(definition),
    tried,
    '## Connection',
    exampleConnection(definition),
    fieldTable(describeConfig(definition.config)),
    ...DEFINITIONS.flatMap(([key, title, where]) =>
      definitionSection(definition.definitions[key], title, where),
    ),
    streamSection(definition),
    writableSection(definition),
    ...typeSection('Types it reads', ['its type', 'field type'], definition.types.source),
    ...typeSection('Types it writes', ['field type', 'its type'], definition.types.target),
    guide?.trim(),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function uses(definition: ConnectorDefinition): string {
  const asked = hasFacets(definition, 'load') ? [...USES, ...LOADS] : USES;
  return markdownTable(
    ['Use', ''],
    asked.map((use) => [use.title, answer(use, definition, 'no')]),
  );
}

/** The least that a connection needs, as Terraform takes it. */
function exampleConnection({ id, name, config }: ConnectorDefinition): string {
  const fields = describeConfig(config).filter((field) => field.required && !field.onlyWhen);
  const width = Math.max(0, ...fields.map((field) => field.name.length));
  const lines = fields.map((field) => `    ${field.name.padEnd(width)} = ${exampleValue(field)}`);
  return [
    '```hcl',
    `resource "syncform_${id}_connection" "example" {`,
    `  name = ${JSON.stringify(name)}`,
    '  configuration = {',
    ...lines,
    '  }',
    '}',
    '```',
  ].join('\n');
}

function exampleValue(field: ConfigField): string {
  if (field.sensitive) return `var.${field.name}`;
  if (field.enum) return JSON.stringify(field.enum[0]);
  const values: Partial<Record<ConfigField['type'], string>> = {
    string: '"…"',
    boolean: 'true',
    integer: '1',
    number: '1',
    array: '[]',
  };
  return values[field.type] ?? '{}';
}

function definitionSection(
  schema: ConfigSchema | undefined,
  title: string,
  where: string,
): readonly string[] {
  if (!schema) return [];
  const fields = describeConfig(schema);
  return [`## ${title}`, `\`${where}\``, fields.length > 0 ? fieldTable(fields) : 'Nothing to configure.'];
}

function fieldTable(fields: readonly ConfigField[]): string {
  const rows = flatten(fields, '').map(([path, field]) => [
    `\`${path}\``,
    typeName(field),
    requirement(field),
    field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``,
    fieldText(field),
  ]);
  return markdownTable(['Field', 'Type', 'Required', 'Default', ''], rows);
}

function requirement({ required, onlyWhen }: ConfigField): string {
  if (!required) return '';
  return onlyWhen ? `when \`${onlyWhen.field}\` is \`${String(onlyWhen.equals)}\`` : 'yes';
}

/** Fields with those of nested objects after them, by path. */
function flatten(
  fields: readonly ConfigField[],
  prefix: string,
): readonly (readonly [string, ConfigField])[] {
  return fields.flatMap((field) => {
    const path = `${prefix}${field.name}`;
    const nested = field.fields ?? field.items?.fields ?? [];
    return [
      [path, field] as const,
      ...flatten(nested, `${path}${field.type === 'map' ? '{}' : field.items ? '[]' : ''}.`),
    ];
  });
}

function typeName(field: ConfigField): string {
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(' ');
  if (field.type === 'array') return `list of ${field.items?.type ?? 'any'}`;
  if (field.type === 'map') return `map of ${field.items?.type ?? 'any'}`;
  return field.type;
}

function fieldText(field: ConfigField): string {
  const { onlyWhen } = field;
  const text = field.description ?? field.title;
  return [
    text && !/[.!?]$/.test(text) ? `${text}.` : text,
    onlyWhen && !field.required && `Only when \`${onlyWhen.field}\` is \`${String(onlyWhen.equals)}\`.`,
    field.sensitive && 'A secret: write-only, never in state.',
    field.isPlace && 'Part of the place that the connection leads to: with another value, syncs start over.',
    field.readOnly && 'Set by syncform.',
  ]
    .filter(Boolean)
    .join(' ');
}

function typeSection(
  title: string,
  header: readonly string[],
  rules: readonly TypeRule[],
): readonly string[] {
  if (rules.length === 0) return [];
  const rows = rules.map((rule) => [`\`${rule.from}\``, `\`${rule.to}\``, rule.lossy ?? '']);
  return [`## ${title}`, markdownTable([...header, 'what may be lost'], rows)];
}
