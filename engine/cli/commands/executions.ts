import { count, localTime } from '../../kit/format.ts';
import type { Command } from '../command.ts';
import { elapsed } from '../execution-view.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { findSync, reading } from '../reading.ts';
import { oneLine, table } from '../text.ts';

export const executions: Command = {
  name: 'executions',
  summary: 'List executions, newest first',
  args: '',
  maxArgs: 0,
  options: {
    sync: { type: 'string', placeholder: 'id or name', description: 'only those of one sync or bulk sync' },
    limit: { type: 'string', placeholder: 'n', description: 'at most this many; default 20' },
  },
  async run(context) {
    const { options, terminal, clock } = context;
    const limit = parseLimit(options.limit, 20);
    const found = await reading(context, async (store) => {
      const sync = typeof options.sync === 'string' ? await findSync(store, options.sync) : undefined;
      return store.executions.list({ limit, ...(sync === undefined ? {} : { sync_id: sync }) });
    });
    if (options.json) {
      terminal.write(`${JSON.stringify(found, undefined, 2)}\n`);
      return exitCodes.ok;
    }
    if (found.length === 0) {
      terminal.write('No executions yet.\n');
      return exitCodes.ok;
    }
    const headings = [
      'ID',
      'NAME',
      'STATUS',
      'STARTED',
      'TOOK>',
      'READ>',
      'INSERTED>',
      'UPDATED>',
      'DELETED>',
    ];
    const rows = found.map((execution) => {
      const { counts } = execution;
      return [
        execution.id,
        oneLine(execution.name),
        execution.status,
        execution.started_at === null ? '' : localTime(execution.started_at),
        elapsed(execution, clock.now()),
        count(counts.read),
        count(counts.inserted),
        count(counts.updated),
        count(counts.deleted),
        count(counts.rejected),
      ];
    });
    terminal.write(`${table([...headings, 'REJECTED>'], rows).join('\n')}\n`);
    return exitCodes.ok;
  },
};

/** A limit as a user gives it. Throws a UsageError when it is no positive whole number. */
export function parseLimit(text: string | boolean | undefined, otherwise: number): number {
  if (typeof text !== 'string') return otherwise;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--limit ${text} is not a positive whole number`);
  return Number(text);
}
