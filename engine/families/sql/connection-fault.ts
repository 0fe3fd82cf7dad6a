import { ConnectionError, type ConnectionPart } from '../../kit/errors.ts';

/** Why no session with a server came about: the part of the way in that failed, in words. */
export interface ConnectionFault {
  readonly part: ConnectionPart;
  readonly message: string;
  readonly hint?: string;
}

const FIREWALL = 'Check hostname and port, and that a firewall lets this machine through.';

/** What a network error means, by Node's name of it; undefined of errors of other kinds. */
export function networkFault(
  { code }: { readonly code?: string },
  { hostname, port }: { readonly hostname: string; readonly port: number },
): ConnectionFault | undefined {
  const server = `${hostname}:${port}`;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return {
        part: 'name resolution',
        message: `no address is known for ${hostname}`,
        hint: 'Check hostname.',
      };
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
    case 'ECONNRESET':
      return { part: 'refused', message: `${server} does not take connections (${code})`, hint: FIREWALL };
    case 'ETIMEDOUT':
      return noAnswer(server);
  }
  return undefined;
}

export function noAnswer(server: string): ConnectionFault {
  return { part: 'timeout', message: `${server} does not answer`, hint: FIREWALL };
}

export function noTls(server: string): ConnectionFault {
  return {
    part: 'tls',
    message: `${server} does not offer TLS`,
    hint: 'Set ssl = false, or turn TLS on at the server.',
  };
}

/** An error while connecting as a ConnectionError, which it may be already: the tunnel throws them. */
export function connectionFailure<E>(error: E, explain: (error: E) => ConnectionFault): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const { part, message, hint } = explain(error);
  return new ConnectionError(part, message, { ...(hint ? { hint } : {}), cause: error });
}
