import { z } from 'zod';
import { type ConnectorDefinition, defineConnector } from '../../../contract/contract.ts';
import { csvConflicts } from '../../files/csv-options.ts';
import { localFilesTypes } from '../../files/types.ts';
import { storeCapabilities, unusableIfReadOnly } from '../capabilities.ts';
import { storeDefinitions, storeFields, storeInactivity } from '../config.ts';
import { parseBucket } from './bucket-name.ts';

/** A store that speaks S3's protocol, as data: where it is reached, and in what it differs. */
export interface S3Flavour {
  readonly id: string;
  readonly name: string;
  /** The field `account_id`, where the store's address has an account in it. */
  readonly account?: { readonly title: string; readonly description: string };
  /** Where access keys are made: ends the sentences "Of …". */
  readonly keys: string;
  /** Where the store is reached; `<account_id>` stands for the account. */
  readonly endpoint: string;
  /** What else `endpoint` may be, as its description ends. */
  readonly elsewhere: string;
  /** The region that requests are signed for. */
  readonly region: string;
  /** Whether buckets are parts of the path at the store's own endpoint; they always are at another one. */
  readonly isPathStyle: boolean;
  /** Whether checksums are sent only with what cannot be asked without. */
  readonly hasFewChecksums?: boolean;
  /** Settings to look at where a bucket is not found. */
  readonly bucketHint?: string;
}

const ACCOUNT = /<account_id>/;

/** A connector of files in buckets of such a store. */
export function defineS3Flavour(flavour: S3Flavour): ConnectorDefinition {
  const { id, name, account, keys, endpoint, elsewhere } = flavour;
  const config = z
    .strictObject({
      ...(account
        ? {
            account_id: z
              .string()
              .min(1)
              .meta({ ...account, isPlace: true }),
          }
        : {}),
      aws_access_key_id: z
        .string()
        .min(1)
        .meta({ title: 'Access key ID', description: `Of ${keys}.` }),
      aws_secret_access_key: z
        .string()
        .min(1)
        .meta({ title: 'Secret access key', description: 'Of the same key.', sensitive: true }),
      bucket_name: z
        .string()
        .refine((text) => parseBucket(text) !== undefined, 'give a bare bucket name, or s3://bucket/prefix')
        .meta({
          title: 'Bucket name',
          isPlace: true,
          description: 'The bucket, or s3://bucket/prefix: paths of tables are relative to that.',
        }),
      endpoint: z
        .url({ protocol: /^https?$/ })
        .optional()
        .meta({
          title: 'Endpoint',
          isPlace: true,
          description: `Where the store is reached, if not at ${endpoint}: ${elsewhere}.`,
        }),
      ...storeFields,
      ...storeInactivity,
    })
    .superRefine(csvConflicts);
  return defineConnector({
    id,
    name,
    description: `Files in a bucket of ${name}: csv, json, ndjson and parquet, source of models and bulk syncs, target of both.`,
    config,
    definitions: storeDefinitions,
    types: localFilesTypes,
    facets: storeCapabilities,
    unusable: unusableIfReadOnly,
    open: async (parsed, host) => {
      const { bucket = '', prefix = '' } = parseBucket(parsed.bucket_name) ?? {};
      const { S3Store } = await import('./s3-store.ts');
      const { openStore } = await import('../open-store.ts');
      const store = new S3Store(
        {
          bucket,
          prefix,
          region: flavour.region,
          endpoint: new URL(parsed.endpoint ?? endpoint.replace(ACCOUNT, String(parsed.account_id ?? ''))),
          isPathStyle: flavour.isPathStyle || parsed.endpoint !== undefined || bucket.includes('.'),
          hasFewChecksums: flavour.hasFewChecksums ?? false,
          silenceMs: parsed.inactivity_timeout * 1000,
          credentials: {
            accessKeyId: parsed.aws_access_key_id,
            secretAccessKey: parsed.aws_secret_access_key,
          },
          names: {
            bucket: flavour.bucketHint ?? 'bucket_name',
            region: undefined,
            keys: 'aws_access_key_id and aws_secret_access_key',
            endpoint: account && parsed.endpoint === undefined ? 'account_id' : 'endpoint',
          },
        },
        host,
      );
      return openStore(store, parsed, host);
    },
  });
}
