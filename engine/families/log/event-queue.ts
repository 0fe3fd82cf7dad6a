import type { ChangeEvent } from '../../contract/changes.ts';

/** Events that wait for their reader: so many, or of so many bytes of log, that no more are taken from the server. */
const MOST_EVENTS = 4096;
const MOST_BYTES = 4 * 1024 * 1024;

/** What brings the log, and can be held back. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/** What has come of the log and was not read yet. Holds the server back while it is full. */
export class EventQueue implements AsyncIterable<readonly ChangeEvent[]> {
  #flow: Flow | undefined;
  #events: ChangeEvent[] = [];
  #bytes = 0;
  #isPaused = false;
  #isOver = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  /** Whether nothing that comes is of interest any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** From now on this is what is held back. */
  attach(flow: Flow): void {
    this.#flow = flow;
    if (this.#isPaused) flow.pause();
  }

  push(event: ChangeEvent): void {
    if (this.#isOver) return;
    const last = this.#events.at(-1);
    // Of two signs in a row the later one says it all.
    const isSign = (e: ChangeEvent | undefined) => e?.type === 'commit' && e.time === undefined;
    if (isSign(event) && isSign(last)) this.#events[this.#events.length - 1] = event;
    else this.#events.push(event);
  }

  /** To be told after each packet. */
  took(bytes: number): void {
    this.#bytes += bytes;
    if (this.#events.length === 0) {
      this.#bytes = 0;
      return;
    }
    this.#wake?.();
    if (this.#isPaused || (this.#events.length < MOST_EVENTS && this.#bytes < MOST_BYTES)) return;
    this.#isPaused = true;
    this.#flow?.pause();
  }

  end(): void {
    this.#isOver = true;
    this.#wake?.();
  }

  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#error = error;
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly ChangeEvent[]> {
    for (;;) {
      if (this.#events.length > 0) {
        const events = this.#events;
        this.#events = [];
        this.#bytes = 0;
        if (this.#isPaused && !this.#isOver) {
          this.#isPaused = false;
          this.#flow?.resume();
        }
        yield events;
        continue;
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#isOver) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
