import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import type { storeCapabilities } from '../../../families/object-store/capabilities.ts';
import { openStore } from '../../../families/object-store/open-store.ts';
import { S3Store } from '../../../families/object-store/s3/s3-store.ts';
import { parseBucket } from '../../../families/object-store/staging/bucket-name.ts';
import type { CloudflareR2Config } from './config.ts';

/** Opens a connection to a bucket. Nothing is asked before a facet is used. */
export async function openCloudflareR2(
  config: CloudflareR2Config,
  host: ConnectorHost,
): Promise<OpenConnector<typeof storeCapabilities>> {
  const { bucket = '', prefix = '' } = parseBucket(config.bucket_name) ?? {};
  const store = new S3Store(
    {
      bucket,
      prefix,
      // R2 has one region, `auto`, and takes this name for it (https://developers.cloudflare.com/r2/api/s3/api/#bucket-region).
      region: 'us-east-1',
      endpoint: new URL(config.endpoint ?? `https://${config.account_id}.r2.cloudflarestorage.com`),
      isPathStyle: true,
      hasFewChecksums: true,
      silenceMs: config.inactivity_timeout * 1000,
      credentials: {
        accessKeyId: config.aws_access_key_id,
        secretAccessKey: config.aws_secret_access_key,
      },
      names: {
        bucket: 'bucket_name, and endpoint if the bucket has a jurisdiction',
        region: undefined,
        keys: 'aws_access_key_id and aws_secret_access_key',
        endpoint: config.endpoint === undefined ? 'account_id' : 'endpoint',
      },
    },
    host,
  );
  return openStore(store, config, host);
}
