import type { ConnectorHost } from '../../../contract/contract.ts';
import { s3Address } from '../../../families/object-store/staging/bucket-name.ts';
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
  const access = s3Access(config);
  if (bucket === undefined || !access) return undefined;
  return {
    async open() {
      const { s3Endpoint, s3StagingArea } = await import('../../../families/object-store/staging/s3.ts');
      const credentials = await access.writing();
      return throughTunnel(config, host, new URL(s3Endpoint() ?? s3Address(bucket, region)), (line) =>
        s3StagingArea({ bucket, region, credentials, ...line }),
      );
    },
    credential: async () => access.reading,
  };
}

/** How the engine writes to the bucket, and how the warehouse reads there. */
function s3Access(config: DatabricksConfig) {
  if (config.auth_mode === 'iam_role') {
    const { iam_role_arn, external_id: externalId, s3_bucket_region: region } = config;
    const { storage_credential_name: name } = config;
    if (!iam_role_arn) return undefined;
    const reading: FileCredential = name
      ? { kind: 'storage credential', name }
      : { kind: 'external location' };
    const writing = async () => {
      const { assumedRole } = await import('../../../families/object-store/staging/assumed-role.ts');
      return assumedRole({ roleArn: iam_role_arn, externalId, region });
    };
    return { writing, reading };
  }
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = config;
  if (!accessKeyId || !secretAccessKey) return undefined;
  const reading: FileCredential = { kind: 'keys', accessKeyId, secretAccessKey };
  return { writing: async () => ({ accessKeyId, secretAccessKey }), reading };
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
      const { containerSas } = await import('../../../families/object-store/staging/azure.ts');
      return { kind: 'sas', token: containerSas(at, READING_LIMIT_MS) };
    },
  };
}
