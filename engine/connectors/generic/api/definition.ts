import { defineConnector } from '../../../contract/contract.ts';
import { apiConfig, bulkSourceConfig, modelConfig } from './config.ts';
import { apiTypes } from './types.ts';

export const api = defineConnector({
  id: 'api',
  name: 'HTTP API',
  description: 'An API that answers JSON: source of models and bulk syncs.',
  config: apiConfig,
  definitions: { model: modelConfig, bulkSource: bulkSourceConfig },
  types: apiTypes,
  facets: ['test', 'discover', 'query', 'read'],
  open: async (config, host) => (await import('./open.ts')).openApi(config, host),
});
