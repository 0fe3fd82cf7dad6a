import type { ConnectionInput } from '../api/documents.ts';
import type { Overlay } from '../api/engine-api.ts';
import type { ConnectorDefinition } from '../contract/contract.ts';
import { describeConfig, mergeSecrets, splitSecrets } from '../contract/describe-config.ts';
import { readConfig } from '../contract/read-config.ts';
import { InvalidError, SyncformError } from '../kit/errors.ts';
import type { JsonObject } from '../kit/json.ts';
import type { Store } from '../store/store.ts';
import type { ResolvedConnection } from './open-connections.ts';
import { whatItIs } from './what-it-is.ts';

/** What loads the definition of each type of connection. */
export type Connectors = ReadonlyMap<string, () => Promise<ConnectorDefinition>>;

/** Makes of a connection's document, or of an input, what it takes to open it: its type's definition and its configuration, checked. */
export class ConnectionResolver {
  readonly #store: Store;
  readonly #connectors: Connectors;
  /** Stored connections as they were resolved last, and the store's version then. */
  readonly #resolved = new Map<string, { readonly at: string; readonly connection: ResolvedConnection }>();

  constructor(store: Store, connectors: Connectors) {
    this.#store = store;
    this.#connectors = connectors;
  }

  /** Everything that is needed to open a connection; a planned definition lies over the stored one. Throws `not_found` at `path`. */
  async resolve(
    id: string,
    overlay?: Overlay,
    path: readonly (string | number)[] = [],
  ): Promise<ResolvedConnection> {
    const planned = overlay?.connections?.get(id);
    if (planned) return this.#resolveAnew(id, planned, path);
    const at = this.#store.version();
    const known = this.#resolved.get(id);
    if (known?.at === at) return known.connection;
    const connection = await this.#resolveAnew(id, undefined, path);
    this.#resolved.set(id, { at, connection });
    return connection;
  }

  async #resolveAnew(
    id: string,
    planned: ConnectionInput | undefined,
    path: readonly (string | number)[],
  ): Promise<ResolvedConnection> {
    const stored = await this.#store.connections.get(id);
    const wanted = planned ?? stored;
    if (!wanted)
      throw new SyncformError('not_found', `there is no connection ${id}${await whatItIs(this.#store, id)}`, {
        path,
        hint: 'It may have been deleted outside of this configuration; apply creates it again.',
      });
    const secrets = stored ? await this.#store.secrets.get(id) : {};
    const definition = await this.definitionOf(wanted.type);
    // What the engine makes for a connection that is not there yet is recreated when it is created.
    const made = stored ? {} : (definition.generate?.((length) => this.#store.random.bytes(length)) ?? {});
    const kept = { ...made, ...readOnlyOf(definition, { ...stored?.configuration, ...secrets }) };
    if (planned) return this.resolveInput(id, definition, planned, secrets, kept);
    const configuration = withoutReadOnly(definition, wanted.configuration);
    return this.resolveInput(id, definition, { ...wanted, configuration }, secrets, kept);
  }

  /** The definition of a type of connections. Throws `invalid` of one that is not there. */
  async definitionOf(type: string): Promise<ConnectorDefinition> {
    const load = this.#connectors.get(type);
    if (load) return load();
    const known = [...this.#connectors.keys()].join(', ');
    throw new InvalidError([
      { path: ['type'], message: `there is no connection type "${type}"; known are ${known}` },
    ]);
  }

  /** A configuration in two: what anybody may see, and what nobody may. */
  split(
    definition: ConnectorDefinition,
    configuration: JsonObject,
  ): { plain: JsonObject; secrets: JsonObject } {
    const split = splitSecrets(describeConfig(definition.config), configuration);
    return split as { plain: JsonObject; secrets: JsonObject };
  }

  /**
   * An input with the stored secrets that it leaves as they are, and with what nobody sets (`readOnly`). Throws an InvalidError
   * with all faults of the configuration.
   */
  resolveInput(
    id: string,
    definition: ConnectorDefinition,
    input: Pick<ConnectionInput, 'name' | 'type' | 'configuration'>,
    stored: JsonObject,
    readOnly: JsonObject,
  ): ResolvedConnection {
    const given = mergeSecrets(input.configuration, withoutReadOnly(definition, stored));
    const { configuration, issues } = readConfig(definition.config, given);
    if (issues.length > 0)
      throw new InvalidError(issues.map((i) => ({ ...i, path: ['configuration', ...i.path] })));
    const config = definition.config.parse({
      ...configuration,
      ...readOnly,
    }) as JsonObject;
    this.#store.redactor.learn(this.split(definition, config).secrets);
    return { id, name: input.name, definition, config };
  }
}

/** The values of fields that nobody sets: made by the engine, or told by the other side. */
export function readOnlyOf(definition: ConnectorDefinition, values: JsonObject): JsonObject {
  const names = readOnlyNames(definition);
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

/** The values of all others. */
export function withoutReadOnly(definition: ConnectorDefinition, values: JsonObject): JsonObject {
  const names = readOnlyNames(definition);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
}

function readOnlyNames({ config }: ConnectorDefinition): ReadonlySet<string> {
  return new Set(describeConfig(config).flatMap(({ name, readOnly }) => (readOnly ? [name] : [])));
}
