import { checksumLengthOf, HEARTBEAT, type LogEvent, readRotation } from './binlog/events.ts';
import { logLost } from './dump.ts';
import { type Gtid, type Gtids, parseGtids } from './gtids.ts';
import type { LogPosition } from './position.ts';

/** Keeps count of where in the log its reader is. */
export class LogPlace {
  /** Bytes at the end of each event. */
  checksumLength = 0;
  #server: string;
  #file: string;
  #offset: number;
  #born: number;
  /** Where the event under way begins. */
  #start: number;
  #gtids: Gtids;
  /** Whether the first file's age was compared with what the position says of it. */
  #isChecked: boolean;

  /** `from` is where reading begins. `isByGtid`: at another server, whose own name is `server`. */
  constructor(from: LogPosition, server: string, isByGtid: boolean) {
    this.#server = server;
    this.#file = from.file;
    this.#offset = from.offset;
    this.#start = from.offset;
    this.#born = from.born;
    this.#gtids = parseGtids(from.gtid);
    this.#isChecked = isByGtid;
  }

  /** Takes note that an event begins. */
  begin({ type, size, next, isArtificial }: LogEvent): void {
    if (isArtificial || next === 0 || type === HEARTBEAT) return;
    // The log has the lower 32 bits of it.
    const isExpected = (this.#offset + size) % 2 ** 32 === next;
    this.#start = isExpected ? this.#offset : next - size;
    this.#offset = this.#start + size;
  }

  /** Takes note of a rotate event: which file comes. */
  rotate(event: LogEvent): void {
    const { file, offset } = readRotation(event, event.end + this.checksumLength);
    this.#file = file;
    this.#offset = offset;
  }

  /** Takes note of a file's format description event. Throws `changes_lost` where the file is not the one that was read. */
  describe(event: LogEvent): void {
    this.checksumLength = checksumLengthOf(event, event.end + this.checksumLength);
    if (!this.#isChecked && this.#born !== event.timestamp)
      throw logLost(`the server has begun its log again, and ${this.#file} is another file of the same name`);
    this.#isChecked = true;
    this.#born = event.timestamp;
  }

  /** Takes note of a transaction's GTID once it has ended. */
  addGtid(gtid: Gtid | 'tagged'): void {
    // A set with tags is not known here: from now on no server but this one knows the place.
    if (gtid === 'tagged') this.#gtids = parseGtids('');
    else this.#gtids.add(gtid);
  }

  /** Before the event under way. */
  before(): LogPosition {
    return this.#at(this.#start);
  }

  /** Behind the event under way. */
  after(): LogPosition {
    return this.#at(this.#offset);
  }

  #at(offset: number): LogPosition {
    return { server: this.#server, file: this.#file, offset, born: this.#born, gtid: this.#gtids.text };
  }
}
