import { canceled } from '../../../kit/abort.ts';
import { ConnectionError, SyncformError } from '../../../kit/errors.ts';
import type { ScylladbConfig } from './config.ts';

/** Codes of a node's answers: the protocol's specification, version 4, section 9. */
const CODE = {
  badCredentials: 0x0100,
  unavailable: 0x1000,
  overloaded: 0x1001,
  readTimeout: 0x1200,
  readFailure: 0x1300,
  syntax: 0x2000,
  unauthorized: 0x2100,
  invalid: 0x2200,
  config: 0x2300,
} as const;

interface DriverError extends Error {
  readonly code?: number | string;
  /** Of an error that says that no node could be used: what each of them said. */
  readonly innerErrors?: Readonly<Record<string, Error>>;
}

/** What the driver failed of first: where no node could be used, what one of them said. */
function firstOf(error: unknown): DriverError {
  const said = error as DriverError;
  const inner = Object.values(said.innerErrors ?? {});
  return (inner.find((one) => (one as DriverError).code !== undefined) ?? inner[0] ?? said) as DriverError;
}

/** Whether a page was too much for a node to answer in its time. */
export function isTooMuch(error: unknown): boolean {
  const { code, name } = firstOf(error);
  return name === 'OperationTimedOutError' || code === CODE.readTimeout || code === CODE.readFailure;
}

/** What was wrong with a statement of the user's, in the system's words; undefined where it was something else. */
export function statementFault(error: unknown): string | undefined {
  if (!(error instanceof SyncformError) || error.cause === undefined) return undefined;
  const { code, message } = firstOf(error.cause);
  if (code !== CODE.syntax && code !== CODE.invalid && code !== CODE.config) return undefined;
  // After the fault a part of the statement is repeated.
  return message.replace(/ \([^()]*\[[^\]]*\].*$/s, '');
}

/** An error of the driver's in words. */
export function failure(doing: string, error: unknown, config: ScylladbConfig, signal: AbortSignal): Error {
  if (signal.aborted) return canceled(signal);
  if (error instanceof SyncformError) return error;
  const first = firstOf(error);
  const { code, message, name } = first;
  const where = config.hosts;
  if (name === 'AuthenticationError' || code === CODE.badCredentials)
    return new ConnectionError(
      'user or password',
      config.username === undefined
        ? `${where} wants a user and a password`
        : `${where} does not let user "${config.username}" in`,
      { hint: 'Check username and password.', cause: error },
    );
  if (code === CODE.unauthorized)
    return new ConnectionError('permission', `${doing}: ${message}`, {
      hint: 'GRANT the user SELECT on what is to be read.',
      cause: error,
    });
  if (/ENOTFOUND|EAI_AGAIN|could be resolved|not be resolved/i.test(`${code} ${message}`))
    return new ConnectionError('name resolution', `no address is known for ${where}`, {
      hint: 'Check hosts.',
      cause: error,
    });
  if (/certificate|SSL|TLS|EPROTO|altnames/i.test(`${code} ${message}`))
    return new ConnectionError('tls', `${where} and this end do not agree on TLS: ${message}`, {
      hint: 'Set tls as the nodes have it, and ca_cert to the authority that signed their certificates.',
      cause: error,
    });
  if (
    /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ECONNRESET|socket was closed|was closed/i.test(
      `${code} ${message}`,
    )
  )
    return new ConnectionError(
      config.tls && !/ECONNREFUSED|UNREACH/.test(`${code} ${message}`) ? 'tls' : 'refused',
      `${where} does not take connections`,
      { hint: 'Check hosts and tls, and that a firewall lets this machine through.', cause: error },
    );
  if (/ETIMEDOUT|timeout/i.test(`${code} ${message}`) && name === 'DriverError')
    return new ConnectionError('timeout', `${where} does not answer`, {
      hint: 'Check hosts, and that a firewall lets this machine through.',
      cause: error,
    });
  if (isTooMuch(error) || code === CODE.unavailable || code === CODE.overloaded)
    return new ConnectionError('timeout', `${doing}: the nodes do not answer in time: ${message}`, {
      hint: 'Run again when the cluster has less to do, or has all of its nodes.',
      cause: error,
    });
  return new SyncformError('failed', `${doing}: ${message}`, { cause: error });
}
