import { join } from 'node:path';
import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import type { storeCapabilities } from '../../../families/object-store/capabilities.ts';
import { openStore } from '../../../families/object-store/open-store.ts';
import { identifyAwsUser } from '../../../families/object-store/s3/aws-user.ts';
import { parseBucket } from '../../../families/object-store/s3/bucket-name.ts';
import { bucketStore, credentialsOf } from '../../../families/object-store/s3/bucket-store.ts';
import { EventQueue, parseQueueArn } from '../../../families/object-store/s3/event-queue.ts';
import type { S3Store } from '../../../families/object-store/s3/s3-store.ts';
import { ToldStore } from '../../../families/object-store/s3/told-store.ts';
import { stableDigest } from '../../../kit/digest.ts';
import type { S3Config } from './config.ts';

/** Opens a connection to a bucket. Nothing is asked before a facet is used. */
export async function openS3(
  config: S3Config,
  host: ConnectorHost,
): Promise<OpenConnector<typeof storeCapabilities>> {
  const store = bucketStore(config, host);
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
