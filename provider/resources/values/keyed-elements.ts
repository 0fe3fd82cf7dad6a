import type { ConfigField, ConfigSchema } from '@syncform/engine/contract/config-schema.ts';
import { describeConfig } from '@syncform/engine/contract/describe-config.ts';
import { asIgnored, readConfig } from '@syncform/engine/contract/read-config.ts';
import { stableText } from '@syncform/engine/kit/digest.ts';
import type { Json as EngineJson, JsonObject } from '@syncform/engine/kit/json.ts';
import { Decimal, type Diagnostics, isUnknown, type Json, Unknown } from '../../framework/index.ts';
import { named } from '../diagnostics/failures.ts';
import { coded, refuseValue } from '../diagnostics/findings.ts';
import { engineJson } from './json-values.ts';
import { withoutUnknowns } from './unknown-values.ts';

/**
 * Elements that a configuration may give as a list or set of objects, or as a map of them under their key. Terraform has
 * no type for that, so the attribute is dynamic and this says what its elements are.
 */
export interface KeyedShape {
  /** The element's attribute that is the key in the map form: `id`. */
  readonly key: string;
  /** All attributes of an element; a strict object. */
  readonly element: ConfigSchema;
  /** Attributes of an element that are keyed collections themselves. In `element` they are `z.unknown()`. */
  readonly nested?: Readonly<Record<string, KeyedShape>>;
  /** An element in HCL, for messages: `{ enabled = true }`. */
  readonly example: string;
  /** Attributes of an element that are text, and may be given as a number or a boolean as other texts in HCL may. */
  readonly texts?: readonly string[];
  /** Whether an element may be given as the text of its key alone. */
  readonly isNamedAlone?: boolean;
  /** Attributes of which an element needs at least one. */
  readonly needsOneOf?: readonly string[];
  /** Values that an attribute has when it is left out, for telling whether two collections mean the same. */
  readonly defaults?: Readonly<Record<string, EngineJson>>;
}

/** The elements in the order in which they are given, each with its key; undefined if not set. */
export function elementsOf(
  shape: KeyedShape,
  value: Json | Unknown | undefined,
): readonly JsonObject[] | Unknown | undefined {
  if (value === null || value === undefined) return undefined;
  if (isUnknown(value)) return Unknown;
  const elements = Array.isArray(value)
    ? value.map((element) => element as Json | Unknown)
    : Object.entries(value as Record<string, Json>).map(([key, element]): Json | Unknown =>
        isRecord(element) ? { ...element, [shape.key]: key } : element,
      );
  return elements
    .map((element) => unfolded(shape, element))
    .map((element) => (isRecord(element) ? elementOf(shape, element) : element)) as JsonObject[];
}

/** An element that is given by its key alone as the object that it stands for. */
function unfolded(shape: KeyedShape, element: Json | Unknown): Json | Unknown {
  return shape.isNamedAlone && typeof element === 'string' ? { [shape.key]: element } : element;
}

function elementOf(shape: KeyedShape, element: Readonly<Record<string, Json>>): JsonObject {
  const known = heeded(describeConfig(shape.element), element) as Record<string, Json>;
  const plain = engineJson(asTexts(shape, known)) as Record<string, EngineJson>;
  for (const [name, inner] of Object.entries(shape.nested ?? {})) {
    const elements = elementsOf(inner, element[name]);
    if (elements !== undefined) plain[name] = elements as unknown as EngineJson;
  }
  return plain;
}

/** A value without attributes that are not there and without empty texts of those that may be left out. */
function heeded(fields: readonly ConfigField[], value: Json | Unknown): Json | Unknown {
  if (isUnknown(value) || !isRecord(value)) return value;
  const kept = Object.entries(value).flatMap(([name, given]) => {
    const field = fields.find((one) => one.name === name);
    if (!field || (given === '' && !field.required && !field.mayBeEmpty)) return [];
    const inner = field.fields ?? field.items?.fields;
    if (!inner) return [[name, given]];
    return [[name, Array.isArray(given) ? given.map((one) => heeded(inner, one)) : heeded(inner, given)]];
  });
  return Object.fromEntries(kept);
}

/** The element with its texts as texts. */
function asTexts(shape: KeyedShape, element: Readonly<Record<string, Json>>): Record<string, Json> {
  const result = { ...element };
  for (const name of shape.texts ?? []) {
    const value = result[name];
    if (['number', 'bigint', 'boolean'].includes(typeof value) || value instanceof Decimal)
      result[name] = String(value);
  }
  return result;
}

/** Whether two collections mean the same, whichever form and order they are given in. */
export function sameElements(shape: KeyedShape, a: Json | undefined, b: Json | undefined): boolean {
  return stableText(canonical(shape, a)) === stableText(canonical(shape, b));
}

function canonical(shape: KeyedShape, value: Json | undefined): unknown {
  const elements = elementsOf(shape, value);
  if (!Array.isArray(elements)) return null;
  return elements
    .map((element: JsonObject) => {
      const filled: Record<string, unknown> = { ...shape.defaults, ...element };
      for (const [name, inner] of Object.entries(shape.nested ?? {}))
        if (name in filled) filled[name] = canonical(inner, filled[name] as Json);
      return filled;
    })
    .sort((x, y) => (stableText(x) < stableText(y) ? -1 : 1));
}

/** Elements in the form that `like` has: a list if it is one, else a map by key. */
export function keyedLike(shape: KeyedShape, elements: readonly JsonObject[], like: Json | undefined): Json {
  if (Array.isArray(like)) return elements.map((element) => nestedLike(shape, element, undefined));
  const before = isRecord(like) ? like : {};
  return Object.fromEntries(
    elements.map((element) => {
      const key = String(element[shape.key]);
      const { [shape.key]: _, ...rest } = nestedLike(shape, element, before[key]);
      return [key, rest];
    }),
  );
}

function nestedLike(shape: KeyedShape, element: JsonObject, like: Json | undefined): Record<string, Json> {
  const result: Record<string, Json> = { ...element };
  for (const [name, inner] of Object.entries(shape.nested ?? {})) {
    const form = like === undefined ? [] : isRecord(like) ? like[name] : undefined;
    const elements = element[name];
    if (Array.isArray(elements)) result[name] = keyedLike(inner, elements as JsonObject[], form);
  }
  return result;
}

/** Says what is wrong with the elements, each at its place, and nothing of what is not known yet. */
export function checkElements(
  shape: KeyedShape,
  value: Json | Unknown,
  path: readonly (string | number)[],
  diagnostics: Diagnostics,
): void {
  if (value === null || isUnknown(value)) return;
  if (!Array.isArray(value) && !isRecord(value)) {
    refuseValue(
      diagnostics,
      path,
      'Wrong type',
      `${path.join('.')} is a list of objects, or a map of them by ${shape.key}.`,
    );
    return;
  }
  const entries: [string | number, Json | Unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  for (const [at, given] of entries) {
    const here = [...path, at];
    if (isUnknown(given)) continue;
    const element = typeof at === 'number' ? unfolded(shape, given) : given;
    if (!isRecord(element))
      refuseValue(
        diagnostics,
        here,
        'Wrong type',
        `${path.join('.')}: ${at} must be an object: ${shape.example}.`,
      );
    else
      checkElement(shape, typeof at === 'string' ? withKey(shape, element, at) : element, here, diagnostics);
  }
}

function withKey(
  shape: KeyedShape,
  element: Readonly<Record<string, Json>>,
  key: string,
): Record<string, Json> {
  const own = element[shape.key];
  return { ...element, [shape.key]: own === undefined || own === null ? key : own };
}

function checkElement(
  shape: KeyedShape,
  element: Readonly<Record<string, Json>>,
  path: readonly (string | number)[],
  diagnostics: Diagnostics,
): void {
  const { known, unknown } = withoutUnknowns(asTexts(shape, element));
  const { ignored, issues } = readConfig(shape.element, known, { unknown });
  const needs = shape.needsOneOf ?? [];
  // Without what is needed, an attribute that is not there is most likely that, misspelled.
  const isMissed =
    needs.length > 0 && needs.every((name) => !unknown.has(name) && (element[name] ?? null) === null);
  for (const { path: inner, message } of issues) {
    const at = [...path, ...inner];
    refuseValue(diagnostics, at, 'Invalid value', named(at, message));
  }
  for (const { path: inner, message } of ignored) {
    const at = [...path, ...inner];
    if (isMissed)
      refuseValue(
        diagnostics,
        at,
        'Invalid value',
        `${message}${/[.?]$/.test(message) ? '' : '.'} Needed is ${needs.join(' or ')}.`,
      );
    else
      diagnostics.warning(
        at,
        coded(`The attribute ${at.join('.')} is ignored`, 'ignored'),
        `${asIgnored(message)}.`,
      );
  }
  const key = path.at(-1);
  if (typeof key === 'string' && !isUnknown(element[shape.key]) && element[shape.key] !== key)
    refuseValue(
      diagnostics,
      [...path, shape.key],
      'Two keys',
      `${shape.key} is "${String(element[shape.key])}", but the element stands under "${key}". Leave it out.`,
    );
  for (const [name, inner] of Object.entries(shape.nested ?? {}))
    checkElements(inner, element[name] ?? null, [...path, name], diagnostics);
}

function isRecord(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
