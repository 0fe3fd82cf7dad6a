import { defineConnector } from '../../../contract/contract.ts';
import { snowflakeCapabilities } from './capabilities.ts';
import { configs, snowflakeConfig } from './config.ts';
import { snowflakeTypes } from './types.ts';

export const snowflake = defineConnector({
  id: 'snowflake',
  name: 'Snowflake',
  description: 'A database of a Snowflake account: source of models and bulk syncs, target of both.',
  config: snowflakeConfig,
  definitions: configs,
  types: snowflakeTypes,
  facets: snowflakeCapabilities,
  open: async (config, host) => (await import('./open.ts')).openSnowflake(config, host),
});
