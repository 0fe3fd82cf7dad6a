import {
  type FunctionMessage,
  type ResourceIdentitySchema,
  type Schema,
  type Schema_Attribute,
  Schema_Object_NestingMode,
  StringKind,
} from '../../protocol/generated/tfplugin6.ts';
import type { Attribute } from '../attributes.ts';
import type { AnyFunction, Parameter } from '../function.ts';
import type { IdentityDefinition } from '../resource.ts';
import type { Attributes, Type } from '../types.ts';
import { ctyType } from './cty-types.ts';

/** Whatever has attributes and a description. */
export interface Described {
  readonly description: string;
  readonly deprecated?: string;
  readonly version?: number;
  readonly attributes: Attributes;
}

/** The schema as the protocol says it. */
export function schemaMessage({ description, deprecated, version = 0, attributes }: Described): Schema {
  return {
    version,
    block: {
      version,
      attributes: attributeMessages(attributes, false),
      description,
      description_kind: StringKind.MARKDOWN,
      ...(deprecated === undefined ? {} : { deprecated: true, deprecation_message: deprecated }),
    },
  };
}

function attributeMessages(attributes: Attributes, onlyComputed: boolean): Schema_Attribute[] {
  return Object.entries(attributes).map(([name, one]) => attributeMessage(name, one, onlyComputed));
}

function attributeMessage(name: string, attribute: Attribute, onlyComputed: boolean): Schema_Attribute {
  const { options } = attribute;
  const kind = onlyComputed ? 'computed' : attribute.kind;
  const fromProvider = kind === 'computed' || kind === 'nullable';
  const required = kind === 'required' || kind === 'writeOnlyRequired';
  return {
    name,
    ...typeMessage(attribute.type, fromProvider),
    required,
    optional: !required && !fromProvider,
    computed: fromProvider || kind === 'decided' || kind === 'defaulted',
    write_only: kind === 'writeOnlyRequired' || kind === 'writeOnlyOptional',
    sensitive: options.sensitive ?? false,
    description: options.description ?? '',
    description_kind: StringKind.MARKDOWN,
    ...(options.deprecated === undefined
      ? {}
      : { deprecated: true, deprecation_message: options.deprecated }),
  };
}

/** An object, or a collection of objects, has attributes of its own; what lies deeper in a collection is only a type. */
function typeMessage(type: Type, onlyComputed: boolean): Pick<Schema_Attribute, 'type' | 'nested_type'> {
  const nested = type.kind === 'object' ? type : 'element' in type ? (type.element as Type) : undefined;
  if (nested?.kind !== 'object') return { type: typeBytes(type) };
  return {
    nested_type: { attributes: attributeMessages(nested.attributes, onlyComputed), nesting: nestingOf(type) },
  };
}

function nestingOf(type: Type): Schema_Object_NestingMode {
  if (type.kind === 'list') return Schema_Object_NestingMode.LIST;
  if (type.kind === 'set') return Schema_Object_NestingMode.SET;
  if (type.kind === 'map') return Schema_Object_NestingMode.MAP;
  return Schema_Object_NestingMode.SINGLE;
}

const written = new WeakMap<Type, Buffer>();

/** A type as the protocol writes it, once each: thousands of attributes are texts. */
function typeBytes(type: Type): Buffer {
  const before = written.get(type);
  if (before) return before;
  const bytes = Buffer.from(JSON.stringify(ctyType(type)));
  written.set(type, bytes);
  return bytes;
}

export function functionMessage(definition: AnyFunction): FunctionMessage {
  return {
    summary: definition.summary,
    description: definition.description ?? definition.summary,
    description_kind: StringKind.MARKDOWN,
    deprecation_message: definition.deprecated ?? '',
    parameters: Object.entries(definition.parameters as Record<string, Parameter>).map(parameterMessage),
    variadic_parameter: definition.variadic && parameterMessage(['more', definition.variadic]),
    return: { type: typeBytes(definition.returns) },
  };
}

function parameterMessage([name, parameter]: [string, Parameter]) {
  return {
    name,
    type: typeBytes(parameter.type),
    allow_null_value: parameter.allowNull ?? false,
    allow_unknown_values: parameter.allowUnknown ?? false,
    description: parameter.description,
    description_kind: StringKind.MARKDOWN,
  };
}

export function identityMessage(identity: IdentityDefinition<Attributes>): ResourceIdentitySchema {
  return {
    version: identity.version ?? 0,
    identity_attributes: Object.entries(identity.attributes).map(([name, one]) => ({
      name,
      type: typeBytes(one.type),
      required_for_import: one.onImport !== 'optional',
      optional_for_import: one.onImport === 'optional',
      description: one.description ?? '',
    })),
  };
}
