import type { Batch, WriteOperation } from '../contract/contract.ts';

/** Records to be written. */
export interface Writes {
  readonly operation: WriteOperation;
  /** SQL that yields `_syncform_key`, TARGET_ID and the columns. */
  readonly select: string;
  /** Whether the records have their key alone: the model no longer has them. */
  readonly keyOnly: boolean;
}

/** A stretch of the staged records, by their places in the batch. */
export interface Stretch {
  readonly operation: WriteOperation;
  readonly first: number;
  readonly count: number;
  readonly keyOnly: boolean;
}

/** A batch of records as it is noted in the store. Paths are relative to the data directory. */
export interface StagedBatch {
  readonly batch: Batch;
  readonly execution_id: string;
  /** The records: `_syncform_place` in the batch, `_syncform_key`, and the columns. */
  readonly changes: string;
  /** A line of JSON for each record that was rejected: its place and the reason. */
  readonly rejected: string;
  /** Bytes of that file that count; what lies behind them was written for a chunk that was not acknowledged. */
  readonly rejected_size: number;
  /** The ledger that holds once everything is taken, and the one before, where it is comparable. */
  readonly ledger: string;
  readonly known: string | null;
  readonly digest: string;
  readonly stretches: readonly Stretch[];
  /** Whether the records have ids that the target was asked for. Earlier versions never asked. */
  readonly hasIds?: boolean;
  /** How many records were acknowledged. */
  readonly sent: number;
}
