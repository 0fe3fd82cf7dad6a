import { defineConnector } from '../../../contract/contract.ts';
import { localFilesTypes } from '../../../families/files/types.ts';
import { storeCapabilities, unusableIfReadOnly } from '../../../families/object-store/capabilities.ts';
import { storeDefinitions } from '../../../families/object-store/config.ts';
import { sftpConfig } from './config.ts';

export const sftp = defineConnector({
  id: 'sftp',
  name: 'SFTP',
  description:
    'Files in a folder of an SFTP server: csv, json, ndjson and parquet, source of models and bulk syncs, target of both.',
  config: sftpConfig,
  definitions: storeDefinitions,
  types: localFilesTypes,
  facets: storeCapabilities,
  unusable: unusableIfReadOnly,
  open: async (config, host) => (await import('./open.ts')).openSftp(config, host),
});
