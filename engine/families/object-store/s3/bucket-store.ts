import type { ConnectorHost } from '../../../contract/contract.ts';
import { assumedRole } from './assumed-role.ts';
import { parseBucket } from './bucket-name.ts';
import { s3Endpoint } from './endpoint.ts';
import { S3Store, type S3StoreOptions } from './s3-store.ts';

/** What connections say of a bucket of S3, and of who reads it. */
export interface BucketConfig {
  readonly auth_mode: 'access_key_and_secret' | 'iam_role' | 'default';
  readonly aws_access_key_id?: string | undefined;
  readonly aws_secret_access_key?: string | undefined;
  readonly iam_role_arn?: string | undefined;
  readonly external_id?: string | undefined;
  readonly s3_bucket_region: string;
  readonly s3_bucket_name: string;
  readonly endpoint?: string | undefined;
  readonly path_style?: boolean | undefined;
  readonly inactivity_timeout: number;
}

/** The bucket of a connection, or a folder in it. Nothing is asked before it is used. */
export function bucketStore(config: BucketConfig, host: ConnectorHost): S3Store {
  const { bucket = '', prefix = '' } = parseBucket(config.s3_bucket_name) ?? {};
  const endpoint = config.endpoint ?? s3Endpoint();
  return new S3Store(
    {
      bucket,
      prefix,
      region: config.s3_bucket_region,
      endpoint: endpoint === undefined ? undefined : new URL(endpoint),
      isPathStyle: config.path_style ?? (endpoint !== undefined || bucket.includes('.')),
      ...credentialsOf(config),
      silenceMs: config.inactivity_timeout * 1000,
      names: {
        bucket: 's3_bucket_name',
        region: 's3_bucket_region',
        keys:
          config.auth_mode === 'access_key_and_secret'
            ? 'aws_access_key_id and aws_secret_access_key'
            : 'who syncform runs as',
        endpoint: endpoint === undefined ? 's3_bucket_region' : 'endpoint',
      },
    },
    host,
  );
}

/** Who asks; nothing where AWS's default chain is to find that out. */
export function credentialsOf(config: BucketConfig): Pick<S3StoreOptions, 'credentials'> {
  const { auth_mode, aws_access_key_id, aws_secret_access_key, iam_role_arn, external_id } = config;
  if (auth_mode === 'access_key_and_secret')
    return {
      credentials: { accessKeyId: aws_access_key_id ?? '', secretAccessKey: aws_secret_access_key ?? '' },
    };
  if (auth_mode === 'iam_role')
    return {
      credentials: assumedRole({
        roleArn: iam_role_arn ?? '',
        externalId: external_id,
        region: config.s3_bucket_region,
      }),
    };
  return {};
}
