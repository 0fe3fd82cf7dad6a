import { defineConnector } from '../../../contract/contract.ts';
import {
  bulkDestinationConfig,
  bulkSourceConfig,
  createTargetConfig,
  duckdbConfig,
  modelConfig,
  syncTargetConfig,
} from '../../../families/duckdb/config.ts';
import { duckdbTypes } from '../../../families/duckdb/types.ts';
import { duckdbFileCapabilities } from './capabilities.ts';

export const duckdb = defineConnector({
  id: 'duckdb',
  name: 'DuckDB',
  description: 'A DuckDB file: source of models and bulk syncs, target of both. DuckDB runs inside syncform.',
  config: duckdbConfig,
  definitions: {
    model: modelConfig,
    syncTarget: syncTargetConfig,
    createTarget: createTargetConfig,
    bulkSource: bulkSourceConfig,
    bulkDestination: bulkDestinationConfig,
  },
  types: duckdbTypes,
  facets: duckdbFileCapabilities,
  open: async (config, host) => (await import('./open.ts')).openDuckdb(config, host),
});
