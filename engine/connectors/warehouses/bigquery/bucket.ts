import type { AccessTokens } from '../../../families/google/google-api.ts';
import { parseGcsBucket } from '../../../families/object-store/gcs/bucket-name.ts';
import { GcsClient } from '../../../families/object-store/gcs/gcs-client.ts';
import { GcsStore } from '../../../families/object-store/gcs/gcs-store.ts';
import type { BigqueryConfig } from './config.ts';
import type { Bucket } from './export.ts';

const SILENCE_MS = 60_000;

/** The bucket of exported files; undefined where rows are fetched page by page. */
export function bucketOf(
  { use_extract, bucket }: Pick<BigqueryConfig, 'use_extract' | 'bucket'>,
  tokens: AccessTokens,
): Bucket | undefined {
  const where = use_extract && bucket !== undefined ? parseGcsBucket(bucket) : undefined;
  if (!where) return undefined;
  return {
    open: () =>
      new GcsStore(
        new GcsClient(storageEndpoint(), where.bucket, tokens, SILENCE_MS),
        where.bucket,
        where.prefix,
      ),
  };
}

/** Where Google Cloud Storage is, by the variable that Google's own clients heed (https://cloud.google.com/storage/docs/cloud-emulator). */
function storageEndpoint(): string {
  const given = process.env.STORAGE_EMULATOR_HOST;
  if (!given) return 'https://storage.googleapis.com';
  return /^https?:/.test(given) ? given : `http://${given}`;
}
