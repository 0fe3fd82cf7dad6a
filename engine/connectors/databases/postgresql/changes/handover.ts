import { parseLsn } from './lsn.ts';
import type { Partitions } from './partitions.ts';

/**
 * What a snapshot knows that the stream has to: which transactions its rows hold, what the table was then, and what of the
 * server the stream depends on. Kept as JSON.
 */
export interface Handover {
  /** pg_current_snapshot(): `xmin:xmax:xip,…`, in transaction ids of 64 bits. */
  readonly snapshot: string;
  /** Where the log was at or after every commit that the snapshot shows. */
  readonly lsn: string;
  /** The table's oid: of a table that was recreated it is another. */
  readonly table: string;
  readonly publication: string;
  /** As PublishedTable's. */
  readonly membership: string;
  /** The columns that the log brings. */
  readonly columns: readonly HandedColumn[];
  /** Of a partitioned table. */
  readonly partitions?: Partitions;
}

/** A column: its name, its type's oid and modifier, and the type as catalog.ts's remote_type and mapping_type. */
export type HandedColumn = readonly [
  name: string,
  oid: number,
  modifier: number,
  remoteType: string,
  mapping: string,
];

/** Tells the transactions that a snapshot shows from those that it does not. */
export class VisibleTransactions {
  /** The log from here on holds no commit that the snapshot shows. */
  readonly #lsn: bigint;
  readonly #min: bigint;
  readonly #max: bigint;
  readonly #running: ReadonlySet<bigint>;

  constructor({ snapshot, lsn }: Pick<Handover, 'snapshot' | 'lsn'>) {
    const [min = '0', max = '0', running = ''] = snapshot.split(':');
    this.#lsn = parseLsn(lsn);
    this.#min = BigInt(min);
    this.#max = BigInt(max);
    this.#running = new Set(running.split(',').filter(Boolean).map(BigInt));
  }

  /**
   * Whether the snapshot's rows hold what a transaction did. The stream knows the lower 32 bits of its id, which are near
   * the snapshot's: no more than 2^31 ids are in use at a time.
   */
  has(xid: number, commit: bigint): boolean {
    if (commit >= this.#lsn) return false;
    const distance = (xid - Number(this.#max & 0xffffffffn)) | 0;
    const id = this.#max + BigInt(distance);
    return id < this.#min || (id < this.#max && !this.#running.has(id));
  }
}
