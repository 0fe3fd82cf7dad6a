import type { z } from 'zod';
import type { TypeTables } from '../types/type-tables.ts';
import type { Budgets } from './budgets.ts';
import type { Capabilities } from './capabilities.ts';
import type { ConfigSchema } from './config-schema.ts';
import type { DuckdbSession } from './duckdb-session.ts';
import type { FacetsOf, Known } from './exact-facets.ts';
import type { FacetName, Facets } from './facets.ts';

export type * from './capabilities.ts';
export type { FacetOf, FacetsOf } from './exact-facets.ts';
export type * from './facets.ts';
export type * from './positions.ts';
export type * from './rows.ts';
export type * from './targets.ts';

/** What a connector may use of the engine that opens it. */
export interface ConnectorHost {
  /** Relative paths in a configuration are relative to this folder. */
  readonly baseDir: string;
  /** A folder for temporary files; what is left there by a crash is removed at the next start. */
  readonly tempDir: string;
  /** A folder for what was found out and can be found out again, kept between runs. Absent: nothing is kept. */
  readonly cacheDir?: string;
  /** The file in which the keys of SSH hosts are remembered, in the format of OpenSSH's known_hosts. */
  readonly knownHosts: string;
  /** Runs work in a DuckDB session and closes it; see movement/duckdb-session.ts. */
  withSession<T>(work: (session: DuckdbSession) => Promise<T>): Promise<T>;
  /**
   * Takes one of `limit` places under a name, over all processes that share the store, and waits while all are taken.
   * Disposing of it gives the place back; that of a process which died is free again.
   */
  slot(name: string, limit: number, signal: AbortSignal): Promise<AsyncDisposable>;
  /** How a secret is exchanged that the other side replaces with each use. Absent: what takes its place is kept nowhere. */
  readonly exchangeSecret?: SecretExchange;
  /** What accounts may ask, over all processes that share the store. Absent: each process counts by itself. */
  readonly budgets?: Budgets;
  log(level: 'debug' | 'info' | 'warn', message: string): void;
}

/**
 * Uses a secret that the other side may replace with each use, as some do with refresh tokens. `use` is given what holds now in
 * the place of the configured one (`given`), and says what takes its place; nothing does where it says none. Over all processes
 * that share the store one uses it at a time. What takes its place is kept, encrypted, for as long as the same secret is
 * configured; it is no change of the connection.
 */
export type SecretExchange = <T>(
  given: string,
  signal: AbortSignal,
  use: (current: string) => Promise<{ readonly answer: T; readonly replacement?: string | undefined }>,
) => Promise<T>;

/**
 * An open connection. Disposing it closes every driver connection; facets are not used after that. Its facets are those that
 * `C` declares; without `C` they are those of any connector.
 */
export interface OpenConnector<C extends Capabilities = Capabilities> extends AsyncDisposable {
  readonly facets: Capabilities extends C ? Partial<Facets> : FacetsOf<C>;
  /**
   * Values for read-only fields that are no secrets and that only the other side knows, asked for when the connection is
   * created or changed. What cannot be found out within seconds is left out.
   */
  identify?(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Says that facets will be called many times: keeps open, until disposed, what each call would open and close again. */
  keep?(): Promise<AsyncDisposable>;
}

/** The configurations that definitions on a connection carry, each a strict zod object; absent where there is nothing to say. */
export interface DefinitionSchemas {
  readonly model?: ConfigSchema;
  readonly syncTarget?: ConfigSchema;
  /** `target.create` of a sync: what is needed to create a new target. */
  readonly createTarget?: ConfigSchema;
  readonly bulkSource?: ConfigSchema;
  readonly bulkDestination?: ConfigSchema;
}

/** A connector, declared. Importing a definition imports no driver: `open` does, when it is called. */
export interface ConnectorDefinition<C extends ConfigSchema = ConfigSchema> {
  /** As in `syncform_<id>_connection`. */
  readonly id: string;
  /** For people: "PostgreSQL". */
  readonly name: string;
  readonly description: string;
  readonly config: C;
  readonly definitions: DefinitionSchemas;
  readonly types: TypeTables;
  /** Every facet that `open` answers, with what it can; `changes` only where the connection is set to detect them. */
  readonly facets: Capabilities;
  /**
   * Why facets that the connector has cannot be used under a configuration: a sentence that says what to set. Pure. Absent: all
   * of them always can.
   */
  unusable?(config: z.output<C>): Partial<Readonly<Record<FacetName, string>>>;
  /**
   * Values for read-only secrets of the configuration: made once, when the connection is created, and kept with its other
   * secrets for its life. `random` answers so many random bytes.
   */
  generate?(random: (length: number) => Buffer): Readonly<Record<string, string>>;
  open(config: z.output<C>, host: ConnectorHost): Promise<OpenConnector>;
}

/** What a connector's author writes: `open` answers exactly the facets that are declared, which the compiler sees to. */
type Declaration<C extends ConfigSchema, F extends Capabilities> = Omit<
  ConnectorDefinition<C>,
  'facets' | 'open'
> & {
  readonly facets: F & Known<F>;
  open(config: z.output<C>, host: ConnectorHost): Promise<OpenConnector<NoInfer<F>>>;
};

/** Declares a connector; only types are checked here. */
export function defineConnector<C extends ConfigSchema, const F extends Capabilities>(
  definition: Declaration<C, F>,
): ConnectorDefinition<C> {
  // Exact facets stand for any connector's because the engine asks them for what is declared alone.
  return definition as unknown as ConnectorDefinition<C>;
}
