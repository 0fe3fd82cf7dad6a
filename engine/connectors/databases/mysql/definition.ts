import { defineConnector } from '../../../contract/contract.ts';
import { mysqlCapabilities, unusableUndetected } from './capabilities.ts';
import {
  bulkDestinationConfig,
  bulkSourceConfig,
  createTargetConfig,
  modelConfig,
  mysqlConfig,
  syncTargetConfig,
} from './config.ts';
import { mysqlTypes } from './types.ts';

export const mysql = defineConnector({
  id: 'mysql',
  name: 'MySQL',
  description:
    'A MySQL (8.0.17 or later) or MariaDB (10.3 or later) database: source of models and bulk syncs, target of both.',
  config: mysqlConfig,
  definitions: {
    model: modelConfig,
    syncTarget: syncTargetConfig,
    createTarget: createTargetConfig,
    bulkSource: bulkSourceConfig,
    bulkDestination: bulkDestinationConfig,
  },
  types: mysqlTypes,
  facets: mysqlCapabilities,
  unusable: unusableUndetected,
  open: async (config, host) => (await import('./open.ts')).openMysql(config, host),
});
