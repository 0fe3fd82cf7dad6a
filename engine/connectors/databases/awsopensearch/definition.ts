import { defineConnector } from '../../../contract/contract.ts';
import { awsopensearchCapabilities } from './capabilities.ts';
import { awsopensearchConfig, bulkSourceConfig, modelConfig, syncTargetConfig } from './config.ts';
import { awsopensearchTypes } from './types.ts';

export const awsopensearch = defineConnector({
  id: 'awsopensearch',
  name: 'AWS OpenSearch',
  description:
    'A domain of Amazon OpenSearch Service: source of models and bulk syncs, target of model syncs.',
  config: awsopensearchConfig,
  definitions: { model: modelConfig, bulkSource: bulkSourceConfig, syncTarget: syncTargetConfig },
  types: awsopensearchTypes,
  facets: awsopensearchCapabilities,
  open: async (config, host) => (await import('./open.ts')).openAwsopensearch(config, host),
});
