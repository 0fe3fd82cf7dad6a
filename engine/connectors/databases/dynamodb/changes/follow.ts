import type { ChangeEvent, Following, FollowRequest } from '../../../../contract/changes.ts';
import { changesLost } from '../../../../families/log/changes-lost.ts';
import {
  comparePositions,
  instantText,
  nextStep,
  readUntil,
  type SteppedPosition,
} from '../../../../families/log/stepped-position.ts';
import { pause } from '../../../../kit/abort.ts';
import type { Dynamodb } from '../client.ts';
import type { TableFields } from '../fields.ts';
import { describeTable } from '../tables.ts';
import { FollowedRows } from './followed-rows.ts';
import { parse } from './handover.ts';
import { formatPosition, type Position, parsePosition, type ShardPlace } from './position.ts';
import type { StreamRecord } from './shards.ts';
import { refuseOtherStream } from './stream-of-table.ts';
import { type ShardRecords, TableLog, type TipIterators } from './table-log.ts';

/** Pages that are asked for at a time. */
const AT_ONCE = 8;
/** How long nothing is asked for after nothing came, and how often a stream is asked for new shards, in ms. */
const REST_MS = 1_000;
const REFRESH_MS = 30_000;
/** How long nothing is asked for after an empty page, where more is sure to come, in ms. */
const GAP_MS = 200;

interface Followed {
  readonly log: TableLog;
  readonly rows: FollowedRows;
}

export interface FollowContext {
  readonly dynamodb: Dynamodb;
  readonly fields: TableFields;
  readonly tips: TipIterators;
  acknowledge(position: string): void;
}

/**
 * Follows the streams of the tables from a position on. The shards of all tables are read side by side; a commit comes after the
 * records of a shard that were written in the same second, and whenever everything was read. Where a batch ended before a crash
 * (`through`), a commit comes when each shard is exactly where it was then.
 */
export async function followStreams(
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
  readonly #tables = new Map<string, Followed>();
  #position: Position;

  constructor(context: FollowContext, request: FollowRequest, signal: AbortSignal) {
    this.#context = context;
    this.#request = request;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.#position = parsePosition(request.from);
  }

  async open(): Promise<void> {
    const { dynamodb, tips, fields } = this.#context;
    for (const object of this.#request.objects) {
      const handover = parse(object.handover, object.id);
      const stored = this.#position.tables[object.id];
      // Where the table was read anew since, the position knows nothing of it.
      const place = stored?.snapshot === handover.place.snapshot ? stored : handover.place;
      const table = await describeTable(dynamodb, object.id, this.#signal);
      refuseOtherStream(object.id, table, place.stream);
      this.#tables.set(object.id, {
        log: new TableLog(dynamodb, tips, object.id, place),
        rows: new FollowedRows(object, handover, fields.place(table)),
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
    let refreshed = 0;
    for (;;) {
      const begun = Date.now();
      if (begun - refreshed > REFRESH_MS) {
        for (const { log } of this.#tables.values()) await log.refresh(this.#signal);
        refreshed = begun;
      }
      let isAtTip = true;
      for await (const { followed, page } of this.#pages()) {
        yield* this.#taken(followed, page);
        // Shards that it was split into may be read now.
        if (page.isEnd) refreshed = 0;
        if (page.isEnd || page.records.length > 0) isAtTip = false;
      }
      if (!isAtTip || ![...this.#tables.values()].every(({ log }) => log.isAtTip)) continue;
      yield [this.#sign(begun)];
      if (end && comparePositions(this.#position, end) >= 0) return;
      await pause(REST_MS, this.#signal);
    }
  }

  /** A page of every shard that can be read. */
  async *#pages(): AsyncGenerator<{ readonly followed: Followed; readonly page: ShardRecords }> {
    const shards = [...this.#tables.values()].flatMap((followed) =>
      followed.log.readable.map((shard) => ({ followed, shard })),
    );
    for (let i = 0; i < shards.length; i += AT_ONCE)
      yield* await Promise.all(
        shards.slice(i, i + AT_ONCE).map(async ({ followed, shard }) => ({
          followed,
          page: await followed.log.read(shard, this.#signal),
        })),
      );
  }

  /** What a page's records come to, with a commit after those of each second. */
  async *#taken(
    { log, rows }: Followed,
    { shard, records, isEnd }: ShardRecords,
  ): AsyncGenerator<ChangeEvent[]> {
    for (const second of bySecond(records)) {
      const events: ChangeEvent[] = [];
      for (const record of second) if (!rows.isOver) events.push(await rows.change(record));
      log.moved(shard, placeAfter(second));
      if (events.length > 0) yield [...events, this.#commit(second)];
    }
    if (isEnd) log.moved(shard, 'end');
  }

  /** Reads what a batch had that was under way: every shard up to where it was then, and no further. */
  async *#again(through: string): AsyncGenerator<readonly ChangeEvent[]> {
    const wanted = parsePosition(through);
    let last: StreamRecord[] = [];
    for (const followed of this.#tables.values()) {
      const { log, rows } = followed;
      const place = wanted.tables[log.table];
      if (!place || place.snapshot !== log.place.snapshot) continue;
      const isThere = (shard: string) => {
        const end = place.shards[shard];
        return end === undefined || isAt(log.place.shards[shard], end);
      };
      await log.refresh(this.#signal);
      for (;;) {
        const shards = log.readable.filter((shard) => !isThere(shard));
        if (shards.length === 0) break;
        for (const shard of shards) {
          const page = await log.read(shard, this.#signal);
          const end = place.shards[shard] as ShardPlace;
          const records = page.records.filter((record) => !isBeyond(record, end));
          const events: ChangeEvent[] = [];
          for (const record of records) if (!rows.isOver) events.push(await rows.change(record));
          if (events.length > 0) yield events;
          if (records.length > 0) last = [...records];
          if (records.length < page.records.length) log.moved(shard, end);
          else if (records.length > 0) log.moved(shard, placeAfter(records));
          else if (!page.isEnd) await pause(GAP_MS, this.#signal);
          if (page.isEnd) {
            if (end !== 'end' && !isThere(shard))
              throw changesLost(`the stream of ${log.table} does not bring again what it brought before`);
            log.moved(shard, 'end');
            await log.refresh(this.#signal);
          }
        }
      }
      log.goOn(place);
    }
    this.#position = wanted;
    const time = timeOf(last);
    yield [{ type: 'commit', position: through, ...(time ? { time: instantText(time) } : {}) }];
  }

  #commit(records: readonly StreamRecord[]): ChangeEvent {
    this.#move(nextStep(this.#position));
    const written = timeOf(records) ?? new Date();
    return { type: 'commit', position: formatPosition(this.#position), time: instantText(written) };
  }

  /** Everything was read that had been written before a time. */
  #sign(begun: number): ChangeEvent {
    for (const { log } of this.#tables.values()) log.wasRead(begun);
    this.#move(readUntil(this.#position, begun));
    return { type: 'commit', position: formatPosition(this.#position) };
  }

  #move(to: SteppedPosition): void {
    const tables = [...this.#tables.values()].map(({ log }) => [log.table, log.place] as const);
    this.#position = { ...to, tables: Object.fromEntries(tables) };
  }
}

function timeOf(records: readonly StreamRecord[]): Date | undefined {
  return records.at(-1)?.dynamodb?.ApproximateCreationDateTime;
}

function placeAfter(records: readonly StreamRecord[]): ShardPlace {
  return `after:${records.at(-1)?.dynamodb?.SequenceNumber ?? ''}`;
}

/** Whether a shard has come to a place, or beyond it. */
function isAt(place: ShardPlace | undefined, end: ShardPlace): boolean {
  if (place === 'end' || end === 'start' || end.startsWith('since:')) return true;
  if (end === 'end' || !place?.startsWith('after:')) return false;
  return BigInt(place.slice('after:'.length)) >= BigInt(end.slice('after:'.length));
}

function isBeyond({ dynamodb }: StreamRecord, end: ShardPlace): boolean {
  if (!end.startsWith('after:')) return false;
  return BigInt(dynamodb?.SequenceNumber ?? '0') > BigInt(end.slice('after:'.length));
}

/** Records in their order, those of one second together: DynamoDB says when they were written to the second. */
function bySecond(records: readonly StreamRecord[]): readonly (readonly StreamRecord[])[] {
  const groups: StreamRecord[][] = [];
  let of: number | undefined;
  for (const record of records) {
    const second = Math.floor((record.dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) / 1000);
    const group = groups.at(-1);
    if (group && second === of) group.push(record);
    else groups.push([record]);
    of = second;
  }
  return groups;
}
