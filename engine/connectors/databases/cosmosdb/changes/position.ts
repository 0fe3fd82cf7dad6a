import type { SteppedPosition } from '../../../../families/log/stepped-position.ts';

/*
 * Where a stream of changes is. Each container has a feed of its own, in ranges of its partition keys
 * (https://learn.microsoft.com/azure/cosmos-db/change-feed): a position names a place in each range. Ranges have no common order, so
 * that positions are compared by a time, and by steps from one position to the next within it.
 */

/** Which changes the feed tells: the items as they are now, or every version of them and deletions as well. */
export type FeedMode = 'latest' | 'all';

/** A place in the feed of a range of partition keys. */
export interface RangePlace {
  /** The range's ends, as Cosmos DB writes the hashes of partition keys. */
  readonly min: string;
  readonly max: string;
  /** Where Cosmos DB goes on: the ETag of its last answer. */
  readonly token: string;
  /** The number of the last change that came; absent before the first. */
  readonly lsn?: string;
}

/** A place in a container's feed. */
export interface ContainerPlace {
  /** The snapshot that it goes on from. */
  readonly snapshot: string;
  /** The container's own id: another one of the name has none of the changes that this one had. */
  readonly rid: string;
  readonly mode: FeedMode;
  /** Everything that was written before was read, in ms since 1970. */
  readonly read: number;
  readonly ranges: readonly RangePlace[];
}

export interface Position extends SteppedPosition {
  /** By the object's id. */
  readonly containers: Readonly<Record<string, ContainerPlace>>;
}

export function formatPosition(position: Position): string {
  return JSON.stringify(position);
}

/** Reads a position again. Throws where the text is none. */
export function parsePosition(text: string): Position {
  return JSON.parse(text) as Position;
}
