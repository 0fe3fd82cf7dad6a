import type { JsonObject } from '../kit/json.ts';
import type { CellValue, Extraction, ReadRequest } from './rows.ts';

/*
 * Change data capture: an object's rows as they are at one moment, and from there on every change in the order in which the
 * source committed it.
 *
 * A position is a text of the source's own: where in its log a transaction was committed. Whoever follows has the changes of
 * all transactions that were committed after a position, each once, and may come back to any position that was not
 * acknowledged yet. Values are those of CsvStream's dialect (see CellValue), the same text from the snapshot and from the log.
 */

/** A stream of changes: what a bulk sync follows of its source. */
export interface ChangeStream {
  /** The bulk sync's id. What the source keeps for the stream is named after it. Empty in `check` of one that is new. */
  readonly id: string;
  /** The objects that are followed, by id. */
  readonly objects: readonly string[];
  /** What is wanted of them, by id: given to `check`. */
  readonly wanted?: Readonly<Record<string, Pick<FollowedObject, 'fields' | 'key'>>>;
  /** The configuration of the bulk sync's source. */
  readonly configuration: JsonObject;
}

/** Why a stream cannot follow an object, or anything (no object): a sentence that says what to do. */
export interface StreamFault {
  readonly object?: string;
  readonly message: string;
}

/** The value of a field that a change did not bring: it is what it was before. */
export const UNCHANGED = Symbol('unchanged');
export type ChangedValue = CellValue | typeof UNCHANGED;

/** A row that was written or is gone. `values` are those of the fields that are followed, in their order. */
export interface RowChange {
  /** Of a `delete`, `values` holds the key; the other fields are UNCHANGED unless the log has them. */
  readonly type: 'insert' | 'update' | 'delete';
  readonly object: string;
  readonly values: readonly ChangedValue[];
  /** The key's values before, in the order of the followed key, where an update changed any of them. */
  readonly oldKey?: readonly CellValue[];
}

/** All rows of an object that were there are gone. */
export interface Truncation {
  readonly type: 'truncate';
  readonly object: string;
}

/**
 * The object's columns are not those that are followed any more, from here on; nothing more comes of it. To go on with it,
 * it is described and read again, and followed from that snapshot.
 */
export interface Alteration {
  readonly type: 'altered';
  readonly object: string;
  /** What differs, for the log: "column note was added". */
  readonly reason: string;
}

/**
 * The end of a transaction, or only a sign that the source has come so far without a change of interest. Where the changes
 * of a transaction came, its end has the same position whenever it is read again; a sign need not come again.
 */
export interface Commit {
  readonly type: 'commit';
  readonly position: string;
  /** When it was committed: an instant in the dialect of CsvStream; undefined of a mere sign. */
  readonly time?: string;
}

export type ChangeEvent = RowChange | Truncation | Alteration | Commit;

/** An object that is followed. */
export interface FollowedObject {
  readonly id: string;
  /** Ids of its fields, in the order in which values are wanted. Filters may need more than the table has. */
  readonly fields: readonly string[];
  /** Those that tell its rows apart: a subset of the fields. It may be a key that the user set. */
  readonly key: readonly string[];
  /** What the snapshot said that the object's table was filled from; changes that it holds already are left out. */
  readonly handover: string;
}

export interface FollowRequest {
  readonly stream: ChangeStream;
  readonly objects: readonly FollowedObject[];
  /** Changes committed after this position come. */
  readonly from: string;
  /** Ends after the first commit at or beyond this position; undefined: goes on until the signal fires. */
  readonly until?: string;
  /**
   * Where a batch ended that was under way before a crash. A source whose log has no one order, as one of several shards, says
   * first what came before this position, all of it and nothing else, and then a commit of this position. Others need not heed it.
   */
  readonly through?: string;
}

/** Changes as they come, until disposed of. */
export interface Following extends AsyncDisposable {
  /**
   * Events in the log's order, some at a time; a transaction's changes, then its commit, which may come in a later portion.
   * Reading on is what takes more from the source: a transaction of any size passes in little memory. While the source has
   * nothing to say, a commit without changes comes every few seconds. Ends as `until` says; throws `canceled` when the
   * signal fires.
   */
  readonly events: AsyncIterable<readonly ChangeEvent[]>;
  /**
   * Everything at or before the position is safe at the destination: the source may forget it. Answers once the source has
   * taken note durably; a later `prepare` does not start before it.
   */
  acknowledge(position: string): Promise<void>;
}

/** An object whole, at one moment. Disposing of it ends the transaction that the rows are read in. */
export interface ChangeSnapshot extends AsyncDisposable {
  readonly extraction: Extraction;
  /** Says which changes of the stream the rows hold already. Text of the source's own. */
  readonly handover: string;
  /** A position at or after every change that the rows hold: once the stream has come here, the handover says nothing more. */
  readonly position: string;
}

/** How far the source's log has run ahead of what was acknowledged. */
export interface StreamLag {
  /** Of log that the source keeps for the stream. */
  readonly bytes: number | undefined;
  /** What a reader should know: "the slot is inactive", "wal_status is unreserved"; empty mostly. */
  readonly warnings: readonly string[];
}

/**
 * Follows a source's log. An open connector has this facet only where its connection is set to detect changes.
 *
 * Promised: after `prepare` nothing that is committed later is lost to the stream until it is acknowledged, or `prepare` and
 * `follow` throw `changes_lost`. `snapshot` and `follow` fit together without gap and without overlap: every change is either in
 * the snapshot's rows or comes with the events, never both and never neither. A source that shows no table as of one moment may
 * give both of changes that are made while it is read: then the events bring the whole row, also of such that are there.
 */
export interface ChangesFacet {
  /** The log tells of no deletion: what is deleted at the source stays at the destination until the object is read whole again. */
  readonly missesDeletions?: true;
  /** What would keep the stream from following its objects: settings of the server, rights, missing keys. Reads only. */
  check(stream: ChangeStream, signal: AbortSignal): Promise<readonly StreamFault[]>;
  /**
   * Makes what the source needs to keep its log for the stream, and adds objects that are new to it. May be repeated.
   * `position` is where the destination is, null before the first time. Answers the position from which the stream can be
   * followed. Throws `changes_lost` where the source cannot answer for what came after `position`.
   */
  prepare(stream: ChangeStream, position: string | null, signal: AbortSignal): Promise<string>;
  /** A position at or after all that is committed now. */
  head(signal: AbortSignal): Promise<string>;
  /**
   * Begins to read an object at a moment of its own. `prepare` has been called for the stream before. Filters and constants
   * are asked for where the connector declares that its `read` can.
   */
  snapshot(stream: ChangeStream, request: ReadRequest, signal: AbortSignal): Promise<ChangeSnapshot>;
  follow(request: FollowRequest, signal: AbortSignal): Promise<Following>;
  /** Negative where `a` is before `b`, 0 where they are the same, positive otherwise. Pure. */
  compare(a: string, b: string): number;
  lag(stream: ChangeStream, signal: AbortSignal): Promise<StreamLag>;
  /** Gives back what `prepare` made; what is gone already is no error. `id` is the stream's. */
  release(id: string, signal: AbortSignal): Promise<void>;
}
