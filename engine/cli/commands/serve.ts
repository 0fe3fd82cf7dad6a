import type { BulkSync, Execution } from '../../api/documents.ts';
import type { EngineApi } from '../../api/engine-api.ts';
import type { ExecutionEvent } from '../../executions/contract.ts';
import { messageOf, SyncformError } from '../../kit/errors.ts';
import type { Command, CommandContext } from '../command.ts';
import { findRunnable, withEngine } from '../engine.ts';
import { exitCodes } from '../exit-codes.ts';
import { type ServeLog, serveLog } from '../serve-log.ts';

/** A sync whose execution failed is started again after this long at first, in ms, and after ever longer up to the last. */
const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;

/** After somebody cancelled it, an execution is started again after this long, in ms: time to apply a change. */
const YIELD_MS = 30_000;
/** How often to look for bulk syncs that were added. */
const LOOK_MS = 30_000;
/** Its own rest before a sync that ended without fault is started again: others may take it up meanwhile. */
const REST_MS = 1000;

export const serve: Command = {
  name: 'serve',
  summary: 'Follow the changes of bulk syncs until told to stop',
  args: '[bulk sync] …',
  maxArgs: 1000,
  description:
    'Each is an id or a name; without any, all active ones whose source is set to detect changes. Changes are loaded as\n' +
    'they come. Ctrl-C ends it: what was loaded stays, and the next run or serve goes on from there. A sync that fails is\n' +
    'started again after a while.',
  options: {},
  async run(context) {
    const log = serveLog(context);
    return withEngine(
      context,
      async (engine) => {
        const named = await Promise.all(context.args.map((name) => namedSync(engine, name)));
        await new Server(engine, context, log, new Set(named)).run();
        return exitCodes.ok;
      },
      { observe: (event: ExecutionEvent) => log.event(event) },
    );
  },
};

async function namedSync(engine: EngineApi, name: string): Promise<string> {
  const { kind, id } = await findRunnable(engine, name);
  if (kind === 'bulkSyncs') return id;
  throw new SyncformError('unsupported', `"${name}" is a model sync, whose changes cannot be followed`, {
    hint: `Run it with: syncform run ${id}`,
  });
}

/** Keeps bulk syncs running. */
class Server {
  readonly #engine: EngineApi;
  readonly #context: CommandContext;
  readonly #log: ServeLog;
  readonly #named: ReadonlySet<string>;
  readonly #served = new Map<string, Promise<void>>();
  /** Those that cannot be served, with when that was found: they are asked again once they are changed. */
  readonly #idle = new Map<string, string>();

  constructor(engine: EngineApi, context: CommandContext, log: ServeLog, named: ReadonlySet<string>) {
    this.#engine = engine;
    this.#context = context;
    this.#log = log;
    this.#named = named;
  }

  async run(): Promise<void> {
    const { clock, signal } = this.#context;
    while (!signal.aborted) {
      for (const sync of await this.#engine.bulkSyncs.list()) await this.#take(sync);
      if (this.#served.size === 0)
        this.#log.say('waiting for bulk syncs whose source is set to detect changes');
      await clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
    await Promise.all(this.#served.values());
  }

  /** Serves a bulk sync, if that is to be and can be. */
  async #take(sync: BulkSync): Promise<void> {
    const { id } = sync;
    const isWanted = this.#named.size > 0 ? this.#named.has(id) : sync.active && sync.mode === 'replicate';
    if (!isWanted || this.#served.has(id) || this.#idle.get(id) === sync.updated_at) return;
    if (!(await this.#follows(sync))) {
      this.#idle.set(id, sync.updated_at);
      if (this.#named.has(id)) this.#log.say(`"${sync.name}" has no objects whose changes can be followed`);
      return;
    }
    this.#served.set(
      id,
      this.#serve(sync).finally(() => this.#served.delete(id)),
    );
  }

  async #follows(sync: BulkSync): Promise<boolean> {
    try {
      const plan = await this.#engine.bulkSyncs.plan(sync, { id: sync.id, signal: this.#context.signal });
      return (plan.follows ?? []).length > 0;
    } catch {
      // Its execution says what is wrong, and is tried again.
      return true;
    }
  }

  async #serve({ id, name }: BulkSync): Promise<void> {
    const { clock, signal } = this.#context;
    let backoff = FIRST_BACKOFF_MS;
    while (!signal.aborted) {
      const end = await this.#execute(id);
      if (signal.aborted || end === 'gone') return;
      if (end !== 'failed') backoff = FIRST_BACKOFF_MS;
      const rest = end === 'ended' ? REST_MS : end === 'canceled' ? YIELD_MS : backoff;
      if (end !== 'ended') this.#log.say(`"${name}" is started again in ${rest / 1000} s`);
      await clock.sleep(rest, signal).catch(() => undefined);
      if (end === 'failed') backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
    }
  }

  /** One execution, to its end. */
  async #execute(id: string): Promise<'ended' | 'broken' | 'failed' | 'canceled' | 'gone'> {
    const { signal } = this.#context;
    try {
      const { bulkSyncs, executions } = this.#engine;
      const started: Execution = await bulkSyncs.start(id, { continuous: true });
      const { status, counts } = await executions.ended(started.id, signal);
      if (status === 'completed' || status === 'errors') return 'ended';
      if (status === 'canceled') return 'canceled';
      // What has moved anything did not fail at once.
      return counts.read > 0 ? 'broken' : 'failed';
    } catch (error) {
      if (error instanceof SyncformError && error.code === 'not_found') return 'gone';
      if (!signal.aborted) this.#log.say(messageOf(error));
      return 'failed';
    }
  }
}
