import { defineConnector } from '../../../contract/contract.ts';
import { postgresqlCapabilities, unusableUndetected } from './capabilities.ts';
import {
  bulkDestinationConfig,
  bulkSourceConfig,
  createTargetConfig,
  modelConfig,
  postgresqlConfig,
  syncTargetConfig,
} from './config.ts';
import { postgresqlTypes } from './types.ts';

export const postgresql = defineConnector({
  id: 'postgresql',
  name: 'PostgreSQL',
  description: 'A PostgreSQL database: source of models and bulk syncs, target of both.',
  config: postgresqlConfig,
  definitions: {
    model: modelConfig,
    syncTarget: syncTargetConfig,
    createTarget: createTargetConfig,
    bulkSource: bulkSourceConfig,
    bulkDestination: bulkDestinationConfig,
  },
  types: postgresqlTypes,
  facets: postgresqlCapabilities,
  unusable: unusableUndetected,
  open: async (config, host) => (await import('./open.ts')).openPostgresql(config, host),
});
