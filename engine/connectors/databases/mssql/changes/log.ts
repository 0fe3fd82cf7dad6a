import type { ChangeEvent, ChangeStream } from '../../../../contract/changes.ts';
import type { SqlTable } from '../../../../families/sql/system.ts';
import type { Session, Sessions } from '../sessions.ts';
import type { FollowedTable } from './followed-table.ts';
import type { ChangeMethod } from './position.ts';

/** A table that is to be followed, as the catalog has it, and what is wanted of it. */
export interface WantedTable {
  readonly table: SqlTable;
  readonly wanted: NonNullable<ChangeStream['wanted']>[string] | undefined;
}

/** The moment of a snapshot: where it is among the changes, and what keeps the table's. */
export interface SnapshotMoment {
  readonly place: string;
  /** A capture instance, or the table's number: another one knows nothing of what this one saw. */
  readonly keptBy: string;
}

/** One of the two ways in which a database keeps what changed. Places are versions or LSNs. */
export interface ChangeLog {
  readonly method: ChangeMethod;
  /** What of the database keeps its changes from being followed, and what of the tables does: by table. */
  faults(
    session: Session,
    tables: readonly WantedTable[],
  ): Promise<readonly { readonly table?: SqlTable; readonly message: string }[]>;
  /** Where the log is now. */
  head(session: Session): Promise<string>;
  /** From which place on a table's changes are all there, by its id; tables of which none are kept are left out. */
  oldest(session: Session, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Begins a transaction in a session of isolation level SNAPSHOT, whose first look at the table is the moment. */
  begin(sessions: Sessions, session: Session, table: SqlTable, signal: AbortSignal): Promise<SnapshotMoment>;
  /** Changes after `from`, up to now or to `until`; as PolledLog's `read` has it, in places. */
  read(
    session: Session,
    tables: readonly FollowedTable[],
    from: string,
    until: string | undefined,
  ): AsyncGenerator<readonly ChangeEvent[], string>;
}
