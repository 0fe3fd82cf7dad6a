import type { ConfigField } from '@syncform/engine/contract/config-schema.ts';
import {
  type Attribute,
  type Attributes,
  bool,
  computed,
  dynamic,
  integer,
  list,
  map,
  number,
  object,
  optional,
  required,
  set,
  string,
  type Type,
} from '../../framework/index.ts';

/** The attributes of a connection's `configuration`, from the fields of its connector's config schema. */
export function configurationAttributes(fields: readonly ConfigField[]): Attributes {
  return Object.fromEntries(
    fields.filter(isShown).map((field) => [field.name, attributeOf(field, false)] as const),
  );
}

/** A secret that the engine makes is neither written by the configuration nor kept in the state: there is nothing to show. */
export function isShown(field: ConfigField): boolean {
  return !(field.sensitive && field.readOnly);
}

/** The same without secrets, all computed: what a data source answers. */
export function answeredAttributes(fields: readonly ConfigField[]): Attributes {
  return Object.fromEntries(
    fields
      .filter((field) => !field.sensitive)
      .map((field) => [field.name, computed(answeredType(field), { nullable: true, ...documented(field) })]),
  );
}

function attributeOf(field: ConfigField, secret: boolean): Attribute {
  const needed = field.required && !field.onlyWhen;
  // An empty text leaves out what may be left out.
  const choices = field.enum && (needed ? field.enum : [...field.enum, '']);
  const options = { ...documented(field), ...(choices ? { oneOf: choices } : {}) };
  if (field.readOnly) return computed(answeredType(field), { nullable: true, ...documented(field) });
  if (secret || field.sensitive) {
    const type = typeOf(field, true);
    return needed
      ? required(type, { writeOnly: true, ...options })
      : optional(type, { writeOnly: true, ...options });
  }
  const type = typeOf(field, false);
  if (field.type === 'json') Object.assign(options, { equality: 'json' });
  if (needed) return required(type, options);
  return field.default === undefined || hasSecret(field)
    ? optional(type, options)
    : optional(type, { ...options, default: field.default as never });
}

/** Write-only values cannot be in a set, so that a collection that holds some is a list. */
function typeOf(field: ConfigField, secret: boolean): Type {
  switch (field.type) {
    case 'array':
      return (secret || hasSecret(field) ? list : set)(typeOf(elementOf(field), secret));
    case 'map':
      return map(typeOf(elementOf(field), secret));
    case 'object':
      return object(
        Object.fromEntries((field.fields ?? []).map((inner) => [inner.name, attributeOf(inner, secret)])),
      );
    default:
      return primitiveOf(field);
  }
}

function answeredType(field: ConfigField): Type {
  switch (field.type) {
    case 'array':
      return (hasSecret(field) ? list : set)(answeredType(elementOf(field)));
    case 'map':
      return map(answeredType(elementOf(field)));
    case 'object':
      return object(answeredAttributes(field.fields ?? []));
    default:
      return primitiveOf(field);
  }
}

function primitiveOf(field: ConfigField): Type {
  switch (field.type) {
    case 'boolean':
      return bool;
    case 'integer':
      return integer;
    case 'number':
      return number;
    case 'json':
      return dynamic;
    default:
      return string;
  }
}

/** Whether a field is a secret or has one inside. */
export function hasSecret(field: ConfigField): boolean {
  return field.sensitive || [...(field.fields ?? []), ...(field.items ? [field.items] : [])].some(hasSecret);
}

function elementOf(field: ConfigField): ConfigField {
  if (!field.items) throw new TypeError(`config field "${field.name}" has no element type`);
  return field.items;
}

/** What the registry page and the editor say of a field. */
function documented(field: ConfigField): { readonly description: string } {
  const sentences = [field.description ?? field.title ?? field.name];
  if (field.enum) sentences.push(`One of ${field.enum.map((value) => `\`${value}\``).join(', ')}.`);
  if (field.default !== undefined) sentences.push(`Default \`${JSON.stringify(field.default)}\`.`);
  if (field.onlyWhen)
    sentences.push(
      `${field.required ? 'Needed' : 'Used'} when \`${field.onlyWhen.field}\` is \`${String(field.onlyWhen.equals)}\`.`,
    );
  return { description: sentences.map((s) => (/[.!?]$/.test(s) ? s : `${s}.`)).join(' ') };
}
