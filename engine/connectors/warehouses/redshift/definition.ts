import { defineConnector } from '../../../contract/contract.ts';
import { redshiftCapabilities } from './capabilities.ts';
import { configs, redshiftConfig } from './config.ts';
import { redshiftTypes } from './types.ts';

export const redshift = defineConnector({
  id: 'redshift',
  name: 'Redshift',
  description: 'An Amazon Redshift cluster or workgroup: source of models and bulk syncs, target of both.',
  config: redshiftConfig,
  definitions: configs,
  types: redshiftTypes,
  facets: redshiftCapabilities,
  generate: (random) => ({ external_id: `syncform-${random(16).toString('hex')}` }),
  open: async (config, host) => (await import('./open.ts')).openRedshift(config, host),
});
