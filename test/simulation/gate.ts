import { SyncformError } from '../../engine/kit/errors.ts';

/** What becomes of work at a point that it passes. */
export type Fate = 'go on' | 'fail' | 'die';

/**
 * A process as the simulation sees it: its work passes named points, at each of which it may fail, or die. Whoever died
 * does nothing any more; what hangs in it ends with an error, which it can tell nobody, once it is buried.
 */
export class Gate {
  readonly died = Promise.withResolvers<string>();
  readonly #decide: (point: string) => Fate | Promise<Fate>;
  readonly #burial = Promise.withResolvers<never>();
  #isDead = false;

  constructor(decide: (point: string) => Fate | Promise<Fate>) {
    this.#decide = decide;
    this.#burial.promise.catch(() => undefined);
  }

  async pass(point: string): Promise<void> {
    if (this.#isDead) return this.#burial.promise;
    const fate = await this.#decide(point);
    if (this.#isDead) return this.#burial.promise;
    if (fate === 'fail') throw new SyncformError('failed', `injected at ${point}`);
    if (fate === 'go on') return;
    this.#isDead = true;
    this.died.resolve(point);
    return this.#burial.promise;
  }

  bury(): void {
    this.#isDead = true;
    this.#burial.reject(new Error('its process is dead'));
  }
}
