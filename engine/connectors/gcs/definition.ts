import { defineConnector } from '../contract.ts';
import { storeDefinitions } from '../file-store/config.ts';
import { localFilesTypes } from '../local_files/types.ts';
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
