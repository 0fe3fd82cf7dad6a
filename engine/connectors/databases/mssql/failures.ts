import {
  type ConnectionFault,
  connectionFailure,
  networkFault,
  noAnswer,
  noTls,
} from '../../../families/sql/connection-fault.ts';
import { failedStatement, GRANT_IT, LOCK_NOT_GIVEN } from '../../../families/sql/failed-statement.ts';
import type { ConnectionError, SyncformError } from '../../../kit/errors.ts';
import type { LoginOfConnection, SessionConfig } from './sessions.ts';

/** The server's word on a failed statement. */
export interface ServerError extends Error {
  /** As sys.messages has it. */
  readonly number: number;
  /** How grave it is. */
  readonly class?: number | undefined;
}

/** The session was killed. */
const KILLED = 596;

/** From this severity on the server ends the session (https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-error-severities). */
const ENDS_SESSION = 20;

/** Whether the server's word is the last one of the session. */
export function endsSession(error: ServerError): boolean {
  return error.number === KILLED || (error.class ?? 0) >= ENDS_SESSION;
}

/** Whether an error is the server's own word. */
export function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'number' in error && typeof error.number === 'number';
}

/** Numbers that speak of a value or of a rule of the table: conversions, overflows, lengths, constraints, triggers. */
const OF_A_ROW = new Set([
  220, 232, 241, 242, 245, 248, 295, 296, 515, 517, 529, 547, 550, 1946, 2601, 2627, 2628, 8114, 8115, 8152,
  8169, 9420, 13609, 50000,
]);

/** Whether the server refused a statement for one of its rows. */
export function isDataError(error: unknown): error is ServerError {
  return isServerError(error) && OF_A_ROW.has(error.number);
}

/** An error while connecting, as the part of the way in that failed. */
export function connectionError(
  error: unknown,
  config: SessionConfig,
  login: Pick<LoginOfConnection, 'who' | 'check'>,
): ConnectionError {
  return connectionFailure(error, (e) => explain(e as Error & { code?: string }, config, login));
}

/** What the server says of a login in the messages before it hangs up. */
export interface LoginMessage {
  readonly number: number;
  readonly message: string;
}

function explain(
  error: Error & { code?: string; said?: readonly LoginMessage[] },
  config: SessionConfig,
  { who, check }: Pick<LoginOfConnection, 'who' | 'check'>,
): ConnectionFault {
  const server = `${config.hostname}:${config.port}`;
  const cause = error.cause as (Error & { code?: string }) | undefined;
  const fault = networkFault({ code: cause?.code ?? error.code ?? '' }, config);
  if (fault) return fault;
  const said = error.said ?? [];
  const missing = said.find(({ number }) => number === 4060 || number === 911);
  if (missing)
    return {
      part: 'database',
      message: `there is no database "${config.database}" at ${server}, or the user may not use it`,
      hint: 'Check database.',
    };
  if (said.some(({ number }) => number === 18456))
    return {
      part: 'user or password',
      message: `${server} refuses ${who}`,
      hint: check,
    };
  if (error.code === 'EENCRYPT')
    return config.ssl
      ? noTls(server)
      : { part: 'tls', message: `${server} takes no connection without TLS`, hint: 'Set ssl = true.' };
  if (/did not answer|timeout|failed to connect in/i.test(error.message) || error.code === 'ETIMEOUT')
    return noAnswer(server);
  if (/encryption|certificate|tls|ssl/i.test(`${error.message} ${cause?.message ?? ''}`))
    return {
      part: 'tls',
      message: `${server}: ${cause?.message ?? error.message}`,
      hint: 'Check ssl and trust_server_certificate.',
    };
  return { part: 'refused', message: `${server}: ${said[0]?.message ?? error.message}` };
}

const LOCK_TIMEOUT = 1222;
const DENIED = new Set([229, 230, 262, 297, 300]);
const WHO = 'See sys.dm_tran_locks for who holds it, and let that session end its transaction.';

/** An error of a statement, in words. */
export function statementError(doing: string, error: unknown): SyncformError {
  const number = isServerError(error) ? error.number : undefined;
  if (number === LOCK_TIMEOUT) return failedStatement(doing, error, { message: LOCK_NOT_GIVEN, hint: WHO });
  return failedStatement(doing, error, number && DENIED.has(number) ? { hint: GRANT_IT } : {});
}
