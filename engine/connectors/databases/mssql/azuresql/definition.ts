import { defineConnector } from '../../../../contract/contract.ts';
import { mssqlCapabilities, unusableUndetected } from '../capabilities.ts';
import { mssql } from '../definition.ts';
import { azuresqlConfig } from './config.ts';

/** SQL Server in every way but who logs in. */
export const azuresql = defineConnector({
  definitions: mssql.definitions,
  types: mssql.types,
  id: 'azuresql',
  name: 'Azure SQL',
  description:
    'A database of Azure SQL: source of models and bulk syncs, target of both. Somebody logs in with a password, or as an application of Microsoft Entra.',
  config: azuresqlConfig,
  facets: mssqlCapabilities,
  unusable: unusableUndetected,
  open: async (config, host) => (await import('./open.ts')).openAzuresql(config, host),
});
