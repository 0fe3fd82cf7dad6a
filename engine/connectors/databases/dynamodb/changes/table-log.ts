import type { Dynamodb } from '../client.ts';
import type { ShardPlace, TablePlace } from './position.ts';
import { iteratorAt, listShards, readShard, refuseLost, type StreamRecord } from './shards.ts';

/** What came of a shard. */
export interface ShardRecords {
  readonly shard: string;
  readonly records: readonly StreamRecord[];
  /** Whether the shard has ended, and has nothing after these. */
  readonly isEnd: boolean;
}

/** Clocks of AWS and of this machine may differ by so much, in ms. */
const SKEW_MS = 300_000;
/** So many empty pages in a row are taken for the end of what is there: one alone may only mean that there is a gap. */
const EMPTY_PAGES = 3;

/** Iterators at the tips of shards, by stream, shard and place: DynamoDB names such a place in no other way. */
export class TipIterators {
  readonly #iterators = new Map<string, string>();

  keep(stream: string, shard: string, place: ShardPlace, iterator: string): void {
    this.#iterators.set(`${stream} ${shard} ${place}`, iterator);
  }

  at(stream: string, shard: string, place: ShardPlace): string | undefined {
    return this.#iterators.get(`${stream} ${shard} ${place}`);
  }
}

/**
 * The log of one table, read from a place on: a shard after the one that it was split from, so that the changes of an item come
 * in their order. The place moves as `moved` is called.
 */
export class TableLog {
  readonly table: string;
  readonly #dynamodb: Dynamodb;
  readonly #tips: TipIterators;
  #place: TablePlace;
  readonly #shards: Map<string, ShardPlace>;
  readonly #parents = new Map<string, string | undefined>();
  /** Where shards are read on; and how many pages in a row were empty. */
  readonly #iterators = new Map<string, string>();
  readonly #empty = new Map<string, number>();
  /** Shards that are read from before the place that is wanted: records before this time are left out. */
  readonly #wantedFrom = new Map<string, number>();

  constructor(dynamodb: Dynamodb, tips: TipIterators, table: string, place: TablePlace) {
    this.#dynamodb = dynamodb;
    this.#tips = tips;
    this.table = table;
    this.#place = place;
    this.#shards = new Map(Object.entries(place.shards));
  }

  get place(): TablePlace {
    return { ...this.#place, shards: Object.fromEntries(this.#shards) };
  }

  /** Learns of new shards, and forgets those that are over. Throws `changes_lost` where one is gone that was not read to its end. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { stream, read } = this.#place;
    const listed = await listShards(this.#dynamodb, stream, signal);
    for (const { id, parent } of listed) {
      this.#parents.set(id, parent);
      if (!this.#shards.has(id)) this.#shards.set(id, 'start');
    }
    const there = new Set(listed.map(({ id }) => id));
    for (const [id, place] of this.#shards) {
      if (there.has(id)) continue;
      if (place !== 'end')
        refuseLost(read, `${stream} has no shard ${id} any more, which was not read to its end`);
      this.#shards.delete(id);
    }
  }

  /** The shards that can be read now: those of which something may come, and not before what they were split from is over. */
  get readable(): readonly string[] {
    const isOver = (id: string | undefined) => id === undefined || (this.#shards.get(id) ?? 'end') === 'end';
    return [...this.#shards].flatMap(([id, place]) =>
      place !== 'end' && isOver(this.#parents.get(id)) ? [id] : [],
    );
  }

  /** Whether nothing came of any shard for long enough to say that everything was read. */
  get isAtTip(): boolean {
    return this.readable.every((id) => (this.#empty.get(id) ?? 0) >= EMPTY_PAGES);
  }

  /** Reads on in a shard. */
  async read(shard: string, signal: AbortSignal): Promise<ShardRecords> {
    const { stream } = this.#place;
    const iterator = this.#iterators.get(shard) ?? (await this.#iterator(shard, signal));
    if (iterator === undefined) return { shard, records: [], isEnd: true };
    const page = await readShard(this.#dynamodb, stream, iterator, signal);
    if (!page) {
      this.#iterators.delete(shard);
      const from = await this.#iteratorAt(shard, signal);
      if (from === undefined) return { shard, records: [], isEnd: true };
      this.#iterators.set(shard, from);
      return { shard, records: [], isEnd: false };
    }
    if (page.next === undefined) this.#iterators.delete(shard);
    else this.#iterators.set(shard, page.next);
    this.#empty.set(shard, page.records.length === 0 ? (this.#empty.get(shard) ?? 0) + 1 : 0);
    const from = this.#wantedFrom.get(shard) ?? 0;
    const records = page.records.filter(
      ({ dynamodb }) => (dynamodb?.ApproximateCreationDateTime?.getTime() ?? from) >= from,
    );
    const last = page.records.at(-1)?.dynamodb?.SequenceNumber;
    // What is left out is behind the place that is wanted: it need not be read again.
    if (records.length === 0 && last !== undefined) this.moved(shard, `after:${last}`);
    return { shard, records, isEnd: page.next === undefined };
  }

  /** A shard was followed to a place. */
  moved(shard: string, place: ShardPlace): void {
    this.#shards.set(shard, place);
    if (place === 'end') this.#iterators.delete(shard);
  }

  /** All that was written before a time was read, in ms. */
  wasRead(time: number): void {
    this.#place = { ...this.#place, read: time };
  }

  /** Goes on at a place to which the log was followed before, with another reading. */
  goOn(place: TablePlace): void {
    this.#place = place;
    this.#iterators.clear();
    for (const [shard, at] of Object.entries(place.shards)) this.#shards.set(shard, at);
  }

  async #iterator(shard: string, signal: AbortSignal): Promise<string | undefined> {
    const place = this.#shards.get(shard) ?? 'start';
    return this.#tips.at(this.#place.stream, shard, place) ?? this.#iteratorAt(shard, signal);
  }

  async #iteratorAt(shard: string, signal: AbortSignal): Promise<string | undefined> {
    const place = this.#shards.get(shard) ?? 'start';
    if (place === 'end') return undefined;
    const { stream, read } = this.#place;
    if (place.startsWith('since:')) {
      const since = Number(place.slice('since:'.length));
      refuseLost(read, `${stream} was not read since ${new Date(since).toISOString()}`);
      this.#wantedFrom.set(shard, since - SKEW_MS);
    }
    return iteratorAt(this.#dynamodb, stream, shard, place, read, signal);
  }
}
