import type { Action, AnyAction } from './action.ts';
import type { HookContext } from './context.ts';
import type { AnyDataSource, DataSource } from './data-source.ts';
import type { AnyEphemeralResource, EphemeralResource } from './ephemeral.ts';
import type { AnyFunction } from './function.ts';
import type { AnyListResource, ListResource } from './list-resource.ts';
import type { AnyResource, Resource, ValidateContext } from './resource.ts';
import type { Attributes } from './types.ts';
import type { UncertainConfig } from './views.ts';

/** Loads a definition when it is first needed, so that starting the provider imports none of them. */
export type Lazy<D> = () => Promise<D> | D;

export interface ConfigureContext<A extends Attributes> extends HookContext {
  /** While planning, values that come from resources may be unknown. */
  readonly config: UncertainConfig<A>;
  /** The version of the Terraform that runs. */
  readonly terraformVersion: string;
}

/** A provider. Keys of `resources`, `dataSources` and `ephemeralResources` are type names without the provider's (`model`). */
export interface Provider<A extends Attributes = Attributes, P = unknown> {
  /** The prefix of type names: `syncform`. */
  readonly name: string;
  readonly version: string;
  /** Markdown. */
  readonly description: string;
  readonly attributes: A;
  /** Checks what one attribute's own checks cannot see. Pure. */
  validate?(context: ValidateContext<A>): Promise<void> | void;
  /**
   * Whether it cannot be configured before more of the configuration is known. Where Terraform can put changes off, everything of
   * the provider's is; else `configure` is called anyway. Absent: it always can be.
   */
  waits?(config: UncertainConfig<A>): boolean;
  /** Makes what hooks find as `context.provider`. It may be called again in the same process. */
  configure(context: ConfigureContext<A>): Promise<P> | P;
  readonly resources?: Readonly<Record<string, Lazy<AnyResource>>>;
  readonly dataSources?: Readonly<Record<string, Lazy<AnyDataSource>>>;
  readonly ephemeralResources?: Readonly<Record<string, Lazy<AnyEphemeralResource>>>;
  /** By the types of the resources that they find. */
  readonly listResources?: Readonly<Record<string, Lazy<AnyListResource>>>;
  readonly actions?: Readonly<Record<string, Lazy<AnyAction>>>;
  readonly functions?: Readonly<Record<string, Lazy<AnyFunction>>>;
  /** Called before the process ends, to let go of what `configure` made. It has about a second. */
  close?(provider: P): Promise<void> | void;
}

// biome-ignore lint/suspicious/noExplicitAny: hooks are contravariant in the schema, which no other type lets be forgotten
export type AnyProvider = Provider<any, any>;

/** A provider. */
export function provider<const A extends Attributes, P>(definition: Provider<A, P>): Provider<A, P> {
  return definition;
}

/** What defines the resources of a provider whose `configure` returns a `P`. */
export interface Definitions<P> {
  resource<const A extends Attributes>(definition: Resource<A, P>): Resource<A, P>;
  dataSource<const A extends Attributes>(definition: DataSource<A, P>): DataSource<A, P>;
  ephemeralResource<const A extends Attributes>(definition: EphemeralResource<A, P>): EphemeralResource<A, P>;
  listResource<const A extends Attributes>(definition: ListResource<A, P>): ListResource<A, P>;
  action<const A extends Attributes>(definition: Action<A, P>): Action<A, P>;
}

/** `const { resource, dataSource, ephemeralResource } = definitions<Engine>()`. */
export function definitions<P>(): Definitions<P> {
  return {
    resource: (definition) => definition,
    dataSource: (definition) => definition,
    ephemeralResource: (definition) => definition,
    listResource: (definition) => definition,
    action: (definition) => definition,
  };
}
