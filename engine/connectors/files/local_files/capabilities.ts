import type { Capabilities } from '../../../contract/capabilities.ts';
import { fileSourceCapabilities } from '../../../families/files/capabilities.ts';

/** What a folder of files can. */
export const localFilesCapabilities = {
  test: {},
  ...fileSourceCapabilities,
  define: { knowsRights: true, canCount: true },
  load: {
    takes: ['relation', 'parquet', 'csv', 'rows'],
    hasColumnModes: true,
    canDeleteMissing: true,
    noticesOthers: true,
    canFind: true,
  },
} as const satisfies Capabilities;
