import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Execution,
  Preview,
  PreviewOptions,
  RunOptions,
  SyncPlan,
  Verification,
  VerifyOptions,
} from '../api/documents.ts';
import type { AcceptPlan, DeleteOptions, DescribedModels, PlanOptions, Runnable } from '../api/engine-api.ts';
import type { ConnectionService } from '../connections/connections.ts';
import { timestamp } from '../kit/clock.ts';
import { SyncformError } from '../kit/errors.ts';
import { deleteRetired } from '../store/delete-retired.ts';
import type { NoteMade, Store } from '../store/store.ts';
import type { ExecutionRunner } from './contract.ts';
import { refuseUnforetold } from './foretold.ts';
import { noteOwnTables, workDigest } from './own-tables.ts';
import { keepProgress, takeUpProgress, workOf } from './resumable.ts';
import type { RunnableDocument, RunnableKind } from './runnable-kind.ts';

const never = new AbortController().signal;

/** The definitions of one kind that runs: model syncs or bulk syncs. */
export class RunnableService<Input extends { readonly name: string }, Document extends RunnableDocument>
  implements Runnable<Input, Document>
{
  readonly #kind: RunnableKind<Input, Document>;
  readonly #store: Store;
  readonly #runner: ExecutionRunner;
  readonly #connections: ConnectionService;
  readonly #noteMade: NoteMade;

  constructor(
    kind: RunnableKind<Input, Document>,
    store: Store,
    runner: ExecutionRunner,
    connections: ConnectionService,
    noteMade: NoteMade,
  ) {
    this.#kind = kind;
    this.#store = store;
    this.#runner = runner;
    this.#connections = connections;
    this.#noteMade = noteMade;
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

  async create(
    input: Input,
    signal: AbortSignal = never,
    accept?: AcceptPlan,
    described?: DescribedModels,
  ): Promise<Document> {
    const plan = await this.plan(input, { signal, described });
    await accept?.(plan);
    const now = timestamp(this.#store.clock);
    const organization_id = await this.#store.meta.organizationId();
    const document = (id: string) =>
      this.#kind.toDocument(input, { id, organization_id, created_at: now, updated_at: now });
    const secrets = this.#kind.secrets?.(input);
    const resumed = await takeUpProgress(this.#store, this.#kind, document, this.#noteMade);
    if (resumed) {
      if (secrets) await this.#store.secrets.set(resumed.id, secrets);
      return resumed;
    }
    const created = document(this.#store.random.uuid());
    await this.#store.transaction(async (repositories) => {
      await this.#kind.documents(repositories).insert(created);
      if (secrets) await repositories.secrets.set(created.id, secrets);
      await this.#noteMade(repositories, created.id);
    });
    return created;
  }

  async update(
    id: string,
    input: Input,
    signal: AbortSignal = never,
    accept?: AcceptPlan,
    described?: DescribedModels,
  ): Promise<Document> {
    const before = await this.#existing(id);
    const plan = await this.plan(input, { id, signal, described });
    await accept?.(plan);
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
        await deleteRetired(repositories);
      });
    await this.#runner.exclusively(id, write, { signal });
    return document;
  }

  async delete(
    id: string,
    options: DeleteOptions & { readonly successor?: Input } = {},
    signal: AbortSignal = never,
  ): Promise<void> {
    const document = await this.#existing(id);
    const { successor } = options;
    const workOfIt = workDigest(workOf(this.#kind, document));
    const goesOn =
      successor === undefined
        ? options.resumable === true
        : workDigest(workOf(this.#kind, successor)) === workOfIt;
    const work = async () => {
      if (options.drop) await this.#dropTables(id, signal);
      if (goesOn) await keepProgress(this.#store, this.#kind, document);
      else {
        await this.#kind.release?.(document, options.onWarning ?? (() => {}), signal);
        await this.#store.transaction(async (repositories) => {
          if (!options.drop) await noteOwnTables(repositories, id, workOf(this.#kind, document));
          await this.#kind.documents(repositories).delete(id);
          await deleteRetired(repositories);
        });
        await rm(join(this.#store.dataDir, 'ledgers', id), { recursive: true, force: true });
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
          if (options.foretold !== undefined) refuseUnforetold(options.foretold, plan.tables);
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

  async verify(id: string, options: VerifyOptions = {}, signal: AbortSignal = never): Promise<Verification> {
    const work = async () => {
      const document = await this.#existing(id);
      const { type } = this.#kind;
      const objects = await this.#kind.withPlan(
        this.#kind.toInput(document),
        { id, signal, isRun: true },
        ({ verify }) => verify(document, options, signal),
      );
      return { type, sync_id: id, name: document.name, objects };
    };
    await this.#existing(id);
    return this.#runner.exclusively(id, work, { signal });
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
