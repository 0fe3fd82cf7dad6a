import { AsyncLocalStorage } from 'node:async_hooks';
import type { Diagnostic as DiagnosticMessage } from '../../protocol/generated/tfplugin6.ts';
import { Diagnostics } from '../diagnostics.ts';
import { diagnosticMessage } from '../schema/diagnostic-message.ts';
import type { Attributes } from '../types.ts';
import { explain } from './failure.ts';
import type { Runtime } from './runtime.ts';

/** A task that is under way, with how many run within it. */
interface Task {
  inner: number;
}

const tasks = new AsyncLocalStorage<Task>();

/** One call of a hook: it collects diagnostics, and turns whatever is thrown into one. */
export class Call {
  readonly diagnostics = new Diagnostics();
  readonly #runtime: Runtime;
  readonly #doing: string;
  #attributes: Attributes = {};

  constructor(runtime: Runtime, doing: string) {
    this.#runtime = runtime;
    this.#doing = doing;
  }

  /** The schema that the paths of the diagnostics belong to. */
  about(attributes: Attributes): void {
    this.#attributes = attributes;
  }

  /** What the task returns, or undefined when it throws, which becomes a diagnostic. */
  async attempt<T>(task: () => Promise<T> | T): Promise<T | undefined> {
    const outer = tasks.getStore();
    const own: Task = { inner: 0 };
    if (outer) outer.inner++;
    let forget: (() => void) | undefined;
    try {
      const running = this.#runtime.track(tasks.run(own, async () => task()));
      return await new Promise<T>((resolve, reject) => {
        forget = this.#runtime.onFailure((error) => {
          // The innermost task fails, and those around it go on from there as after any failure.
          if (own.inner === 0) reject(error);
        });
        running.then(resolve, reject);
      });
    } catch (error) {
      this.#runtime.log.debug(`could not ${this.#doing}`, {
        error: error instanceof Error ? error.stack : String(error),
      });
      this.diagnostics.all.push(explain(error, this.#doing, this.#runtime.signal.aborted));
      return undefined;
    } finally {
      forget?.();
      if (outer) outer.inner--;
    }
  }

  get messages(): DiagnosticMessage[] {
    return this.diagnostics.all.map((one) => diagnosticMessage(one, this.#attributes));
  }
}
