import { defineConnector } from '../../../contract/contract.ts';
import { localFilesTypes } from '../../../families/files/types.ts';
import { storeDefinitions } from '../../../families/object-store/config.ts';
import { gcsConfig } from './config.ts';

export const gcs = defineConnector({
  id: 'gcs',
  name: 'Google Cloud Storage',
  description:
    'Files in a bucket of Google Cloud Storage: csv, json, ndjson and parquet, source of models and bulk syncs, target of both.',
  config: gcsConfig,
  definitions: storeDefinitions,
  types: localFilesTypes,
  facets: ['test', 'discover', 'query', 'read', 'define', 'load'],
  open: async (config, host) => (await import('./open.ts')).openGcs(config, host),
});
