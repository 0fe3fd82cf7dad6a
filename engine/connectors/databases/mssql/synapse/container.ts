import type { AzureContainer } from '../../../../families/object-store/azure/container-sas.ts';
import type { SynapseConfig } from './config.ts';

/** A container through which rows go, and with what the pool reads it. */
export interface Container extends AzureContainer {
  readonly readBy: SynapseConfig['copy_credential'];
}

/** The container that a connection names; undefined where it names none. */
export function containerOf(config: SynapseConfig): Container | undefined {
  if (!config.use_blob_storage) return undefined;
  const {
    azure_account_name: account = '',
    azure_access_key: key = '',
    container_name: container = '',
  } = config;
  const endpoint = (config.azure_endpoint ?? `https://${account}.blob.core.windows.net`).replace(/\/$/, '');
  return { account, key, container, endpoint, readBy: config.copy_credential };
}
