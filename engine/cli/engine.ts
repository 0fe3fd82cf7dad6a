import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EngineApi } from '../api/engine-api.ts';
import type { RunnerOptions } from '../executions/contract.ts';
import { SyncformError } from '../kit/errors.ts';
import type { CommandContext } from './command.ts';

/** Opens the engine on a store that is there, lends it to the work and closes it. Loaded only by commands that need it. */
export async function withEngine<T>(
  { dataDir, clock }: CommandContext,
  work: (engine: EngineApi) => Promise<T>,
  options: RunnerOptions = {},
): Promise<T> {
  if (!existsSync(join(dataDir, 'syncform.db')))
    throw new SyncformError('not_found', `there is no store in ${basename(dataDir)}`, {
      hint: 'Run it in the folder of an applied Terraform configuration, or pass --data-dir.',
    });
  const { openEngine } = await import('../embedded.ts');
  await using engine = await openEngine({ ...options, dataDir, clock });
  return await work(engine);
}

/** A sync or bulk sync, found by id or name. */
export interface FoundSync {
  readonly kind: 'syncs' | 'bulkSyncs';
  readonly id: string;
  readonly name: string;
}

/** The sync or bulk sync of an id or a name. Throws `not_found`, naming those that there are. */
export async function findRunnable(engine: EngineApi, idOrName: string): Promise<FoundSync> {
  const all = await runnables(engine);
  const found = all.filter(({ id, name }) => id === idOrName || name === idOrName);
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new SyncformError(
    'not_found',
    only ? `several syncs are called "${idOrName}"` : `there is no sync "${idOrName}"`,
    {
      hint: only
        ? `Use an id: ${found.map(({ id }) => id).join(', ')}.`
        : `There are: ${all.map(({ name }) => `"${name}"`).join(', ') || 'none'}.`,
    },
  );
}

/** Every sync and bulk sync; those that load tables come before those that may read them. */
export async function runnables(engine: EngineApi): Promise<readonly FoundSync[]> {
  const of = async (kind: FoundSync['kind']) =>
    (await engine[kind].list()).map(({ id, name }) => ({ kind, id, name }));
  return [...(await of('bulkSyncs')), ...(await of('syncs'))];
}
