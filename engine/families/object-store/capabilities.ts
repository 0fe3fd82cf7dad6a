import type { Capabilities } from '../../contract/capabilities.ts';
import { fileSourceCapabilities } from '../files/capabilities.ts';

/** What every store of files can. */
export const storeCapabilities = {
  test: {},
  ...fileSourceCapabilities,
  define: { makesNamed: true, canCount: true },
  load: {
    takes: ['relation', 'parquet', 'csv', 'rows'],
    hasColumnModes: true,
    canDeleteMissing: true,
    // A stream of changes would have whole tables written again every few seconds.
    appendsOnly: true,
    canFind: true,
  },
} as const satisfies Capabilities;

const READ_ONLY = 'the connection is read_only: unset it to write there';

/** What a connection that is read_only cannot. */
export function unusableIfReadOnly({ read_only }: { readonly read_only: boolean }) {
  return read_only ? { define: READ_ONLY, load: READ_ONLY } : {};
}
