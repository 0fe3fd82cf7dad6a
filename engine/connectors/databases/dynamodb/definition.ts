import { defineConnector } from '../../../contract/contract.ts';
import { dynamodbCapabilities, unusableUndetected } from './capabilities.ts';
import { bulkSourceConfig, dynamodbConfig, modelConfig } from './config.ts';
import { dynamodbTypes } from './types.ts';

export const dynamodb = defineConnector({
  id: 'dynamodb',
  name: 'DynamoDB',
  description: 'The tables of Amazon DynamoDB in an account and region: source of models and bulk syncs.',
  config: dynamodbConfig,
  definitions: { model: modelConfig, bulkSource: bulkSourceConfig },
  types: dynamodbTypes,
  facets: dynamodbCapabilities,
  unusable: unusableUndetected,
  generate: (random) => ({ external_id: `syncform-${random(16).toString('hex')}` }),
  open: async (config, host) => (await import('./open.ts')).openDynamodb(config, host),
});
