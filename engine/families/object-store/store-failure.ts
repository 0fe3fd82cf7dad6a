import { ConnectionError } from '../../kit/errors.ts';
import { saysFull } from '../../kit/full-disk.ts';
import { propertyOf } from '../../kit/property-of.ts';

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
