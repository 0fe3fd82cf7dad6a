import type { Commit } from '../../contract/changes.ts';
import type { JsonObject } from '../../kit/json.ts';
import type { Position, Positions } from '../../store/store.ts';

/** How far a bulk sync's stream of changes has come: what the destination holds. */
export interface StreamState {
  /** The connection that the stream is of. */
  readonly connection_id: string;
  /** Where that leads, as connectors/place.ts says; absent where it was not noted. */
  readonly place?: string;
  /** Everything that was committed up to here is loaded. */
  readonly position: string;
  /** Where the batch ends that began to be loaded after `position`; null where none did. */
  readonly pending: string | null;
  /** The number of the last transaction that is loaded. Numbers begin above all that an earlier stream of the bulk sync used. */
  readonly transactions: number;
  /** The largest number that a transaction of a pending batch was ever given. */
  readonly reserved: number;
}

/** The state of a stream that begins at a position; `now` in milliseconds since 1970. */
export function newStreamState(
  connection_id: string,
  place: string,
  position: string,
  now: number,
): StreamState {
  // No stream has a million transactions a second.
  const transactions = Math.trunc(now) * 1000;
  return { connection_id, place, position, pending: null, transactions, reserved: transactions };
}

/** The stream's place among the positions of a bulk sync's objects, none of which has this id. */
const STREAM = '';

/** The stream's state; null where there was none yet. */
export async function readStreamState(
  positions: Pick<Positions, 'get'>,
  syncId: string,
): Promise<StreamState | null> {
  const stored = await positions.get(syncId, STREAM);
  return stored?.cursor?.kind === 'stream' ? (stored.cursor.state as unknown as StreamState) : null;
}

export async function writeStreamState(
  positions: Pick<Positions, 'set'>,
  syncId: string,
  state: StreamState,
): Promise<void> {
  await positions.set({
    sync_id: syncId,
    object: STREAM,
    cursor: { kind: 'stream', state: { ...state } satisfies JsonObject },
    batch_id: null,
    definition_version: null,
    source_place: null,
    target_place: null,
    target_table: null,
  });
}

/** Forgets the stream; what its objects were followed from goes with it where `objects` says so. */
export async function clearStreamState(positions: Pick<Positions, 'clear'>, syncId: string): Promise<void> {
  await positions.clear(syncId, STREAM);
}

/** What an object is followed from: its last snapshot, as the source described it. */
export interface FollowedFrom {
  readonly handover: string;
  /** A position of the stream at or after all that the snapshot holds. */
  readonly position: string;
}

/** What an object's position says that it is followed from; null where it is to be read whole before. */
export function followedFrom(position: Position | null, version: string): FollowedFrom | null {
  if (position?.cursor?.kind !== 'followed' || position.definition_version !== version) return null;
  return position.cursor;
}

/** The end of a transaction of a batch. */
export type CommitOfBatch = Pick<Commit, 'position' | 'time'>;
