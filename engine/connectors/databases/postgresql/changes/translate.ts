import type { ChangeEvent } from '../../../../contract/changes.ts';
import type { FollowedTable } from './followed-table.ts';
import { formatLsn } from './lsn.ts';
import { instant, readError } from './read-message.ts';
import { type MovedRow, type OpenValue, RowChanges } from './row-changes.ts';

/** Bytes of messages, by their letter. */
const [COPY_DATA, ERROR] = ['d', 'E'].map((letter) => letter.charCodeAt(0));
const [LOG, KEEPALIVE] = ['w', 'k'].map((letter) => letter.charCodeAt(0));
const [BEGIN, COMMIT] = ['B', 'C'].map((letter) => letter.charCodeAt(0));
/** Bytes of "XLogData" before the message of the plugin, beside its letter. */
const LOG_HEADER = 24;

/** How often a sign is given while nothing happens, in milliseconds. */
const SIGN_MS = 1_500;

/**
 * Makes events of what a server sends on a replication line: messages of pgoutput, version 1, in which a transaction comes
 * whole when it is committed (protocol, "Logical Replication Message Formats").
 */
export class Translator {
  /** How far the server is with sending. */
  position: bigint;
  /** Whether `until` was reached. */
  isOver = false;

  /** Whether the server asks for an answer, in what `read` read last. */
  wantsReply = false;

  readonly #rows: RowChanges;
  readonly #until: bigint | undefined;
  /** Where the last commit that was passed on is. */
  #passedOn: bigint;
  #passedOnAt = Date.now();
  /** Whether the server has said, in what `read` read last, where it is. */
  #isAlive = false;
  #isInTransaction = false;
  #messages: Buffer = Buffer.alloc(0);

  constructor(tables: readonly FollowedTable[], from: bigint, until?: bigint) {
    this.#rows = new RowChanges(tables);
    this.#until = until;
    this.#passedOn = from;
    this.position = from;
  }

  /** What is left to be asked for, of the events that `read` answered last. */
  get openValues(): readonly OpenValue[] {
    return this.#rows.openValues;
  }

  get movedRows(): readonly MovedRow[] {
    return this.#rows.movedRows;
  }

  /** Reads whole messages and answers what they say. Throws what the server says has gone wrong. */
  read(messages: Buffer): readonly ChangeEvent[] {
    this.#messages = messages;
    this.wantsReply = false;
    this.#isAlive = false;
    this.#rows.begin(messages);
    for (let at = 0; at < messages.length && !this.isOver; ) {
      const end = at + 1 + messages.readUInt32BE(at + 1);
      const type = messages[at];
      if (type === COPY_DATA) this.#copied(at + 5);
      else if (type === ERROR) throw readError(messages, at + 5, end);
      at = end;
    }
    if (!this.isOver && !this.#isInTransaction && this.#isSignDue()) this.#passOn(this.position);
    return this.#rows.events;
  }

  /** Whether to say how far the server is, though no change led there: where it came on, and now and then where it did not. */
  #isSignDue(): boolean {
    if (this.position > this.#passedOn) return true;
    return this.#isAlive && Date.now() - this.#passedOnAt >= SIGN_MS;
  }

  #copied(at: number): void {
    const messages = this.#messages;
    if (messages[at] === LOG) this.#log(at + 1 + LOG_HEADER);
    else if (messages[at] === KEEPALIVE) {
      this.#isAlive = true;
      if (!this.#isInTransaction) this.#advance(messages.readBigUInt64BE(at + 1));
      if (messages[at + 17] === 1) this.wantsReply = true;
    }
  }

  #advance(position: bigint): void {
    if (position > this.position) this.position = position;
  }

  #passOn(position: bigint, time?: bigint): void {
    this.#passedOn = position;
    this.#passedOnAt = Date.now();
    this.#rows.events.push({
      type: 'commit',
      position: formatLsn(position),
      ...(time === undefined ? {} : { time: instant(time) }),
    });
    if (this.#until !== undefined && position >= this.#until) this.isOver = true;
  }

  #log(start: number): void {
    const messages = this.#messages;
    switch (messages[start]) {
      case BEGIN:
        this.#isInTransaction = true;
        this.#rows.transaction(messages.readUInt32BE(start + 17), messages.readBigUInt64BE(start + 1));
        break;
      case COMMIT: {
        this.#isInTransaction = false;
        const end = messages.readBigUInt64BE(start + 10);
        this.#advance(end);
        if (this.#rows.hasChanges) this.#passOn(end, messages.readBigInt64BE(start + 18));
        // A sign that so far nothing came is enough once a piece.
        else if (this.#until !== undefined && end >= this.#until) this.#passOn(end);
        break;
      }
      default:
        this.#rows.read(start);
    }
  }
}
