import type { ConfiguredContext } from './context.ts';
import type { Attributes, JsonObject } from './types.ts';
import type { Config } from './views.ts';

export interface ListContext<A extends Attributes, P> extends ConfiguredContext<P> {
  readonly config: Config<A>;
}

/** One thing that was found. */
export interface Listed {
  /** For people. */
  readonly name: string;
  /** As an import of it would begin: enough for the resource's identity, and for its `read` to find it. */
  readonly state: JsonObject;
}

/** Finds resources of the type that it is listed under, managed or not (`terraform query`, Terraform 1.14 and later). */
export interface ListResource<A extends Attributes = Attributes, P = unknown> {
  /** Markdown: the first line says what it finds. */
  readonly description: string;
  readonly deprecated?: string;
  /** What a list can be narrowed down by. */
  readonly attributes: A;
  /** What there is; Terraform takes as much of it as it wants. */
  list(context: ListContext<A, P>): AsyncIterable<Listed>;
}

// biome-ignore lint/suspicious/noExplicitAny: hooks are contravariant in the schema, which no other type lets be forgotten
export type AnyListResource = ListResource<any, any>;
