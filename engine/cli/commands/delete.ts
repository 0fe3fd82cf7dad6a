import type { DeleteOptions, EngineApi } from '../../api/engine-api.ts';
import { SyncformError } from '../../kit/errors.ts';
import type { Command } from '../command.ts';
import { withEngine } from '../engine.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { oneLine } from '../text.ts';

const kinds = ['connections', 'models', 'syncs', 'bulkSyncs'] as const;
const words = { connections: 'connection', models: 'model', syncs: 'sync', bulkSyncs: 'bulk sync' } as const;

interface Found {
  readonly kind: (typeof kinds)[number];
  readonly id: string;
  readonly name: string;
}

export const deletion: Command = {
  name: 'delete',
  summary: 'Delete a definition that no Terraform state knows of any more',
  args: '<id>',
  maxArgs: 1,
  description:
    'Named by id or name; see: syncform list. Target tables and their rows stay, unless --drop is given. What a Terraform\n' +
    'state still names is recreated by the next apply and then starts over: destroy that with Terraform instead.',
  options: {
    yes: { type: 'boolean', description: 'also delete what a Terraform state may name' },
    force: { type: 'boolean', description: 'of a connection or model: also delete what uses it' },
    drop: { type: 'boolean', description: 'of a sync or bulk sync: also drop the tables that it made' },
  },
  async run(context) {
    const { args, options, terminal, signal } = context;
    const [wanted] = args;
    if (wanted === undefined) throw new UsageError('what is to be deleted? List all with: syncform list');
    return withEngine(context, async (engine) => {
      const found = await find(engine, wanted);
      if (!options.yes) await refuseKnown(engine, found);
      const warnings: string[] = [];
      const how: DeleteOptions = {
        force: options.force === true,
        drop: options.drop === true,
        onWarning: (message) => warnings.push(message),
      };
      await engine[found.kind].delete(found.id, how, signal);
      const { kind, id, name } = found;
      const type = words[kind].replace(' ', '_');
      if (options.json) terminal.write(`${JSON.stringify({ type, id, name, deleted: true, warnings })}\n`);
      else {
        terminal.write(`Deleted the ${words[kind]} "${oneLine(name)}" (${id}).\n`);
        for (const warning of warnings) terminal.write(`Warning: ${oneLine(warning)}\n`);
      }
      return exitCodes.ok;
    });
  },
};

async function find(engine: EngineApi, wanted: string): Promise<Found> {
  const all: Found[] = [];
  for (const kind of kinds)
    all.push(...(await engine[kind].list()).map(({ id, name }) => ({ kind, id, name })));
  const found = all.filter(({ id, name }) => id === wanted || name === wanted);
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new SyncformError(
    'not_found',
    only ? `several definitions are called "${wanted}"` : `there is no definition "${wanted}"`,
    {
      hint: only
        ? `Use an id: ${found.map(({ id, kind }) => `${id} (${words[kind]})`).join(', ')}.`
        : 'See them with: syncform list',
    },
  );
}

/** A definition that Terraform knows of is better deleted by Terraform. */
async function refuseKnown(engine: EngineApi, { id, kind, name }: Found): Promise<void> {
  if ((await engine.halfMade.list()).some((one) => one.id === id)) return;
  throw new SyncformError('in_use', `a Terraform state may name the ${words[kind]} "${name}" (${id})`, {
    hint: 'Destroy it with Terraform. Where no state names it any more, pass --yes.',
  });
}
