import { basename } from 'node:path';
import type { Execution } from '../../api/documents.ts';
import { SyncformError } from '../../kit/errors.ts';
import { isActive } from '../../store/execution-history.ts';
import type { Command, CommandContext } from '../command.ts';
import { executionLines } from '../execution-view.ts';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts';
import { reading } from '../reading.ts';
import { Speedometer } from '../speed.ts';
import { colored, plain } from '../style.ts';
import { jsonWatcher, lineWatcher, screenWatcher, type Watcher } from '../watchers.ts';

/** How often a watched store is looked at, in ms. */
const lookEvery = 250;

export const status: Command = {
  name: 'status',
  summary: 'Show what runs, and how each sync last ended',
  args: '',
  maxArgs: 0,
  description:
    'With --watch it follows what happens until Ctrl-C, also from before the first terraform apply: in place on a\n' +
    'terminal, else a line for each change; with --json a document for each change.',
  options: {
    watch: { type: 'boolean', short: 'w', description: 'follow what happens' },
    'until-done': {
      type: 'boolean',
      description: 'follow until what runs, or else what runs next, has ended; exit with its outcome',
    },
  },
  async run(context) {
    if (context.options.watch || context.options['until-done']) return watch(context);
    const executions = await latest(context);
    const { terminal, options, clock } = context;
    if (options.json) terminal.write(`${JSON.stringify(executions, undefined, 2)}\n`);
    else if (executions.length === 0) terminal.write('No executions yet.\n');
    else {
      const view = {
        style: terminal.size() ? colored : plain,
        speedometer: new Speedometer(),
        now: clock.now(),
        maxObjects: 50,
      };
      const lines = executions.flatMap((execution) => executionLines(execution, view));
      terminal.write(lines.map((line) => `${line}\n`).join(''));
    }
    return exitCodes.ok;
  },
};

/** Each sync's newest execution: those that run first, then newest first. */
async function latest(context: CommandContext, limit = 100): Promise<readonly Execution[]> {
  const executions = await reading(context, (store) => store.executions.list({ limit }));
  const newest = new Map<string, Execution>();
  for (const execution of executions) {
    if (!newest.has(execution.sync_id)) newest.set(execution.sync_id, execution);
  }
  const all = [...newest.values()];
  return [...all.filter(({ status }) => isActive(status)), ...all.filter(({ status }) => !isActive(status))];
}

async function watch(context: CommandContext): Promise<ExitCode> {
  const { terminal, options, clock, signal } = context;
  using watcher: Watcher = options.json
    ? jsonWatcher(terminal)
    : terminal.size()
      ? screenWatcher(terminal)
      : lineWatcher(terminal);
  let before: ReadonlySet<string> | undefined;
  for (;;) {
    const executions = await latestIfAny(context);
    if (!executions) watcher.waiting(`Waiting for a store in ${basename(context.dataDir)} …`);
    else watcher.show(executions, clock.now());
    // What had ended before is not what is waited for.
    before ??= new Set(executions?.filter(({ status }) => !isActive(status)).map(({ id }) => id));
    const watched = executions?.filter(({ id }) => !before?.has(id)) ?? [];
    const done = watched.length > 0 && watched.every(({ status }) => !isActive(status));
    if (options['until-done'] && done) return exitCodeOf(watched.map(({ status }) => status));
    if (signal.aborted) return exitCodes.ok;
    await clock.sleep(lookEvery, signal).catch(() => undefined);
  }
}

/** Undefined while there is no store yet. */
async function latestIfAny(context: CommandContext): Promise<readonly Execution[] | undefined> {
  try {
    return await latest(context, 20);
  } catch (error) {
    if (error instanceof SyncformError && error.code === 'not_found') return undefined;
    throw error;
  }
}
