/** A transaction's number among those of its server, which its replicas keep. */
export type Gtid = MariadbGtid | MysqlGtid;

/** `0-1-42`: the 42nd transaction of domain 0, which server 1 made. */
export interface MariadbGtid {
  readonly domain: number;
  readonly server: number;
  readonly sequence: number;
}

/** `3e11fa47-71ca-11e1-9e33-c80aa9429562:23`: the 23rd transaction of a server. */
export interface MysqlGtid {
  readonly source: string;
  readonly number: number;
}

/** Which transactions a log holds up to a place. */
export interface Gtids {
  /** How many they are: more than at any place before. */
  readonly count: number;
  readonly text: string;
  add(gtid: Gtid): void;
}

/** Reads a MariaDB's GTID position (`0-1-42,1-2-7`) or a MySQL's GTID set (`<uuid>:1-5:7,<uuid>:3`). */
export function parseGtids(text: string): Gtids {
  return text.includes(':') ? MysqlGtids.parse(text) : MariadbGtids.parse(text);
}

class MariadbGtids implements Gtids {
  readonly #domains = new Map<number, MariadbGtid>();
  text = '';

  static parse(text: string): MariadbGtids {
    const gtids = new MariadbGtids();
    for (const part of text === '' ? [] : text.split(',')) {
      const [domain, server, sequence] = part.split('-').map(Number) as [number, number, number];
      gtids.add({ domain, server, sequence });
    }
    return gtids;
  }

  get count(): number {
    let count = 0;
    for (const { sequence } of this.#domains.values()) count += sequence;
    return count;
  }

  add(gtid: Gtid): void {
    if (!('domain' in gtid)) return;
    this.#domains.set(gtid.domain, gtid);
    this.text =
      this.#domains.size === 1
        ? gtidText(gtid)
        : Array.from(this.#domains.values(), (each) => gtidText(each)).join(',');
  }
}

function gtidText({ domain, server, sequence }: MariadbGtid): string {
  return `${domain}-${server}-${sequence}`;
}

/** From the first number to the last one. */
type Interval = [first: number, last: number];

/** A set of transactions, as intervals of numbers by server. */
export class MysqlGtids implements Gtids {
  readonly #sources = new Map<string, Interval[]>();
  #text: string | undefined;

  static parse(text: string): MysqlGtids {
    const gtids = new MysqlGtids();
    for (const part of text.replaceAll(/\s/g, '').split(',')) {
      const [source = '', ...intervals] = part.split(':');
      gtids.#sources.set(
        source.toLowerCase(),
        intervals.map((interval): Interval => {
          const [first, last = first] = interval.split('-').map(Number) as [number, number?];
          return [first, last];
        }),
      );
    }
    return gtids;
  }

  get count(): number {
    let count = 0;
    for (const intervals of this.#sources.values())
      for (const [first, last] of intervals) count += last - first + 1;
    return count;
  }

  get text(): string {
    this.#text ??= Array.from(
      this.#sources,
      ([source, intervals]) =>
        `${source}:${intervals.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(':')}`,
    ).join(',');
    return this.#text;
  }

  add(gtid: Gtid): void {
    if (!('source' in gtid)) return;
    const { source, number } = gtid;
    const intervals = this.#sources.get(source) ?? [];
    this.#sources.set(source, intervals);
    this.#text = undefined;
    const at = intervals.findLastIndex(([first]) => first <= number);
    const [before, after] = [intervals[at], intervals[at + 1]];
    if (before && number <= before[1]) return;
    const joinsBefore = before !== undefined && before[1] + 1 === number;
    const joinsAfter = after !== undefined && after[0] - 1 === number;
    if (joinsBefore && joinsAfter) intervals.splice(at, 2, [before[0], after[1]]);
    else if (joinsBefore) before[1] = number;
    else if (joinsAfter) after[0] = number;
    else intervals.splice(at + 1, 0, [number, number]);
  }

  /** As COM_BINLOG_DUMP_GTID takes it: for each server its number and how many intervals, each from the first to before the last. */
  encoded(): Buffer {
    const parts = [unsigned64(this.#sources.size)];
    for (const [source, intervals] of this.#sources) {
      parts.push(Buffer.from(source.replaceAll('-', ''), 'hex'), unsigned64(intervals.length));
      for (const [first, last] of intervals) parts.push(unsigned64(first), unsigned64(last + 1));
    }
    return Buffer.concat(parts);
  }
}

function unsigned64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
