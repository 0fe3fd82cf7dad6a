import { defineConnector } from '../../../contract/contract.ts';
import { athenaCapabilities } from './capabilities.ts';
import { athenaConfig, configs } from './config.ts';
import { athenaTypes } from './types.ts';

export const athena = defineConnector({
  id: 'awsathena',
  name: 'AWS Athena',
  description: 'Amazon Athena over tables of Glue: source of models and bulk syncs.',
  config: athenaConfig,
  definitions: configs,
  types: athenaTypes,
  facets: athenaCapabilities,
  open: async (config, host) => (await import('./open.ts')).openAthena(config, host),
});
