import { count, localTime, plural } from '../../kit/format.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { findSync, reading } from '../reading.ts';
import { oneLine, table } from '../text.ts';
import { parseLimit } from './executions.ts';

export const rejected: Command = {
  name: 'rejected',
  summary: 'List the records that targets refused, with the reasons',
  args: '[sync]',
  maxArgs: 1,
  description:
    'They are kept and sent again with every run, until the target takes them. Give a sync by id or name.',
  options: { limit: { type: 'string', placeholder: 'n', description: 'at most this many; default 100' } },
  async run(context) {
    const { args, options, terminal } = context;
    const limit = parseLimit(options.limit, 100);
    const [name] = args;
    const { records, names } = await reading(context, async (store) => {
      const sync = name === undefined ? undefined : await findSync(store, name);
      const filter = sync === undefined ? {} : { sync_id: sync };
      const syncs = [...(await store.syncs.list()), ...(await store.bulkSyncs.list())];
      return {
        // One more than asked for tells whether there are more.
        records: await store.rejections.list({ ...filter, limit: limit + 1 }),
        names: new Map(syncs.map((one) => [one.id, one.name])),
      };
    });
    const shown = records.slice(0, limit);
    if (options.json) {
      terminal.write(`${JSON.stringify(shown, undefined, 2)}\n`);
      return exitCodes.ok;
    }
    if (shown.length === 0) {
      terminal.write('No rejected records.\n');
      return exitCodes.ok;
    }
    const rows = shown.map((record) => [
      oneLine(names.get(record.sync_id) ?? record.sync_id),
      oneLine(record.object),
      Object.entries(record.key)
        .map(([column, value]) => `${oneLine(column)}=${value === null ? 'NULL' : oneLine(value)}`)
        .join(' '),
      count(record.attempts),
      localTime(record.last_seen_at),
      oneLine(record.reason),
    ]);
    terminal.write(`${table(['SYNC', 'OBJECT', 'KEY', 'TRIES>', 'LAST', 'REASON'], rows).join('\n')}\n`);
    if (records.length > limit) terminal.write(`More than ${plural(limit, 'record')}: see --limit.\n`);
    return exitCodes.ok;
  },
};
