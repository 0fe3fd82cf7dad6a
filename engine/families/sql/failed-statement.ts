import { messageOf, SyncformError } from '../../kit/errors.ts';

/** What becomes of a statement for which another session holds a lock, and what helps who may not run one. */
export const LOCK_NOT_GIVEN = 'another session holds a lock that was not given within lock_timeout';
export const GRANT_IT = 'GRANT the connection’s user what is missing.';

/**
 * An error of a statement, in words: what was being done, and the server's message if there is none to put in its place. An error
 * that is in such words already stays as it is.
 */
export function failedStatement(
  doing: string,
  error: unknown,
  {
    message = messageOf(error),
    hint,
  }: { readonly message?: string; readonly hint?: string | undefined } = {},
): SyncformError {
  if (error instanceof SyncformError) return error;
  return new SyncformError('failed', `${doing}: ${message}`, { ...(hint ? { hint } : {}), cause: error });
}
