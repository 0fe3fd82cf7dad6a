import { defineConnector } from '../../../contract/contract.ts';
import { localFilesTypes } from '../../../families/files/types.ts';
import { localFilesCapabilities } from './capabilities.ts';
import {
  bulkDestinationConfig,
  bulkSourceConfig,
  createTargetConfig,
  localFilesConfig,
  modelConfig,
  syncTargetConfig,
} from './config.ts';

export const localFiles = defineConnector({
  id: 'local_files',
  name: 'Local files',
  description:
    'A folder of csv, json, ndjson and parquet files on this machine: source of models and bulk syncs, target of both.',
  config: localFilesConfig,
  definitions: {
    model: modelConfig,
    syncTarget: syncTargetConfig,
    createTarget: createTargetConfig,
    bulkSource: bulkSourceConfig,
    bulkDestination: bulkDestinationConfig,
  },
  types: localFilesTypes,
  facets: localFilesCapabilities,
  open: async (config, host) => (await import('./open.ts')).openLocalFiles(config, host),
});
