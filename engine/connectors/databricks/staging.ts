import { Agent } from 'node:https';
import { openTunnel } from '../../ssh/tunnel.ts';
import { assumedRole } from '../../staging/assumed-role.ts';
import { azureStagingArea, containerSas } from '../../staging/azure.ts';
import { parseBucket } from '../../staging/bucket-name.ts';
import { s3StagingArea } from '../../staging/s3.ts';
import type { StagingArea } from '../../staging/staging-area.ts';
import type { ConnectorHost } from '../contract.ts';
import { tunnelled } from './client/line.ts';
import type { DatabricksConfig } from './config.ts';
import type { FileCredential } from './load-statements.ts';

/** Where files wait for the warehouse. */
export interface Staging {
  open(): StagingArea;
  /** With what the warehouse reads them: for one statement. */
  credential(): FileCredential;
}

/** How long the warehouse may take to begin reading and to end, in milliseconds. */
const READING_LIMIT_MS = 24 * 3_600_000;

/** As the connection says; undefined where it says nothing, which is enough for sources. */
export function stagingOf(
  config: DatabricksConfig,
  host: Pick<ConnectorHost, 'knownHosts'>,
): Staging | undefined {
  if (config.cloud_provider === 'aws') return s3Staging(config, host);
  if (config.cloud_provider === 'azure') return azureStaging(config, host);
  return undefined;
}

function s3Staging(config: DatabricksConfig, host: Pick<ConnectorHost, 'knownHosts'>): Staging | undefined {
  const { auth_mode, s3_bucket_name: bucket, s3_bucket_region: region } = config;
  if (bucket === undefined) return undefined;
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = config;
  if (auth_mode === 'iam_role') {
    const { iam_role_arn = '', external_id, storage_credential_name: name } = config;
    return {
      open: () =>
        throughTunnel(config, host, s3Host(bucket, region), (agent) =>
          s3StagingArea({
            bucket,
            region,
            credentials: assumedRole({ roleArn: iam_role_arn, externalId: external_id, region }),
            ...(agent ? { requestHandler: { httpsAgent: agent } } : {}),
          }),
        ),
      credential: () => (name ? { kind: 'storage credential', name } : { kind: 'external location' }),
    };
  }
  if (!accessKeyId || !secretAccessKey) return undefined;
  return {
    open: () =>
      throughTunnel(config, host, s3Host(bucket, region), (agent) =>
        s3StagingArea({
          bucket,
          region,
          credentials: { accessKeyId, secretAccessKey },
          ...(agent ? { requestHandler: { httpsAgent: agent } } : {}),
        }),
      ),
    credential: () => ({ kind: 'keys', accessKeyId, secretAccessKey }),
  };
}

function azureStaging(
  config: DatabricksConfig,
  host: Pick<ConnectorHost, 'knownHosts'>,
): Staging | undefined {
  const { azure_account_name: account, azure_access_key: key, container_name: container } = config;
  if (!account || !key || !container) return undefined;
  const endpoint = config.azure_endpoint ?? `https://${account}.blob.core.windows.net`;
  const at = { account, key, container, endpoint };
  return {
    open: () =>
      throughTunnel(config, host, new URL(endpoint).hostname, (agent) =>
        azureStagingArea({ ...at, ...(agent ? { agent } : {}) }),
      ),
    credential: () => ({ kind: 'sas', token: containerSas(at, READING_LIMIT_MS) }),
  };
}

/** The name under which AWS answers for a bucket. */
function s3Host(bucket: string, region = 'us-east-1'): string {
  return `${parseBucket(bucket)?.bucket ?? bucket}.s3.${region}.amazonaws.com`;
}

/** Opens a staging area, over SSH where the connection says so: the tunnel is its own and ends with it. */
function throughTunnel(
  config: DatabricksConfig,
  { knownHosts }: Pick<ConnectorHost, 'knownHosts'>,
  hostname: string,
  open: (agent?: Agent) => StagingArea,
): StagingArea {
  const tunnel = config.ssh_blob_storage
    ? openTunnel(config, { host: hostname, port: 443, knownHosts })
    : undefined;
  if (!tunnel) return open();
  const agent = new Agent({ keepAlive: true });
  tunnelled(agent, tunnel, hostname);
  const area = open(agent);
  return {
    url: (key) => area.url(key),
    upload: (...upload) => area.upload(...upload),
    remove: (...removal) => area.remove(...removal),
    test: (signal) => area.test(signal),
    async [Symbol.asyncDispose]() {
      await area[Symbol.asyncDispose]();
      agent.destroy();
      await tunnel[Symbol.asyncDispose]();
    },
  };
}
