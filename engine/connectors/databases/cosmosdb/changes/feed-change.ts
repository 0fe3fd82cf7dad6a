import { markedDigits } from '../exact-numbers.ts';
import type { Item } from '../values.ts';
import type { FeedMode } from './position.ts';

/** A change as the feed tells it. */
export interface FeedChange {
  /** `written` may have been inserted or updated: the feed of latest versions does not tell which. */
  readonly type: 'written' | 'insert' | 'update' | 'delete';
  /** The item as it was written; of a deleted one what is known of it, which may be nothing. */
  readonly item: Item;
  /** Of a deleted item: its id, and the values of its partition key by name. */
  readonly deleted?: { readonly id: unknown; readonly partitionKey: Item };
  /** The number of the change within its range; undefined where the feed does not tell. */
  readonly lsn: string | undefined;
  /** When it was written, in seconds since 1970. */
  readonly seconds: number | undefined;
}

const TYPES: Readonly<Record<string, FeedChange['type']>> = {
  create: 'insert',
  replace: 'update',
  delete: 'delete',
};

/**
 * Reads a change of the feed. In the feed of all versions an item is within `current`, and `metadata` tells what happened to it
 * (https://learn.microsoft.com/azure/cosmos-db/change-feed-modes, "parse the response object").
 */
export function changeOf(value: unknown, mode: FeedMode): FeedChange {
  const told = value as Item;
  if (mode === 'latest')
    return { type: 'written', item: told, lsn: digitsOf(told._lsn), seconds: secondsOf(told._ts) };
  const { current, previous, metadata } = told as {
    readonly current?: Item | null;
    readonly previous?: Item | null;
    readonly metadata?: Item;
  };
  const { operationType, lsn, crts, id, partitionKey } = metadata ?? {};
  const type = TYPES[String(operationType)] ?? 'written';
  const rest = { type, lsn: digitsOf(lsn), seconds: secondsOf(crts) };
  if (type !== 'delete') return { ...rest, item: current ?? {} };
  const item = previous ?? {};
  return { ...rest, item, deleted: { id: id ?? item.id, partitionKey: (partitionKey ?? {}) as Item } };
}

function digitsOf(value: unknown): string | undefined {
  const digits = markedDigits(value) ?? String(value ?? '');
  return /^\d+$/.test(digits) ? digits : undefined;
}

function secondsOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
