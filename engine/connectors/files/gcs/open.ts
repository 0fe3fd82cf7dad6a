import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { parseServiceAccount, type ServiceAccount } from '../../../families/google/service-account.ts';
import { ServiceAccountTokens } from '../../../families/google/service-account-tokens.ts';
import type { storeCapabilities } from '../../../families/object-store/capabilities.ts';
import { parseGcsBucket } from '../../../families/object-store/gcs/bucket-name.ts';
import { GcsClient } from '../../../families/object-store/gcs/gcs-client.ts';
import { GcsStore } from '../../../families/object-store/gcs/gcs-store.ts';
import { openStore } from '../../../families/object-store/open-store.ts';
import type { GcsConfig } from './config.ts';

const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';

/** Opens a connection to a bucket. Nothing is asked before a facet is used. */
export async function openGcs(
  config: GcsConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof storeCapabilities>> {
  const { bucket = '', prefix = '' } = parseGcsBucket(config.bucket) ?? {};
  const account = parseServiceAccount(config.service_account) as ServiceAccount;
  const client = new GcsClient(
    config.endpoint ?? 'https://storage.googleapis.com',
    bucket,
    new ServiceAccountTokens(account, SCOPE, 'service_account'),
    config.inactivity_timeout * 1000,
  );
  return {
    ...openStore(new GcsStore(client, bucket, prefix), config, host),
    identify: async () => ({
      client_email: account.client_email,
      ...(account.project_id ? { project_id: account.project_id } : {}),
    }),
  };
}
