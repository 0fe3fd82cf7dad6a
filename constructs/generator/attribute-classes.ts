import type { Attribute, Attributes, Type } from '../../provider/framework/index.ts';
import { camelCase } from '../cdktf/camel-case.ts';
import { type Member, objectType, pascalCase, sentence, union } from './print.ts';

/*
 * Classes of resources and data sources, printed from the attributes that the provider declares: an interface of what the
 * configuration says, the same as data, and a reference for each attribute. All else is in ../cdktf/resource.ts.
 */

export interface ClassOptions {
  readonly className: string;
  readonly kind: 'resource' | 'data source';
  /** As Terraform names it: `syncform_sync`. */
  readonly type: string;
  readonly description: string;
  readonly attributes: Attributes;
}

/** The file of one resource or data source. */
export function classFile({ className, kind, type, description, attributes }: ClassOptions): string {
  const base = kind === 'resource' ? 'SyncformResource' : 'SyncformDataSource';
  const nested: string[] = [];
  const getters = gettersOf(attributes, className, nested);
  const config = `export interface ${className}Config extends Meta ${objectType(membersOf(attributes, ''), '')}`;
  const body = [
    ...nested,
    `/** ${sentence(description)} */
export class ${className} extends ${base} {
  static readonly tfResourceType = '${type}';

  constructor(scope: Construct, id: string, config: ${className}Config) {
    super(scope, id, ${className}.tfResourceType, shape, config);
  }

${getters}
}`,
  ].join('\n\n');
  const library = ['ComplexObject', 'Fn', 'StringMap', 'StringMapList'].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(body),
  );
  if (/\bIResolvable\b/.test(config + body)) library.push('type IResolvable');
  const own = ['ObjectList', 'ObjectMap'].filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  return `${library.length > 0 ? `import { ${library.join(', ')} } from 'cdktf';\n` : ''}import type { Construct } from 'constructs';
${config.includes(': Connection;') ? "import type { Connection } from '../../definitions.ts';\n" : ''}${own.length > 0 ? `import { ${own.join(', ')} } from '../../references.ts';\n` : ''}import { type Meta, ${base} } from '../../resource.ts';
${config.includes(': Secret;') ? "import type { Secret } from '../../secrets.ts';\n" : ''}import type { Shape } from '../../shape.ts';

${config}

const shape: Shape = ${JSON.stringify(shapeOf(attributes))};

${body}
`;
}

/** The provider's settings, as an interface and as data. */
export function settingsFile(attributes: Attributes): string {
  return `import type { Secret } from '../secrets.ts';
import type { Shape } from '../shape.ts';

export interface ProviderSettings ${objectType(membersOf(attributes, ''), '')}

export const providerShape: Shape = ${JSON.stringify(shapeOf(attributes))};
`;
}

function isSet({ kind }: Attribute): boolean {
  return kind !== 'computed' && kind !== 'nullable';
}

function isSecret({ kind, options }: Attribute): boolean {
  return options.sensitive === true || kind === 'writeOnlyOptional' || kind === 'writeOnlyRequired';
}

/** Of a resource or data source; a connection is named by its construct rather than by its id. */
function membersOf(attributes: Attributes, indent: string): readonly Member[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    if (!isSet(attribute)) return [];
    const isConnection = indent === '' && name === 'connection_id';
    const { default: fallback, description = name } = attribute.options;
    return {
      name: isConnection ? 'connection' : name,
      comment: `${sentence(isConnection ? description.replace(/^Id of t/, 'T') : description)}${
        fallback === undefined ? '' : ` Default: ${sentence(JSON.stringify(fallback))}`
      }`,
      isNeeded: attribute.kind === 'required' || attribute.kind === 'writeOnlyRequired',
      type: isConnection ? 'Connection' : inputType(attribute, `${indent}  `),
    };
  });
}

function inputType(attribute: Attribute, indent: string): string {
  if (isSecret(attribute)) return 'Secret';
  const choices = attribute.options.oneOf?.filter((choice) => choice !== '');
  if (choices && attribute.type.kind === 'string') return union(choices);
  return inputTypeOf(attribute.type, indent);
}

function inputTypeOf(type: Type, indent: string): string {
  switch (type.kind) {
    case 'string':
      return 'string';
    case 'bool':
      return 'boolean | IResolvable';
    case 'number':
    case 'integer':
      return 'number';
    case 'list':
    case 'set':
      return `readonly (${inputTypeOf(type.element, indent)})[]`;
    case 'map':
      return `Readonly<Record<string, ${inputTypeOf(type.element, indent)}>>`;
    case 'object':
      return objectType(membersOf(type.attributes, indent), indent);
    default:
      return 'unknown';
  }
}

function shapeOf(attributes: Attributes): object {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, attribute]) =>
      isSet(attribute) ? [[name, settingOf(attribute)]] : [],
    ),
  );
}

function settingOf(attribute: Attribute): unknown {
  if (isSecret(attribute)) return 'secret';
  const choices = attribute.options.oneOf?.filter((choice) => choice !== '');
  return choices && attribute.type.kind === 'string' ? { oneOf: choices } : settingOfType(attribute.type);
}

function settingOfType(type: Type): unknown {
  if (type.kind === 'object') return { fields: shapeOf(type.attributes) };
  if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map')
    return { items: settingOfType(type.element) };
  return 'value';
}

/** References to attributes; what objects among them need is added to `nested`. */
function gettersOf(attributes: Attributes, className: string, nested: string[]): string {
  return Object.entries(attributes)
    .filter(([, attribute]) => !attribute.kind.startsWith('writeOnly'))
    .map(([name, { type, options }]) => {
      const { returns, value } = reference(name, type, className, nested);
      return `  /** ${sentence(options.description ?? name)} */
  get ${camelCase(name)}(): ${returns} {
    return ${value};
  }`;
    })
    .join('\n\n');
}

interface Reference {
  readonly returns: string;
  readonly value: string;
}

function reference(name: string, type: Type, className: string, nested: string[]): Reference {
  switch (type.kind) {
    case 'string':
      return { returns: 'string', value: `this.getStringAttribute('${name}')` };
    case 'bool':
      return { returns: 'IResolvable', value: `this.getBooleanAttribute('${name}')` };
    case 'number':
    case 'integer':
      return { returns: 'number', value: `this.getNumberAttribute('${name}')` };
    case 'object': {
      const of = objectClass(name, type.attributes, className, nested);
      return { returns: of, value: `new ${of}(this, '${name}', false)` };
    }
    case 'list':
    case 'set':
    case 'map':
      return collection(name, type.kind, type.element, className, nested);
    default:
      return { returns: 'IResolvable', value: `this.interpolationForAttribute('${name}')` };
  }
}

function collection(
  name: string,
  kind: 'list' | 'set' | 'map',
  element: Type,
  className: string,
  nested: string[],
): Reference {
  if (element.kind === 'object') {
    const of = objectClass(name, element.attributes, className, nested);
    return kind === 'map'
      ? { returns: `ObjectMap<${of}>`, value: `new ObjectMap(this, '${name}', ${of})` }
      : {
          returns: `ObjectList<${of}>`,
          value: `new ObjectList(this, '${name}', ${kind === 'set'}, ${of})`,
        };
  }
  if (element.kind === 'string' && kind === 'map')
    return { returns: 'StringMap', value: `new StringMap(this, '${name}')` };
  if (element.kind === 'string') {
    const list = `this.getListAttribute('${name}')`;
    return { returns: 'string[]', value: kind === 'set' ? `Fn.tolist(${list})` : list };
  }
  if (element.kind === 'map' && element.element.kind === 'string')
    return { returns: 'StringMapList', value: `new StringMapList(this, '${name}', ${kind === 'set'})` };
  throw new TypeError(`${className}.${name}: no reference to a ${kind} of ${element.kind} is printed yet`);
}

/** The class of references into an object; answers its name. */
function objectClass(name: string, attributes: Attributes, className: string, nested: string[]): string {
  const of = `${className}${pascalCase(name)}`;
  const getters = gettersOf(attributes, of, nested);
  nested.push(`export class ${of} extends ComplexObject {
${getters}
}`);
  return of;
}
