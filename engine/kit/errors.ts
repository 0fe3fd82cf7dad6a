import { plainDriverWords, withoutTemporaryPaths } from './driver-words.ts';
import type { Code } from './findings/codes.ts';

/** Stable, machine-readable names of what can go wrong; REST answers and `--json` output carry them. */
export type ErrorCode =
  | 'invalid' // what was asked is wrong; `path` says where
  | 'unsupported' // asked of a system or version that cannot do it
  | 'not_found'
  | 'in_use'
  | 'connection_failed'
  | 'source_changed'
  | 'changes_lost' // the source cannot say any more what changed since it was last read
  | 'locked' // another process holds it
  | 'canceled'
  | 'failed';

export interface ErrorDetails {
  /** What to do next, a sentence. */
  readonly hint?: string;
  /** Where in the definition the fault lies: keys and indexes from the document's root. */
  readonly path?: readonly (string | number)[];
  readonly cause?: unknown;
}

/**
 * An error meant for a person: says what failed, in which object or record, and what to do next.
 * Its text never holds a secret, nor the path of a temporary file. Anything thrown that is not one of these is a bug or a driver's own error.
 */
export class SyncformError extends Error {
  override readonly name: string = 'SyncformError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly path: readonly (string | number)[];

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(withoutTemporaryPaths(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.path = details.path ?? [];
  }
}

/**
 * What failed first: where letting go of something failed as well, after the work had, JavaScript throws the later failure
 * and keeps the first one within it.
 */
export function firstCause(error: unknown): unknown {
  return error instanceof SuppressedError ? firstCause(error.suppressed) : error;
}

/** Whether something failed only because another process holds what it needs. */
export function isLocked(error: unknown): boolean {
  const first = firstCause(error);
  return first instanceof SyncformError && first.code === 'locked';
}

/** One fault in a definition or configuration: where, and what. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** What kind of fault it is; absent: `invalid`. */
  readonly code?: Code;
}

/** A definition with one or more faults; nothing was changed. */
export class InvalidError extends SyncformError {
  override readonly name = 'InvalidError';
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const text = issues
      .map((i) => (i.path.length ? `${i.path.join('.')}: ${i.message}` : i.message))
      .join('; ');
    super('invalid', text, { path: issues[0]?.path ?? [] });
    this.issues = issues;
  }
}

/** One thing that depends on a connection or model that was to be deleted. */
export interface Dependent {
  readonly type: 'model' | 'sync' | 'bulk_sync';
  readonly id: string;
  readonly name: string;
}

/** A deletion refused because others depend on the object; the message names them. */
export class InUseError extends SyncformError {
  override readonly name = 'InUseError';
  readonly used_by: readonly Dependent[];

  constructor(what: string, usedBy: readonly Dependent[]) {
    const list = usedBy.map((d) => `${d.type.replace('_', ' ')} "${d.name}" (${d.id})`).join(', ');
    const isConnection = what.startsWith('connection');
    super('in_use', `${isConnection ? 'connection' : 'model'} in use: ${what} is used by ${list}`, {
      hint:
        'Delete what uses it, or let that use another one, first. Where both change in one apply, give this one lifecycle { create_before_destroy = true }.' +
        (isConnection
          ? ' force_destroy = true, applied before, deletes what uses it as well, with all that is known of how far it had come.'
          : ''),
    });
    this.used_by = usedBy;
  }
}

/** The part of a connection that a test found at fault. */
export type ConnectionPart =
  | 'ssh'
  | 'name resolution'
  | 'refused'
  | 'timeout'
  | 'tls'
  | 'user or password'
  | 'database'
  | 'permission'
  | 'path'
  | 'format'
  | 'bucket'
  | 'extension'
  | 'version'
  | 'change detection'
  | 'http';

/** A connection test that failed: `part` is what failed first on the way in. */
export class ConnectionError extends SyncformError {
  override readonly name = 'ConnectionError';
  readonly part: ConnectionPart;

  constructor(part: ConnectionPart, message: string, details: ErrorDetails = {}) {
    super('connection_failed', `${part}: ${message}`, details);
    this.part = part;
  }
}

/** Whether an error tells of one object (a file, a view), rather than of the connection or of work that was stopped. */
export function isOfOneObject(error: unknown): error is SyncformError {
  if (error instanceof ConnectionError) return error.part === 'format';
  return error instanceof SyncformError && error.code !== 'canceled' && error.code !== 'locked';
}

/**
 * The message of anything thrown, without stacks: a SyncformError's with its hint, and nothing of its cause, for it says all
 * that a user needs; a driver's in plain words, with those of its causes.
 */
export function messageOf(thrown: unknown): string {
  const error = firstCause(thrown);
  if (error instanceof SyncformError) {
    if (!error.hint) return error.message;
    return `${error.message}${/[.!?]$/.test(error.message) ? '' : '.'} ${error.hint}`;
  }
  // A driver's errors may be of another realm's class.
  const { message, name, cause } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as Partial<Error>;
  const several = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : '';
  const own = plainDriverWords(message || several || name || String(error));
  const because = cause === undefined ? '' : messageOf(cause);
  return because === '' || own.includes(because) ? own : `${own} (${because})`;
}
