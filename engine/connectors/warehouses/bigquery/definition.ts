import { defineConnector } from '../../../contract/contract.ts';
import { bigqueryCapabilities } from './capabilities.ts';
import { bigqueryConfig, configs } from './config.ts';
import { bigqueryTypes } from './types.ts';

export const bigquery = defineConnector({
  id: 'bigquery',
  name: 'Google BigQuery',
  description: 'The datasets of a Google Cloud project: source of models and bulk syncs, target of both.',
  config: bigqueryConfig,
  definitions: configs,
  types: bigqueryTypes,
  facets: bigqueryCapabilities,
  open: async (config, host) => (await import('./open.ts')).openBigquery(config, host),
});
