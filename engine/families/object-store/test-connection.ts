import { randomUUID } from 'node:crypto';
import type { TestFacet } from '../../contract/contract.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { type ObjectStore, textOf } from './object-store.ts';

/** Lists, and unless the connection is for reading only, writes, reads and removes a small object. */
export function testFacet(store: ObjectStore, isReadOnly: boolean): TestFacet {
  return {
    async test(signal) {
      await store.check(signal);
      if (isReadOnly) return;
      const key = `_syncform_test/${randomUUID()}`;
      try {
        await store.put(key, 'ok', signal);
        if ((await textOf(store, key, signal)) !== 'ok')
          throw new ConnectionError('bucket', `what was written to ${store.place} cannot be read again`);
      } finally {
        // Also after a cancel: the signal that has fired is not asked.
        await store.remove([key]);
      }
    },
  };
}
