/** So many requests within so many milliseconds are no question whether we are still there. */
const REQUESTS = 5;
const WITHIN_MS = 1_000;

/**
 * Tells a server that is being shut down from one that asks now and then whether we are there. Before it ends it waits until
 * all of its log is safe with us, for ever, and asks for that again after each answer. What is not safe yet comes again
 * after its restart.
 */
export class ShutdownSigns {
  readonly #times: number[] = [];

  /** Notes that the server has asked for an answer; `now` in milliseconds. Answers whether it is shutting down. */
  asked(now: number): boolean {
    this.#times.push(now);
    if (this.#times.length > REQUESTS) this.#times.shift();
    return this.#times.length === REQUESTS && now - (this.#times[0] ?? now) <= WITHIN_MS;
  }
}
