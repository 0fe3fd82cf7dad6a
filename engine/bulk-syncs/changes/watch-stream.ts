import type { ChangeStream, ChangesFacet } from '../../contract/changes.ts';
import type { ExecutionContext } from '../../executions/contract.ts';
import { messageOf } from '../../kit/errors.ts';
import type { BulkSyncRun } from '../bulk-sync-run.ts';

/** How often a stream's lag and the source's objects are looked at, in ms. */
const LOOK_MS = 30_000;

/** Looks after a stream while it is followed: warns of what keeps it behind, and notices that the source has new objects. */
export class StreamWatch implements AsyncDisposable {
  readonly #run: BulkSyncRun;
  readonly #changes: ChangesFacet;
  readonly #stream: ChangeStream;
  readonly #context: ExecutionContext;
  readonly #timer: Disposable;
  #looking: Promise<void> | undefined;
  #said = '';
  #lag = '';
  #hasNewObjects = false;

  constructor(run: BulkSyncRun, changes: ChangesFacet, stream: ChangeStream, context: ExecutionContext) {
    this.#run = run;
    this.#changes = changes;
    this.#stream = stream;
    this.#context = context;
    this.#timer = context.clock.every(LOOK_MS, () => this.look());
  }

  /** Whether there are objects at the source that the run was planned without. */
  get hasNewObjects(): boolean {
    return this.#hasNewObjects;
  }

  /** What is known of the source's log, for people; empty where nothing is. */
  get lag(): string {
    return this.#lag;
  }

  /** Looks now, unless it does already. */
  look(): void {
    this.#looking ??= this.#look()
      // What is wrong with the source shows in what is read from it.
      .catch((error: unknown) => this.#context.log('debug', `looking after the stream: ${messageOf(error)}`))
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer[Symbol.dispose]();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { signal, log } = this.#context;
    const { bytes, warnings } = await this.#changes.lag(this.#stream, signal);
    this.#lag = bytes === undefined ? '' : `, ${(bytes / 1e6).toFixed(1)} MB of log kept at the source`;
    const text = warnings.join('; ');
    if (text !== '' && text !== this.#said) log('warn', text);
    this.#said = text;
    const { automatically_add_new_objects: policy = 'none' } = this.#run.sync;
    if (!this.#run.continuous || policy === 'none') return;
    const { taken, left } = this.#run.blueprint.objectChoice.known;
    const known = new Set([...taken, ...left]);
    const listed = await this.#run.source.facet('discover').list(this.#stream.configuration, signal);
    this.#hasNewObjects = listed.some(({ id }) => !known.has(id));
  }
}
