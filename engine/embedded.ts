import { join, relative, resolve } from 'node:path';
import type { BulkSync, BulkSyncInput, CallerIdentity, Sync, SyncInput } from './api/documents.ts';
import type { EngineApi, HalfMadeDefinitions } from './api/engine-api.ts';
import type { Changed, Downstream } from './api/lineage.ts';
import { bulkSyncKind } from './bulk-syncs/bulk-sync-kind.ts';
import { ConnectionService, type DependentDeleter } from './connections/connections.ts';
import { exchangeSecretWith } from './connections/exchange-secret.ts';
import { OpenConnections } from './connections/open-connections.ts';
import { connectors as index } from './connectors/index.ts';
import type { ConnectorDefinition, ConnectorHost } from './contract/contract.ts';
import type { ExecutionRunner, RunnerOptions } from './executions/contract.ts';
import { failpointFromEnvironment } from './executions/failpoints.ts';
import { RunnableService } from './executions/runnables.ts';
import { createRunner } from './executions/runner.ts';
import type { Dependent } from './kit/errors.ts';
import { downstreamOf } from './lineage/downstream.ts';
import { type Graph, loadGraph } from './lineage/graph.ts';
import { ModelService } from './models/models.ts';
import { keepDuckdb, withDuckdbSession } from './movement/duckdb-hub.ts';
import { halfMadeDefinitions } from './store/half-made-definitions.ts';
import type { OpenStoreOptions } from './store/open-store.ts';
import { openStore } from './store/open-store.ts';
import { Slots } from './store/slots.ts';
import type { NoteMade, Store } from './store/store.ts';
import { sweepTempFolders, tempFolder } from './store/temp-folder.ts';
import { syncKind } from './syncs/sync-kind.ts';

export interface EngineOptions extends Omit<OpenStoreOptions, 'withSecrets'>, RunnerOptions {
  /**
   * Relative paths in configurations are relative to this folder, which the store remembers; default: the one that it
   * remembers, else the process's.
   */
  readonly baseDir?: string;
  /** Connectors beside those of the index; one of the same id takes the other's place. */
  readonly connectors?: readonly ConnectorDefinition[];
  /**
   * Whether whoever asks keeps the ids of what is created in a state of its own, and may die before it has: what is created
   * is then half-made until it is settled (see HalfMadeDefinitions). Default false.
   */
  readonly isAskedByTerraform?: boolean;
  /** Messages that belong to no execution. Secrets are masked. */
  readonly log?: (level: 'debug' | 'info' | 'warn', message: string) => void;
}

/**
 * Opens the engine in this process, on the store in a data directory (made if it is missing). Several processes may have
 * the same store open. Dispose of it to let go of everything; executions that still run are cancelled first.
 */
export async function openEngine(options: EngineOptions): Promise<EngineApi> {
  const store = await openStore({ ...options, key: options.key ?? process.env.SYNCFORM_SECRET_KEY });
  try {
    await sweepTempFolders(store.dataDir, store.clock.now());
    return new EmbeddedEngine(store, { ...options, baseDir: await baseDirectory(store, options.baseDir) });
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

/** The folder given, noted for the next time, or the one noted, relative to the data directory so that both can move. */
async function baseDirectory(store: Store, given: string | undefined): Promise<string> {
  const noted = await store.meta.get('base_dir');
  if (given === undefined) return noted === null ? process.cwd() : resolve(store.dataDir, noted);
  const path = relative(store.dataDir, resolve(given));
  if (path !== noted) await store.meta.set('base_dir', path);
  return resolve(given);
}

/** How long what flows where is not looked up again, in milliseconds. */
const GRAPH_MS = 5_000;

class EmbeddedEngine implements EngineApi {
  readonly connections: ConnectionService;
  readonly models: ModelService;
  readonly syncs: RunnableService<SyncInput, Sync>;
  readonly bulkSyncs: RunnableService<BulkSyncInput, BulkSync>;
  readonly executions: ExecutionRunner;
  readonly halfMade: HalfMadeDefinitions;
  readonly #store: Store;
  readonly #open: OpenConnections;
  readonly #slots: Slots;
  /** What flows where, as it was looked up last. */
  #graph: { readonly at: number; readonly loaded: Promise<Graph> } | undefined;
  /** Running from when it is needed first: a plan and a run ask it many times. */
  #duckdb: Promise<AsyncDisposable> | undefined;

  constructor(store: Store, options: EngineOptions & { readonly baseDir: string }) {
    this.#store = store;
    this.#slots = new Slots(store);
    const tempDir = tempFolder(store.dataDir);
    const host: ConnectorHost = {
      baseDir: options.baseDir,
      tempDir,
      cacheDir: join(store.dataDir, 'cache'),
      knownHosts: join(store.dataDir, 'known_hosts'),
      withSession: async (work) => {
        this.#duckdb ??= keepDuckdb({ tempDir }).catch((error) => {
          this.#duckdb = undefined;
          throw error;
        });
        await this.#duckdb;
        return withDuckdbSession({ tempDir }, work);
      },
      slot: (name, limit, signal) => this.#slots.take(name, limit, signal),
      exchangeSecret: exchangeSecretWith(store, this.#slots, (level, message) => host.log(level, message)),
      budgets: store.budgets,
      log: (level, message) => options.log?.(level, store.redactor.mask(message)),
    };
    this.#open = new OpenConnections(host);
    const deleteDependents: DependentDeleter = (dependents, signal) => this.#delete(dependents, signal);
    const noteMade: NoteMade = options.isAskedByTerraform
      ? ({ halfMade }, id) => halfMade.add(id)
      : async () => {};
    const connectors = new Map([
      ...index.map((entry) => [entry.id, () => entry.load()] as const),
      ...(options.connectors ?? []).map((given) => [given.id, async () => given] as const),
    ]);
    this.connections = new ConnectionService(
      store,
      connectors,
      this.#open,
      host.withSession,
      deleteDependents,
      noteMade,
    );
    this.models = new ModelService(store, this.connections, deleteDependents, noteMade, host.withSession);
    this.executions = createRunner(store, {
      failpoint: failpointFromEnvironment(process.env),
      ...options,
    });
    this.halfMade = halfMadeDefinitions(store);
    const services = { store, host, connections: this.connections, models: this.models };
    this.syncs = new RunnableService(syncKind(services), store, this.executions, this.connections, noteMade);
    this.bulkSyncs = new RunnableService(
      bulkSyncKind(services),
      store,
      this.executions,
      this.connections,
      noteMade,
    );
  }

  async identity(): Promise<CallerIdentity> {
    const id = await this.#store.meta.organizationId();
    return {
      id,
      email: '',
      role: 'admin',
      organization_id: id,
      organization_name: 'embedded',
      is_user: false,
      is_organization: true,
      is_partner: false,
      is_system: false,
    };
  }

  async downstream(changed: Changed): Promise<readonly Downstream[]> {
    const now = performance.now();
    if (!this.#graph || now - this.#graph.at > GRAPH_MS)
      this.#graph = { at: now, loaded: loadGraph(this.#store, this.connections) };
    return downstreamOf(changed, await this.#graph.loaded);
  }

  async #delete(dependents: readonly Dependent[], signal: AbortSignal): Promise<void> {
    for (const { type, id } of dependents) {
      if (type === 'bulk_sync') await this.bulkSyncs.delete(id, {}, signal);
      // A sync may be gone already: it can depend on the connection and on the model alike.
      else if (type === 'sync') await this.syncs.get(id).then((s) => s && this.syncs.delete(id, {}, signal));
      else await this.models.delete(id, { force: true }, signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.executions[Symbol.asyncDispose]();
    await this.#open[Symbol.asyncDispose]();
    const duckdb = await this.#duckdb?.catch(() => undefined);
    await duckdb?.[Symbol.asyncDispose]();
    await this.#store[Symbol.asyncDispose]();
  }
}
