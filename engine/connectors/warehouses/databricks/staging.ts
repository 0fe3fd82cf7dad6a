import type { ConnectorHost } from '../../../contract/contract.ts';
import { s3Address } from '../../../families/object-store/s3/bucket-name.ts';
import { s3Endpoint } from '../../../families/object-store/s3/endpoint.ts';
import type { StagingArea } from '../../../families/object-store/staging/staging-area.ts';
import type { DatabricksConfig } from './config.ts';
import type { FileCredential } from './load-statements.ts';
import { hasStaging } from './needs-staging.ts';
import { throughTunnel } from './staging-tunnel.ts';

/** Where files wait for the warehouse. A cloud's client takes a while to load, and is loaded when it is needed. */
export interface Staging {
  open(): Promise<StagingArea>;
  /** With what the warehouse reads them: for one statement. */
  credential(): Promise<FileCredential>;
}

type Host = Pick<ConnectorHost, 'knownHosts'>;

/** How long the warehouse may take to begin reading and to end, in milliseconds. */
const READING_LIMIT_MS = 24 * 3_600_000;

/** As the connection says; undefined where it says nothing, which is enough for sources. */
export function stagingOf(config: DatabricksConfig, host: Host): Staging | undefined {
  if (!hasStaging(config)) return undefined;
  return config.cloud_provider === 'azure' ? azureStaging(config, host) : s3Staging(config, host);
}

function s3Staging(config: DatabricksConfig, host: Host): Staging | undefined {
  const { s3_bucket_name: bucket, s3_bucket_region: region } = config;
  const reading = readingOf(config);
  if (bucket === undefined || !reading) return undefined;
  return {
    async open() {
      const { configuredBucket } = await import('../../../families/object-store/staging/s3.ts');
      return throughTunnel(config, host, new URL(s3Endpoint() ?? s3Address(bucket, region)), (line) =>
        configuredBucket(config, line),
      );
    },
    credential: async () => reading,
  };
}

/** With what the warehouse reads the bucket; undefined where the connection does not say. */
function readingOf(config: DatabricksConfig): FileCredential | undefined {
  if (config.auth_mode === 'iam_role') {
    const { iam_role_arn, storage_credential_name: name } = config;
    if (!iam_role_arn) return undefined;
    return name ? { kind: 'storage credential', name } : { kind: 'external location' };
  }
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = config;
  return accessKeyId && secretAccessKey ? { kind: 'keys', accessKeyId, secretAccessKey } : undefined;
}

function azureStaging(config: DatabricksConfig, host: Host): Staging | undefined {
  const { azure_account_name: account, azure_access_key: key, container_name: container } = config;
  if (!account || !key || !container) return undefined;
  const endpoint = config.azure_endpoint ?? `https://${account}.blob.core.windows.net`;
  const at = { account, key, container, endpoint };
  const address = new URL(endpoint);
  return {
    async open() {
      const { azureStagingArea } = await import('../../../families/object-store/staging/azure.ts');
      return throughTunnel(config, host, address, (line) => azureStagingArea({ ...at, ...line }));
    },
    async credential() {
      const { containerSas } = await import('../../../families/object-store/azure/container-sas.ts');
      return { kind: 'sas', token: containerSas(at, READING_LIMIT_MS) };
    },
  };
}
