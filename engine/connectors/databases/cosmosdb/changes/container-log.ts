import type { Cosmosdb } from '../client.ts';
import type { ContainerShape } from '../containers.ts';
import { Feed, type FeedPage, UNKNOWN_LSN } from './feed.ts';
import type { FeedChange } from './feed-change.ts';
import type { ContainerPlace, RangePlace } from './position.ts';

/** The feed of one container, read from a place on, which moves as pages are taken. */
export class ContainerLog {
  readonly id: string;
  readonly #cosmosdb: Cosmosdb;
  readonly #container: ContainerShape;
  #place: ContainerPlace;
  #feed: Feed | undefined;

  constructor(cosmosdb: Cosmosdb, id: string, container: ContainerShape, place: ContainerPlace) {
    this.id = id;
    this.#cosmosdb = cosmosdb;
    this.#container = container;
    this.#place = place;
  }

  get place(): ContainerPlace {
    return this.#place;
  }

  /** Reads on. The place is moved by `moved`, once what came was said. */
  async read(signal: AbortSignal): Promise<FeedPage> {
    this.#feed ??= this.#feedFrom(this.#place.ranges);
    return this.#feed.next(signal);
  }

  moved(ranges: readonly RangePlace[]): void {
    this.#place = { ...this.#place, ranges };
  }

  /** All that was written before a time was read, in ms. */
  wasRead(time: number): void {
    this.#place = { ...this.#place, read: time };
  }

  /**
   * What came between the place and one to which the feed was followed before, and nothing else; then the place is there. An item that
   * was written again since is not at its former place in the feed of latest versions: it comes later.
   */
  async *again(to: ContainerPlace, signal: AbortSignal): AsyncGenerator<readonly FeedChange[]> {
    for (const end of to.ranges)
      for (const begin of this.#place.ranges) {
        const [, min = ''] = [begin.min, end.min].sort();
        const [max = ''] = [begin.max, end.max].sort();
        const isSame = begin.lsn === end.lsn && end.lsn !== UNKNOWN_LSN;
        if (min >= max || isSame || begin.token === end.token) continue;
        yield* this.#upTo(end, { ...begin, min, max }, signal);
      }
    this.#feed = undefined;
    this.#place = to;
  }

  async *#upTo(
    { lsn: last }: RangePlace,
    from: RangePlace,
    signal: AbortSignal,
  ): AsyncGenerator<readonly FeedChange[]> {
    const feed = this.#feedFrom([from]);
    const isBeyond = ({ lsn }: FeedChange) =>
      lsn !== undefined && last !== undefined && last !== UNKNOWN_LSN && BigInt(lsn) > BigInt(last);
    for (;;) {
      const { changes, isTip } = await feed.next(signal);
      const wanted = changes.filter((change) => !isBeyond(change));
      if (wanted.length > 0) yield wanted;
      if (isTip || wanted.length < changes.length) return;
    }
  }

  #feedFrom(ranges: readonly RangePlace[]): Feed {
    return new Feed(this.#cosmosdb, this.#container, this.#place.mode, ranges);
  }
}
