import { AzureStore, type AzureStoreOptions } from '../azure/azure-store.ts';
import type { AzureContainer } from '../azure/container-sas.ts';
import type { StagingArea } from './staging-area.ts';
import { SILENCE_MS, type StagingLine } from './staging-line.ts';
import { stagingIn } from './store-staging.ts';

export interface AzureOptions extends AzureContainer, StagingLine {}

/** What the settings of a warehouse's connection that concern its container are called. */
const SETTINGS: AzureStoreOptions['names'] = {
  account: 'azure_account_name and azure_endpoint',
  credentials: 'azure_access_key',
  endpoint: 'azure_endpoint',
  part: 'bucket',
  permissions:
    'The firewall of the account has to let this machine through, and the account has to allow shared keys.',
};

/** Staging in a container of Azure Blob Storage. */
export function azureStagingArea({ key, silenceMs = SILENCE_MS, ...options }: AzureOptions): StagingArea {
  const { account, container } = options;
  const store = new AzureStore({ ...options, prefix: '', credential: key, silenceMs, names: SETTINGS });
  return stagingIn(store, (name) => `abfss://${container}@${account}.dfs.core.windows.net/${name}`);
}
