import { defineConnector } from '../../../contract/contract.ts';
import { clickhouseCapabilities } from './capabilities.ts';
import { clickhouseConfig, configs } from './config.ts';
import { clickhouseTypes } from './types.ts';

export const clickhouse = defineConnector({
  id: 'clickhouse',
  name: 'ClickHouse',
  description:
    'A ClickHouse server or ClickHouse Cloud service: source of models and bulk syncs, target of both.',
  config: clickhouseConfig,
  definitions: configs,
  types: clickhouseTypes,
  facets: clickhouseCapabilities,
  generate: (random) => ({ external_id: `syncform-${random(16).toString('hex')}` }),
  open: async (config, host) => (await import('./open.ts')).openClickhouse(config, host),
});
