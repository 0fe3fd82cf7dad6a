import type { ChangeStream, StreamFault } from '../../../../contract/changes.ts';
import { messageOf, SyncformError } from '../../../../kit/errors.ts';
import { forEachAtMost } from '../../../../kit/mutex.ts';
import type { Cosmosdb } from '../client.ts';
import { keyOf } from '../containers.ts';
import { containerOf } from './container.ts';
import { tipOf } from './feed.ts';
import type { FeedMode } from './position.ts';

/** Consistencies by which a reader may see less than the feed has told already. */
const WEAK = new Set(['Eventual', 'ConsistentPrefix']);
const AT_ONCE = 8;

/** What keeps a stream from following its containers, each with what to do about it. */
export async function streamFaults(
  cosmosdb: Cosmosdb,
  mode: FeedMode,
  { objects, wanted }: Pick<ChangeStream, 'objects' | 'wanted'>,
  signal: AbortSignal,
): Promise<readonly StreamFault[]> {
  const faults = new Map<string, string>();
  const { resource: account } = await cosmosdb.ask('looking at the account', signal, (client) =>
    client.getDatabaseAccount(),
  );
  const consistency = String(account?.consistencyPolicy ?? '');
  await forEachAtMost(AT_ONCE, objects, signal, async (id) => {
    const fault = await faultOf(cosmosdb, mode, id, wanted?.[id]?.key, signal);
    if (fault !== undefined) faults.set(id, fault);
  });
  return [
    ...(WEAK.has(consistency)
      ? [
          {
            message: `the account’s default consistency is ${consistency}, by which rows may be older than the place in the change feed from which they are followed: make it Session or a stronger one`,
          },
        ]
      : []),
    ...objects.flatMap((object) => {
      const message = faults.get(object);
      return message === undefined ? [] : [{ object, message }];
    }),
  ];
}

async function faultOf(
  cosmosdb: Cosmosdb,
  mode: FeedMode,
  id: string,
  wanted: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const container = await containerOf(cosmosdb, id, signal);
  if (!container) return 'there is no such container';
  const key = keyOf(container);
  if (wanted && [...wanted].sort().join('\0') !== [...key].sort().join('\0'))
    return `its change feed tells items apart by the partition key and id alone (${key.join(', ')}): make that the key`;
  if (mode === 'latest') return undefined;
  try {
    await tipOf(cosmosdb, container, mode, signal);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyncformError) || error.code !== 'failed') throw error;
    return `its change feed does not tell all versions: give the account continuous backups and switch on “All versions and deletes change feed mode” among its features, or set all_versions = false of the connection (${messageOf(error)})`;
  }
}
