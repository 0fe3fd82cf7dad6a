import { ConnectionError, type ConnectionPart, messageOf } from '../../kit/errors.ts';
import { requestError } from './failures.ts';

/**
 * A failure on the way to a service (no address, no answer, no TLS); undefined where the service itself has said no. `names`
 * says which setting has the address, and which part of the connection the service is, where it is not the whole.
 */
export function networkFailure(
  error: unknown,
  address: URL,
  names: { readonly endpoint: string; readonly part?: ConnectionPart },
): ConnectionError | undefined {
  // Some clients wrap what Node says and keep its message alone.
  const code = /\b(E[A-Z]{4,}|EAI_[A-Z]+)\b/.exec(messageOf(error))?.[1];
  const named = code && error instanceof Error && !('code' in error) ? Object.assign(error, { code }) : error;
  const failure = requestError(named, address);
  if (!(failure instanceof ConnectionError)) return undefined;
  if (failure === error) return failure;
  if (failure.part === 'http') return undefined;
  return new ConnectionError(names.part ?? failure.part, failure.message.replace(`${failure.part}: `, ''), {
    hint: `Check ${names.endpoint}, and that a firewall lets this machine through.`,
    cause: error,
  });
}
