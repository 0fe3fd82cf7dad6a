import { defineConnector } from '../../../contract/contract.ts';
import { localFilesTypes } from '../../../families/files/types.ts';
import { exportCapabilities } from './capabilities.ts';
import { bulkSourceConfig, exportsConfig, modelConfig } from './config.ts';

export const customeriowarehouseexports = defineConnector({
  id: 'customeriowarehouseexports',
  name: 'Customer.io Warehouse Exports',
  description:
    'The tables that Customer.io exports as Parquet files into a bucket of S3: source of models and bulk syncs.',
  config: exportsConfig,
  definitions: { model: modelConfig, bulkSource: bulkSourceConfig },
  types: localFilesTypes,
  facets: exportCapabilities,
  generate: (random) => ({ external_id: `syncform-${random(16).toString('hex')}` }),
  open: async (config, host) => (await import('./open.ts')).openExports(config, host),
});
