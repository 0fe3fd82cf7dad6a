import {
  type ErrorCode,
  firstCause,
  InvalidError,
  type Issue,
  messageOf,
  SyncformError,
} from '@syncform/engine/kit/errors.ts';
import type { Code } from '@syncform/engine/kit/findings/codes.ts';
import type { Severities } from '@syncform/engine/kit/findings/finding.ts';
import { AttributeError, type Attributes, type Diagnostics } from '../../framework/index.ts';
import type { Syncform } from '../syncform.ts';
import { coded, severitiesIn, tell } from './findings.ts';

/** The schema and the values that an engine's error speaks of, so that it shows at the attribute at fault. */
export interface Subject {
  /** What was to be done, a clause: `create the sync "orders"`. */
  readonly doing: string;
  readonly attributes: Attributes;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Turns an error of the engine into what the user sees: every fault of a definition at its attribute. Throws the first one,
 * for a hook must not return after a failure, and adds the others.
 */
export function fail(thrown: unknown, subject: Subject, diagnostics: Diagnostics): never {
  const error = firstCause(thrown);
  if (!(error instanceof SyncformError)) throw inPlainWords(error);
  const issues =
    error instanceof InvalidError ? error.issues : [{ path: error.path, message: messageOf(error) }];
  const [first, ...others] = issues.map(({ path, message, code = codeOf(error) }: Issue) => ({
    place: placeOf(subject, path),
    summary: coded(`Cannot ${subject.doing}`, code),
    detail: sentence(`${elementOf(subject, path)}${named(path, message)}`),
  }));
  for (const { place, summary, detail } of others) diagnostics.error(place, summary, detail);
  throw new AttributeError(
    first?.place ?? [],
    first?.summary ?? coded(`Cannot ${subject.doing}`, codeOf(error)),
    first?.detail ?? messageOf(error),
  );
}

/** What kind of finding an error of the engine is. */
function codeOf({ code }: SyncformError): Code {
  const codes: Readonly<Record<ErrorCode, Code>> = {
    invalid: 'invalid',
    unsupported: 'unsupported',
    not_found: 'not-found',
    in_use: 'in-use',
    connection_failed: 'unreachable',
    source_changed: 'changed',
    changes_lost: 'changes-lost',
    locked: 'locked',
    canceled: 'failed',
    failed: 'failed',
  };
  return codes[code];
}

/** A driver's error in plain words; its stack, which only the log has, stays. */
function inPlainWords(error: unknown): unknown {
  const message = messageOf(error);
  if (!(error instanceof Error) || message === error.message) return error;
  const plain = new Error(message);
  if (error.stack !== undefined) plain.stack = error.stack;
  return plain;
}

/** Which element of a set is meant, for Terraform cannot point into one: `the filter "A": `. */
function elementOf({ attributes, values }: Subject, [name, index]: readonly (string | number)[]): string {
  if (typeof name !== 'string' || typeof index !== 'number') return '';
  const type = attributes[name]?.type;
  if (type === undefined || type.kind !== 'set') return '';
  const elements = values[name];
  const element = Array.isArray(elements) ? elements[index] : undefined;
  if (typeof element !== 'object' || element === null) return '';
  const { label, source, from, field, target } = element as Record<string, unknown>;
  const sourceField = (source as { readonly field?: unknown } | undefined)?.field;
  const found = [label, sourceField, field, target, from, element.name].find(
    (one) => typeof one === 'string',
  );
  return found === undefined ? '' : `"${found}": `;
}

/** A document's path as the configuration has it: a position in a map of keyed elements becomes its key. */
export function placeOf(
  { attributes, values }: Pick<Subject, 'attributes' | 'values'>,
  path: readonly (string | number)[],
): readonly (string | number)[] {
  const [name, ...rest] = path;
  if (typeof name !== 'string' || !attributes[name]) return [];
  return [name, ...keyedSteps(values[name], rest)];
}

function keyedSteps(value: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  const [step, ...rest] = path;
  if (step === undefined) return [];
  if (typeof value !== 'object' || value === null) return path;
  const key = typeof step === 'number' && !Array.isArray(value) ? (Object.keys(value)[step] ?? step) : step;
  return [key, ...keyedSteps((value as Record<string | number, unknown>)[key], rest)];
}

/** A message that says what it is about, for Terraform shows the line of a key only where it is there. */
export function named(path: readonly (string | number)[], message: string): string {
  const name = path.at(-1);
  if (path.length < 2 || typeof name !== 'string') return message;
  // As a word: `use_staging is true` does not name the setting `staging`.
  const isNamed = new RegExp(`(?<!\\w)${RegExp.escape(name)}(?!\\w)`).test(message);
  return isNamed ? message : `${name}: ${message}`;
}

function sentence(message: string): string {
  // A name that comes first (a file, a table) is written as it is.
  const text = /^[a-z]+[ ,:]/.test(message) ? message.charAt(0).toUpperCase() + message.slice(1) : message;
  return /[.!?)]$/.test(text) ? text : `${text}.`;
}

/** Apply does what was planned, or nothing. */
export function sourceChanged(): AttributeError {
  return new AttributeError(
    [],
    coded('The source schema changed since this plan', 'changed'),
    'Nothing was changed here. Run terraform plan again to see what is different, then apply.',
  );
}

/** As `sourceChanged`, of tables that somebody altered at the target. */
export function tablesChanged(): AttributeError {
  return new AttributeError(
    [],
    coded('The target’s tables changed since this plan', 'changed'),
    'Nothing was changed here. Run terraform plan again to see them as they are now, then apply.',
  );
}

/** Whether a source or target did not answer, which says nothing of the definition. */
export function isUnreachable(thrown: unknown): boolean {
  const error = firstCause(thrown);
  return error instanceof SyncformError && error.code === 'connection_failed';
}

/**
 * Warns that something that stays as it is cannot work any more, because what it refers to has changed elsewhere. That is no
 * reason to refuse a plan that does not touch it: others could not be changed, and nothing could be destroyed.
 */
export function warnOfFault(
  what: string,
  error: Error,
  severities: readonly Severities[],
  diagnostics: Diagnostics,
): void {
  tell(
    {
      code: 'faulty',
      summary: `The ${what} cannot work as it is`,
      detail: `${messageOf(error)}. Nothing of this plan changes it, and its runs fail until that is fixed.`,
    },
    severities,
    diagnostics,
  );
}

/**
 * Warns, once in a plan, that a connection that the plan creates or changes cannot be reached yet: what is at its other end
 * may be made until it is needed.
 */
export function warnOfUnreachable(
  error: unknown,
  { given, severities }: Pick<Syncform, 'given' | 'severities'>,
  diagnostics: Diagnostics,
): void {
  const message = messageOf(firstCause(error));
  if (given.has(message)) return;
  given.add(message);
  tell(
    {
      code: 'unreachable',
      summary: 'A connection of this plan cannot be reached yet',
      detail: `${message.replace(/\.$/, '')}. What reads from it or writes to it is planned when it is applied: tables may be made then and columns added, and nothing that is there is changed.`,
    },
    severitiesIn(severities),
    diagnostics,
  );
}

/** Fails a data source that could not be read, for the end of a promise. */
export function reading(
  what: string,
  attributes: Attributes,
  values: Readonly<Record<string, unknown>>,
  diagnostics: Diagnostics,
): (error: unknown) => never {
  return (error) => fail(error, { doing: `read ${what}`, attributes, values }, diagnostics);
}
