import type {
  ConnectorDefinition,
  ConnectorHost,
  FacetCapabilities,
  FacetName,
  Facets,
  OpenConnector,
} from '../contract/contract.ts';
import { capabilitiesOf, facet, whyUnusable } from '../contract/facet.ts';
import { stableDigest } from '../kit/digest.ts';
import type { JsonObject } from '../kit/json.ts';
import { unmarkedQuery } from './unmarked-query.ts';

/** A connection with everything that is needed to open it, secrets included. */
export interface ResolvedConnection {
  readonly id: string;
  readonly name: string;
  readonly definition: ConnectorDefinition;
  /** Parsed: defaults filled in. */
  readonly config: JsonObject;
}

/** A connection in use: its connector's definition and its facets. */
export interface UsedConnection extends ResolvedConnection {
  /** The facet, or an `unsupported` error that says what the system cannot do. */
  facet<N extends FacetName>(name: N): Facets[N];
  /** What that facet can, as the connector declares it, or the same error as of `facet`. */
  can<N extends FacetName>(name: N): FacetCapabilities[N];
  /** The facet, or undefined where the system, or this connection as it is configured, does not have it. */
  find<N extends FacetName>(name: N): Facets[N] | undefined;
  /** As OpenConnector's; does nothing where the connector has nothing to keep. */
  keep(): Promise<AsyncDisposable>;
  /** As OpenConnector's; nothing where the connector has nothing to ask. */
  identify(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
}

interface Entry {
  readonly opened: Promise<OpenConnector>;
  users: number;
  closing: NodeJS.Timeout | undefined;
}

/** How long an unused connection stays open for the next user, in milliseconds: plans ask many small questions. */
const LINGER_MS = 300;

/**
 * The connections that are open in this process: one a configuration, shared by everything that uses it at the same time
 * and closed shortly after the last user let go.
 */
export class OpenConnections implements AsyncDisposable {
  readonly #entries = new Map<string, Entry>();
  readonly #keys = new WeakMap<JsonObject, string>();
  readonly #host: ConnectorHost;

  constructor(host: ConnectorHost) {
    this.#host = host;
  }

  /** Opens the connection (or shares an open one) for the time that `work` takes. */
  async use<T>(connection: ResolvedConnection, work: (used: UsedConnection) => Promise<T>): Promise<T> {
    const key = this.#keyOf(connection);
    const entry = this.#entries.get(key) ?? this.#open(key, connection);
    entry.users++;
    clearTimeout(entry.closing);
    try {
      const open = await entry.opened;
      const { query } = open.facets;
      const facets: OpenConnector = query
        ? { ...open, facets: { ...open.facets, query: unmarkedQuery(query) } }
        : open;
      return await work({
        ...connection,
        can: (name) => capabilitiesOf(connection, name),
        facet: (name) => facet(connection, facets, name),
        find: (name) => (whyUnusable(connection, name) === undefined ? facets.facets[name] : undefined),
        keep: async () => (await open.keep?.()) ?? { [Symbol.asyncDispose]: async () => {} },
        identify: async (signal) => (await open.identify?.(signal)) ?? {},
      });
    } finally {
      entry.users--;
      if (entry.users === 0 && this.#entries.get(key) === entry) {
        // Nobody uses it any more: that it does not close well is no reason to end the process.
        entry.closing = setTimeout(() => this.#close(key, entry).catch(() => {}), LINGER_MS);
        entry.closing.unref();
      }
    }
  }

  /** What tells connections apart; worked out once for each that is resolved. */
  #keyOf({ definition, config }: ResolvedConnection): string {
    const known = this.#keys.get(config);
    if (known !== undefined) return known;
    const key = stableDigest([definition.id, config]);
    this.#keys.set(config, key);
    return key;
  }

  #open(key: string, connection: ResolvedConnection): Entry {
    const entry: Entry = {
      opened: connection.definition.open(connection.config, this.#host),
      users: 0,
      closing: undefined,
    };
    entry.opened.catch(() => this.#entries.delete(key));
    this.#entries.set(key, entry);
    return entry;
  }

  async #close(key: string, entry: Entry): Promise<void> {
    if (entry.users > 0) return;
    this.#entries.delete(key);
    const open = await entry.opened.catch(() => undefined);
    await open?.[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const entries = [...this.#entries];
    this.#entries.clear();
    for (const [, entry] of entries) {
      clearTimeout(entry.closing);
      const open = await entry.opened.catch(() => undefined);
      await open?.[Symbol.asyncDispose]();
    }
  }
}
