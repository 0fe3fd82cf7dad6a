import { randomUUID } from 'node:crypto';
import type { TestFacet } from '../../contract/contract.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { type ObjectStore, textOf } from './object-store.ts';

/** How long the object of a test that failed may take to be removed, in ms. */
const GOODBYE_MS = 5_000;

/** Lists, and unless the connection is for reading only, writes, reads and removes a small object. */
export function testFacet(store: ObjectStore, isReadOnly: boolean): TestFacet {
  return {
    async test(signal) {
      await store.check(signal);
      if (!isReadOnly) await tryWriting(store, signal);
    },
  };
}

/** Writes, reads and removes a small object. Throws what the store refused first. */
export async function tryWriting(store: ObjectStore, signal: AbortSignal): Promise<void> {
  const key = `_syncform_test/${randomUUID()}`;
  try {
    await store.put(key, 'ok', signal);
    if ((await textOf(store, key, signal)) !== 'ok')
      throw new ConnectionError('bucket', `what was written to ${store.place} cannot be read again`);
  } catch (error) {
    // Also after a cancel: the signal that has fired is not asked.
    await store.remove([key], AbortSignal.timeout(GOODBYE_MS)).catch(() => {});
    throw error;
  }
  await store.remove([key], signal);
}
