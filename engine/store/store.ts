import type { BulkSync, Connection, Model, SchemaPrimaryKeys, Sync } from '../api/documents.ts';
import type { Budgets } from '../contract/budgets.ts';
import type { RejectedRecord, SourcePosition } from '../contract/contract.ts';
import type { Clock, Random } from '../kit/clock.ts';
import type { JsonObject } from '../kit/json.ts';
import type { Redactor } from '../kit/redactor.ts';
import type { ExecutionJournal } from './execution-journal.ts';
import type { ExecutionHistory } from './executions.ts';
import type { Leases } from './leases.ts';

/*
 * What the engine remembers, as small typed repositories. Every method is one transaction of its own; several go
 * together in `Store.transaction`. A write that has resolved survives a kill and a power cut.
 */

/** Definitions of one kind. */
export interface Documents<D> {
  /** In the order of their creation. */
  list(): Promise<readonly D[]>;
  get(id: string): Promise<D | null>;
  /** Throws when the id is taken, or when a connection or model that it names is not there. */
  insert(document: D): Promise<void>;
  /** Replaces the document of the same id; throws `not_found`. */
  update(document: D): Promise<void>;
}

export interface ConnectionDocuments extends Documents<Connection> {
  /** Deletes it with its secrets. False where there was none; throws `in_use` while a definition still names it. */
  delete(id: string): Promise<boolean>;
}

export interface ModelDocuments extends Documents<Model> {
  ofConnection(connectionId: string): Promise<readonly Model[]>;
  /** False where there was none; throws `in_use` while a sync still names it. */
  delete(id: string): Promise<boolean>;
}

export interface SyncDocuments extends Documents<Sync> {
  ofModel(modelId: string): Promise<readonly Sync[]>;
  /** Those that write to the connection. */
  ofConnection(connectionId: string): Promise<readonly Sync[]>;
  /** Deletes it with its secrets, positions, ledger, rejected records and target tables; its executions stay. */
  delete(id: string): Promise<boolean>;
}

export interface BulkSyncDocuments extends Documents<BulkSync> {
  /** Those that read from or write to the connection. */
  ofConnection(connectionId: string): Promise<readonly BulkSync[]>;
  /** Deletes it with its secrets, positions, ledger, rejected records and target tables; its executions stay. */
  delete(id: string): Promise<boolean>;
}

/** A secret as it holds now; version 0: as it was configured. */
export interface ReplacedSecret {
  readonly value: string;
  readonly version: number;
}

/** Secrets that the other side has replaced since they were configured (refresh tokens that are good once), encrypted. */
export interface ReplacedSecrets {
  /** Names a configured secret without telling it. */
  nameOf(given: string): string;
  /** What holds now in the place of a configured secret; the secret itself where nothing replaced it. */
  get(given: string): Promise<ReplacedSecret>;
  /** Puts another in the place of that of a version; false, with nothing changed, where it has another version by now. */
  replace(given: string, value: string, version: number): Promise<boolean>;
}

/**
 * Secret values, encrypted at rest and bound to their owner (a connection's or sync's id). Every string that passes
 * through here is known to the store's redactor from then on.
 */
export interface Secrets {
  /** Empty where the owner has none. Throws `failed` with what to do when they cannot be decrypted. */
  get(owner: string): Promise<JsonObject>;
  /** Replaces all of the owner's secrets; an empty object deletes them. */
  set(owner: string, secrets: JsonObject): Promise<void>;
}

/** Where an object of a sync or bulk sync goes on. */
export type Cursor =
  /** Reading goes on where the source says; it alone understands the position. */
  | { readonly kind: 'read'; readonly position: SourcePosition }
  /** The object was read whole, and its changes are followed from there on. */
  | { readonly kind: 'followed'; readonly handover: string; readonly position: string }
  /** How far a bulk sync's stream of changes has come. */
  | { readonly kind: 'stream'; readonly state: JsonObject }
  /** A ledger that was staged, and not acknowledged by the target yet. */
  | { readonly kind: 'pending'; readonly ledger: JsonObject }
  /** Records that were staged to be sent one by one, and not all of them sent yet. */
  | { readonly kind: 'writes'; readonly batch: JsonObject };

/** How far an object of a sync or bulk sync has come: what its target has committed. */
export interface Position {
  readonly sync_id: string;
  readonly object: string;
  /** Where it goes on; null where it begins again. */
  readonly cursor: Cursor | null;
  /** The last batch committed. */
  readonly batch_id: string | null;
  /** The definition that it was committed under. */
  readonly definition_version: string | null;
  /** Where it was read from and where its target is, as text (see connectors/place.ts); null where that was not noted. */
  readonly source_place: string | null;
  readonly target_place: string | null;
  /** The target's id of the table; null where it was not noted. */
  readonly target_table: string | null;
  readonly updated_at: string;
}

export interface Positions {
  get(syncId: string, object: string): Promise<Position | null>;
  /** All of a sync, or of those objects of it. */
  list(syncId: string, objects?: readonly string[]): Promise<readonly Position[]>;
  set(...positions: readonly Omit<Position, 'updated_at'>[]): Promise<void>;
  /** Forgets one object's position, or all of the sync's. */
  clear(syncId: string, object?: string): Promise<void>;
}

/** The ledger of what a sync's target has acknowledged. */
export interface Ledger {
  readonly sync_id: string;
  /** The ledger's file, relative to the data directory. */
  readonly path: string;
  readonly rows: number;
  /** The digest that the row hashes were made with, with its version. */
  readonly digest: string;
  readonly definition_version: string | null;
  /** The last batch that the target was given; null where it was given none. */
  readonly batch_id: string | null;
  /** Where the target is, as text (see connectors/place.ts); null where that was not noted. */
  readonly target_place: string | null;
  /** The target's id of the table; null where it was not noted. */
  readonly target_table: string | null;
  readonly updated_at: string;
}

export interface Ledgers {
  get(syncId: string): Promise<Ledger | null>;
  list(): Promise<readonly Ledger[]>;
  set(ledger: Omit<Ledger, 'updated_at'>): Promise<void>;
  clear(syncId: string): Promise<void>;
}

/** How many rows the table of an object had when a run of the sync left it. */
export interface RowCount {
  readonly sync_id: string;
  readonly object: string;
  /** Where the table is, as text (see connectors/place.ts), and its id there. */
  readonly target_place: string;
  readonly target_table: string;
  /** Negative where another of the store's syncs has replaced all rows since. */
  readonly rows: number;
}

/** How many rows a run added, less those that it took away; that it replaced all of them; undefined where that is not known. */
export type RowsAdded = number | 'replaced' | undefined;

export interface RowCounts {
  get(syncId: string, object: string): Promise<RowCount | null>;
  /**
   * Notes it. What others of the store's syncs noted of the same table moves with `by`. Where that is not known, it is
   * forgotten.
   */
  set(count: RowCount, by: RowsAdded): Promise<void>;
  forget(syncId: string, object: string): Promise<void>;
}

/** A record that a target refused and that is still to be retried. */
export interface StoredRejection extends RejectedRecord {
  readonly sync_id: string;
  readonly object: string;
  /** What was sent, values as text; null where only the key is known. */
  readonly record: JsonObject | null;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  /** How often the target refused it. */
  readonly attempts: number;
}

export interface Rejections {
  /** Oldest first. */
  list(filter?: {
    readonly sync_id?: string;
    readonly object?: string;
    readonly limit?: number;
  }): Promise<readonly StoredRejection[]>;
  /** How many there are of a sync: of one of its objects, and last refused before a moment (in ms since 1970), where given. */
  count(syncId: string, of?: { readonly object?: string; readonly lastSeenBefore?: number }): Promise<number>;
  /** The objects of a sync that have some. */
  objects(syncId: string): Promise<ReadonlySet<string>>;
  /** Adds them, or counts another attempt of those that are there. */
  add(
    syncId: string,
    object: string,
    records: readonly (RejectedRecord & { readonly record?: JsonObject })[],
  ): Promise<void>;
  /** Removes the records of these keys: the target took them, or the source has them no more. */
  resolve(syncId: string, object: string, keys: readonly RejectedRecord['key'][]): Promise<void>;
  /** Removes one object's, or all of the sync's. */
  clear(syncId: string, object?: string): Promise<void>;
}

/** A target table that a sync or bulk sync created, so that deleting the sync can drop it. */
export interface TargetTableRecord {
  readonly sync_id: string;
  readonly connection_id: string;
  /** The target's id of the table: `public.users`. */
  readonly table: string;
}

export interface TargetTables {
  list(syncId: string): Promise<readonly TargetTableRecord[]>;
  /** Whether some sync made this table of a connection. */
  isMade(connectionId: string, table: string): Promise<boolean>;
  /** Idempotent. */
  add(...records: readonly TargetTableRecord[]): Promise<void>;
  remove(record: TargetTableRecord): Promise<void>;
}

/** Keys that a user gave to objects of a connection, in place of those that the objects have; gone with the connection. */
export interface SchemaPrimaryKeyRecords {
  list(connectionId: string): Promise<readonly SchemaPrimaryKeys[]>;
  set(keys: SchemaPrimaryKeys): Promise<void>;
  /** False where there were none. */
  delete(connectionId: string, schemaId: string): Promise<boolean>;
}

/**
 * What a bulk sync knew of its source when it last ran, so that it can tell what the source has since got and lost: of the
 * source as a whole (object null) its objects, of an object its fields.
 */
export interface KnownSource {
  readonly sync_id: string;
  readonly object: string | null;
  /** A digest of what the definition chose then: a new choice is made from all that there is. */
  readonly choice: string;
  /** Ids that were synced. */
  readonly taken: readonly string[];
  /** Ids that were there and were not synced. */
  readonly left: readonly string[];
}

export interface KnownSources {
  list(syncId: string): Promise<readonly KnownSource[]>;
  set(...known: readonly KnownSource[]): Promise<void>;
}

/** Definitions that were made for somebody who has not said yet that it knows of them. */
export interface HalfMadeRecords {
  /** Ids of those whose maker is not alive any more, so that it will never say so. */
  left(): Promise<readonly string[]>;
  /** Notes that this process made it. */
  add(id: string): Promise<void>;
  /** Whoever it was made for knows of it. Does nothing where nothing was noted. */
  settle(id: string): Promise<void>;
}

/** Notes, in the transaction that makes a definition, that nobody else knows of it yet; does nothing where nobody has to. */
export type NoteMade = (repositories: Repositories, id: string) => Promise<void>;

/** Connections and models that are to be deleted once nothing uses them any more. */
export interface RetiredRecords {
  list(): Promise<readonly string[]>;
  add(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface Meta {
  /** A UUID made when the store was created. */
  organizationId(): Promise<string>;
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
}

/** What can be read and written in one transaction. */
export interface Repositories {
  readonly meta: Meta;
  readonly connections: ConnectionDocuments;
  readonly models: ModelDocuments;
  readonly syncs: SyncDocuments;
  readonly bulkSyncs: BulkSyncDocuments;
  readonly secrets: Secrets;
  readonly replacedSecrets: ReplacedSecrets;
  readonly positions: Positions;
  readonly ledgers: Ledgers;
  readonly rowCounts: RowCounts;
  readonly rejections: Rejections;
  readonly targetTables: TargetTables;
  readonly schemaPrimaryKeys: SchemaPrimaryKeyRecords;
  readonly knownSources: KnownSources;
  readonly halfMade: HalfMadeRecords;
  readonly retired: RetiredRecords;
  readonly executions: ExecutionHistory;
  /** For the runner of executions alone, as are `leases`. */
  readonly journal: ExecutionJournal;
  readonly leases: Leases;
}

/** What can be looked at without opening the store for writing. */
export interface StoreReader extends AsyncDisposable {
  readonly connections: Pick<ConnectionDocuments, 'list' | 'get'>;
  readonly models: Pick<ModelDocuments, 'list' | 'get'>;
  readonly syncs: Pick<SyncDocuments, 'list' | 'get'>;
  readonly bulkSyncs: Pick<BulkSyncDocuments, 'list' | 'get'>;
  readonly executions: Pick<ExecutionHistory, 'list' | 'get' | 'last' | 'log'>;
  readonly rejections: Pick<Rejections, 'list' | 'count'>;
  readonly halfMade: Pick<HalfMadeRecords, 'left'>;
  readonly retired: Pick<RetiredRecords, 'list'>;
}

export interface Store extends Repositories, AsyncDisposable {
  /** Absolute. Ledgers and temporary files live under it too. */
  readonly dataDir: string;
  /** What accounts of connections may still ask. */
  readonly budgets: Budgets;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly random: Random;
  /** Moves whenever anything may have been written, by this process or by another. Asking takes some microseconds. */
  version(): string;
  /**
   * Runs work in one write transaction, which it commits when the work resolves and rolls back when it throws. Only the
   * repositories given to the work may be used inside: the store's own would wait for the transaction to end, for ever.
   * Keep it short: every other writer, in this process and in others, waits meanwhile.
   */
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
}
