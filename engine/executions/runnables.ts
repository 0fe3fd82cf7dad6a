import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Computed,
  Execution,
  Preview,
  PreviewObject,
  PreviewOptions,
  RunOptions,
  SyncPlan,
} from '../api/documents.ts';
import type { DeleteOptions, PlanOptions, Runnable } from '../api/engine-api.ts';
import { SyncformError } from '../api/errors.ts';
import type { ConnectionService } from '../connections/connections.ts';
import { timestamp } from '../store/clock.ts';
import type { Documents, Store } from '../store/store.ts';
import type { JsonObject } from '../types/json.ts';
import type { ExecutionContext, ExecutionRunner } from './contract.ts';
import { keepProgress, takeUpProgress } from './resumable.ts';

/** A definition that can run, as its document. */
export interface RunnableDocument extends Computed {
  readonly name: string;
}

/** What differs between kinds of definitions that run. */
export interface RunnableKind<Input, Document extends RunnableDocument> {
  readonly type: Execution['type'];
  readonly documents: (store: Pick<Store, 'syncs' | 'bulkSyncs'>) => Documents<Document> & {
    delete(id: string): Promise<boolean>;
  };
  /** The document of an input, and the secrets that it does not hold. */
  toDocument(input: Input, computed: Computed): Document;
  toInput(document: Document): Input;
  /** The input's secrets, which replace those that are stored; undefined where the stored ones stay. */
  secrets?(input: Input): JsonObject | undefined;
  /** Plans it and hands the plan, with the connections open, to the work. */
  withPlan<T>(
    input: Input,
    /** `isRun`: the plan is made in order to run it now, as far as it can be. */
    options: PlanOptions & { readonly isRun?: boolean },
    work: (planned: {
      readonly plan: SyncPlan;
      run(document: Document, options: RunOptions, context: ExecutionContext): Promise<void>;
      /** Says what `run` would do now, and writes nothing. */
      preview(
        document: Document,
        options: PreviewOptions,
        signal: AbortSignal,
      ): Promise<readonly PreviewObject[]>;
    }) => Promise<T>,
  ): Promise<T>;
  /** What says that two definitions feed the same target from the same source, for taking up progress. */
  sameWork(document: Document): unknown;
}

const never = new AbortController().signal;

/** The definitions of one kind that runs: model syncs or bulk syncs. */
export class RunnableService<Input, Document extends RunnableDocument> implements Runnable<Input, Document> {
  readonly #kind: RunnableKind<Input, Document>;
  readonly #store: Store;
  readonly #runner: ExecutionRunner;
  readonly #connections: ConnectionService;

  constructor(
    kind: RunnableKind<Input, Document>,
    store: Store,
    runner: ExecutionRunner,
    connections: ConnectionService,
  ) {
    this.#kind = kind;
    this.#store = store;
    this.#runner = runner;
    this.#connections = connections;
  }

  list(): Promise<readonly Document[]> {
    return this.#documents.list();
  }

  get(id: string): Promise<Document | null> {
    return this.#documents.get(id);
  }

  plan(input: Input, options: PlanOptions = {}): Promise<SyncPlan> {
    return this.#kind.withPlan(input, options, async ({ plan }) => plan);
  }

  async create(input: Input, signal: AbortSignal = never): Promise<Document> {
    await this.plan(input, { signal });
    const now = timestamp(this.#store.clock);
    const organization_id = await this.#store.meta.organizationId();
    const document = (id: string) =>
      this.#kind.toDocument(input, { id, organization_id, created_at: now, updated_at: now });
    const secrets = this.#kind.secrets?.(input);
    const resumed = await takeUpProgress(this.#store, this.#kind, document);
    if (resumed) {
      if (secrets) await this.#store.secrets.set(resumed.id, secrets);
      return resumed;
    }
    const created = document(this.#store.random.uuid());
    await this.#store.transaction(async (repositories) => {
      await this.#kind.documents(repositories).insert(created);
      if (secrets) await repositories.secrets.set(created.id, secrets);
    });
    return created;
  }

  async update(id: string, input: Input, signal: AbortSignal = never): Promise<Document> {
    const before = await this.#existing(id);
    await this.plan(input, { id, signal });
    const document = this.#kind.toDocument(input, {
      id,
      organization_id: before.organization_id,
      created_at: before.created_at,
      updated_at: timestamp(this.#store.clock),
    });
    const secrets = this.#kind.secrets?.(input);
    const write = () =>
      this.#store.transaction(async (repositories) => {
        await this.#kind.documents(repositories).update(document);
        if (secrets) await repositories.secrets.set(id, secrets);
      });
    await this.#runner.exclusively(id, write, { signal });
    return document;
  }

  async delete(id: string, options: DeleteOptions = {}, signal: AbortSignal = never): Promise<void> {
    const document = await this.#existing(id);
    const work = async () => {
      if (options.drop) await this.#dropTables(id, signal);
      if (options.resumable) await keepProgress(this.#store, this.#kind, document);
      else {
        await this.#documents.delete(id);
        await rm(join(this.#store.dataDir, 'snapshots', id), { recursive: true, force: true });
      }
    };
    await this.#runner.exclusively(id, work, { signal });
  }

  async start(id: string, options: RunOptions = {}): Promise<Execution> {
    const { type } = this.#kind;
    const { name } = await this.#existing(id);
    return this.#runner.start({ type, syncId: id, name }, async (context) => {
      const document = await this.#existing(id);
      await this.#kind.withPlan(
        this.#kind.toInput(document),
        { id, signal: context.signal, isRun: true },
        async ({ plan, run }) => {
          if (
            options.definition_version !== undefined &&
            options.definition_version !== plan.definition_version
          )
            throw new SyncformError(
              'source_changed',
              `the source of "${name}" changed since it was planned`,
              {
                hint: 'Run terraform plan again to see what is different, then apply.',
              },
            );
          await run(document, options, context);
        },
      );
    });
  }

  async preview(id: string, options: PreviewOptions = {}, signal: AbortSignal = never): Promise<Preview> {
    const document = await this.#existing(id);
    const input = this.#kind.toInput(document);
    return this.#kind.withPlan(input, { id, signal }, async ({ plan, preview }) => ({
      type: this.#kind.type,
      sync_id: id,
      name: document.name,
      objects: await preview(document, options, signal),
      warnings: plan.warnings,
    }));
  }

  lastExecution(id: string): Promise<Execution | null> {
    return this.#store.executions.last(id);
  }

  get #documents() {
    return this.#kind.documents(this.#store);
  }

  async #existing(id: string): Promise<Document> {
    const document = await this.#documents.get(id);
    if (!document)
      throw new SyncformError('not_found', `there is no ${this.#kind.type.replace('_', ' ')} ${id}`);
    return document;
  }

  async #dropTables(id: string, signal: AbortSignal): Promise<void> {
    for (const record of await this.#store.targetTables.list(id)) {
      await this.#connections.use(record.connection_id, (used) =>
        used.facet('define').drop(record.table, signal),
      );
      await this.#store.targetTables.remove(record);
    }
  }
}
