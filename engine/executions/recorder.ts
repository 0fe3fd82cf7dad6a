import type { Execution, ExecutionObject } from '../api/documents.ts';
import { timestamp } from '../kit/clock.ts';
import { noCounts, sumOf } from '../store/execution-history.ts';
import type { LogLine } from '../store/executions.ts';
import type { Store } from '../store/store.ts';
import type { ExecutionEvent, ObjectRequest } from './contract.ts';

/** Progress gets into the store this often at most, in ms. */
const flushEvery = 200;

/** An object of an execution while it is under way. */
export type LiveObject = { -readonly [K in keyof ExecutionObject]: ExecutionObject[K] };

export interface RecorderOptions {
  readonly store: Store;
  readonly execution: Execution;
  readonly observe: ((event: ExecutionEvent) => void) | undefined;
  /** Called when progress cannot be written, because the disk is full for instance. */
  onFailure(error: unknown): void;
}

/** Keeps the state of a running execution in memory and writes what has changed down now and then. */
export class Recorder {
  readonly objects = new Map<string, LiveObject>();
  readonly #options: RecorderOptions;
  readonly #places = new Map<LiveObject, number>();
  readonly #timer: Disposable;
  #changed = new Set<LiveObject>();
  #lines: LogLine[] = [];
  #lastLine = 0;
  #flush: Promise<void> | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#timer = options.store.clock.every(flushEvery, () => this.#tick());
  }

  /** The execution as it stands. */
  execution(): Execution {
    const objects = [...this.objects.values()].map((object) => ({ ...object }));
    return { ...this.#options.execution, counts: sumOf(objects.map((object) => object.counts)), objects };
  }

  /** Adds an object that waits for its turn. */
  add({ id, table, estimatedRows }: ObjectRequest): LiveObject {
    const object: LiveObject = {
      id,
      table,
      status: 'waiting',
      step: 'waiting',
      counts: noCounts,
      estimated_rows: estimatedRows ?? null,
      path: null,
      error: null,
      started_at: null,
      completed_at: null,
    };
    this.#places.set(object, this.objects.size);
    this.objects.set(id, object);
    this.changed(object);
    return object;
  }

  /** Says that an object has changed. */
  changed(object: LiveObject): void {
    this.#changed.add(object);
  }

  log(level: LogLine['level'], message: string, object: string | null): void {
    const { store, execution, observe } = this.#options;
    this.#lastLine += 1;
    const line: LogLine = {
      execution_id: execution.id,
      seq: this.#lastLine,
      at: timestamp(store.clock),
      level,
      object,
      message: store.redactor.mask(message),
    };
    this.#lines.push(line);
    observe?.({ type: 'log', execution_id: execution.id, name: execution.name, line });
  }

  /** Ends the writing of progress; what is left is taken with `pending`. */
  async stop(): Promise<void> {
    this.#timer[Symbol.dispose]();
    await this.#flush;
  }

  /** What is not written down yet. */
  pending(): {
    readonly objects: readonly { readonly place: number; readonly object: ExecutionObject }[];
    readonly lines: readonly LogLine[];
  } {
    const objects = [...this.#changed].map((object) => ({
      place: this.#places.get(object) ?? 0,
      object: { ...object },
    }));
    return { objects, lines: this.#lines };
  }

  #tick(): void {
    if (this.#flush || (this.#changed.size === 0 && this.#lines.length === 0)) return;
    this.#flush = this.#write().finally(() => {
      this.#flush = undefined;
    });
  }

  async #write(): Promise<void> {
    const { store, execution, observe, onFailure } = this.#options;
    const { objects, lines } = this.pending();
    const changed = this.#changed;
    this.#changed = new Set();
    this.#lines = [];
    try {
      await store.journal.writeProgress(execution.id, objects, lines);
    } catch (error) {
      // It stays to be written: with the next progress, or at the end.
      this.#changed = new Set([...changed, ...this.#changed]);
      this.#lines = [...lines, ...this.#lines];
      onFailure(error);
      return;
    }
    observe?.({ type: 'progress', execution: this.execution() });
  }
}
