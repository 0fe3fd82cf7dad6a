import type { ConfigField } from '../../engine/contract/config-schema.ts';
import type { ConnectorDefinition } from '../../engine/contract/contract.ts';
import { describeConfig } from '../../engine/contract/describe-config.ts';
import { camelCase } from '../cdktf/camel-case.ts';
import type { Files } from './emit.ts';

/*
 * The classes of connections are short: they say what a system's configuration takes, for the compiler and as data. All else is
 * in ../cdktf/connection.ts. So they are printed from the connectors' configurations rather than from the provider's schema.
 */

/** A file a connector, and an index. */
export function connectionClasses(connectors: readonly ConnectorDefinition[]): Files {
  const sorted = [...connectors].sort((a, b) => a.id.localeCompare(b.id));
  return new Map([
    ...sorted.map((connector) => [`${fileOf(connector)}.ts`, classOf(connector)] as const),
    [
      'index.ts',
      `${sorted.map((connector) => `export * from './${fileOf(connector)}.ts';\n`).join('')}
/** What a connection can be to. */
export type ConnectionType = ${sorted.map(({ id }) => `'${id}'`).join(' | ')};
`,
    ],
  ]);
}

function fileOf({ id }: ConnectorDefinition): string {
  return id.replaceAll('_', '-');
}

function classOf({ id, description, config }: ConnectorDefinition): string {
  const name = `${pascalCase(id)}Connection`;
  const fields = shown(describeConfig(config));
  return `import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Secret } from '../../secrets.ts';
import type { Shape } from '../../shape.ts';

export interface ${name}Props extends ConnectionProps ${objectType(fields, '')}

const shape: Shape = ${JSON.stringify(shapeOf(fields))};

/** ${comment(description)} */
export class ${name} extends SystemConnection {
  static readonly tfResourceType = 'syncform_${id}_connection';

  constructor(scope: Construct, id: string, props: ${name}Props) {
    super(scope, id, ${name}.tfResourceType, shape, props);
  }
}
`.replace(fields.some(hasSecret) ? '' : "import type { Secret } from '../../secrets.ts';\n", '');
}

/** What a user may set. */
function shown(fields: readonly ConfigField[]): readonly ConfigField[] {
  return fields.filter(({ readOnly }) => !readOnly);
}

function objectType(fields: readonly ConfigField[], indent: string): string {
  const lines = fields.flatMap((field) => [
    `${indent}  /** ${comment(field.description ?? field.title ?? field.name)}${defaultOf(field)} */`,
    `${indent}  readonly ${camelCase(field.name)}${isNeeded(field) ? '' : '?'}: ${typeOf(field, `${indent}  `)};`,
  ]);
  return ['{', ...lines, `${indent}}`].join('\n');
}

function isNeeded({ required, onlyWhen }: ConfigField): boolean {
  return required && !onlyWhen;
}

function defaultOf({ default: value }: ConfigField): string {
  return value === undefined ? '' : ` Default: ${comment(JSON.stringify(value))}`;
}

function typeOf(field: ConfigField, indent: string): string {
  if (field.sensitive && isPlain(field)) return 'Secret';
  switch (field.type) {
    case 'string':
      // A reference to a value that Terraform knows is a text as well.
      return field.enum ? `${field.enum.map((value) => `'${value}'`).join(' | ')} | (string & {})` : 'string';
    case 'boolean':
      return 'boolean';
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${field.items ? typeOf(elementOf(field), indent) : 'unknown'})[]`;
    case 'map':
      return `Readonly<Record<string, ${field.items ? typeOf(elementOf(field), indent) : 'unknown'}>>`;
    case 'object':
      return objectType(shown(innerOf(field)), indent);
    default:
      return 'unknown';
  }
}

function shapeOf(fields: readonly ConfigField[]): object {
  return Object.fromEntries(fields.map((field) => [field.name, settingOf(field)]));
}

function settingOf(field: ConfigField): unknown {
  if (field.sensitive && isPlain(field)) return 'secret';
  if (field.enum) return { oneOf: field.enum };
  if (field.type === 'object') return { fields: shapeOf(shown(innerOf(field))) };
  if ((field.type === 'array' || field.type === 'map') && field.items)
    return { items: settingOf(elementOf(field)) };
  return 'value';
}

/** A list of secrets is a list of which each is one, and so is an object. */
function elementOf({ items, sensitive }: ConfigField): ConfigField {
  return { ...(items as ConfigField), sensitive: sensitive || (items as ConfigField).sensitive };
}

function innerOf({ fields = [], sensitive }: ConfigField): readonly ConfigField[] {
  return fields.map((inner) => ({ ...inner, sensitive: sensitive || inner.sensitive }));
}

function isPlain({ type }: ConfigField): boolean {
  return type !== 'array' && type !== 'map' && type !== 'object';
}

function hasSecret(field: ConfigField): boolean {
  return (
    field.sensitive || (field.items ? hasSecret(field.items) : false) || (field.fields ?? []).some(hasSecret)
  );
}

function comment(text: string): string {
  const line = text.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ').trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.slice(0, 1).toUpperCase() + camel.slice(1);
}
