import type { ConnectionInput, ModelInput, SchemaPrimaryKeys } from '@syncform/engine/api/documents.ts';
import type { Overlay } from '@syncform/engine/api/engine-api.ts';
import { isPlannedId } from './planned-ids.ts';
import { isNamedIn } from './put-off.ts';

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
  readonly #changingTables = new Map<string, Set<string>>();

  /** A model is to become this; undefined where parts of it are not known yet. One to be created goes by how its id begins. */
  model(id: string, input: ModelInput | undefined): void {
    this.#plan(this.models, id, input);
  }

  /** A connection is to become this; undefined where parts of it are not known yet. One to be created goes by how its id begins. */
  connection(id: string, input: ConnectionInput | undefined): void {
    this.#plan(this.connections, id, input);
  }

  /** Whether nothing is planned that the plan of something stored could depend on: that refers to nothing yet to be created. */
  get isEmpty(): boolean {
    const stored = [this.models, this.connections].flatMap((planned) => [...planned.keys()]);
    return this.#primaryKeys.size === 0 && this.#undetermined.size === 0 && stored.every(isPlannedId);
  }

  /** Whether the object is to be created or changed to what is known. */
  isPlanned(id: string): boolean {
    return this.models.has(id) || this.connections.has(id);
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

  /** Apply will create or alter tables of these names at the connection. */
  changeTables(connectionId: string, names: readonly string[]): void {
    const known = this.#changingTables.get(connectionId) ?? new Set();
    this.#changingTables.set(connectionId, known);
    for (const name of names) known.add(name);
  }

  /**
   * Whether tables at the connection are about to change, so that what is missing now may be there when it is needed: any
   * table, or one that the text names.
   */
  willChangeTables(connectionId: string, text?: string): boolean {
    const names = [...(this.#changingTables.get(connectionId) ?? [])];
    return text === undefined ? names.length > 0 : names.some((name) => isNamedIn(text, name));
  }

  #plan<Input>(planned: Map<string, Input>, id: string, input: Input | undefined): void {
    planned.delete(id);
    this.#undetermined.delete(id);
    if (input === undefined) this.#undetermined.add(id);
    else planned.set(id, input);
  }
}
