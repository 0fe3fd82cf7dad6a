import type {
  BulkDestination,
  BulkSource,
  Connection,
  ConnectionInput,
  ConnectionSchema,
  QueryRows,
  SchemaPrimaryKeys,
} from '../api/documents.ts';
import type { Connections, DeleteOptions, Overlay } from '../api/engine-api.ts';
import type { ConnectorHost } from '../contract/contract.ts';
import { describeConfig, mergeSecrets, withoutNulls } from '../contract/describe-config.ts';
import { timestamp } from '../kit/clock.ts';
import { stableText } from '../kit/digest.ts';
import { type Dependent, InUseError, InvalidError, messageOf, SyncformError } from '../kit/errors.ts';
import type { JsonObject } from '../kit/json.ts';
import { newId } from '../store/new-id.ts';
import type { NoteMade, Store } from '../store/store.ts';
import { ConnectionResolver, type Connectors, readOnlyOf, withoutReadOnly } from './connection-resolver.ts';
import { describeObjects } from './describe-objects.ts';
import { stayingOf } from './leaving.ts';
import type { OpenConnections, ResolvedConnection, UsedConnection } from './open-connections.ts';
import { checkPrimaryKeys, withPrimaryKeys } from './primary-keys.ts';
import { queryRows } from './query-rows.ts';

/** Deletes everything that depends on a connection; given by the engine, which knows all kinds of definitions. */
export type DependentDeleter = (dependents: readonly Dependent[], signal: AbortSignal) => Promise<void>;

const never = new AbortController().signal;

/** The connections of one store: their documents, their secrets, and their opening. */
export class ConnectionService implements Connections {
  readonly #store: Store;
  readonly #resolver: ConnectionResolver;
  readonly #open: OpenConnections;
  readonly #withSession: ConnectorHost['withSession'];
  readonly #deleteDependents: DependentDeleter;
  readonly #noteMade: NoteMade;

  constructor(
    store: Store,
    connectors: Connectors,
    open: OpenConnections,
    withSession: ConnectorHost['withSession'],
    deleteDependents: DependentDeleter,
    noteMade: NoteMade,
  ) {
    this.#noteMade = noteMade;
    this.#withSession = withSession;
    this.#store = store;
    this.#resolver = new ConnectionResolver(store, connectors);
    this.#open = open;
    this.#deleteDependents = deleteDependents;
  }

  list(): Promise<readonly Connection[]> {
    return this.#store.connections.list();
  }

  get(id: string): Promise<Connection | null> {
    return this.#store.connections.get(id);
  }

  async create(input: ConnectionInput, signal: AbortSignal = never, idPrefix?: string): Promise<Connection> {
    const definition = await this.#resolver.definitionOf(input.type);
    const made = definition.generate?.((length) => this.#store.random.bytes(length)) ?? {};
    const resolved = this.#resolver.resolveInput('', definition, input, {}, made);
    if (input.validate ?? true) await this.#test(resolved, signal);
    const now = timestamp(this.#store.clock);
    const { plain, secrets } = this.#resolver.split(resolved.definition, {
      ...(withoutNulls(input.configuration) as JsonObject),
      ...made,
      ...(await this.#identify(resolved, signal)),
    });
    const connection: Connection = {
      id: newId(this.#store.random, idPrefix),
      organization_id: await this.#store.meta.organizationId(),
      name: input.name,
      type: input.type,
      configuration: plain,
      secrets_version: 1,
      created_at: now,
      updated_at: now,
    };
    await this.#store.transaction(async (repositories) => {
      await repositories.connections.insert(connection);
      await repositories.secrets.set(connection.id, secrets);
      await this.#noteMade(repositories, connection.id);
    });
    return connection;
  }

  async update(id: string, input: ConnectionInput, signal: AbortSignal = never): Promise<Connection> {
    const before = await this.#existing(id);
    if (before.type !== input.type)
      throw new InvalidError([
        {
          path: ['type'],
          message: `connection "${before.name}" is a ${before.type} connection and stays one`,
        },
      ]);
    const stored = await this.#store.secrets.get(id);
    const definition = await this.#resolver.definitionOf(input.type);
    const kept = readOnlyOf(definition, { ...before.configuration, ...stored });
    const resolved = this.#resolver.resolveInput(id, definition, input, stored, kept);
    if (input.validate ?? true) await this.#test(resolved, signal);
    const { plain, secrets } = this.#resolver.split(resolved.definition, {
      ...(mergeSecrets(input.configuration, stored) as JsonObject),
      ...kept,
      ...(await this.#identify(resolved, signal)),
    });
    const rotated = stableText(secrets) !== stableText(stored);
    const connection: Connection = {
      ...before,
      name: input.name,
      configuration: plain,
      secrets_version: before.secrets_version + (rotated ? 1 : 0),
      updated_at: timestamp(this.#store.clock),
    };
    await this.#store.transaction(async (repositories) => {
      await repositories.connections.update(connection);
      await repositories.secrets.set(id, secrets);
    });
    return connection;
  }

  async delete(id: string, options: DeleteOptions = {}, signal: AbortSignal = never): Promise<void> {
    const connection = await this.#existing(id);
    const dependents = await this.dependents(id);
    const staying = stayingOf(dependents, options);
    if (staying.length > 0) {
      if (!options.force) throw new InUseError(`connection "${connection.name}"`, staying);
      await this.#deleteDependents(staying, signal);
    }
    if (dependents.length > staying.length) await this.#store.retired.add(id);
    else await this.#store.connections.delete(id);
  }

  async test(
    input: Pick<ConnectionInput, 'type' | 'configuration'>,
    id?: string,
    signal: AbortSignal = never,
  ): Promise<void> {
    const stored = id === undefined ? {} : await this.#store.secrets.get(id);
    const before = id === undefined ? {} : (await this.#existing(id)).configuration;
    const definition = await this.#resolver.definitionOf(input.type);
    const configuration = { ...withoutReadOnly(definition, before), ...input.configuration };
    const kept = readOnlyOf(definition, { ...before, ...stored });
    const given = { name: 'test', ...input, configuration };
    await this.#test(this.#resolver.resolveInput(id ?? '', definition, given, stored, kept), signal);
  }

  async plannedSecretsVersion(
    id: string,
    input: Pick<ConnectionInput, 'type' | 'configuration'>,
  ): Promise<number> {
    const before = await this.#existing(id);
    const stored = await this.#store.secrets.get(id);
    const definition = await this.#resolver.definitionOf(input.type);
    const { secrets } = this.#resolver.split(definition, {
      ...(mergeSecrets(input.configuration, stored) as JsonObject),
      ...readOnlyOf(definition, stored),
    });
    return before.secrets_version + (stableText(secrets) === stableText(stored) ? 0 : 1);
  }

  async generatedSecrets(id: string): Promise<Readonly<Record<string, string>>> {
    const { type } = await this.#existing(id);
    const made = readOnlyOf(await this.#resolver.definitionOf(type), await this.#store.secrets.get(id));
    return Object.fromEntries(Object.entries(made).map(([name, value]) => [name, String(value)]));
  }

  bulkSource(id: string, signal: AbortSignal = never): Promise<BulkSource> {
    return this.use(id, async (used) => {
      used.facet('read');
      const discover = used.facet('discover');
      const objects = await discover.list({}, signal);
      const ids = objects.map(({ id }) => id);
      const { described, unreadable } = await describeObjects(discover, ids, {}, signal);
      return {
        schemas: withPrimaryKeys(described, await this.primaryKeysOf(id)),
        unreadable: unreadable.map(({ object, error }) => ({ id: object, reason: messageOf(error) })),
      };
    });
  }

  async bulkDestination(id: string): Promise<BulkDestination> {
    const { definition } = await this.resolve(id);
    const schema = definition.definitions.bulkDestination;
    if (!schema)
      throw new SyncformError('unsupported', `${definition.name} cannot be the destination of a bulk sync`);
    return {
      modes: [
        {
          id: 'replicate',
          label: 'Replicate',
          description:
            'Keeps the tables equal to the source: only what changed is read where the source can say.',
        },
        {
          id: 'snapshot',
          label: 'Snapshot',
          description: 'Replaces the tables with the source’s contents on each run.',
        },
      ],
      required_configuration: describeConfig(schema)
        .filter((f) => f.required)
        .map((f) => f.name),
    };
  }

  schema(id: string, schemaId: string, signal: AbortSignal = never): Promise<ConnectionSchema> {
    return this.use(id, async (used) => {
      const [object] = await used.facet('discover').describe([schemaId], {}, signal);
      if (!object)
        throw new SyncformError('not_found', `connection "${used.name}" has no schema "${schemaId}"`);
      const [keyed] = withPrimaryKeys([object], await this.primaryKeysOf(id));
      return { id: object.id, name: object.name, fields: (keyed ?? object).fields };
    });
  }

  async primaryKeys(id: string, schemaId: string): Promise<SchemaPrimaryKeys | null> {
    const keys = await this.#store.schemaPrimaryKeys.list(id);
    return keys.find((key) => key.schema_id === schemaId) ?? null;
  }

  checkPrimaryKeys(keys: SchemaPrimaryKeys, overlay?: Overlay, signal: AbortSignal = never): Promise<void> {
    return this.use(keys.connection_id, (used) => checkPrimaryKeys(keys, used, signal), overlay);
  }

  async setPrimaryKeys(keys: SchemaPrimaryKeys, signal: AbortSignal = never): Promise<void> {
    await this.checkPrimaryKeys(keys, undefined, signal);
    await this.#store.schemaPrimaryKeys.set(keys);
  }

  async clearPrimaryKeys(id: string, schemaId: string): Promise<void> {
    await this.#store.schemaPrimaryKeys.delete(id, schemaId);
  }

  /** All keys that were set for objects of a connection; planned ones lie over the stored ones. */
  async primaryKeysOf(id: string, overlay?: Overlay): Promise<readonly SchemaPrimaryKeys[]> {
    const planned = (overlay?.primaryKeys ?? []).filter((keys) => keys.connection_id === id);
    const stored = await this.#store.schemaPrimaryKeys.list(id);
    return [...stored.filter((keys) => !planned.some((p) => p.schema_id === keys.schema_id)), ...planned];
  }

  query(
    id: string,
    configuration: JsonObject,
    limit: number,
    signal: AbortSignal = never,
  ): Promise<QueryRows> {
    return this.use(id, (used) =>
      this.#withSession((session) => queryRows(used, configuration, limit, session, signal)),
    );
  }

  /** What names the connection: models on it, syncs to it, bulk syncs from and to it. */
  async dependents(id: string): Promise<readonly Dependent[]> {
    const store = this.#store;
    const dependent = (type: Dependent['type']) => (d: { id: string; name: string }) => ({
      type,
      id: d.id,
      name: d.name,
    });
    return [
      ...(await store.syncs.ofConnection(id)).map(dependent('sync')),
      ...(await store.bulkSyncs.ofConnection(id)).map(dependent('bulk_sync')),
      ...(await store.models.ofConnection(id)).map(dependent('model')),
    ];
  }

  /** Everything that is needed to open a connection; a planned definition lies over the stored one. Throws `not_found` at `path`. */
  resolve(id: string, overlay?: Overlay, path?: readonly (string | number)[]): Promise<ResolvedConnection> {
    return this.#resolver.resolve(id, overlay, path);
  }

  /** Opens a connection for the time that `work` takes. `path` is where a definition names it. Throws `not_found` there. */
  async use<T>(
    id: string,
    work: (used: UsedConnection) => Promise<T>,
    overlay?: Overlay,
    path?: readonly (string | number)[],
  ): Promise<T> {
    return this.#open.use(await this.resolve(id, overlay, path), work);
  }

  async #existing(id: string): Promise<Connection> {
    const connection = await this.#store.connections.get(id);
    if (!connection) throw new SyncformError('not_found', `there is no connection ${id}`);
    return connection;
  }

  async #test(connection: ResolvedConnection, signal: AbortSignal): Promise<void> {
    await this.#open.use(connection, (used) => used.facet('test').test(signal));
  }

  /** What the other side alone knows. That it cannot be asked just now is no fault of the connection. */
  #identify(connection: ResolvedConnection, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    return this.#open.use(connection, (used) => used.identify(signal)).catch(() => ({}));
  }
}
