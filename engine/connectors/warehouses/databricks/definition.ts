import { defineConnector } from '../../../contract/contract.ts';
import { databricksCapabilities } from './capabilities.ts';
import {
  bulkDestinationConfig,
  bulkSourceConfig,
  createTargetConfig,
  databricksConfig,
  modelConfig,
  syncTargetConfig,
} from './config.ts';
import { unusableWithoutStaging } from './needs-staging.ts';
import { databricksTypes } from './types.ts';

export const databricks = defineConnector({
  id: 'databricks',
  name: 'Databricks',
  description:
    'A Databricks SQL warehouse: source of models and bulk syncs, target of both. Rows are loaded from files that are staged in a bucket.',
  config: databricksConfig,
  definitions: {
    model: modelConfig,
    syncTarget: syncTargetConfig,
    createTarget: createTargetConfig,
    bulkSource: bulkSourceConfig,
    bulkDestination: bulkDestinationConfig,
  },
  types: databricksTypes,
  facets: databricksCapabilities,
  unusable: unusableWithoutStaging,
  generate: (random) => ({ external_id: `syncform-${random(16).toString('hex')}` }),
  open: async (config, host) => (await import('./open.ts')).openDatabricks(config, host),
});
