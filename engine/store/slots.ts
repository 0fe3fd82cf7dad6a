import { canceled } from '../kit/abort.ts';
import { Semaphore } from '../kit/mutex.ts';
import { type Lease, leaseDuration } from './leases.ts';
import type { Store } from './store.ts';

/** How often it is looked whether another process has given a place back, in milliseconds. */
const LOOK_EVERY_MS = 100;

/**
 * Places of which only so many are taken at a time, over all processes that share the store. Each is a lease, so that the
 * places of a process that died are found out.
 */
export class Slots {
  readonly #store: Pick<Store, 'transaction' | 'leases' | 'clock' | 'random'>;
  /** Of those who wait in this process one looks; the others come after it, in order. */
  readonly #turns = new Map<string, Semaphore>();

  constructor(store: Pick<Store, 'transaction' | 'leases' | 'clock' | 'random'>) {
    this.#store = store;
  }

  /** Takes one of `limit` places under a name, and waits while all are taken. Dispose of it to give it back. */
  async take(name: string, limit: number, signal: AbortSignal): Promise<AsyncDisposable> {
    const turn = this.#turns.get(name) ?? new Semaphore(1);
    this.#turns.set(name, turn);
    const endTurn = await turn.acquire(signal);
    try {
      for (;;) {
        const lease = await this.#tryTake(name, limit);
        if (lease) return this.#held(lease);
        await this.#store.clock.sleep(LOOK_EVERY_MS, signal);
      }
    } catch (error) {
      throw signal.aborted ? canceled(signal) : error;
    } finally {
      endTurn();
    }
  }

  #tryTake(name: string, limit: number): Promise<Lease | undefined> {
    const holder = this.#store.random.uuid();
    return this.#store.transaction(async ({ leases }) => {
      for (let place = 0; place < limit; place++) {
        const taken = await leases.acquire(`slot ${name} ${place}`, holder, null);
        if ('lease' in taken) return taken.lease;
      }
      return undefined;
    });
  }

  #held(lease: Lease): AsyncDisposable {
    const { leases, clock } = this.#store;
    const heartbeat = clock.every(leaseDuration / 3, () => void leases.renew(lease).catch(() => {}));
    return {
      async [Symbol.asyncDispose]() {
        heartbeat[Symbol.dispose]();
        // Even if the store could not be told, others may take it over.
        leases.forget(lease.holder);
        await leases.release(lease);
      },
    };
  }
}
