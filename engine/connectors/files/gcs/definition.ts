import { defineConnector } from '../../../contract/contract.ts';
import { localFilesTypes } from '../../../families/files/types.ts';
import { storeCapabilities, unusableIfReadOnly } from '../../../families/object-store/capabilities.ts';
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
  facets: storeCapabilities,
  unusable: unusableIfReadOnly,
  open: async (config, host) => (await import('./open.ts')).openGcs(config, host),
});
