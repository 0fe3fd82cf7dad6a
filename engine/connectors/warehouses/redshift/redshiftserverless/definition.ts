import { defineConnector } from '../../../../contract/contract.ts';
import { redshiftCapabilities } from '../capabilities.ts';
import { redshift } from '../definition.ts';
import { redshiftServerlessConfig } from './config.ts';

/** Redshift in every way but who logs in, and where. */
export const redshiftServerless = defineConnector({
  definitions: redshift.definitions,
  types: redshift.types,
  id: 'redshiftserverless',
  name: 'Redshift Serverless',
  description:
    'A workgroup of Amazon Redshift Serverless: source of models and bulk syncs, target of both. A role of IAM logs in.',
  config: redshiftServerlessConfig,
  facets: redshiftCapabilities,
  generate: (random) => ({ external_id: `syncform-${random(16).toString('hex')}` }),
  open: async (config, host) => (await import('./open.ts')).openRedshiftServerless(config, host),
});
