import { defineConnector } from '../../../contract/contract.ts';
import { mongodbCapabilities, unusableUndetected } from './capabilities.ts';
import { bulkSourceConfig, modelConfig, mongodbConfig, syncTargetConfig } from './config.ts';
import { mongodbTypes } from './types.ts';

export const mongodb = defineConnector({
  id: 'mongodb',
  name: 'MongoDB',
  description:
    'A MongoDB server, replica set or Atlas cluster: source of models and bulk syncs, and target of syncs.',
  config: mongodbConfig,
  definitions: { model: modelConfig, bulkSource: bulkSourceConfig, syncTarget: syncTargetConfig },
  types: mongodbTypes,
  facets: mongodbCapabilities,
  unusable: unusableUndetected,
  open: async (config, host) => (await import('./open.ts')).openMongodb(config, host),
});
