import { localTime } from '../../kit/format.ts';
import { isActive } from '../../store/execution-history.ts';
import type { LogLine } from '../../store/executions.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { findExecution, reading } from '../reading.ts';
import { oneLine } from '../text.ts';

export const logs: Command = {
  name: 'logs',
  summary: "Print an execution's log",
  args: '[execution]',
  maxArgs: 1,
  description:
    'Without an execution: that of the newest one. The beginning of an id will do if it is the only one.',
  options: { follow: { type: 'boolean', short: 'f', description: 'go on until the execution has ended' } },
  async run(context) {
    const { args, options, terminal, clock, signal } = context;
    let id = args[0];
    let after = 0;
    for (;;) {
      const { execution, lines } = await reading(context, async (store) => {
        const found =
          id === undefined ? (await store.executions.list({ limit: 1 }))[0] : await findExecution(store, id);
        return { execution: found, lines: found ? await store.executions.log(found.id, after) : [] };
      });
      if (!execution) {
        if (!options.json) terminal.write('No executions yet.\n');
        return exitCodes.ok;
      }
      id = execution.id;
      after = lines.at(-1)?.seq ?? after;
      const format = options.json ? JSON.stringify : logText;
      terminal.write(lines.map((line) => `${format(line)}\n`).join(''));
      if (!options.follow || !isActive(execution.status) || signal.aborted) return exitCodes.ok;
      await clock.sleep(500, signal).catch(() => undefined);
    }
  },
};

function logText({ at, level, object, message }: LogLine): string {
  const about = object === null ? '' : `${oneLine(object)}: `;
  return `${localTime(at)} ${level.toUpperCase().padEnd(5)} ${about}${oneLine(message)}`;
}
