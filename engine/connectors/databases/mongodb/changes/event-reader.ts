import type { Document, Timestamp } from 'mongodb';
import type { ChangeEvent } from '../../../../contract/changes.ts';
import { formatId } from '../collections.ts';
import { instantText } from '../instants.ts';
import { jsonText } from '../values.ts';
import { type FollowedCollection, OtherKind } from './followed-collection.ts';
import { formatPosition, type StreamPosition, secondsOf } from './position.ts';
import { type Portion, timeOf } from './stream.ts';

/** What is told of a field that has values of a kind more. */
export type Learned = (collection: string, fault: OtherKind) => Promise<void>;

/** Makes changes of a stream's portions. The events of a transaction come one after the other, and are told whole. */
export class EventReader {
  readonly #followed: ReadonlyMap<string, FollowedCollection>;
  readonly #take: (event: ChangeEvent, position?: StreamPosition) => void;
  readonly #learn: Learned;
  /** The transaction whose end was not seen yet. */
  #open: { readonly name: string; readonly position: StreamPosition; readonly time: string } | undefined;

  constructor(
    followed: readonly FollowedCollection[],
    learn: Learned,
    take: (event: ChangeEvent, position?: StreamPosition) => void,
  ) {
    this.#followed = new Map(followed.map((one) => [one.id, one]));
    this.#learn = learn;
    this.#take = take;
  }

  async read({ events, reached }: Portion): Promise<void> {
    for (const event of events) await this.#event(event);
    // A transaction shows as a whole: where nothing more has come, nothing more of it will.
    if (events.length > 0) return;
    this.#close();
    this.#take({ type: 'commit', position: formatPosition(reached) }, reached);
  }

  async #event(event: Document): Promise<void> {
    const clusterTime = timeOf(event.clusterTime as Timestamp);
    const name =
      event.txnNumber === undefined
        ? undefined
        : `${clusterTime} ${jsonText(event.lsid?.id)} ${jsonText(event.txnNumber)}`;
    if (this.#open && this.#open.name !== name) this.#close();
    await this.#change(event);
    const wall = event.wallTime instanceof Date ? event.wallTime : new Date(secondsOf(clusterTime) * 1000);
    const position = { time: clusterTime, token: event._id._data as string };
    this.#open = { name: name ?? '', position, time: instantText(wall) ?? '' };
    if (name === undefined) this.#close();
  }

  async #change(event: Document): Promise<void> {
    const { operationType, ns, to } = event;
    const gone = (reason: string, of: (one: FollowedCollection) => boolean) => {
      for (const one of this.#followed.values()) if (of(one)) this.#alter(one, reason, event);
    };
    if (operationType === 'dropDatabase' || operationType === 'invalidate')
      return gone('its database was dropped', ({ id }) => !ns?.db || id.startsWith(`${ns.db}.`));
    const id = ns?.coll === undefined ? '' : formatId({ database: ns.db, collection: ns.coll });
    const followed = this.#followed.get(id);
    if (!followed || followed.isAltered || followed.holds(event)) return;
    switch (operationType) {
      case 'insert':
      case 'update':
      case 'replace':
      case 'delete':
        try {
          this.#take(followed.change(event));
        } catch (error) {
          if (!(error instanceof OtherKind)) throw error;
          await this.#learn(id, error);
          this.#alter(followed, error.message, event);
        }
        return;
      case 'drop':
        return this.#alter(followed, 'the collection was dropped', event);
      case 'rename':
        return this.#alter(followed, `the collection was renamed to ${to?.db}.${to?.coll}`, event);
    }
  }

  #alter(one: FollowedCollection, reason: string, event: Document): void {
    if (one.isAltered || one.holds(event)) return;
    one.isAltered = true;
    this.#take({ type: 'altered', object: one.id, reason });
  }

  #close(): void {
    if (!this.#open) return;
    const { position, time } = this.#open;
    this.#open = undefined;
    this.#take({ type: 'commit', position: formatPosition(position), time }, position);
  }
}
