import { defineConnector } from '../../../contract/contract.ts';
import {
  bulkDestinationConfig,
  bulkSourceConfig,
  createTargetConfig,
  modelConfig,
  syncTargetConfig,
} from '../../../families/duckdb/config.ts';
import { duckdbTypes } from '../../../families/duckdb/types.ts';
import { motherduckCapabilities } from './capabilities.ts';
import { motherduckConfig, unusableWithoutStaging } from './config.ts';

export const motherduck = defineConnector({
  id: 'motherduck',
  name: 'MotherDuck',
  description:
    'A MotherDuck database: source of models and bulk syncs, target of both. Rows are loaded from files that are staged in an S3 bucket.',
  config: motherduckConfig,
  definitions: {
    model: modelConfig,
    syncTarget: syncTargetConfig,
    createTarget: createTargetConfig,
    bulkSource: bulkSourceConfig,
    bulkDestination: bulkDestinationConfig,
  },
  types: duckdbTypes,
  facets: motherduckCapabilities,
  unusable: unusableWithoutStaging,
  open: async (config, host) => (await import('./open.ts')).openMotherduck(config, host),
});
