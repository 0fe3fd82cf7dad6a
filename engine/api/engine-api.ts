import type { JsonObject } from '../kit/json.ts';
import type {
  BulkDestination,
  BulkSource,
  BulkSync,
  BulkSyncInput,
  CallerIdentity,
  Connection,
  ConnectionInput,
  ConnectionSchema,
  Execution,
  HalfMade,
  Model,
  ModelInput,
  ModelPlan,
  Preview,
  PreviewOptions,
  QueryRows,
  RunOptions,
  SchemaPrimaryKeys,
  Sync,
  SyncInput,
  SyncPlan,
  Verification,
  VerifyOptions,
} from './documents.ts';
import type { Changed, Downstream } from './lineage.ts';

/** Definitions that are planned but not applied yet; a plan sees them instead of the stored ones. */
export interface Overlay {
  readonly models?: ReadonlyMap<string, ModelInput>;
  readonly connections?: ReadonlyMap<string, ConnectionInput>;
  /** Those that are to be set; one without fields is to be removed. */
  readonly primaryKeys?: readonly SchemaPrimaryKeys[];
}

export interface PlanOptions {
  /** The stored definition that the input is to replace; absent where it is new. */
  readonly id?: string | undefined;
  readonly overlay?: Overlay | undefined;
  /** What sources said of models, shared by plans that are made together; absent: each plan asks. */
  readonly described?: DescribedModels | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What sources said that models yield, by what the model asks of which connection. Good only for as long as whoever shares
 * it lets it be: for one look at many definitions, between which nothing is applied.
 */
export type DescribedModels = Map<string, Promise<ModelPlan>>;

/** Is told what a definition will do before it is stored; where it throws, nothing is stored. */
export type AcceptPlan = (plan: SyncPlan) => void | Promise<void>;

export interface DeleteOptions {
  /** Of a connection or model: delete what depends on it as well. */
  readonly force?: boolean;
  /** Of a sync or bulk sync: drop the target tables that it created. */
  readonly drop?: boolean;
  /**
   * Of a sync or bulk sync: keep its positions and ledger for one that is created with the same name, target and table.
   * Terraform replaces a resource whose creation failed part-way: the new one then goes on from what was committed.
   */
  readonly resumable?: boolean;
  /**
   * Of a connection or model: ids of what uses it and is about to use another one. Where nothing else uses it, it is kept
   * until they do, and deleted then.
   */
  readonly leaving?: readonly string[];
  /** Told what the deletion left behind elsewhere, a sentence each: a replication slot at a source that does not answer. */
  readonly onWarning?: (message: string) => void;
}

/** Definitions of one kind. `get` answers null where there is none; `update` and `delete` throw `not_found`. */
export interface Collection<Input, Document> {
  list(): Promise<readonly Document[]>;
  get(id: string): Promise<Document | null>;
  /** Validates everything first: bad input throws `invalid` with the path of what is wrong and changes nothing. */
  create(input: Input, signal?: AbortSignal): Promise<Document>;
  update(id: string, input: Input, signal?: AbortSignal): Promise<Document>;
  /** Throws an InUseError that names what depends on it, unless forced. */
  delete(id: string, options?: DeleteOptions, signal?: AbortSignal): Promise<void>;
}

/** Definitions that others refer to. */
export interface Referred<Input, Document> extends Collection<Input, Document> {
  /** As any; `idPrefix` is how the new id begins: a UUID's first four groups with the hyphen after them. */
  create(input: Input, signal?: AbortSignal, idPrefix?: string): Promise<Document>;
}

export interface Connections extends Referred<ConnectionInput, Connection> {
  /** Throws a ConnectionError that names the part at fault. With an id, the given values lie over the stored ones. Stores nothing. */
  test(
    input: Pick<ConnectionInput, 'type' | 'configuration'>,
    id?: string,
    signal?: AbortSignal,
  ): Promise<void>;
  /** The `secrets_version` that an update to this configuration would end at: the stored one where no secret differs. */
  plannedSecretsVersion(id: string, input: Pick<ConnectionInput, 'type' | 'configuration'>): Promise<number>;
  /** Secrets that the engine made for the connection, which somebody else has to know: what a webhook is signed with. */
  generatedSecrets(id: string): Promise<Readonly<Record<string, string>>>;
  bulkSource(id: string, signal?: AbortSignal): Promise<BulkSource>;
  bulkDestination(id: string): Promise<BulkDestination>;
  /** An object with its fields; the key is the one that was set for it, if one was. */
  schema(id: string, schemaId: string, signal?: AbortSignal): Promise<ConnectionSchema>;
  /** The key that was set for an object, or null. */
  primaryKeys(id: string, schemaId: string): Promise<SchemaPrimaryKeys | null>;
  /** Says what is wrong with keys and stores nothing: throws `invalid`, at `schema_id` or `field_ids`. */
  checkPrimaryKeys(keys: SchemaPrimaryKeys, overlay?: Overlay, signal?: AbortSignal): Promise<void>;
  /** Sets an object's key, in place of the one that it has. Checks it first. */
  setPrimaryKeys(keys: SchemaPrimaryKeys, signal?: AbortSignal): Promise<void>;
  /** The object's own key counts again. Does nothing where none was set. */
  clearPrimaryKeys(id: string, schemaId: string): Promise<void>;
  /** The first rows of what a model of this configuration would yield. Throws `invalid` with the path of the key at fault. */
  query(id: string, configuration: JsonObject, limit: number, signal?: AbortSignal): Promise<QueryRows>;
}

export interface Models extends Referred<ModelInput, Model> {
  /** Validates a model against its source and says what it yields; stores nothing. */
  plan(input: ModelInput, options?: PlanOptions): Promise<ModelPlan>;
}

export interface Runnable<Input, Document> extends Collection<Input, Document> {
  /** Validates a definition against source and target and says what will happen to the target; stores and changes nothing. */
  plan(input: Input, options?: PlanOptions): Promise<SyncPlan>;
  create(
    input: Input,
    signal?: AbortSignal,
    accept?: AcceptPlan,
    described?: DescribedModels,
  ): Promise<Document>;
  update(
    id: string,
    input: Input,
    signal?: AbortSignal,
    accept?: AcceptPlan,
    described?: DescribedModels,
  ): Promise<Document>;
  /** With a successor, its progress is kept (see `resumable`) if that does the same work, and deleted if it does not. */
  delete(
    id: string,
    options?: DeleteOptions & { readonly successor?: Input },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Starts an execution and answers it at once. Waits for one that runs elsewhere, or throws `locked` saying who runs it. */
  start(id: string, options?: RunOptions): Promise<Execution>;
  /** Says what a run would do now: reads the source, and the target where that matters, and writes nothing. */
  preview(id: string, options?: PreviewOptions, signal?: AbortSignal): Promise<Preview>;
  /**
   * Compares what the source has, what the store says was acknowledged and what the target holds, row by row, and writes
   * nothing. While it lasts the sync does not run; waits for a run as `start` does.
   */
  verify(id: string, options?: VerifyOptions, signal?: AbortSignal): Promise<Verification>;
  lastExecution(id: string): Promise<Execution | null>;
}

export interface Executions {
  get(id: string): Promise<Execution | null>;
  /** Newest first. */
  list(filter?: {
    readonly sync_id?: string;
    readonly active?: boolean;
    readonly limit?: number;
  }): Promise<readonly Execution[]>;
  /** What its log warns of, a sentence each: a source that lost an object or all of its records, for instance. */
  warnings(id: string): Promise<readonly string[]>;
  /** Asks it to stop at the next safe point; what was committed stays. */
  cancel(id: string): Promise<void>;
  /** The execution once it has ended. The signal cancels the execution and still waits for its end. */
  ended(id: string, signal?: AbortSignal): Promise<Execution>;
}

/**
 * Definitions that only the store knows of: whoever had them made died before it could write down their ids. An engine that
 * is opened with `isAskedByTerraform` notes every definition that it creates, until it is told to settle it.
 */
export interface HalfMadeDefinitions {
  /** Oldest first. Those whose maker is still alive are not among them. */
  list(): Promise<readonly HalfMade[]>;
  /** Somebody knows of this definition. Does nothing where it was settled already. */
  settle(id: string): Promise<void>;
}

/**
 * Everything that can be asked of the engine. Implemented by the engine itself, in process (engine/embedded.ts); a client
 * of its REST API implements the same, so that the provider does not know which it holds.
 */
export interface EngineApi extends AsyncDisposable {
  identity(): Promise<CallerIdentity>;
  readonly connections: Connections;
  readonly models: Models;
  readonly syncs: Runnable<SyncInput, Sync>;
  readonly bulkSyncs: Runnable<BulkSyncInput, BulkSync>;
  readonly executions: Executions;
  readonly halfMade: HalfMadeDefinitions;
  /**
   * The stored syncs that read what is to be changed, directly or through tables that others fill. The definitions are those of
   * at most five seconds ago: a plan asks for many changes at once.
   */
  downstream(changed: Changed): Promise<readonly Downstream[]>;
}
