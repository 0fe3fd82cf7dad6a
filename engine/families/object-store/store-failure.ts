import { ConnectionError, messageOf } from '../../kit/errors.ts';
import { requestError } from '../http/failures.ts';

/** What is done to a store, for the sentence "cannot … s3://bucket". */
export type StoreAction = 'list' | 'read from' | 'write to' | 'remove files from';

/** A failure on the way to a store (no address, no answer, no TLS); undefined where the store itself has said no. */
export function networkFailure(error: unknown, address: URL, setting: string): ConnectionError | undefined {
  // Some clients wrap what Node says and keep its message alone.
  const code = /\b(E[A-Z]{4,}|EAI_[A-Z]+)\b/.exec(messageOf(error))?.[1];
  const named = code && error instanceof Error && !('code' in error) ? Object.assign(error, { code }) : error;
  const failure = requestError(named, address);
  if (!(failure instanceof ConnectionError)) return undefined;
  if (failure === error) return failure;
  if (failure.part === 'http') return undefined;
  return new ConnectionError(failure.part, failure.message.replace(`${failure.part}: `, ''), {
    hint: `Check ${setting}, and that a firewall lets this machine through.`,
    cause: error,
  });
}
