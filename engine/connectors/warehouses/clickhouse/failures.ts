import {
  type ConnectionFault,
  connectionFailure,
  networkFault,
  noAnswer,
} from '../../../families/sql/connection-fault.ts';
import { canceled } from '../../../kit/abort.ts';
import { SyncformError } from '../../../kit/errors.ts';

/** What the server said of a statement. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  /** The number of ClickHouse's list of errors: `60`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The server's words without what it says of itself, and without the statement, which the caller knows better. */
export function plainMessage(text: string): string {
  return text
    .replace(/^Code: \d+\. /, '')
    .replace(/^DB::(?:Net)?Exception: /, '')
    .replace(/\(version [^()]*(\([^()]*\))?[^()]*\)\s*$/, '')
    .replace(/: While executing \w+\.?/g, '')
    .replace(/[.:] In scope [\s\S]*?(?=\. \([A-Z_]+\)\s*$|$)/, '')
    .replace(/\. \(([A-Z_]+)\)\s*$/, ' ($1)')
    .trim();
}

const UNKNOWN_DATABASE = '81';
const LOGIN = new Set(['192', '193', '194', '516']);
/** The tables, columns and databases that a statement names are not there. */
const MISSING = new Set(['16', '47', '60', UNKNOWN_DATABASE]);
const REFUSED = '497';

export function isMissing(error: unknown): boolean {
  return error instanceof StatementError && MISSING.has(error.code);
}

/** What a request ended in, as an error for people; `statementError` says what was being done. */
export function requestFailure(
  error: unknown,
  place: {
    readonly hostname: string;
    readonly port: number;
    readonly username: string;
    readonly database: string;
  },
  signal: AbortSignal,
): Error {
  if (signal.aborted) return canceled(signal);
  if (error instanceof SyncformError || error instanceof StatementError) return error;
  const { code, message, name } = error as Error & { readonly code?: string };
  if (name === 'ClickHouseError' || (typeof code === 'string' && /^\d+$/.test(code))) {
    if (LOGIN.has(code ?? '')) return connectionFailure(error, () => loginFault(place.username));
    if (code === UNKNOWN_DATABASE && message.includes(place.database))
      return connectionFailure(error, () => ({
        part: 'database',
        message: `there is no database "${place.database}"`,
        hint: 'Check database, and that the user may see it.',
      }));
    return new StatementError(code ?? '', plainMessage(message));
  }
  return connectionFailure(error, () => lineFault(error as Error & { readonly code?: string }, place));
}

function loginFault(username: string): ConnectionFault {
  return {
    part: 'user or password',
    message: `the server does not let user "${username}" in`,
    hint: 'Check username and password.',
  };
}

function lineFault(
  error: Error & { readonly code?: string },
  place: { readonly hostname: string; readonly port: number },
): ConnectionFault {
  const server = `${place.hostname}:${place.port}`;
  const code = error.code ?? '';
  const known = networkFault({ code }, place);
  if (known && code !== 'ECONNRESET') return known;
  if (/CERT|SELF_SIGNED|ERR_TLS|ISSUER|VERIFY/.test(code))
    return {
      part: 'tls',
      message: `the certificate of ${server} is not trusted (${code})`,
      hint: 'Set skip_verify = true, or give the server a certificate that a known authority has signed.',
    };
  if (/EPROTO|ERR_SSL/.test(code) || /SSL|wrong version number/i.test(error.message))
    return {
      part: 'tls',
      message: `${server} does not offer TLS`,
      hint: 'Set ssl = false, or name the port of HTTPS (8443).',
    };
  if (/timeout/i.test(error.message)) return noAnswer(server);
  return (
    known ?? {
      part: 'http',
      message: `${server} does not answer as ClickHouse’s HTTP interface does`,
      hint: 'Check port: the HTTP interface has 8443, or 8123 without TLS.',
    }
  );
}

/** An error of a statement, in words: what was being done, and the server's message. */
export function statementError(doing: string, error: unknown): Error {
  if (!(error instanceof StatementError)) return error as Error;
  const hint =
    error.code === REFUSED
      ? { hint: 'GRANT the user the right that the message names.' }
      : MISSING.has(error.code)
        ? { hint: 'Plan again.' }
        : {};
  const code = MISSING.has(error.code) ? 'source_changed' : 'failed';
  return new SyncformError(code, `${doing}: ${error.message}`, { ...hint, cause: error });
}
