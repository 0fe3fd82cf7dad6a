import { ConnectionError, SyncformError } from '../../../kit/errors.ts';

/** An error as the driver gives it: a number of Snowflake's or of the driver's own, and the state of SQL. */
export interface SnowflakeFailure extends Error {
  readonly code?: string | number;
  readonly sqlState?: string;
  readonly cause?: unknown;
}

const AN_OBJECT_IS_THERE = /^0*2002$/;
const A_COLUMN_IS_THERE = /^0*1430$/;

/** Whether what a statement was to make is there. */
export function isDone(error: unknown): boolean {
  const code = codeOf(error);
  return AN_OBJECT_IS_THERE.test(code) || A_COLUMN_IS_THERE.test(code);
}

/** Whether a value was refused: what is not a number, no date, no JSON, too long, out of bounds. */
export function isDataError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return /^100[01]\d\d$/.test(codeOf(error)) || /^2[23]/.test((error as SnowflakeFailure).sqlState ?? '');
}

/** Whether the session is of no use to anybody after an error: the line, the login, or what is none of the server's words. */
export function isBroken(error: unknown): boolean {
  const { sqlState } = error as SnowflakeFailure;
  return sqlState === undefined || sqlState.startsWith('08') || /^390/.test(codeOf(error));
}

/** An error of a statement, in words. */
export function statementError(doing: string, error: unknown): Error {
  if (error instanceof SyncformError || !(error instanceof Error)) return error as Error;
  const message = (error as SnowflakeFailure).message.replace(/^SQL compilation error:\s*/, '');
  return new SyncformError('failed', `${doing}: ${message}`, { cause: error });
}

/** An error while logging in, by the part of the way in that failed. */
export function connectionError(
  error: unknown,
  { account, username, host }: { readonly account: string; readonly username: string; readonly host: string },
): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const failure = error as SnowflakeFailure;
  const code = codeOf(failure);
  const network = networkCode(failure);
  if (network === 'ENOTFOUND' || network === 'EAI_AGAIN')
    return new ConnectionError('name resolution', `no address is known for ${host}`, {
      hint: 'Check account: it is what stands before .snowflakecomputing.com.',
      cause: error,
    });
  if (network !== undefined && /^E(CONN|HOST|NET|ADDR)/.test(network))
    return new ConnectionError('refused', `${host} does not take connections (${network})`, {
      hint: 'Check account, and that a firewall lets this machine through.',
      cause: error,
    });
  if (network === 'ETIMEDOUT')
    return new ConnectionError('timeout', `${host} does not answer`, { cause: error });
  if (/CERT|TLS|SSL/.test(network ?? ''))
    return new ConnectionError('tls', `${host}: ${failure.message}`, { cause: error });
  if (/^(390100|3901(44|45)|39419\d|39430\d|390126|390127)$/.test(code))
    return new ConnectionError(
      'user or password',
      `account ${account} does not let ${username} in: ${failure.message}`,
      {
        hint: 'Check username and password, or that the user has the public key of private_key.',
        cause: error,
      },
    );
  if (/^390(189|422|201)$/.test(code))
    return new ConnectionError('permission', failure.message, { cause: error });
  return new ConnectionError('http', `account ${account}: ${failure.message}`, {
    hint: 'Check account.',
    cause: error,
  });
}

function codeOf(error: unknown): string {
  const { code } = error as SnowflakeFailure;
  return code === undefined ? '' : String(code);
}

/** Node's name of a network error, however deep the driver has put it. */
function networkCode(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Object && depth < 6; depth++) {
    const { code, cause } = at as SnowflakeFailure;
    if (typeof code === 'string' && /^[A-Z][A-Z_]+$/.test(code)) return code;
    at = cause;
  }
  return undefined;
}
