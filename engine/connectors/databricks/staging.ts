import { assumedRole } from '../../staging/assumed-role.ts';
import { azureStagingArea, containerSas } from '../../staging/azure.ts';
import { s3Address } from '../../staging/bucket-name.ts';
import { s3Endpoint, s3StagingArea } from '../../staging/s3.ts';
import type { StagingArea } from '../../staging/staging-area.ts';
import type { ConnectorHost } from '../contract.ts';
import type { DatabricksConfig } from './config.ts';
import type { FileCredential } from './load-statements.ts';
import { throughTunnel } from './staging-tunnel.ts';

/** Where files wait for the warehouse. */
export interface Staging {
  open(): StagingArea;
  /** With what the warehouse reads them: for one statement. */
  credential(): FileCredential;
}

type Host = Pick<ConnectorHost, 'knownHosts'>;

/** How long the warehouse may take to begin reading and to end, in milliseconds. */
const READING_LIMIT_MS = 24 * 3_600_000;

/** As the connection says; undefined where it says nothing, which is enough for sources. */
export function stagingOf(config: DatabricksConfig, host: Host): Staging | undefined {
  if (config.cloud_provider === 'aws') return s3Staging(config, host);
  if (config.cloud_provider === 'azure') return azureStaging(config, host);
  return undefined;
}

function s3Staging(config: DatabricksConfig, host: Host): Staging | undefined {
  const { s3_bucket_name: bucket, s3_bucket_region: region } = config;
  const access = s3Access(config);
  if (bucket === undefined || !access) return undefined;
  return {
    open: () =>
      throughTunnel(config, host, new URL(s3Endpoint() ?? s3Address(bucket, region)), (agents) =>
        s3StagingArea({
          bucket,
          region,
          credentials: access.credentials,
          ...(agents ? { requestHandler: { httpAgent: agents.http, httpsAgent: agents.https } } : {}),
        }),
      ),
    credential: () => access.reading,
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
    return { credentials: assumedRole({ roleArn: iam_role_arn, externalId, region }), reading };
  }
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = config;
  if (!accessKeyId || !secretAccessKey) return undefined;
  const reading: FileCredential = { kind: 'keys', accessKeyId, secretAccessKey };
  return { credentials: { accessKeyId, secretAccessKey }, reading };
}

function azureStaging(config: DatabricksConfig, host: Host): Staging | undefined {
  const { azure_account_name: account, azure_access_key: key, container_name: container } = config;
  if (!account || !key || !container) return undefined;
  const endpoint = config.azure_endpoint ?? `https://${account}.blob.core.windows.net`;
  const at = { account, key, container, endpoint };
  const address = new URL(endpoint);
  return {
    open: () =>
      throughTunnel(config, host, address, (agents) =>
        azureStagingArea({
          ...at,
          ...(agents ? { agent: address.protocol === 'https:' ? agents.https : agents.http } : {}),
        }),
      ),
    credential: () => ({ kind: 'sas', token: containerSas(at, READING_LIMIT_MS) }),
  };
}
