import { defineConnector } from '../../../../contract/contract.ts';
import { postgresqlCapabilities, unusableUndetected } from '../capabilities.ts';
import { postgresql } from '../definition.ts';
import { googleCloudSqlConfig } from './config.ts';

/** PostgreSQL in every way but the one to the server. */
export const googleCloudSql = defineConnector({
  ...postgresql,
  id: 'googlecloudsql',
  name: 'Google Cloud PostgreSQL',
  description:
    'A PostgreSQL instance of Google Cloud SQL: source of models and bulk syncs, target of both. Reached by its connection name, with a service account.',
  config: googleCloudSqlConfig,
  facets: postgresqlCapabilities,
  unusable: unusableUndetected,
  open: async (config, host) => (await import('./open.ts')).openGoogleCloudSql(config, host),
});
