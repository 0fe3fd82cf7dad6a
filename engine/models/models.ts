import type { Model, ModelInput, ModelPlan } from '../api/documents.ts';
import type { DeleteOptions, Models, Overlay, PlanOptions } from '../api/engine-api.ts';
import { InUseError, InvalidError, SyncformError } from '../api/errors.ts';
import type { ConnectionService, DependentDeleter } from '../connections/connections.ts';
import { timestamp } from '../store/clock.ts';
import type { Store } from '../store/store.ts';
import { stableText } from '../types/digest.ts';
import { planModel, yieldsOf } from './plan-model.ts';

const never = new AbortController().signal;

/** The models of one store. */
export class ModelService implements Models {
  readonly #store: Store;
  readonly #connections: ConnectionService;
  readonly #deleteDependents: DependentDeleter;

  constructor(store: Store, connections: ConnectionService, deleteDependents: DependentDeleter) {
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
    return this.#connections.use(
      await this.#connectionOf(input, options.overlay),
      (used) => planModel(input, used, options.signal ?? never),
      options.overlay,
    );
  }

  async create(input: ModelInput, signal: AbortSignal = never): Promise<Model> {
    await this.plan(input, { signal });
    const now = timestamp(this.#store.clock);
    const model: Model = {
      ...input,
      id: this.#store.random.uuid(),
      organization_id: await this.#store.meta.organizationId(),
      type: (await this.#connections.resolve(input.connection_id)).definition.id,
      version: 1,
      created_at: now,
      updated_at: now,
    };
    await this.#store.models.insert(model);
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
    await this.#store.models.update(model);
    return model;
  }

  async delete(id: string, options: DeleteOptions = {}, signal: AbortSignal = never): Promise<void> {
    const model = await this.#existing(id);
    const syncs = await this.#store.syncs.ofModel(id);
    const dependents = syncs.map((s) => ({ type: 'sync' as const, id: s.id, name: s.name }));
    if (dependents.length > 0) {
      if (!options.force) throw new InUseError(`model "${model.name}"`, dependents);
      await this.#deleteDependents(dependents, signal);
    }
    await this.#store.models.delete(id);
  }

  /** The model's definition as a plan sees it. Throws `not_found`. */
  async definition(id: string, overlay?: Overlay): Promise<ModelInput> {
    return overlay?.models?.get(id) ?? (await this.#existing(id));
  }

  async #existing(id: string): Promise<Model> {
    const model = await this.#store.models.get(id);
    if (!model) throw new SyncformError('not_found', `there is no model ${id}`);
    return model;
  }

  async #connectionOf(input: ModelInput, overlay?: Overlay): Promise<string> {
    const id = input.connection_id;
    if (overlay?.connections?.has(id) || (await this.#store.connections.get(id))) return id;
    throw new InvalidError([{ path: ['connection_id'], message: `there is no connection ${id}` }]);
  }
}
