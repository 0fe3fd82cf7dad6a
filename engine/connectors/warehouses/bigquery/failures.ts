import { GoogleRefusal } from '../../../families/google/google-api.ts';
import { ConnectionError, SyncformError } from '../../../kit/errors.ts';
import { StorageRefusal } from './storage/api.ts';

/** What became of a job that failed (https://cloud.google.com/bigquery/docs/error-messages). */
export class JobError extends Error {
  override readonly name = 'JobError';
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(plainMessage(message));
    this.reason = reason;
  }
}

/** The service's words without what it says of itself, and without where the statement is at fault, which nobody wrote. */
function plainMessage(text: string): string {
  return text
    .replace(/^Query error: /, '')
    .replace(/^Query execution failed: /, '')
    .replace(/ at \[\d+:\d+\]/g, '')
    .trim();
}

/** Reasons after which the same job may succeed. */
const PASSING: ReadonlySet<string> = new Set([
  'backendError',
  'internalError',
  'jobBackendError',
  'jobInternalError',
  'jobRateLimitExceeded',
  'rateLimitExceeded',
  'tableUnavailable',
]);
/** Two transactions that write one table at once: the later one is given up. */
const ABORTED = /aborted due to concurrent|could not serialize access/i;

/** Whether a job may succeed if it is run again: nothing of it was done. */
export function isPassing(error: unknown): boolean {
  if (error instanceof JobError) return PASSING.has(error.reason) || ABORTED.test(error.message);
  return error instanceof GoogleRefusal && PASSING.has(error.reason);
}

export function isNotFound(error: unknown): boolean {
  return (
    (error instanceof JobError && error.reason === 'notFound') ||
    (error instanceof GoogleRefusal && (error.reason === 'notFound' || error.status === 404))
  );
}

/** Whether what a statement was to make is there: a table, a dataset, a column. */
export function isDone(error: unknown): boolean {
  return (
    (error instanceof JobError && (error.reason === 'duplicate' || /already exists/i.test(error.message))) ||
    (error instanceof GoogleRefusal && error.status === 409)
  );
}

/** Whether the service understood a statement, and refused it. */
export function isRefusedStatement(error: unknown): error is Error {
  return (
    error instanceof JobError ||
    (error instanceof GoogleRefusal && (error.status === 400 || error.status === 404))
  );
}

/** An error of a statement, in words: what was being done, and the service's message. */
export function statementError(doing: string, error: unknown): Error {
  if (error instanceof SyncformError) return error;
  if (error instanceof StorageRefusal)
    return new SyncformError('failed', `${doing}: ${error.message}`, { cause: error });
  if (!(error instanceof JobError || error instanceof GoogleRefusal)) return error as Error;
  const message = `${doing}: ${plainMessage(error.message)}`;
  const hint = hintOf(error);
  return new SyncformError(isNotFound(error) ? 'source_changed' : 'failed', message, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

function hintOf({ reason }: JobError | GoogleRefusal): string | undefined {
  switch (reason) {
    case 'notFound':
      return 'Plan again, and check that the connection’s account may see it.';
    case 'accessDenied':
      return 'Give the connection’s account the role that the message names.';
    case 'quotaExceeded':
      return 'Wait until the quota is renewed, or have it raised: https://cloud.google.com/bigquery/quotas.';
    case 'billingNotEnabled':
      return 'Turn on billing for the project.';
    case 'responseTooLarge':
      return 'Set use_extract and bucket on the connection.';
    default:
      return undefined;
  }
}

/** A refusal of the first request of a connection, by the part of the way in that failed. */
export function connectionError(error: unknown, project: string): Error {
  if (!(error instanceof GoogleRefusal)) return error as Error;
  const details = { cause: error };
  if (error.status === 401)
    return new ConnectionError('user or password', 'BigQuery does not accept the credentials', {
      ...details,
      hint: 'Check that the account’s key has not been removed, and that the account is enabled.',
    });
  if (error.status === 403)
    return new ConnectionError('permission', `${project}: ${error.message}`, {
      ...details,
      hint: 'Give the account the roles BigQuery Job User, and BigQuery Data Viewer or Data Editor.',
    });
  if (error.status === 404 || (error.status === 400 && /project/i.test(error.message)))
    return new ConnectionError('database', `there is no project ${project} that the account may use`, {
      ...details,
      hint: 'Check override_project_id, or wif_project_id.',
    });
  return new ConnectionError('http', `BigQuery answered ${error.status}: ${error.message}`, details);
}
