import { ConnectionError, type ConnectionPart, messageOf, SyncformError } from '../../kit/errors.ts';

/** Node's codes, the part that they mean, and what to do next. */
const PARTS: readonly (readonly [code: RegExp, part: ConnectionPart, hint: string])[] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'name resolution', 'Check the host in the address.'],
  [
    /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/,
    'refused',
    'Check host and port in the address, and that a firewall lets this machine through.',
  ],
  [
    /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/,
    'timeout',
    'Check the address, and that a firewall lets this machine through.',
  ],
  [
    /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/,
    'tls',
    'Check that the server’s certificate is valid for the host in the address.',
  ],
];

/** An address for people: without the query, which may hold secrets, and without user and password. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** What an error of the network means for a person, with the part that is at fault. */
export function requestError(error: unknown, url: URL): SyncformError {
  for (let at = error as Partial<NodeJS.ErrnoException> | undefined; at; at = at.cause as typeof at) {
    if (at instanceof SyncformError) return at;
    if (at.name === 'TimeoutError')
      return new ConnectionError('timeout', `${shownUrl(url)} did not answer in time`, {
        hint: 'If it needs longer, raise request_timeout on the connection.',
      });
    const code = String(at.code ?? '');
    const known = PARTS.find(([pattern]) => pattern.test(code));
    if (known)
      return new ConnectionError(known[1], `${shownUrl(url)}: ${at.message || code}`, { hint: known[2] });
  }
  return new ConnectionError('http', `${shownUrl(url)}: ${messageOf(error)}`, {
    hint: 'Run again: the line may have broken.',
  });
}

/** A status that is no success. What the server says beside it is not repeated: it may echo what was sent. */
export function statusError(status: number, url: URL): ConnectionError {
  if (status === 401 || status === 403)
    return new ConnectionError('user or password', `${shownUrl(url)} answered ${status}`, {
      hint: 'Check the connection’s authentication and headers.',
    });
  return new ConnectionError('http', `${shownUrl(url)} answered ${status}`, {
    hint: status < 500 ? 'Check the URL.' : 'The server is at fault: look there, or try again later.',
  });
}

/** Something that a request needs is not there at the moment. */
export class UnavailableError extends ConnectionError {}

/** Breaks in the line, as Node and undici name them. */
const BROKEN =
  /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EPIPE|ETIMEDOUT|EAI_AGAIN|Z_BUF_ERROR|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_(SOCKET|(CONNECT|HEADERS|BODY)_TIMEOUT|RES_CONTENT_LENGTH_MISMATCH))$/;

/** Whether a request that failed so may go through if it is sent again. */
export function isTransient(error: unknown): boolean {
  for (let at = error as Partial<NodeJS.ErrnoException> | undefined; at; at = at.cause as typeof at) {
    if (at instanceof SyncformError) return at instanceof UnavailableError;
    if (at.name === 'TimeoutError' || BROKEN.test(String(at.code ?? ''))) return true;
  }
  return false;
}

/** Whether a request failed before anything of it could arrive. */
export function isBeforeRequest(error: unknown): boolean {
  for (let at = error as Partial<NodeJS.ErrnoException> | undefined; at; at = at.cause as typeof at) {
    if (at instanceof SyncformError) return true;
    if (
      /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|UND_ERR_CONNECT_TIMEOUT)$/.test(
        String(at.code ?? ''),
      )
    )
      return true;
  }
  return false;
}
