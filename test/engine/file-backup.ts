import { copyFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** An engine closes a DuckDB file so long after its last use, in ms, and a little more. */
const CLOSED_AFTER_MS = 600;

/** Waits until an engine that does nothing has closed its DuckDB files. */
export const untilClosed = () => sleep(CLOSED_AFTER_MS);

/** Copies a DuckDB file of an engine as it is now; answers how to bring it back. */
export async function backupOf(file: string): Promise<() => Promise<void>> {
  await untilClosed();
  await copyFile(file, `${file}.bak`);
  return async () => {
    await untilClosed();
    await rm(`${file}.wal`, { force: true });
    await copyFile(`${file}.bak`, file);
  };
}
