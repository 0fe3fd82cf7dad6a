import { ConnectionError, type ConnectionPart, messageOf } from '../../kit/errors.ts';
import { saysFull } from '../../kit/full-disk.ts';
import { propertyOf } from '../../kit/property-of.ts';
import { requestError } from '../http/failures.ts';

/** What is done to a store, for the sentence "cannot … s3://bucket". */
export type StoreAction = 'list' | 'read from' | 'write to' | 'remove files from';

/** How stores say that they take no more: Ceph and MinIO, whose disks and quotas are an administrator's. */
const NO_ROOM = ['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded'];

/** The failure of a store that has no room left; undefined where it is another. `refused` says what it did not do. */
export function fullStore(error: unknown, refused: string): ConnectionError | undefined {
  if (!saysFull(error) && !NO_ROOM.includes(String(propertyOf(error, 'name')))) return undefined;
  return new ConnectionError('bucket', `${refused}: it has no room left`, {
    hint: 'Make room there and run again: what was committed before is kept.',
    cause: error,
  });
}

/**
 * A failure on the way to a store (no address, no answer, no TLS); undefined where the store itself has said no. `names`
 * says which setting has the address, and which part of the connection the store is, where it is not the whole.
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
