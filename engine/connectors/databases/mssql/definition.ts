import { defineConnector } from '../../../contract/contract.ts';
import { mssqlCapabilities, unusableUndetected } from './capabilities.ts';
import { configs, mssqlConfig } from './config.ts';
import { mssqlTypes } from './types.ts';

export const mssql = defineConnector({
  id: 'mssql',
  name: 'Microsoft SQL Server',
  description:
    'A SQL Server (2017 or later) or Azure SQL database: source of models and bulk syncs, target of both.',
  config: mssqlConfig,
  definitions: configs,
  types: mssqlTypes,
  facets: mssqlCapabilities,
  unusable: unusableUndetected,
  open: async (config, host) => (await import('./open.ts')).openMssql(config, host),
});
