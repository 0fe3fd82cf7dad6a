import { isActive } from '../../store/execution-history.ts';
import { openStore } from '../../store/open-store.ts';
import type { Command } from '../command.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { findExecution, reading } from '../reading.ts';

export const cancel: Command = {
  name: 'cancel',
  summary: 'Ask an execution to stop',
  args: '<execution>',
  maxArgs: 1,
  description:
    'It stops at the next safe point, whichever process runs it, and keeps what it has committed: the next run goes on\n' +
    'from there. Follow it with: syncform status --watch',
  options: {},
  async run(context) {
    const [id] = context.args;
    const { terminal, options, dataDir, clock } = context;
    if (id === undefined) throw new UsageError('which execution? List them with: syncform executions');
    const execution = await reading(context, (store) => findExecution(store, id));
    const asked = isActive(execution.status);
    if (asked) {
      const store = await openStore({ dataDir, clock, withSecrets: false });
      try {
        await store.executions.requestCancel(execution.id);
      } finally {
        await store[Symbol.asyncDispose]();
      }
    }
    const status = asked ? 'canceling' : execution.status;
    if (options.json) terminal.write(`${JSON.stringify({ id: execution.id, status })}\n`);
    else if (asked) terminal.write(`Asked ${execution.id} to stop.\n`);
    else terminal.write(`${execution.id} had ended already: ${execution.status}.\n`);
    return exitCodes.ok;
  },
};
