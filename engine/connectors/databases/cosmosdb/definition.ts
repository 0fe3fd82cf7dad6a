import { defineConnector } from '../../../contract/contract.ts';
import { cosmosdbCapabilities, unusableUndetected } from './capabilities.ts';
import { bulkSourceConfig, cosmosdbConfig, modelConfig } from './config.ts';
import { cosmosdbTypes } from './types.ts';

export const cosmosdb = defineConnector({
  id: 'cosmosdb',
  name: 'Azure Cosmos DB',
  description: 'The containers of an account of Azure Cosmos DB for NoSQL: source of models and bulk syncs.',
  config: cosmosdbConfig,
  definitions: { model: modelConfig, bulkSource: bulkSourceConfig },
  types: cosmosdbTypes,
  facets: cosmosdbCapabilities,
  unusable: unusableUndetected,
  open: async (config, host) => (await import('./open.ts')).openCosmosdb(config, host),
});
