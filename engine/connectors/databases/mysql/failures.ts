import {
  type ConnectionFault,
  connectionFailure,
  networkFault,
  noTls,
} from '../../../families/sql/connection-fault.ts';
import { failedStatement, GRANT_IT } from '../../../families/sql/failed-statement.ts';
import type { ConnectionError, SyncformError } from '../../../kit/errors.ts';
import type { MysqlConfig } from './config.ts';

/** What the server says of a failed statement, beside its message. */
export interface ServerError extends Error {
  /** The server's number of the error: 1062. */
  readonly errno: number;
  readonly sqlState: string;
}

/** Whether an error is the server's own word. */
export function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error && 'sqlState' in error && typeof error.sqlState === 'string' && 'errno' in error
  );
}

/**
 * Classes of SQLSTATE that speak of the server, the session, the transaction or the statement, and of nothing that one row
 * could be at fault for. A trigger may SIGNAL any other, also one of its own invention.
 */
const NOT_OF_A_ROW = /^(0[0-9A-Z]|2[458]|3[3457D]|4[02]|70|HY|XA)/;

/**
 * Errors that speak of a row although their SQLSTATE does not: one that does not fit into a page (1118), more than one row
 * for a variable of a trigger (1172), wrong or truncated values (1265, 1366), no partition (1526), a trigger's own error
 * (1643, 1644), wrong JSON (3140), check constraints (3819), a wrong value for an UPDATE of a generated column (3157).
 */
const ROW_ERRORS: ReadonlySet<number> = new Set([1118, 1172, 1265, 1366, 1526, 1643, 1644, 3140, 3157, 3819]);

/** Whether the server refused a statement for one of its rows: by a type, a constraint or a trigger that raised an error. */
export function isDataError(error: unknown): error is ServerError {
  return isServerError(error) && (!NOT_OF_A_ROW.test(error.sqlState) || ROW_ERRORS.has(error.errno));
}

/** Whether another transaction was in the way, so that it is worth to try again. */
export function isDeadlock(error: unknown): error is ServerError {
  return isServerError(error) && error.errno === 1213;
}

/** Whether the server gave up a statement that waited for a lock. */
export function isLockTimeout(error: unknown): error is ServerError {
  return isServerError(error) && error.errno === 1205;
}

/** Whether the server knows no such table. */
export function isMissingTable(error: unknown): boolean {
  return isServerError(error) && error.errno === 1146;
}

/** A driver's or server's error while connecting, as the part of the way in that failed. */
export function connectionError(error: unknown, config: MysqlConfig): ConnectionError {
  return connectionFailure(error, (e) => explain(e as Error & { code?: string }, config));
}

function explain(error: Error & { code?: string }, config: MysqlConfig): ConnectionFault {
  const server = `${config.hostname}:${config.port}`;
  const text = error.message;
  if (isServerError(error))
    switch (error.errno) {
      case 1045:
      case 1698:
        return {
          part: 'user or password',
          message: `${server} refuses user "${config.account}" with this password`,
          hint: 'Check account and passwd; a user that REQUIREs TLS or comes from another host is refused in the same words.',
        };
      case 1049:
        return {
          part: 'database',
          message: `there is no database "${config.dbname}" at ${server}`,
          hint: 'Check dbname.',
        };
      case 1044:
        return {
          part: 'permission',
          message: text,
          hint: `Check dbname, and GRANT user "${config.account}" what is missing.`,
        };
      case 1130:
        return {
          part: 'permission',
          message: `${server}: ${text}`,
          hint: 'CREATE the USER for this machine’s address.',
        };
      case 1040:
      case 1203:
      case 1226:
        return { part: 'refused', message: `${server} has no connection to spare: ${text}` };
      case 1251:
        return {
          part: 'user or password',
          message: `${server}: ${text}`,
          hint: 'Use another authentication plugin.',
        };
      default:
        if (/insecure transport|require_secure_transport/i.test(text))
          return { part: 'tls', message: `${server} wants TLS: ${text}`, hint: 'Set ssl = true.' };
        return { part: 'refused', message: `${server}: ${text}` };
    }
  const fault = networkFault(error, config);
  if (fault) return fault;
  switch (error.code) {
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return noTls(server);
    case 'HANDSHAKE_SSL_ERROR':
      return {
        part: 'tls',
        message: `${server}: ${text}`,
        hint: 'Check that ca_cert signed the server’s certificate, that hostname is a name in it, and client_certificate and client_key.',
      };
    case 'AUTH_SWITCH_PLUGIN_ERROR':
      return {
        part: 'user or password',
        message: `${server}: ${text}`,
        hint: 'Use another authentication plugin.',
      };
  }
  return { part: 'refused', message: `${server}: ${text}` };
}

/** An error of a statement, in words: what was being done and the server's message. */
export function statementError(doing: string, error: unknown): SyncformError {
  const hint = isMissingPrivilege(error)
    ? GRANT_IT
    : isLockTimeout(error)
      ? 'SHOW FULL PROCESSLIST shows the sessions: let the one that holds the lock end its transaction, or KILL it.'
      : undefined;
  return failedStatement(doing, error, { hint });
}

const PERMISSION: ReadonlySet<number> = new Set([1044, 1142, 1143, 1227, 1370]);

/** Whether the server refused a statement because the user may not run it. */
export function isMissingPrivilege(error: unknown): boolean {
  return isServerError(error) && PERMISSION.has(error.errno);
}
