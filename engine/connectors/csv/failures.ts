import { ConnectionError, type ConnectionPart, messageOf, SyncformError } from '../../api/errors.ts';

const PARTS: readonly (readonly [RegExp, ConnectionPart])[] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'name resolution'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/, 'refused'],
  [/^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, 'timeout'],
  [/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/, 'tls'],
];

/** An address for people: without the query, which may hold secrets, and without user and password. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** What an error of the network means for a person, with the part that is at fault. */
export function requestError(error: unknown, url: URL): SyncformError {
  if (error instanceof SyncformError) return error;
  for (let at = error as Partial<NodeJS.ErrnoException> | undefined; at; at = at.cause as typeof at) {
    const code = String(at.code ?? '');
    const part = PARTS.find(([pattern]) => pattern.test(code))?.[1];
    if (part) return new ConnectionError(part, `${shownUrl(url)}: ${at.message}`);
  }
  return new ConnectionError('http', `${shownUrl(url)}: ${messageOf(error)}`);
}

/** A status that is no success. What the server says beside it is not repeated: it may echo what was sent. */
export function statusError(status: number, url: URL): ConnectionError {
  if (status === 401 || status === 403)
    return new ConnectionError('user or password', `${shownUrl(url)} answered ${status}`, {
      hint: 'Check the connection’s auth and headers.',
    });
  return new ConnectionError('http', `${shownUrl(url)} answered ${status}`, { hint: 'Check the URL.' });
}
