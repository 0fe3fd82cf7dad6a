import { z } from 'zod';
import type { Issue } from '../kit/errors.ts';
import type { JsonObject } from '../kit/json.ts';
import type { ConfigField, ConfigSchema } from './config-schema.ts';
import { type CheckOptions, checkConfig, describeConfig, withoutNulls } from './describe-config.ts';
import { nearName } from './near-name.ts';

/** A configuration as it counts, and what was written into it that counts for nothing. */
export interface HeededConfig {
  readonly configuration: JsonObject;
  /** Settings that are not there, and settings that belong to another choice than the one made: ends of sentences. */
  readonly ignored: readonly Issue[];
  /** What keeps it from being used. */
  readonly issues: readonly Issue[];
}

/**
 * Reads a configuration as leniently as can be without guessing. Left out are nulls, empty texts and lists of settings that
 * may be left out, unknown settings, and settings of another choice; the latter two are told. Where something that is needed is
 * missing, an unknown setting is a fault: it is most likely the one that is missed, misspelled.
 */
export function readConfig(schema: ConfigSchema, given: unknown, options: CheckOptions = {}): HeededConfig {
  const clean = withoutNulls(given);
  if (!isRecord(clean))
    return { configuration: {}, ignored: [], issues: checkConfig(schema, given, options) };
  const reader = new Reader(options.unknown ?? new Set());
  const configuration = reader.object(schema, clean, []);
  const issues = checkConfig(schema, configuration, options);
  const isFault = ({ path }: Issue) =>
    issues.some((issue) => isSamePath(issue.path.slice(0, -1), path.slice(0, -1)));
  return {
    configuration: configuration as JsonObject,
    ignored: [...reader.unknown.filter((one) => !isFault(one)), ...reader.foreign],
    issues: [...issues, ...reader.unknown.filter(isFault)],
  };
}

/** Sentences on what counts for nothing, each with its place. */
export function ignoredSettings(at: readonly string[], ignored: readonly Issue[]): readonly string[] {
  return ignored.map(({ path, message }) => `${[...at, ...path].join('.')}: ${asIgnored(message)}`);
}

/** What is said of a setting that is ignored: the end of a sentence, without a full stop. */
export function asIgnored(message: string): string {
  return message.endsWith('?') ? `${message} It is ignored` : `${message}; it is ignored`;
}

class Reader {
  readonly unknown: Issue[] = [];
  readonly foreign: Issue[] = [];
  readonly #open: ReadonlySet<string>;

  constructor(open: ReadonlySet<string>) {
    this.#open = open;
  }

  object(
    schema: ConfigSchema,
    value: Readonly<Record<string, unknown>>,
    path: Issue['path'],
  ): Record<string, unknown> {
    const fields = describeConfig(schema);
    const kept: Record<string, unknown> = {};
    for (const [name, given] of Object.entries(value)) {
      const field = fields.find((one) => one.name === name);
      if (!field) this.unknown.push({ path: [...path, name], message: noSetting(name, fields) });
      else if (!isEmpty(given) || !canBeLeftOut(field))
        kept[name] = this.#value(schema.shape[name] as z.ZodType, given, [...path, name]);
    }
    for (const field of fields) {
      const message = foreignTo(field, fields, kept, path.length === 0 ? this.#open : new Set());
      if (message === undefined) continue;
      this.foreign.push({ path: [...path, field.name], message });
      delete kept[field.name];
    }
    return kept;
  }

  #value(schema: z.ZodType, value: unknown, path: Issue['path']): unknown {
    const inner = unwrapped(schema);
    if (inner instanceof z.ZodObject && isRecord(value)) return this.object(inner, value, path);
    if (inner instanceof z.ZodArray && Array.isArray(value))
      return value.map((element, i) => this.#value(inner.element as z.ZodType, element, [...path, i]));
    return value;
  }
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrapped(schema.unwrap() as z.ZodType);
  return schema;
}

function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

/** Whether an empty text or list means the same as nothing: Polytomic writes out every setting. */
function canBeLeftOut({ required, onlyWhen, mayBeEmpty, type }: ConfigField): boolean {
  return (!required || onlyWhen !== undefined) && !mayBeEmpty && type !== 'json';
}

function noSetting(name: string, fields: readonly ConfigField[]): string {
  const known = fields.map((field) => field.name);
  const near = nearName(name, known);
  return `there is no setting "${name}"; ${near ? `did you mean ${near}?` : `known are ${known.join(', ')}`}`;
}

/**
 * Why a field that belongs to another choice than the one made is left unheeded; undefined where it is not. What is only
 * turned off may keep its settings; so may secrets, which are kept where they are left out.
 */
function foreignTo(
  field: ConfigField,
  fields: readonly ConfigField[],
  value: Readonly<Record<string, unknown>>,
  open: ReadonlySet<string>,
): string | undefined {
  const given = value[field.name];
  if (!field.onlyWhen || field.sensitive || field.readOnly || given === undefined || given === field.default)
    return undefined;
  let at: ConfigField | undefined = field;
  while (at?.onlyWhen) {
    const { field: choice, equals }: NonNullable<ConfigField['onlyWhen']> = at.onlyWhen;
    const decides: ConfigField | undefined = fields.find((one) => one.name === choice);
    if (open.has(choice)) return undefined;
    if (typeof equals === 'string' && (value[choice] ?? decides?.default) !== equals)
      return `belongs to ${choice} ${equals}${insteadOf(value[choice])}`;
    at = decides;
  }
  return undefined;
}

function insteadOf(chosen: unknown): string {
  return typeof chosen === 'string' ? `, not to ${chosen}` : ', which is not set';
}

function isSamePath(a: Issue['path'], b: Issue['path']): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
