import type { Execution } from '../../api/documents.ts';
import type { EngineApi } from '../../api/engine-api.ts';
import type { Command, CommandContext } from '../command.ts';
import { type FoundSync, findRunnable, withEngine } from '../engine.ts';
import { exitCodeOf, UsageError } from '../exit-codes.ts';
import { oneLine } from '../text.ts';
import { jsonWatcher, lineWatcher, screenWatcher, type Watcher } from '../watchers.ts';

/** How often a running execution is looked at, in ms. */
const lookEvery = 250;

export const run: Command = {
  name: 'run',
  summary: 'Run syncs and bulk syncs now',
  args: '<sync> …',
  maxArgs: 1000,
  description:
    'Each is an id or a name. They run one after the other; the first that fails ends it. Ctrl-C cancels the one that\n' +
    'runs: what it has committed stays, and the next run goes on from there.',
  options: {
    resync: { type: 'boolean', description: 'forget positions and ledgers and move everything again' },
    schema: {
      type: 'string',
      placeholder: 'id',
      description: 'only this source object of a bulk sync; several are separated by commas',
    },
  },
  async run(context) {
    if (context.args.length === 0) throw new UsageError('which sync? See them with: syncform status');
    return withEngine(context, async (engine) => {
      const found: FoundSync[] = [];
      for (const name of context.args) found.push(await findRunnable(engine, name));
      const ended: Execution[] = [];
      using watcher = watcherFor(context);
      for (const sync of found) {
        const execution = await runOne(engine, sync, context, (now) =>
          watcher.show([...ended, now], context.clock.now()),
        );
        ended.push(execution);
        watcher.show(ended, context.clock.now());
        if (!context.options.json)
          for (const warning of await engine.executions.warnings(execution.id))
            context.terminal.write(`Warning: ${oneLine(warning)}\n`);
        if (execution.status !== 'completed' && execution.status !== 'errors') break;
      }
      return exitCodeOf(ended.map(({ status }) => status));
    });
  },
};

function watcherFor({ options, terminal }: CommandContext): Watcher {
  if (options.json) return jsonWatcher(terminal);
  return terminal.size() ? screenWatcher(terminal) : lineWatcher(terminal);
}

async function runOne(
  engine: EngineApi,
  { kind, id }: FoundSync,
  { options, clock, signal }: CommandContext,
  show: (execution: Execution) => void,
): Promise<Execution> {
  const schemas = typeof options.schema === 'string' ? { schemas: options.schema.split(',') } : {};
  const started = await engine[kind].start(id, { resync: options.resync === true, ...schemas });
  show(started);
  const ended = engine.executions.ended(started.id, signal);
  // A sleep that outlasts the execution would keep the process from ending.
  const awake = new AbortController();
  const wake = () => awake.abort();
  ended.then(wake, wake);
  while (!awake.signal.aborted) {
    await Promise.race([ended, clock.sleep(lookEvery, awake.signal).catch(() => undefined)]);
    if (awake.signal.aborted) break;
    const now = await engine.executions.get(started.id);
    if (now && !awake.signal.aborted) show(now);
  }
  return ended;
}
