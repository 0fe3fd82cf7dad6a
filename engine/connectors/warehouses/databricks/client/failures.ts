import { retryAfter } from '../../../../families/http/retry.ts';
import { ConnectionError, type ConnectionPart, messageOf, SyncformError } from '../../../../kit/errors.ts';
import type { DatabricksConfig } from '../config.ts';

/** A statement that the warehouse refused or could not finish: nothing of it was done. */
export class StatementError extends SyncformError {
  override readonly name = 'StatementError';
  /** Databricks' name of the error: `TABLE_OR_VIEW_NOT_FOUND`, `DELTA_CONCURRENT_APPEND`; '' where it gives none. */
  readonly condition: string;
  /** Five characters, or ''. */
  readonly sqlState: string;
  /** The place in the statement, where the warehouse names one. */
  readonly place: StatementPlace | undefined;

  constructor(message: string, about: Pick<StatementError, 'condition' | 'sqlState' | 'place' | 'cause'>) {
    super('failed', message, {
      cause: about.cause,
      ...(isDenied(about) ? { hint: 'GRANT the user or service principal what is missing.' } : {}),
    });
    this.condition = about.condition;
    this.sqlState = about.sqlState;
    this.place = about.place;
  }
}

/** Whether a statement was refused for want of a right. */
export function isDenied({ condition, sqlState }: Pick<StatementError, 'condition' | 'sqlState'>): boolean {
  return sqlState === '42501' || /PERMISSION|DENIED|UNAUTHORIZED/.test(condition);
}

/** A place in a statement; both are counted from 1. */
export interface StatementPlace {
  readonly line: number;
  readonly column: number;
}

/** What the driver throws, as far as it says what happened: its classes are not all Errors. */
interface DriverFailure {
  readonly message?: string;
  readonly code?: string | number;
  /** Of node-fetch: `system` where the connection failed. */
  readonly type?: string;
  /** Of an answer without Thrift in it. */
  readonly statusCode?: number;
  readonly response?: {
    readonly status?: number | { readonly sqlState?: string };
    readonly headers?: { get(name: string): string | null };
    readonly sqlState?: string;
    readonly displayMessage?: string;
  };
  readonly errorCode?: string;
}

/** Whether, and how, a call that failed may be made again. */
export type Again =
  /** It was refused before anything was done; `afterMs` where the warehouse says how long to wait. */
  | { readonly kind: 'busy'; readonly status: number; readonly afterMs: number | undefined }
  /** The session is not known any more: nothing was done. */
  | { readonly kind: 'session' }
  /** The token is not taken any more: nothing was done. */
  | { readonly kind: 'token' }
  /** The line broke: whether anything was done is not known. */
  | { readonly kind: 'line' }
  | { readonly kind: 'no' };

const LOST_SESSION =
  /invalid sessionhandle|invalid session|session .{0,80}(is closed|was closed|has expired|does not exist|not found)/i;
const BROKEN_LINE =
  /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EPIPE|ETIMEDOUT|EAI_AGAIN|ERR_STREAM_PREMATURE_CLOSE)$/;

/** What a failure of the driver means for another try. */
export function again(error: unknown, now: number): Again {
  const { statusCode, response, message = '', code, type } = failureOf(error);
  if (statusCode === 429 || statusCode === 503) {
    const header = response?.headers?.get('retry-after') ?? undefined;
    return { kind: 'busy', status: statusCode, afterMs: retryAfter(header, now) };
  }
  if (statusCode === 401) return { kind: 'token' };
  if (statusCode !== undefined)
    return statusCode === 502 || statusCode === 504 ? { kind: 'line' } : { kind: 'no' };
  if (LOST_SESSION.test(message)) return { kind: 'session' };
  if (BROKEN_LINE.test(String(code ?? '')) || type === 'system' || type === 'body-timeout')
    return code === 'ENOTFOUND' || isTls(error) ? { kind: 'no' } : { kind: 'line' };
  if (/socket hang up|premature close|request timed out/i.test(message)) return { kind: 'line' };
  return { kind: 'no' };
}

/** A failure as an error for people: of the way to the warehouse, or of the statement. */
export function warehouseError(doing: string, error: unknown, config: DatabricksConfig): SyncformError {
  if (error instanceof SyncformError) return error;
  return lineError(error, config) ?? statementError(doing, error);
}

function failureOf(error: unknown): DriverFailure {
  return typeof error === 'object' && error !== null ? (error as DriverFailure) : {};
}

/** A warehouse's own words: `[TABLE_OR_VIEW_NOT_FOUND] The table … cannot be found. … SQLSTATE: 42P01 (line 1, pos 14)`. */
function statementError(doing: string, error: unknown): StatementError {
  const { response, message } = failureOf(error);
  const text = (message || messageOf(error)).trim();
  const condition = /\[([A-Z][A-Z0-9_]+)(?:\.[A-Z0-9_]+)*\]/.exec(text)?.[1] ?? '';
  const sqlState = /SQLSTATE: ?([0-9A-Z]{5})/.exec(text)?.[1] ?? response?.sqlState ?? '';
  const words = text
    .split(/\n+== SQL|\n\tat |;\n'|\n\n/, 1)
    .join()
    .replace(/(; |\s*\()line \d+,? pos \d+\)?;?\s*$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return new StatementError(`${doing}: ${words}`, {
    condition,
    sqlState,
    place: placeIn(text),
    cause: error,
  });
}

/** `(line 1, pos 14)` counts characters from 0, `== SQL (line 1, position 15) ==` from 1. */
function placeIn(text: string): StatementPlace | undefined {
  const found = /\bline (\d+),? pos(ition)? (\d+)/.exec(text);
  if (!found) return undefined;
  const [, line, isFromOne, column] = found;
  return { line: Number(line), column: Number(column) + (isFromOne ? 0 : 1) };
}

/** What is in the way of the warehouse; undefined where the warehouse itself has spoken. */
function lineError(error: unknown, config: DatabricksConfig): ConnectionError | undefined {
  const { server_hostname, port, http_path } = config;
  const { statusCode, response, code = '', message = '', type } = failureOf(error);
  const server = `${server_hostname}:${port}`;
  const failed = (part: ConnectionPart, text: string, hint: string) =>
    new ConnectionError(part, text, { hint, cause: error });
  if (statusCode !== undefined) {
    const reason = (
      response?.headers?.get('x-thriftserver-error-message') ??
      response?.headers?.get('x-databricks-reason-phrase') ??
      ''
    ).slice(0, 300);
    const answered = `${server} answered ${statusCode}${reason && `: ${reason}`}`;
    if (statusCode === 401 || statusCode === 403)
      return failed('user or password', answered, LOGIN_HINTS[config.databricks_auth_mode]);
    if (statusCode === 404 || (statusCode === 400 && /warehouse|endpoint|path/i.test(reason)))
      return failed('path', `there is no warehouse at ${http_path} (${answered})`, 'Check http_path.');
    if (statusCode === 429 || statusCode === 503)
      return failed('refused', `${answered}, and went on doing so`, 'See whether the warehouse can start.');
    return failed('http', answered, 'Check server_hostname, port and http_path.');
  }
  if (isTls(error))
    return failed(
      'tls',
      `${server}: ${message}`,
      config.ca_cert
        ? 'Check that ca_cert signed the certificate that is shown, and that server_hostname is a name in it.'
        : 'If a certificate of your own is shown there, give the authority that signed it as ca_cert.',
    );
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failed(
        'name resolution',
        `no address is known for ${server_hostname}`,
        'Check server_hostname.',
      );
    case 'ETIMEDOUT':
      return failed('timeout', `${server} does not answer`, FIREWALL);
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return failed('refused', `${server} does not take connections (${code})`, FIREWALL);
  }
  if (/request timed out/i.test(message)) return failed('timeout', `${server} does not answer`, FIREWALL);
  if (type === 'system' || BROKEN_LINE.test(String(code)) || /socket hang up|premature close/i.test(message))
    return failed('refused', `the line to ${server} broke: ${message}`, 'Try again.');
  return undefined;
}

const FIREWALL = 'Check server_hostname and port, and that a firewall lets this machine through.';

const LOGIN_HINTS: Readonly<Record<DatabricksConfig['databricks_auth_mode'], string>> = {
  access_token: 'Check access_token: it may have expired, or be of another workspace.',
  oauth_service_principal:
    'Check that the service principal belongs to this workspace and may use the warehouse.',
};

function isTls(error: unknown): boolean {
  const { code = '', message = '' } = failureOf(error);
  return (
    /^(ERR_(SSL|TLS|OSSL)|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/.test(
      String(code),
    ) || /certificate|wrong version number|SSL routines/i.test(message)
  );
}
