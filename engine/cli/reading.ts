import type { Execution } from '../api/documents.ts';
import { SyncformError } from '../kit/errors.ts';
import { openStoreForReading } from '../store/open-store.ts';
import type { StoreReader } from '../store/store.ts';
import type { CommandContext } from './command.ts';

/** Looks at the store and closes it again, so that a store that is deleted and recreated is seen. */
export async function reading<T>(
  { dataDir, clock }: CommandContext,
  look: (store: StoreReader) => Promise<T>,
): Promise<T> {
  const store = await openStoreForReading(dataDir, clock);
  try {
    return await look(store);
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

/** The execution of an id, or of the only one that begins so. */
export async function findExecution(store: Pick<StoreReader, 'executions'>, id: string): Promise<Execution> {
  const exact = await store.executions.get(id);
  if (exact) return exact;
  const [found, another] = (await store.executions.list({ limit: 1000 })).filter((one) =>
    one.id.startsWith(id),
  );
  if (found && !another) return found;
  throw new SyncformError(
    'not_found',
    found ? `several executions begin with ${id}` : `there is no execution ${id}`,
    {
      hint: 'List them with: syncform executions',
    },
  );
}

/** The id of the sync or bulk sync of an id or name. */
export async function findSync(store: StoreReader, idOrName: string): Promise<string> {
  const all = [...(await store.syncs.list()), ...(await store.bulkSyncs.list())];
  const found = all.filter((sync) => sync.id === idOrName || sync.name === idOrName);
  const [only] = found;
  if (only && found.length === 1) return only.id;
  // Executions outlive the sync that they were of.
  if (!only && (await store.executions.last(idOrName))) return idOrName;
  throw new SyncformError(
    'not_found',
    only ? `several syncs are called "${idOrName}"` : `there is no sync "${idOrName}"`,
    { hint: only ? `Use an id: ${found.map(({ id }) => id).join(', ')}` : 'Give its id or its name.' },
  );
}
