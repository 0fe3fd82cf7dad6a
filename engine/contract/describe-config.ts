import { z } from 'zod';
import type { Issue } from '../kit/errors.ts';
import type { ConfigField, ConfigFieldType, ConfigSchema } from './config-schema.ts';
import { plainWords } from './plain-words.ts';

const described = new WeakMap<ConfigSchema, readonly ConfigField[]>();

/** The fields of a config schema as plain data, in the order in which they were declared. */
export function describeConfig(schema: ConfigSchema): readonly ConfigField[] {
  let fields = described.get(schema);
  if (!fields) {
    fields = Object.entries(schema.shape).map(([name, field]) => describeField(name, field as z.ZodType));
    described.set(schema, fields);
  }
  return fields;
}

function describeField(name: string, schema: z.ZodType): ConfigField {
  let inner: z.ZodType = schema;
  let meta: z.core.GlobalMeta = {};
  let optional = false;
  let defaultValue: unknown;
  for (;;) {
    meta = { ...inner.meta(), ...meta };
    if (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) optional = true;
    else if (inner instanceof z.ZodDefault) defaultValue = inner.def.defaultValue;
    else break;
    inner = inner.unwrap() as z.ZodType;
  }
  const shape = typeOf(name, inner);
  return {
    name,
    ...shape,
    title: meta.title,
    description: meta.description,
    required: (meta.required ?? !optional) && defaultValue === undefined && meta.readOnly !== true,
    default: defaultValue,
    sensitive: meta.sensitive ?? false,
    readOnly: meta.readOnly ?? false,
    isPlace: meta.isPlace ?? false,
    mayBeEmpty: meta.mayBeEmpty ?? false,
    onlyWhen: meta.onlyWhen,
  };
}

function typeOf(name: string, schema: z.ZodType): Pick<ConfigField, 'type' | 'enum' | 'items' | 'fields'> {
  const shape = (type: ConfigFieldType, rest: Partial<ConfigField> = {}) => ({
    type,
    enum: rest.enum,
    items: rest.items,
    fields: rest.fields,
  });
  // Formats of text (z.url() and its like) are no subclasses of z.string().
  if (schema.def.type === 'string') return shape('string');
  if (schema instanceof z.ZodEnum) return shape('string', { enum: schema.options.map(String) });
  if (schema instanceof z.ZodBoolean) return shape('boolean');
  if (schema instanceof z.ZodNumber) return shape(schema.isInt ? 'integer' : 'number');
  if (schema instanceof z.ZodArray)
    return shape('array', { items: describeField('', schema.element as z.ZodType) });
  if (schema instanceof z.ZodRecord)
    return shape('map', { items: describeField('', schema.valueType as z.ZodType) });
  if (schema instanceof z.ZodObject)
    return shape('object', { fields: describeConfig(schema as ConfigSchema) });
  if (schema instanceof z.ZodUnknown || schema instanceof z.ZodLazy) return shape('json');
  throw new TypeError(
    `config field "${name}" has a zod type that no schema can be derived from: ${schema.def.type}`,
  );
}

/** The fields whose condition holds, given the siblings' values (defaults count as values). */
export function isActive(
  field: ConfigField,
  siblings: readonly ConfigField[],
  value: Readonly<Record<string, unknown>>,
): boolean {
  if (!field.onlyWhen) return true;
  const { field: name, equals } = field.onlyWhen;
  const sibling = siblings.find((f) => f.name === name);
  if (sibling && !isActive(sibling, siblings, value)) return false;
  return (value[name] ?? sibling?.default) === equals;
}

export interface CheckOptions {
  /** Paths, joined by dots, whose values are not known yet: nothing is said of them. */
  readonly unknown?: ReadonlySet<string>;
  /** Secrets that are left out are not missed (they are stored already). */
  readonly secretsStored?: boolean;
}

/**
 * Checks a configuration against its schema and its conditions. Null counts as absent. Answers the faults, each at its
 * path; empty means that `parseConfig` will take it.
 */
export function checkConfig(
  schema: ConfigSchema,
  value: unknown,
  options: CheckOptions = {},
): readonly Issue[] {
  const unknown = options.unknown ?? new Set<string>();
  const isUnknown = (path: readonly PropertyKey[]) =>
    path.some((_, i) =>
      unknown.has(
        path
          .slice(0, i + 1)
          .map(String)
          .join('.'),
      ),
    );
  const clean = withoutNulls(value);
  const fields = describeConfig(schema);
  const issues: Issue[] = [];
  const result = schema.safeParse(clean, { error: plainWords });
  for (const issue of result.error?.issues ?? []) {
    const path = issue.path.map((p) => (typeof p === 'number' ? p : String(p)));
    if (isUnknown(path)) continue;
    if (issue.code === 'unrecognized_keys') {
      const known = (path.length === 0 ? fields : []).map((f) => f.name);
      for (const key of issue.keys)
        issues.push({
          path: [...path, key],
          message: `there is no setting "${key}"${known.length ? `; known are ${known.join(', ')}` : ''}`,
        });
      continue;
    }
    const field = path.length === 1 ? fields.find((f) => f.name === path[0]) : undefined;
    const isAbsent = valueAt(clean, path) === undefined;
    if (isAbsent && field?.sensitive && options.secretsStored) continue;
    const missing = issue.code === 'invalid_type' && isAbsent;
    issues.push({ path, message: missing ? 'is required' : issue.message });
  }
  if (typeof clean === 'object' && clean !== null && !Array.isArray(clean))
    issues.push(...conditionIssues(fields, clean as Record<string, unknown>, unknown, options));
  return issues;
}

function conditionIssues(
  fields: readonly ConfigField[],
  value: Readonly<Record<string, unknown>>,
  unknown: ReadonlySet<string>,
  options: CheckOptions,
): Issue[] {
  const issues: Issue[] = [];
  for (const field of fields) {
    if (field.readOnly && value[field.name] !== undefined)
      issues.push({ path: [field.name], message: 'is set by syncform and cannot be configured' });
    if (!field.onlyWhen || !field.required || value[field.name] !== undefined) continue;
    if (unknown.has(field.name) || unknown.has(field.onlyWhen.field)) continue;
    if (field.sensitive && options.secretsStored) continue;
    if (isActive(field, fields, value))
      issues.push({
        path: [field.name],
        message: `is needed when ${field.onlyWhen.field} is ${String(field.onlyWhen.equals)}`,
      });
  }
  return issues;
}

/** A copy without keys that are null or undefined, at every depth. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== null && v !== undefined)
      .map(([k, v]) => [k, withoutNulls(v)]),
  );
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at;
}

/** Splits a configuration into its secrets (at every depth, same shape) and the rest. */
export function splitSecrets(
  fields: readonly ConfigField[],
  value: Readonly<Record<string, unknown>>,
): { readonly plain: Record<string, unknown>; readonly secrets: Record<string, unknown> } {
  const plain: Record<string, unknown> = {};
  const secrets: Record<string, unknown> = {};
  for (const [name, v] of Object.entries(value)) {
    const field = fields.find((f) => f.name === name);
    if (v === null || v === undefined) continue;
    if (field?.sensitive) secrets[name] = v;
    else if (field?.fields && typeof v === 'object') {
      const inner = splitSecrets(field.fields, v as Record<string, unknown>);
      plain[name] = inner.plain;
      if (Object.keys(inner.secrets).length > 0) secrets[name] = inner.secrets;
    } else if (field?.items?.fields && Array.isArray(v)) {
      const inner = v.map((item) => splitSecrets(field.items?.fields ?? [], item as Record<string, unknown>));
      plain[name] = inner.map((i) => i.plain);
      if (inner.some((i) => Object.keys(i.secrets).length > 0)) secrets[name] = inner.map((i) => i.secrets);
    } else plain[name] = v;
  }
  return { plain, secrets };
}

/**
 * A configuration with stored secrets laid under it, as `splitSecrets` gave them: a secret that is left out keeps its
 * stored value, one that is null is cleared. Objects that are left out take their secrets along; lists match by position.
 */
export function mergeSecrets(given: unknown, stored: unknown): unknown {
  if (Array.isArray(given))
    return given.map((g, i) => mergeSecrets(g, Array.isArray(stored) ? stored[i] : undefined));
  if (!isRecord(given)) return given;
  const under = isRecord(stored) ? stored : {};
  const merged: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(under))
    if (!(name in given) && !isRecord(value) && !Array.isArray(value)) merged[name] = value;
  for (const [name, value] of Object.entries(given))
    if (value !== null) merged[name] = mergeSecrets(value, under[name]);
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
