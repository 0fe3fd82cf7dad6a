import { defineConnector } from '../../../contract/contract.ts';
import { localFilesTypes } from '../../../families/files/types.ts';
import { storeCapabilities, unusableIfReadOnly } from '../../../families/object-store/capabilities.ts';
import { storeDefinitions } from '../../../families/object-store/config.ts';
import { s3Config } from './config.ts';

export const s3 = defineConnector({
  id: 's3',
  name: 'S3',
  description:
    'Files in a bucket of Amazon S3 or of a store that speaks its protocol: csv, json, ndjson and parquet, source of models and bulk syncs, target of both.',
  config: s3Config,
  definitions: storeDefinitions,
  types: localFilesTypes,
  facets: storeCapabilities,
  unusable: unusableIfReadOnly,
  generate: (random) => ({ external_id: `syncform-${random(16).toString('hex')}` }),
  open: async (config, host) => (await import('./open.ts')).openS3(config, host),
});
