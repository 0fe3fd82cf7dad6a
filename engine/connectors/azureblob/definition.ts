import { defineConnector } from '../contract.ts';
import { storeDefinitions } from '../file-store/config.ts';
import { localFilesTypes } from '../local_files/types.ts';
import { azureblobConfig } from './config.ts';

export const azureblob = defineConnector({
  id: 'azureblob',
  name: 'Azure Blob Storage',
  description:
    'Files in a container of Azure Blob Storage: csv, json, ndjson and parquet, source of models and bulk syncs, target of both.',
  config: azureblobConfig,
  definitions: storeDefinitions,
  types: localFilesTypes,
  facets: ['test', 'discover', 'query', 'read', 'define', 'load'],
  open: async (config, host) => (await import('./open.ts')).openAzureblob(config, host),
});
