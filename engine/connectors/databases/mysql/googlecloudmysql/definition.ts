import { defineConnector } from '../../../../contract/contract.ts';
import { mysqlCapabilities, unusableUndetected } from '../capabilities.ts';
import { mysql } from '../definition.ts';
import { googleCloudMysqlConfig } from './config.ts';

/** MySQL in every way but the one to the server. */
export const googleCloudMysql = defineConnector({
  ...mysql,
  id: 'googlecloudmysql',
  name: 'Google Cloud MySQL',
  description:
    'A MySQL instance of Google Cloud SQL: source of models and bulk syncs, target of both. Reached by its connection name, with a service account.',
  config: googleCloudMysqlConfig,
  facets: mysqlCapabilities,
  unusable: unusableUndetected,
  open: async (config, host) => (await import('./open.ts')).openGoogleCloudMysql(config, host),
});
