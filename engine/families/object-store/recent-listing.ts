import type { ObjectStore, StoredObject } from './object-store.ts';

/** How long a listing is good for: a plan asks for many tables one after the other. In milliseconds. */
const FRESH_MS = 2_000;

/** A store's files as somebody has them: listed once for all who ask within a short time. */
export class RecentListing<T> {
  readonly #store: ObjectStore;
  readonly #read: (objects: readonly StoredObject[]) => T;
  #listing: { readonly listed: Promise<T>; readonly at: number } | undefined;

  /** @param read What a listing comes to. */
  constructor(store: ObjectStore, read: (objects: readonly StoredObject[]) => T) {
    this.#store = store;
    this.#read = read;
  }

  async get(signal: AbortSignal): Promise<T> {
    const known = this.#listing;
    if (known && Date.now() - known.at <= FRESH_MS) {
      const listed = await known.listed.catch(() => undefined);
      // Whoever asked for it may have been stopped: that is no reason to stop here.
      if (listed) return listed;
    }
    const listed = this.#store.list('', signal).then(this.#read);
    const listing = { listed, at: Date.now() };
    this.#listing = listing;
    listed.catch(() => {
      if (this.#listing === listing) this.#listing = undefined;
    });
    return listed;
  }

  /** Says that something was written: the next listing is a new one. */
  changed(): void {
    this.#listing = undefined;
  }
}
