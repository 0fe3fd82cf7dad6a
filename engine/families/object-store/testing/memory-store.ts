import { Readable } from 'node:stream';
import { stableDigest } from '../../../kit/digest.ts';
import type { ObjectStore, StoredObject } from '../object-store.ts';

/** What a test has a store do in place of a request. */
export type Fault = (action: 'list' | 'open' | 'upload' | 'put' | 'remove', key: string) => void;

/** A store in memory, which tells what was asked of it and fails where a test says so. */
export class MemoryStore implements ObjectStore {
  readonly place = 'memory://store';
  readonly objects = new Map<string, { readonly body: Buffer; readonly changed: number }>();
  /** Every object that was opened, by key, in order. */
  readonly opened: string[] = [];
  fault: Fault = () => {};
  #clock = 0;

  /** Puts an object there as somebody else would. */
  set(key: string, body: string | Buffer): void {
    this.objects.set(key, { body: Buffer.from(body), changed: ++this.#clock });
  }

  keys(): string[] {
    return [...this.objects.keys()].sort();
  }

  async check(): Promise<void> {
    this.fault('list', '');
  }

  async list(prefix: string): Promise<readonly StoredObject[]> {
    this.fault('list', prefix);
    return [...this.objects]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { body, changed }]) => ({
        key,
        size: body.length,
        etag: stableDigest(body.toString('base64')),
        changed,
      }));
  }

  async open(key: string): Promise<Readable | undefined> {
    this.fault('open', key);
    this.opened.push(key);
    const object = this.objects.get(key);
    return object && Readable.from([object.body]);
  }

  async upload(
    stream: Readable,
    key: string,
    _signal: AbortSignal,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    this.fault('upload', key);
    const chunks: Buffer[] = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    this.set(key, body);
    onBytes(body.length);
  }

  async put(key: string, text: string): Promise<void> {
    this.fault('put', key);
    this.set(key, text);
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.fault('remove', key);
      this.objects.delete(key);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
