import { defineConnector } from '../../../contract/contract.ts';
import { scylladbCapabilities } from './capabilities.ts';
import { bulkSourceConfig, modelConfig, scylladbConfig } from './config.ts';
import { scylladbTypes } from './types.ts';

export const scylladb = defineConnector({
  id: 'scylladb',
  name: 'ScyllaDB',
  description: 'A cluster of ScyllaDB or Apache Cassandra: source of models and bulk syncs.',
  config: scylladbConfig,
  definitions: { model: modelConfig, bulkSource: bulkSourceConfig },
  types: scylladbTypes,
  facets: scylladbCapabilities,
  open: async (config, host) => (await import('./open.ts')).openScylladb(config, host),
});
