import type { BulkSync } from '../api/documents.ts';
import type { UsedConnection } from '../connections/open-connections.ts';
import type { ConnectorHost } from '../contract/contract.ts';
import type { Store } from '../store/store.ts';
import type { BulkSyncBlueprint } from './plan-bulk-sync.ts';

/** A bulk sync about to run: its definition and plan, with everything open that the plan needs. */
export interface BulkSyncRun {
  readonly sync: BulkSync;
  readonly blueprint: BulkSyncBlueprint;
  readonly source: UsedConnection;
  readonly destination: UsedConnection;
  readonly host: ConnectorHost;
  readonly store: Store;
  /** Forget positions and read everything. */
  readonly resync: boolean;
  /** Only these objects. */
  readonly only: ReadonlySet<string> | undefined;
  /** Follow changes until told to stop, where they can be followed. */
  readonly continuous: boolean;
  /** Plans it again, as source and destination are now. */
  replan(): Promise<BulkSyncBlueprint>;
  /** Has the source forget the stream that was followed. A source that cannot be reached is a warning. */
  releaseStream(onWarning: (message: string) => void): Promise<void>;
}

/** A run, with what it obfuscates by. */
export interface ObjectRun extends BulkSyncRun {
  readonly salt: Buffer | undefined;
}

/** A run that follows its source's changes. */
export interface FollowRun extends ObjectRun {
  /** How many objects are loaded at the same time. */
  readonly concurrency: number;
}
