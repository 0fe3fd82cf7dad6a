import type { DatabricksConfig } from './config.ts';

export const NEEDS_STAGING =
  'Databricks is written to by way of a bucket, and the connection has none: set cloud_provider, and s3_bucket_name with its credentials or azure_account_name, azure_access_key and container_name';

/** Whether a connection names a place where files wait for the warehouse, and says how to get at it. */
export function hasStaging(config: DatabricksConfig): boolean {
  const needed =
    config.cloud_provider === 'azure'
      ? [config.azure_account_name, config.azure_access_key, config.container_name]
      : config.auth_mode === 'iam_role'
        ? [config.s3_bucket_name, config.iam_role_arn]
        : [config.s3_bucket_name, config.aws_access_key_id, config.aws_secret_access_key];
  return ['aws', 'azure'].includes(config.cloud_provider ?? '') && needed.every(Boolean);
}

/** What a connection without such a place cannot. */
export function unusableWithoutStaging(config: DatabricksConfig) {
  return hasStaging(config) ? {} : { define: NEEDS_STAGING, load: NEEDS_STAGING };
}
