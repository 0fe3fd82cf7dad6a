import { setTimeout as sleep } from 'node:timers/promises';

/** For how long transactions that write are waited for, in ms. */
const WRITERS_MS = 5000;

/**
 * Whether all transactions have ended that had written when this was called: one may have taken a lower number than the largest
 * there is (a sequence, AUTO_INCREMENT), and is seen only later. Waits a little for them. `open` answers what names those that are
 * open; it is asked every `askedMs`.
 */
export async function writersAreDone(
  open: () => Promise<readonly (string | null | undefined)[]>,
  askedMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  let writers = await open();
  for (let waited = 0; writers.length > 0 && waited < WRITERS_MS; waited += askedMs) {
    await sleep(askedMs, undefined, { signal });
    const still = await open();
    writers = writers.filter((writer) => still.includes(writer));
  }
  return writers.length === 0;
}
