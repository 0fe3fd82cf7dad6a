import type { Model, ModelInput, ModelPlan } from '../api/documents.ts';
import type { DeleteOptions, Models, Overlay, PlanOptions } from '../api/engine-api.ts';
import type { ConnectionService, DependentDeleter } from '../connections/connections.ts';
import { stayingOf } from '../connections/leaving.ts';
import { whatItIs } from '../connections/what-it-is.ts';
import type { ConnectorHost } from '../contract/contract.ts';
import { checkConditions, refuseFaults } from '../expectations/check-expectations.ts';
import { timestamp } from '../kit/clock.ts';
import { stableText } from '../kit/digest.ts';
import { type Dependent, InUseError, InvalidError, type Issue, SyncformError } from '../kit/errors.ts';
import { shortList } from '../kit/short-list.ts';
import { deleteRetired } from '../store/delete-retired.ts';
import { newId } from '../store/new-id.ts';
import type { NoteMade, Store } from '../store/store.ts';
import { planModel, yieldsOf } from './plan-model.ts';

const never = new AbortController().signal;

/** The models of one store. */
export class ModelService implements Models {
  readonly #store: Store;
  readonly #connections: ConnectionService;
  readonly #deleteDependents: DependentDeleter;

  readonly #noteMade: NoteMade;
  readonly #withSession: ConnectorHost['withSession'];

  constructor(
    store: Store,
    connections: ConnectionService,
    deleteDependents: DependentDeleter,
    noteMade: NoteMade,
    withSession: ConnectorHost['withSession'],
  ) {
    this.#withSession = withSession;
    this.#noteMade = noteMade;
    this.#store = store;
    this.#connections = connections;
    this.#deleteDependents = deleteDependents;
  }

  list(): Promise<readonly Model[]> {
    return this.#store.models.list();
  }

  get(id: string): Promise<Model | null> {
    return this.#store.models.get(id);
  }

  async plan(input: ModelInput, options: PlanOptions = {}): Promise<ModelPlan> {
    const plan = await this.#planAlone(input, options);
    await this.#checkRelations(input, options);
    refuseFaults(await checkConditions(input.expectations, plan.fields, ['expectations'], this.#withSession));
    return plan;
  }

  async #planAlone(input: ModelInput, options: PlanOptions): Promise<ModelPlan> {
    return this.#connections.use(
      await this.#connectionOf(input, options.overlay),
      (used) => planModel(input, used, options.signal ?? never),
      options.overlay,
    );
  }

  /** The models that it is related to are there, and have the fields. */
  async #checkRelations(input: ModelInput, options: PlanOptions): Promise<void> {
    const issues: Issue[] = [];
    for (const [i, { to }] of (input.relations ?? []).entries()) {
      const related = await this.#definitionIfAny(to.model_id, options.overlay);
      const path = ['relations', i, 'to'];
      if (!related) {
        issues.push({
          path: [...path, 'model_id'],
          message: `there is no model ${to.model_id}${await whatItIs(this.#store, to.model_id)}`,
        });
        continue;
      }
      const { fields } = await this.#planAlone(related, options);
      if (!fields.some((f) => f.name === to.field))
        issues.push({
          path: [...path, 'field'],
          message: `model "${related.name}" has no field "${to.field}"; it has ${shortList(fields.map((f) => f.name))}`,
        });
    }
    if (issues.length > 0) throw new InvalidError(issues);
  }

  async create(input: ModelInput, signal: AbortSignal = never, idPrefix?: string): Promise<Model> {
    await this.plan(input, { signal });
    const now = timestamp(this.#store.clock);
    const model: Model = {
      ...input,
      id: newId(this.#store.random, idPrefix),
      organization_id: await this.#store.meta.organizationId(),
      type: (await this.#connections.resolve(input.connection_id)).definition.id,
      version: 1,
      created_at: now,
      updated_at: now,
    };
    await this.#store.transaction(async (repositories) => {
      await repositories.models.insert(model);
      await this.#noteMade(repositories, model.id);
    });
    return model;
  }

  async update(id: string, input: ModelInput, signal: AbortSignal = never): Promise<Model> {
    const before = await this.#existing(id);
    await this.plan(input, { id, signal });
    const redefined = stableText(yieldsOf(input)) !== stableText(yieldsOf(before));
    const model: Model = {
      ...input,
      id,
      organization_id: before.organization_id,
      type: (await this.#connections.resolve(input.connection_id)).definition.id,
      version: before.version + (redefined ? 1 : 0),
      created_at: before.created_at,
      updated_at: timestamp(this.#store.clock),
    };
    await this.#store.transaction(async (repositories) => {
      await repositories.models.update(model);
      await deleteRetired(repositories);
    });
    return model;
  }

  async delete(id: string, options: DeleteOptions = {}, signal: AbortSignal = never): Promise<void> {
    const model = await this.#existing(id);
    const syncs = await this.#store.syncs.ofModel(id);
    const related = (await this.#store.models.list()).filter(
      (other) => other.id !== id && other.relations?.some(({ to }) => to.model_id === id),
    );
    const dependents: readonly Dependent[] = [
      ...syncs.map((s) => ({ type: 'sync' as const, id: s.id, name: s.name })),
      ...related.map((m) => ({ type: 'model' as const, id: m.id, name: m.name })),
    ];
    const staying = stayingOf(dependents, options);
    if (!options.force && staying.length > 0) throw new InUseError(`model "${model.name}"`, staying);
    const stayingSyncs = staying.filter(({ type }) => type === 'sync');
    if (stayingSyncs.length > 0) await this.#deleteDependents(stayingSyncs, signal);
    for (const other of related.filter((one) => staying.some((s) => s.id === one.id)))
      await this.#store.models.update({
        ...other,
        relations: (other.relations ?? []).filter(({ to }) => to.model_id !== id),
      });
    if (dependents.length > staying.length) return this.#store.retired.add(id);
    await this.#store.transaction(async (repositories) => {
      await repositories.models.delete(id);
      await deleteRetired(repositories);
    });
  }

  /** The model's definition as a plan sees it. Throws `not_found` at `path`, where another definition names it. */
  async definition(
    id: string,
    overlay?: Overlay,
    path: readonly (string | number)[] = [],
  ): Promise<ModelInput> {
    return overlay?.models?.get(id) ?? (await this.#existing(id, path));
  }

  async #definitionIfAny(id: string, overlay?: Overlay): Promise<ModelInput | null> {
    return overlay?.models?.get(id) ?? (await this.#store.models.get(id));
  }

  async #existing(id: string, path: readonly (string | number)[] = []): Promise<Model> {
    const model = await this.#store.models.get(id);
    if (!model)
      throw new SyncformError('not_found', `there is no model ${id}${await whatItIs(this.#store, id)}`, {
        path,
      });
    return model;
  }

  async #connectionOf(input: ModelInput, overlay?: Overlay): Promise<string> {
    const id = input.connection_id;
    if (overlay?.connections?.has(id) || (await this.#store.connections.get(id))) return id;
    throw new InvalidError([
      { path: ['connection_id'], message: `there is no connection ${id}${await whatItIs(this.#store, id)}` },
    ]);
  }
}
