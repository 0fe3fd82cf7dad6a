import { pause } from '../../kit/abort.ts';

/** Spaces requests evenly, so that there are never more than so many a second. */
export class Pacer {
  #next = 0;

  /** Waits for the turn of the next request; undefined is no limit. */
  async turn(perSecond: number | undefined, signal: AbortSignal): Promise<void> {
    if (perSecond === undefined) return;
    const now = performance.now();
    const at = Math.max(now, this.#next);
    this.#next = at + 1000 / perSecond;
    if (at > now) await pause(at - now, signal);
  }
}
