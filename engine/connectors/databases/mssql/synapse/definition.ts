import { defineConnector } from '../../../../contract/contract.ts';
import { mssql } from '../definition.ts';
import { synapseCapabilities } from './capabilities.ts';
import { synapseConfig } from './config.ts';
import { synapseTypes } from './types.ts';

export const synapse = defineConnector({
  id: 'synapse',
  name: 'Azure Synapse',
  description:
    'A dedicated SQL pool of Azure Synapse Analytics: source of models and bulk syncs, target of both. Rows are loaded by COPY INTO from Azure Blob Storage.',
  config: synapseConfig,
  definitions: mssql.definitions,
  types: synapseTypes,
  facets: synapseCapabilities,
  open: async (config, host) => (await import('./open.ts')).openSynapse(config, host),
});
