import type { Tunnel } from '../../ssh/tunnel.ts';
import { s3StagingArea } from '../../staging/s3.ts';
import type { StagingArea } from '../../staging/staging-area.ts';
import type { DatabricksConfig } from './config.ts';

/** Where files wait for the warehouse, as the connection says; undefined where it says nothing, which is enough for sources. */
export function openStaging(config: DatabricksConfig, _tunnel: Tunnel | undefined): StagingArea | undefined {
  const { cloud_provider, s3_bucket_name, s3_bucket_region } = config;
  if (cloud_provider !== 'aws' || s3_bucket_name === undefined) return undefined;
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = config;
  return s3StagingArea({
    bucket: s3_bucket_name,
    region: s3_bucket_region,
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  });
}
