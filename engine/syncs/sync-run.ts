import type { Sync } from '../api/documents.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type { ConnectorHost } from '../contract/contract.ts';
import type { Store } from '../store/store.ts';
import type { SyncBlueprint } from './plan-sync.ts';

/** Whether what the ledger says is believed: nothing makes the sync begin again, and the target still has the table. */
export function believesLedger({ resync, startsOver, blueprint }: SyncRun): boolean {
  return !resync && !startsOver && blueprint.change.action !== 'create';
}

/** A sync about to run: its definition and plan, with everything open that the plan needs. */
export interface SyncRun {
  readonly sync: Sync;
  readonly blueprint: SyncBlueprint;
  /** The connections of the blueprint's models, in their order. */
  readonly sources: readonly UsedConnection[];
  readonly target: UsedConnection;
  readonly host: ConnectorHost;
  readonly store: Store;
  /** Forget the ledger and send every record. */
  readonly resync: boolean;
  /** Believe no ledger: the target does not hold what it acknowledged. Absent: false. */
  readonly startsOver?: boolean;
  /** Send the records as well of which the target does not hold what it acknowledged. Absent: false. */
  readonly repair?: boolean;
  /** Nothing will be written, so that expectations stop nothing. Absent: false. */
  readonly isLooking?: boolean;
  /** The run's moment, in milliseconds since 1970-01-01 UTC: what is relative is relative to it. */
  readonly now: number;
}
