import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { heard } from '../../../kit/heard.ts';
import type { ObjectStore } from '../object-store.ts';
import { tryWriting } from '../test-connection.ts';
import type { StagingArea } from './staging-area.ts';

/** What is read of a file at a time, in bytes. */
const READ_BYTES = 1024 * 1024;

/** Staging in a store, which ends with the area. `url` is a key's address, as warehouses name it. */
export function stagingIn(store: ObjectStore, url: (key: string) => string): StagingArea {
  return {
    url,
    async upload(path, key, signal, onBytes = () => {}) {
      const file = heard(createReadStream(path, { highWaterMark: READ_BYTES }));
      try {
        await store.upload(file, key, signal, onBytes);
      } finally {
        file.destroy();
      }
    },
    async download(prefix, folder, signal) {
      const paths: string[] = [];
      for (const { key } of await store.list(prefix, signal)) {
        const object = await store.open(key, signal);
        if (!object) continue;
        const path = join(folder, `${randomUUID()}-${basename(key)}`);
        await pipeline(object, createWriteStream(path), { signal });
        paths.push(path);
      }
      return paths;
    },
    async remove(prefix, signal = new AbortController().signal) {
      await store.abandonUploads?.(prefix);
      const staged = (await store.list(prefix, signal)).map(({ key }) => key);
      if (staged.length > 0) await store.remove(staged, signal);
    },
    test: (signal) => tryWriting(store, signal),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
