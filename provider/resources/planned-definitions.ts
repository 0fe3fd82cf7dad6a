import type { ConnectionInput, ModelInput, SchemaPrimaryKeys } from '@syncform/engine/api/documents.ts';
import type { Overlay } from '@syncform/engine/api/engine-api.ts';

/**
 * The models and connections that this process has planned to change but not applied yet. Terraform plans a resource after
 * those that it refers to, in one process: a sync thus sees the changed query of its model before it is stored. Kept in
 * memory only, for it holds secrets.
 */
export class PlannedDefinitions implements Overlay {
  readonly models = new Map<string, ModelInput>();
  readonly connections = new Map<string, ConnectionInput>();
  readonly #primaryKeys = new Map<string, SchemaPrimaryKeys>();
  readonly #undetermined = new Set<string>();
  readonly #changingTables = new Set<string>();

  /** A stored model is to become this; undefined where parts of it are not known yet. */
  model(id: string, input: ModelInput | undefined): void {
    this.#plan(this.models, id, input);
  }

  /** A stored connection is to become this; undefined where parts of it are not known yet. */
  connection(id: string, input: ConnectionInput | undefined): void {
    this.#plan(this.connections, id, input);
  }

  /** Whether nothing is planned that another plan could depend on. */
  get isEmpty(): boolean {
    return [this.models, this.connections, this.#primaryKeys, this.#undetermined].every((m) => m.size === 0);
  }

  get primaryKeys(): readonly SchemaPrimaryKeys[] {
    return [...this.#primaryKeys.values()];
  }

  /** An object's keys are to become these; without fields they are to be removed. */
  setPrimaryKeys(keys: SchemaPrimaryKeys): void {
    this.#primaryKeys.set(`${keys.connection_id}/${keys.schema_id}`, keys);
  }

  /** Keys of the connection's objects will be what is not known yet: nothing on it can be planned. */
  undeterminedKeys(connectionId: string): void {
    this.#undetermined.add(connectionId);
  }

  /** Whether the object will change to something that is not known yet, so that nothing on it can be planned. */
  isUndetermined(id: string): boolean {
    return this.#undetermined.has(id);
  }

  /** Apply will create or alter tables at the connection. */
  changeTables(connectionId: string): void {
    this.#changingTables.add(connectionId);
  }

  /** Whether tables at the connection are about to change, so that what is missing now may be there when it is needed. */
  willChangeTables(connectionId: string): boolean {
    return this.#changingTables.has(connectionId);
  }

  #plan<Input>(planned: Map<string, Input>, id: string, input: Input | undefined): void {
    planned.delete(id);
    this.#undetermined.delete(id);
    if (input === undefined) this.#undetermined.add(id);
    else planned.set(id, input);
  }
}
