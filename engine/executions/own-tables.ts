import type { Execution } from '../api/documents.ts';
import { type Configured, isElsewhere } from '../contract/place.ts';
import { stableDigest } from '../kit/digest.ts';
import type { Repositories, Store } from '../store/store.ts';

/** What says that two definitions feed the same target from the same source. */
export interface Work {
  readonly type: Execution['type'];
  readonly name: string;
  /** Ends and target of the definition. */
  readonly ends: unknown;
}

export function workDigest({ type, name, ends }: Work): string {
  return `${type}:${stableDigest([name, ends])}`;
}

/** A table that a sync has made or loaded. */
interface OwnTable {
  readonly table: string;
  /** Where it is, as text (see connectors/place.ts); null where that was not noted. */
  readonly place: string | null;
}

type Noted = Pick<Repositories, 'positions' | 'ledgers' | 'targetTables' | 'meta'>;

async function tablesOf(
  { positions, ledgers, targetTables }: Omit<Noted, 'meta'>,
  syncId: string,
): Promise<readonly OwnTable[]> {
  const ledger = await ledgers.get(syncId);
  const noted = [...(await positions.list(syncId)), ...(ledger ? [ledger] : [])];
  const place = noted.find(({ target_place }) => target_place !== null)?.target_place ?? null;
  return [
    ...noted.flatMap(({ target_table, target_place }) =>
      target_table === null ? [] : [{ table: target_table, place: target_place }],
    ),
    ...(await targetTables.list(syncId)).map(({ table }) => ({ table, place })),
  ];
}

const noteOf = (work: Work) => `loaded:${workDigest(work)}`;

/** Remembers the tables of a sync that is about to be deleted, for one that is created for the same work after it. */
export async function noteOwnTables(noted: Noted, syncId: string, work: Work): Promise<void> {
  await noted.meta.set(noteOf(work), JSON.stringify(await tablesOf(noted, syncId)));
}

/** The sync whose tables are asked for. */
export interface TablesOwner {
  /** Undefined of a definition that is not stored. */
  readonly id: string | undefined;
  readonly work: Work;
  /** Ids of other stored syncs that do the same work: Terraform plans a replacement beside the one that it replaces. */
  twins(): Promise<readonly string[]>;
}

/**
 * Answers of tables whether a sync, or one in whose place it comes, has made or loaded them where its connection leads now:
 * rows there are then its own to replace. What the store knows is read once, and only where it is asked for.
 */
export function ownTables(
  store: Store,
  { id, work, twins }: TablesOwner,
  target: Configured,
): (table: string) => Promise<boolean> {
  const reads = [
    async () => (id === undefined ? [] : tablesOf(store, id)),
    async () => JSON.parse((await store.meta.get(noteOf(work))) ?? '[]') as readonly OwnTable[],
    async () => (await Promise.all((await twins()).map((twin) => tablesOf(store, twin)))).flat(),
  ];
  const known: Promise<readonly OwnTable[]>[] = [];
  return async (table) => {
    for (const [i, read] of reads.entries()) {
      known[i] ??= read();
      const tables = await known[i];
      if (tables.some((own) => own.table === table && !isElsewhere(own.place, target))) return true;
    }
    return false;
  };
}
