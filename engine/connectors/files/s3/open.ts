import { join } from 'node:path';
import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import type { storeCapabilities } from '../../../families/object-store/capabilities.ts';
import { openStore } from '../../../families/object-store/open-store.ts';
import { assumedRole } from '../../../families/object-store/s3/assumed-role.ts';
import { identifyAwsUser } from '../../../families/object-store/s3/aws-user.ts';
import { parseBucket } from '../../../families/object-store/s3/bucket-name.ts';
import { s3Endpoint } from '../../../families/object-store/s3/endpoint.ts';
import { EventQueue, parseQueueArn } from '../../../families/object-store/s3/event-queue.ts';
import { S3Store, type S3StoreOptions } from '../../../families/object-store/s3/s3-store.ts';
import { ToldStore } from '../../../families/object-store/s3/told-store.ts';
import { stableDigest } from '../../../kit/digest.ts';
import type { S3Config } from './config.ts';

/** Opens a connection to a bucket. Nothing is asked before a facet is used. */
export async function openS3(
  config: S3Config,
  host: ConnectorHost,
): Promise<OpenConnector<typeof storeCapabilities>> {
  const { bucket = '', prefix = '' } = parseBucket(config.s3_bucket_name) ?? {};
  const endpoint = config.endpoint ?? s3Endpoint();
  const store = new S3Store(
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
  return {
    ...openStore(toldBy(config, store, host) ?? store, config, host),
    identify: async (signal) => {
      const { aws_access_key_id: keyId, aws_secret_access_key: secret, s3_bucket_region: region } = config;
      // Another store's keys are not shown to AWS.
      if (config.endpoint !== undefined) return {};
      return identifyAwsUser({ keyId, secret, region }, signal);
    },
  };
}

/** The store as its events tell of it, where the connection says so and there is a place to keep what they told. */
function toldBy(config: S3Config, store: S3Store, host: ConnectorHost): ToldStore | undefined {
  const queue = config.enable_event_notifications && parseQueueArn(config.event_queue_arn ?? '');
  if (!queue || host.cacheDir === undefined) return undefined;
  const { bucket = '', prefix = '' } = parseBucket(config.s3_bucket_name) ?? {};
  const file = join(
    host.cacheDir,
    `listing-${stableDigest([store.place, config.event_queue_arn ?? ''])}.json`,
  );
  const events = new EventQueue(queue, bucket, credentialsOf(config).credentials);
  return new ToldStore(store, events, prefix, file, host);
}

function credentialsOf(config: S3Config): Pick<S3StoreOptions, 'credentials'> {
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
