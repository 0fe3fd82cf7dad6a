import { cut } from '../../kit/driver-words.ts';
import type { ConnectionError, SyncformError } from '../../kit/errors.ts';
import {
  type ConnectionFault,
  connectionFailure,
  networkFault,
  noAnswer,
  noTls,
} from '../sql/connection-fault.ts';
import { failedStatement, GRANT_IT, LOCK_NOT_GIVEN } from '../sql/failed-statement.ts';
import type { LoginConfig } from './sessions.ts';

/** What the server says of a failed statement, beside its message (protocol, "Error and Notice Message Fields"). */
export interface ServerError extends Error {
  /** SQLSTATE. */
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
  /** Where in the statement, a count of characters from 1. */
  readonly position?: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly where?: string;
  /** The function of the server's source that reported it. */
  readonly routine?: string;
}

/** Whether an error is the server's own word. */
export function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code));
}

/**
 * Classes of SQLSTATE (PostgreSQL, appendix A) that speak of the server, the session, the transaction or the statement,
 * and of nothing that one row could be at fault for. A trigger may give any other, also one of its own invention.
 */
const NOT_OF_A_ROW = /^(0[0-3]|0[8ABFLPZ]|2[4-68BD]|3[4BDF]|4[02]|5[3578]|72|F0|HV|XX00[12])/;

/**
 * Whether the server refused a statement for one of its rows: by a type, a constraint, an index that cannot hold the row, a
 * trigger that raised an error, or a policy of row-level security.
 */
export function isDataError(error: unknown): error is ServerError {
  if (!isServerError(error)) return false;
  return !NOT_OF_A_ROW.test(error.code) || isPolicyViolation(error);
}

/** Whether a row violates a policy, which has the code of a missing right. */
function isPolicyViolation({ code, routine }: ServerError): boolean {
  return code === '42501' && routine === 'ExecWithCheckOptions';
}

/** Whether the connection itself broke, so that it is of no further use. */
export function isBroken(error: unknown): boolean {
  if (isServerError(error)) return /^(08|57P0[1-4])/.test(error.code);
  return error instanceof Error;
}

/** A driver's or server's error while connecting, as the part of the way in that failed. */
export function connectionError(error: unknown, config: LoginConfig): ConnectionError {
  return connectionFailure(error, (e) => explain(e as Error & { code?: string }, config));
}

function explain(error: Error & { code?: string }, config: LoginConfig): ConnectionFault {
  const server = `${config.hostname}:${config.port}`;
  const text = error.message;
  const fault = networkFault(error, config);
  if (fault) return fault;
  switch (error.code) {
    case '3D000':
      return {
        part: 'database',
        message: `there is no database "${config.database}" at ${server}`,
        hint: 'Check database.',
      };
    case '28P01':
      return {
        part: 'user or password',
        message: `${server} refuses user "${config.username}" with this password`,
        hint: 'Check username and password.',
      };
    case '42501':
      return { part: 'permission', message: text, hint: `GRANT user "${config.username}" what is missing.` };
    case '53300':
      return { part: 'refused', message: `${server} has no connection to spare: ${text}` };
    case '57P03':
      return {
        part: 'refused',
        message: `${server} is starting or stopping: ${text}`,
        hint: 'Try again later.',
      };
    case '28000':
      if (/no encryption|SSL off/i.test(text))
        return { part: 'tls', message: `${server} wants TLS: ${text}`, hint: 'Set ssl = true.' };
      if (/certificate/i.test(text))
        return {
          part: 'tls',
          message: `${server} wants a client certificate: ${text}`,
          hint: 'Set client_certs, client_certificate and client_key.',
        };
      return {
        part: 'user or password',
        message: text,
        hint: 'Check username, and the server’s pg_hba.conf.',
      };
  }
  if (/timeout expired|connection timeout/i.test(text)) return noAnswer(server);
  if (/does not support SSL|establishing an SSL connection/.test(text)) return noTls(server);
  if (isTls(error))
    return {
      part: 'tls',
      message: `${server}: ${text}`,
      hint: config.ca_cert
        ? 'Check that ca_cert signed the server’s certificate, and that hostname is a name in it.'
        : 'Check ca_cert, client_certificate and client_key.',
    };
  if (isServerError(error)) return { part: 'refused', message: text };
  return { part: 'refused', message: `${server}: ${text}` };
}

function isTls(error: Error & { code?: string }): boolean {
  return (
    /^(ERR_(SSL|TLS|OSSL)|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/.test(
      error.code ?? '',
    ) || /\b(ssl|tls|certificate|PEM)\b/i.test(error.message)
  );
}

const WHO = 'See pg_locks and pg_stat_activity for who holds it, and let that session end its transaction.';

/** An error of a statement, in words: what was being done, the server's message, its detail and hint. */
export function statementError(doing: string, error: unknown): SyncformError {
  if (!isServerError(error)) return failedStatement(doing, error);
  const isLocked = error.code === '55P03' && !error.hint;
  const where = placeOf(error.where);
  return failedStatement(doing, error, {
    message: `${isLocked ? LOCK_NOT_GIVEN : error.message}${where ? ` (${where})` : ''}`,
    hint: error.code === '42501' ? GRANT_IT : isLocked ? WHO : error.hint,
  });
}

/** Where the server was when it failed, in one line: it also quotes whole rows, statements and the engine's own tables. */
function placeOf(where: string | undefined): string | undefined {
  const [first = ''] = where?.split('\n') ?? [];
  const copied = /^COPY .*?, line (\d+)(?:, column ([^:]+))?/.exec(first);
  if (copied) return `row ${copied[1]}${copied[2] === undefined ? '' : `, column "${copied[2]}"`}`;
  return first === '' || first.startsWith('SQL statement') ? undefined : cut(first, 200);
}
