import type { ConfigField } from '../../engine/contract/config-schema.ts';
import type { ConnectorDefinition, DefinitionSchemas } from '../../engine/contract/contract.ts';
import { describeConfig } from '../../engine/contract/describe-config.ts';
import { type Files, fileName, type Member, objectType, pascalCase, sentence, union } from './print.ts';

/*
 * The classes of connections are short: they say what a system's configuration takes, and what models, syncs and bulk syncs over
 * the connection may say, for the compiler and as data. All else is in ../cdktf/connection.ts. They are printed from the
 * schemas that the connectors declare.
 */

/** What the constructs call the configurations that definitions carry. */
const USES: readonly (readonly [name: string, schema: keyof DefinitionSchemas])[] = [
  ['model', 'model'],
  ['target', 'syncTarget'],
  ['create', 'createTarget'],
  ['source', 'bulkSource'],
  ['destination', 'bulkDestination'],
];

/** A file a connector, and an index. */
export function connectionClasses(connectors: readonly ConnectorDefinition[]): Files {
  const sorted = [...connectors].sort((a, b) => a.id.localeCompare(b.id));
  return new Map([
    ...sorted.map((connector) => [`${fileName(connector.id)}.ts`, classOf(connector)] as const),
    ['index.ts', sorted.map(({ id }) => `export * from './${fileName(id)}.ts';\n`).join('')],
    ['by-type.ts', byType(sorted)],
  ]);
}

function classOf({ id, name: title, description, config, definitions }: ConnectorDefinition): string {
  const name = `${pascalCase(id)}Connection`;
  const fields = shown(describeConfig(config));
  const uses = USES.flatMap(([use, schema]) => {
    const declared = definitions[schema];
    return declared ? [[use, shown(describeConfig(declared))] as const] : [];
  });
  const secretImport = [fields, ...uses.map(([, of]) => of)].flat().some(hasSecret)
    ? "import type { Secret } from '../../secrets.ts';\n"
    : '';
  const definitionMembers = uses.map(([use, of]) => ({
    name: use,
    comment: `What ${PHRASES[use]} may say.`,
    isNeeded: true,
    type: objectType(
      of.map((field) => memberOf(field, '    ')),
      '  ',
    ),
  }));
  const takes = {
    type: id,
    title,
    shapes: Object.fromEntries(uses.map(([use, of]) => [use, shapeOf(of)])),
  };
  return `import type { Construct } from 'constructs';
import { type ConnectionProps, SystemConnection } from '../../connection.ts';
import type { Takes } from '../../definitions.ts';
${secretImport}import type { Shape } from '../../shape.ts';

export interface ${name}Props extends ConnectionProps ${objectType(
    fields.map((field) => memberOf(field, '  ')),
    '',
  )}

/** What models, syncs and bulk syncs over a ${name} may say of it. */
export interface ${pascalCase(id)}Definitions ${objectType(definitionMembers, '')}

const shape = (): Shape => (${JSON.stringify(shapeOf(fields))});
export const ${takesName(id)} = (): Takes<${pascalCase(id)}Definitions> => (${JSON.stringify(takes)});

/** ${sentence(description)} */
export class ${name} extends SystemConnection<${pascalCase(id)}Definitions> {
  static readonly tfResourceType = 'syncform_${id}_connection';

  constructor(scope: Construct, id: string, props: ${name}Props) {
    super(scope, id, ${name}.tfResourceType, shape(), ${takesName(id)}(), props);
  }
}
`;
}

const PHRASES: Readonly<Record<string, string>> = {
  model: '`configuration` of a model',
  target: '`target.configuration` of a sync',
  create: '`target.create` of a sync',
  source: '`source.configuration` of a bulk sync',
  destination: '`destination.configuration` of a bulk sync',
};

function takesName(id: string): string {
  return `takenBy${pascalCase(id)}`;
}

/** Definitions by the connection's type, for connections of which only the type is known. */
function byType(sorted: readonly ConnectorDefinition[]): string {
  const imports = sorted.map(
    ({ id }) => `import { type ${pascalCase(id)}Definitions, ${takesName(id)} } from './${fileName(id)}.ts';`,
  );
  return `${imports.join('\n')}

/** What definitions over a connection may say, by the connection's type. */
export interface DefinitionsByType {
${sorted.map(({ id }) => `  readonly ${id}: ${pascalCase(id)}Definitions;`).join('\n')}
}

/** The same as data, made when it is asked for: a program uses few of all types. */
export const takenByType = { ${sorted.map(({ id }) => `${id}: ${takesName(id)}`).join(', ')} } as const;

/** What a connection can be to. */
export type ConnectionType = keyof DefinitionsByType;
`;
}

/** What a user may set. */
function shown(fields: readonly ConfigField[]): readonly ConfigField[] {
  return fields.filter(({ readOnly }) => !readOnly);
}

function memberOf(field: ConfigField, indent: string): Member {
  return {
    name: field.name,
    comment: `${sentence(field.description ?? field.title ?? field.name)}${defaultOf(field)}`,
    isNeeded: field.required && !field.onlyWhen,
    type: typeOf(field, indent),
  };
}

function defaultOf({ default: value }: ConfigField): string {
  return value === undefined ? '' : ` Default: ${sentence(JSON.stringify(value))}`;
}

function typeOf(field: ConfigField, indent: string): string {
  if (field.sensitive && isPlain(field)) return 'Secret';
  switch (field.type) {
    case 'string':
      // A reference to a value that Terraform knows is a text as well.
      return field.enum ? `${union(field.enum)} | (string & {})` : 'string';
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
      return objectType(
        shown(innerOf(field)).map((inner) => memberOf(inner, `${indent}  `)),
        indent,
      );
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
