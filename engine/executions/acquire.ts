import { SyncformError } from '../kit/errors.ts';
import type { Lease, LeaseHolder } from '../store/leases.ts';
import type { Repositories, Store } from '../store/store.ts';
import { sweepTempFolders } from '../store/temp-folder.ts';

/** How long to wait for another holder where nothing else is said, in ms. */
const defaultWait = 60_000;
/** How often to look whether the lease is free, in ms. */
const lookEvery = 250;

export interface AcquireRequest {
  readonly syncId: string;
  /** For messages: the sync's name, if it is known. */
  readonly name?: string;
  readonly executionId: string | null;
  readonly lockWaitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What is to be written together with the taking of the lease. */
  readonly begin?: (repositories: Repositories) => Promise<void>;
}

/**
 * Takes a sync's lease, waiting while another holds it. A dead holder's is taken over and its execution marked
 * `interrupted`. Throws `locked`, naming the holder, when the wait gets too long.
 */
export async function acquire(store: Store, request: AcquireRequest): Promise<Lease> {
  const deadline = store.clock.now() + (request.lockWaitMs ?? defaultWait);
  for (;;) {
    request.signal?.throwIfAborted();
    const result = await tryAcquire(store, request);
    if ('lease' in result) return result.lease;
    if (store.clock.now() >= deadline) throw lockedError(request, result.heldBy);
    await store.clock.sleep(lookEvery, request.signal);
  }
}

async function tryAcquire(
  store: Store,
  request: AcquireRequest,
): Promise<{ readonly lease: Lease } | { readonly heldBy: LeaseHolder }> {
  // Looking first keeps those who wait from taking the store's write lock four times a second.
  const heldBy = await store.leases.heldBy(request.syncId);
  if (heldBy) return { heldBy };
  const holder = store.random.uuid();
  try {
    const acquired = await store.transaction(async (repositories) => {
      const acquisition = await repositories.leases.acquire(request.syncId, holder, request.executionId);
      if ('heldBy' in acquisition) return acquisition;
      if (acquisition.orphan !== null) await repositories.journal.interrupt(acquisition.orphan);
      await request.begin?.(repositories);
      return acquisition;
    });
    const isTakenOver = 'lease' in acquired && acquired.orphan !== null;
    if (isTakenOver) await sweepTempFolders(store.dataDir, store.clock.now());
    return acquired;
  } catch (error) {
    store.leases.forget(holder);
    throw error;
  }
}

function lockedError({ syncId, name }: AcquireRequest, holder: LeaseHolder): SyncformError {
  const what = name === undefined ? `sync ${syncId}` : `"${name}" (${syncId})`;
  const who = `process ${holder.pid} on ${holder.hostname} since ${holder.acquired_at}`;
  return holder.execution_id === null
    ? new SyncformError('locked', `${what} is being changed by ${who}`, {
        hint: 'Try again once it is through.',
      })
    : new SyncformError('locked', `${what} is being run by ${who}`, {
        hint: `Wait for it to end, or stop it with: syncform cancel ${holder.execution_id}`,
      });
}

/** The error of work whose lease another process has taken over. */
export function lostLease(syncId: string): SyncformError {
  return new SyncformError(
    'locked',
    `another process has taken over sync ${syncId}, as if this one had died`,
    {
      hint: 'Look at its executions, and run it again if need be.',
    },
  );
}
