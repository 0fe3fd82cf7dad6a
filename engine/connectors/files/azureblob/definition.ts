import { defineConnector } from '../../../contract/contract.ts';
import { localFilesTypes } from '../../../families/files/types.ts';
import { storeCapabilities, unusableIfReadOnly } from '../../../families/object-store/capabilities.ts';
import { storeDefinitions } from '../../../families/object-store/config.ts';
import { azureblobConfig } from './config.ts';

export const azureblob = defineConnector({
  id: 'azureblob',
  name: 'Azure Blob Storage',
  description:
    'Files in a container of Azure Blob Storage: csv, json, ndjson and parquet, source of models and bulk syncs, target of both.',
  config: azureblobConfig,
  definitions: storeDefinitions,
  types: localFilesTypes,
  facets: storeCapabilities,
  unusable: unusableIfReadOnly,
  open: async (config, host) => (await import('./open.ts')).openAzureblob(config, host),
});
