import type { ChangeEvent, Following, FollowRequest } from '../../../../contract/changes.ts';
import {
  comparePositions,
  instantText,
  nextStep,
  readUntil,
  type SteppedPosition,
} from '../../../../families/log/stepped-position.ts';
import { pause } from '../../../../kit/abort.ts';
import type { Cosmosdb } from '../client.ts';
import type { ItemFields } from '../fields.ts';
import { sameContainer } from './container.ts';
import { ContainerLog } from './container-log.ts';
import type { FeedPage } from './feed.ts';
import type { FeedChange } from './feed-change.ts';
import { FollowedRows } from './followed-rows.ts';
import { parse } from './handover.ts';
import { type FeedMode, formatPosition, type Position, parsePosition } from './position.ts';

/** Containers whose feeds are asked at a time. */
const AT_ONCE = 8;
/** How long nothing is asked for after nothing came, and how often it is looked whether containers are still the same, in ms. */
const REST_MS = 1_000;
const LOOK_MS = 30_000;

interface Followed {
  readonly log: ContainerLog;
  readonly rows: FollowedRows;
}

export interface FollowContext {
  readonly cosmosdb: Cosmosdb;
  readonly fields: ItemFields;
  readonly mode: FeedMode;
  acknowledge(position: string): void;
}

/**
 * Follows the change feeds of containers from a position on, side by side. A commit comes after each page of a feed, and whenever
 * everything was read. Where a batch ended before a crash (`through`), a commit comes when each range is exactly where it was then.
 */
export async function followFeeds(
  context: FollowContext,
  request: FollowRequest,
  signal: AbortSignal,
): Promise<Following> {
  const follower = new Follower(context, request, signal);
  await follower.open();
  return {
    events: follower.events(),
    acknowledge: async (position) => context.acknowledge(position),
    [Symbol.asyncDispose]: async () => follower.stop(),
  };
}

class Follower {
  readonly #context: FollowContext;
  readonly #request: FollowRequest;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  readonly #containers: Followed[] = [];
  #position: Position;

  constructor(context: FollowContext, request: FollowRequest, signal: AbortSignal) {
    this.#context = context;
    this.#request = request;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#position = parsePosition(request.from);
  }

  async open(): Promise<void> {
    const { cosmosdb, fields, mode } = this.#context;
    for (const object of this.#request.objects) {
      const handover = parse(object.handover, object.id);
      const stored = this.#position.containers[object.id];
      // Where the container was read anew since, the position knows nothing of it.
      const place = stored?.snapshot === handover.place.snapshot ? stored : handover.place;
      const container = await sameContainer(cosmosdb, object.id, place, mode, this.#signal);
      this.#containers.push({
        log: new ContainerLog(cosmosdb, object.id, container, place),
        rows: new FollowedRows(object, handover, container, fields.place(container)),
      });
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  async *events(): AsyncGenerator<readonly ChangeEvent[]> {
    const { through, until } = this.#request;
    if (through !== undefined) yield* this.#again(through);
    const end = until === undefined ? undefined : parsePosition(until);
    if (end && comparePositions(this.#position, end) >= 0) {
      yield [{ type: 'commit', position: formatPosition(this.#position) }];
      return;
    }
    for (let looked = Date.now(); ; ) {
      const begun = Date.now();
      if (begun - looked > LOOK_MS) {
        await this.#look();
        looked = begun;
      }
      let isAtTip = true;
      for await (const { followed, page } of this.#pages()) {
        yield* this.#taken(followed, page);
        if (!page.isTip) isAtTip = false;
      }
      if (!isAtTip) continue;
      yield [this.#sign(begun)];
      if (end && comparePositions(this.#position, end) >= 0) return;
      await pause(REST_MS, this.#signal);
    }
  }

  /** Throws `changes_lost` where another container has come in a container's place. */
  async #look(): Promise<void> {
    const { cosmosdb, mode } = this.#context;
    for (const { log } of this.#containers)
      await sameContainer(cosmosdb, log.id, log.place, mode, this.#signal);
  }

  /** A page of every container's feed. */
  async *#pages(): AsyncGenerator<{ readonly followed: Followed; readonly page: FeedPage }> {
    for (let i = 0; i < this.#containers.length; i += AT_ONCE)
      yield* await Promise.all(
        this.#containers.slice(i, i + AT_ONCE).map(async (followed) => ({
          followed,
          page: await followed.log.read(this.#signal),
        })),
      );
  }

  /** What a page's changes come to, with a commit after them. */
  async *#taken({ log, rows }: Followed, { changes, ranges }: FeedPage): AsyncGenerator<ChangeEvent[]> {
    const events = await eventsOf(rows, changes);
    log.moved(ranges);
    if (events.length > 0) yield [...events, this.#commit(changes)];
  }

  /** Says what a batch had that was under way: every range up to where it was then, and no further. */
  async *#again(through: string): AsyncGenerator<readonly ChangeEvent[]> {
    const wanted = parsePosition(through);
    let last: readonly FeedChange[] = [];
    for (const { log, rows } of this.#containers) {
      const place = wanted.containers[log.id];
      if (!place || place.snapshot !== log.place.snapshot) continue;
      for await (const changes of log.again(place, this.#signal)) {
        const events = await eventsOf(rows, changes);
        if (events.length > 0) yield events;
        last = changes;
      }
    }
    this.#position = wanted;
    yield [{ type: 'commit', position: through, ...timeOf(last) }];
  }

  #commit(changes: readonly FeedChange[]): ChangeEvent {
    this.#move(nextStep(this.#position));
    return { type: 'commit', position: formatPosition(this.#position), ...timeOf(changes) };
  }

  /** Everything was read that had been written before a time. */
  #sign(begun: number): ChangeEvent {
    for (const { log } of this.#containers) log.wasRead(begun);
    this.#move(readUntil(this.#position, begun));
    return { type: 'commit', position: formatPosition(this.#position) };
  }

  #move(to: SteppedPosition): void {
    const containers = this.#containers.map(({ log }) => [log.id, log.place] as const);
    this.#position = { ...to, containers: Object.fromEntries(containers) };
  }
}

async function eventsOf(rows: FollowedRows, changes: readonly FeedChange[]): Promise<ChangeEvent[]> {
  const events: ChangeEvent[] = [];
  for (const change of changes) if (!rows.isOver) events.push(await rows.change(change));
  return events;
}

/** When the last of some changes was written, as a commit says it. */
function timeOf(changes: readonly FeedChange[]): { readonly time?: string } {
  const seconds = changes.at(-1)?.seconds;
  if (seconds === undefined) return {};
  return { time: instantText(new Date(seconds * 1000)) };
}
