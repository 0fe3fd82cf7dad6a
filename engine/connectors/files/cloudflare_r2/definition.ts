import { defineConnector } from '../../../contract/contract.ts';
import { localFilesTypes } from '../../../families/files/types.ts';
import { storeCapabilities, unusableIfReadOnly } from '../../../families/object-store/capabilities.ts';
import { storeDefinitions } from '../../../families/object-store/config.ts';
import { cloudflareR2Config } from './config.ts';

export const cloudflareR2 = defineConnector({
  id: 'cloudflare_r2',
  name: 'Cloudflare R2',
  description:
    'Files in a bucket of Cloudflare R2: csv, json, ndjson and parquet, source of models and bulk syncs, target of both.',
  config: cloudflareR2Config,
  definitions: storeDefinitions,
  types: localFilesTypes,
  facets: storeCapabilities,
  unusable: unusableIfReadOnly,
  open: async (config, host) => (await import('./open.ts')).openCloudflareR2(config, host),
});
