import type { SteppedPosition } from '../../../../families/log/stepped-position.ts';

/*
 * Where a stream of changes is. Each table has a log of its own, in shards that are split and end
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html): a position names a place in each shard. The
 * shards have no common order, so that positions are compared by a time, and by steps from one position to the next within it.
 */

/**
 * A place in a shard: `end` all of it was read, or none of it is wanted; `start` before its first record; `after:` a sequence number;
 * `since:` a moment in ms, at which nobody had read of it yet.
 */
export type ShardPlace = 'end' | 'start' | `after:${string}` | `since:${number}`;

/** A place in a table's log. */
export interface TablePlace {
  /** The snapshot that it goes on from; empty where nothing was read. */
  readonly snapshot: string;
  /** The ARN of the table's stream: another one has none of the changes that this one had. */
  readonly stream: string;
  /** Everything that was written before was read, in ms since 1970. */
  readonly read: number;
  readonly shards: Readonly<Record<string, ShardPlace>>;
}

export interface Position extends SteppedPosition {
  /** By table. */
  readonly tables: Readonly<Record<string, TablePlace>>;
}

export function formatPosition(position: Position): string {
  return JSON.stringify(position);
}

/** Reads a position again. Throws where the text is none. */
export function parsePosition(text: string): Position {
  return JSON.parse(text) as Position;
}
