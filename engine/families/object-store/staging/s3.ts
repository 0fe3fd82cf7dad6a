import { ConnectionError } from '../../../kit/errors.ts';
import { assumedRole } from '../s3/assumed-role.ts';
import { parseBucket } from '../s3/bucket-name.ts';
import { s3Endpoint } from '../s3/endpoint.ts';
import { S3Store, type S3StoreOptions } from '../s3/s3-store.ts';
import type { StagingArea } from './staging-area.ts';
import { SILENCE_MS, type StagingLine } from './staging-line.ts';
import { stagingIn } from './store-staging.ts';

export interface S3Options extends StagingLine, Pick<S3StoreOptions, 'credentials'> {
  /** A bare bucket name or `s3://bucket/prefix`. */
  readonly bucket: string;
  readonly region: string | undefined;
}

/** What a warehouse's connection says of its bucket (`awsCredentialFields`). */
export interface BucketSettings {
  readonly s3_bucket_name?: string | undefined;
  readonly s3_bucket_region?: string | undefined;
  readonly auth_mode: string;
  readonly aws_access_key_id?: string | undefined;
  readonly aws_secret_access_key?: string | undefined;
  readonly iam_role_arn?: string | undefined;
  readonly external_id?: string | undefined;
}

/** What the settings of a warehouse's connection that concern its bucket are called. */
const SETTINGS: S3StoreOptions['names'] = {
  bucket: 's3_bucket_name',
  region: 's3_bucket_region',
  keys: 'aws_access_key_id and aws_secret_access_key',
  endpoint: 's3_bucket_name and s3_bucket_region',
  part: 'bucket',
  permissions: 's3:PutObject, s3:GetObject, s3:DeleteObject and s3:ListBucket',
};

/** Staging in an S3 bucket. Throws a ConnectionError (`bucket`) where the name is no bucket's. */
export function s3StagingArea({ bucket: named, silenceMs = SILENCE_MS, ...options }: S3Options): StagingArea {
  const where = parseBucket(named);
  if (!where)
    throw new ConnectionError('bucket', `"${named}" is not a bucket`, {
      hint: 'Give its bare name, or s3://bucket/prefix.',
    });
  const endpoint = s3Endpoint();
  const store = new S3Store({
    ...options,
    ...where,
    endpoint: endpoint === undefined ? undefined : new URL(endpoint),
    isPathStyle: endpoint !== undefined || where.bucket.includes('.'),
    silenceMs,
    names: SETTINGS,
  });
  return stagingIn(store, (key) => `s3://${where.bucket}/${where.prefix}${key}`);
}

/**
 * Staging in the bucket that a warehouse's connection names, as who it says. Throws a ConnectionError (`bucket`) where it
 * does not say how to get at the bucket.
 */
export function configuredBucket(config: BucketSettings, line: StagingLine = {}): StagingArea {
  const { s3_bucket_name: bucket = '', s3_bucket_region: region, external_id: externalId } = config;
  const {
    iam_role_arn: roleArn,
    aws_access_key_id: accessKeyId,
    aws_secret_access_key: secretAccessKey,
  } = config;
  const isRole = config.auth_mode === 'iam_role';
  const role = isRole && roleArn ? assumedRole({ roleArn, externalId, region }) : undefined;
  const keys = !isRole && accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
  const credentials = role ?? keys;
  if (!credentials)
    throw new ConnectionError('bucket', `nothing says how to get at bucket ${bucket}`, {
      hint: isRole ? 'Set iam_role_arn.' : 'Set aws_access_key_id and aws_secret_access_key.',
    });
  return s3StagingArea({ bucket, region, credentials, ...line });
}
