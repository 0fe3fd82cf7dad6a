import { isLocked } from '../kit/errors.ts';
import { type Lease, leaseDuration } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import { lostLease } from './acquire.ts';

/** Puts a lease's expiry off until disposed, and says when the lease was lost. */
export class Heartbeat implements Disposable {
  readonly #store: Store;
  readonly #lease: Lease;
  readonly #onLost: (error: unknown) => void;
  readonly #timer: Disposable;
  #beating = false;

  constructor(store: Store, lease: Lease, onLost: (error: unknown) => void) {
    this.#store = store;
    this.#lease = lease;
    this.#onLost = onLost;
    this.#timer = store.clock.every(leaseDuration / 6, () => void this.#beat());
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }

  async #beat(): Promise<void> {
    if (this.#beating) return;
    this.#beating = true;
    try {
      if (!(await this.#store.leases.renew(this.#lease))) this.#onLost(lostLease(this.#lease.resource));
    } catch (error) {
      // A busy store is tried again with the next beat, of which there are several before the lease expires.
      if (!isLocked(error)) this.#onLost(error);
    } finally {
      this.#beating = false;
    }
  }
}
