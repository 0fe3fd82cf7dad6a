import type { AnyAction } from '../action.ts';
import type { ConfiguredContext, HookContext, Log } from '../context.ts';
import type { AnyDataSource } from '../data-source.ts';
import type { Diagnostics } from '../diagnostics.ts';
import type { AnyEphemeralResource } from '../ephemeral.ts';
import type { AnyFunction } from '../function.ts';
import type { AnyListResource } from '../list-resource.ts';
import type { AnyProvider, Lazy } from '../provider.ts';
import type { AnyResource } from '../resource.ts';

/** One provider in one process: its definitions, loaded as they are asked for, and what `configure` made. */
export class Runtime {
  readonly definition: AnyProvider;
  readonly log: Log;
  /** Whether the provider waits for values of its configuration, and could not be configured. */
  isWaiting = false;
  readonly #stop = new AbortController();
  readonly #loaded = new Map<Lazy<unknown>, Promise<unknown>>();
  readonly #running = new Set<Promise<unknown>>();
  /** What fails the hooks that run. */
  readonly #failing = new Set<(error: Error) => void>();
  #configured: { readonly provider: unknown } | undefined;

  constructor(definition: AnyProvider, log: Log) {
    this.definition = definition;
    this.log = log;
  }

  /** Aborted once Terraform asks to stop, for the rest of the process's life. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Asks all running hooks to stop. Returns at once. */
  stop(reason: string): void {
    if (!this.signal.aborted) this.#stop.abort(new Error(reason));
  }

  /** Calls back when `failRunning` is called, until what it answers is called. */
  onFailure(fail: (error: Error) => void): () => void {
    this.#failing.add(fail);
    return () => this.#failing.delete(fail);
  }

  /** Fails all hooks that run now. Those that begin later do not know of it. */
  failRunning(error: Error): void {
    for (const fail of [...this.#failing]) fail(error);
  }

  /** Waits for the running hooks and lets the provider go. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
    const configured = this.#configured;
    this.#configured = undefined;
    if (configured) await this.definition.close?.(configured.provider);
  }

  /** Keeps account of a call, so that `close` can wait for it. */
  async track<T>(call: Promise<T>): Promise<T> {
    this.#running.add(call);
    try {
      return await call;
    } finally {
      this.#running.delete(call);
    }
  }

  configured(provider: unknown): void {
    this.#configured = { provider };
  }

  /** What hooks get that may run before the provider is configured. */
  context(diagnostics: Diagnostics, what: string): HookContext {
    return { diagnostics, signal: this.signal, log: withFields(this.log, { tf_resource_type: what }) };
  }

  /** @throws Error when Terraform has not configured the provider in this process. */
  configuredContext(diagnostics: Diagnostics, what: string): ConfiguredContext<unknown> {
    if (!this.#configured) throw new Error('The provider has not been configured. Look for earlier errors.');
    return { ...this.context(diagnostics, what), provider: this.#configured.provider };
  }

  resource(typeName: string): Promise<AnyResource> {
    return this.#load(this.definition.resources, typeName, 'resource');
  }

  dataSource(typeName: string): Promise<AnyDataSource> {
    return this.#load(this.definition.dataSources, typeName, 'data source');
  }

  ephemeralResource(typeName: string): Promise<AnyEphemeralResource> {
    return this.#load(this.definition.ephemeralResources, typeName, 'ephemeral resource');
  }

  listResource(typeName: string): Promise<AnyListResource> {
    return this.#load(this.definition.listResources, typeName, 'list of');
  }

  action(typeName: string): Promise<AnyAction> {
    return this.#load(this.definition.actions, typeName, 'action');
  }

  function(name: string): Promise<AnyFunction> {
    return this.#load(this.definition.functions, `${this.definition.name}_${name}`, 'function');
  }

  /** The full type name of a key of the definition's lists. */
  typeName(key: string): string {
    return `${this.definition.name}_${key}`;
  }

  /** Every definition of a list, by type name. */
  async all<D>(list: Readonly<Record<string, Lazy<D>>> | undefined): Promise<[string, D][]> {
    const loading = Object.entries(list ?? {}).map(
      async ([key, lazy]): Promise<[string, D]> => [key, await this.#once(lazy)],
    );
    return Promise.all(loading);
  }

  #load<D>(list: Readonly<Record<string, Lazy<D>>> | undefined, typeName: string, what: string): Promise<D> {
    const key = typeName.slice(this.definition.name.length + 1);
    const lazy = list && Object.hasOwn(list, key) && this.typeName(key) === typeName ? list[key] : undefined;
    if (!lazy) return Promise.reject(new Error(`This version of the provider has no ${what} ${typeName}.`));
    return this.#once(lazy);
  }

  #once<D>(lazy: Lazy<D>): Promise<D> {
    const before = this.#loaded.get(lazy);
    if (before) return before as Promise<D>;
    const loading = Promise.resolve().then(lazy);
    this.#loaded.set(lazy, loading);
    return loading;
  }
}

function withFields(log: Log, fixed: Record<string, unknown>): Log {
  const at =
    (level: keyof Log) =>
    (message: string, fields: Record<string, unknown> = {}): void =>
      log[level](message, { ...fixed, ...fields });
  return { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
