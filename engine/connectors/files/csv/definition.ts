import { defineConnector } from '../../../contract/contract.ts';
import { csvCapabilities } from './capabilities.ts';
import { bulkSourceConfig, csvConfig, modelConfig } from './config.ts';
import { csvTypes } from './types.ts';

export const csv = defineConnector({
  id: 'csv',
  name: 'CSV URL',
  description: 'A CSV file on the web: source of models and bulk syncs.',
  config: csvConfig,
  definitions: { model: modelConfig, bulkSource: bulkSourceConfig },
  types: csvTypes,
  facets: csvCapabilities,
  open: async (config, host) => (await import('./open.ts')).openCsv(config, host),
});
