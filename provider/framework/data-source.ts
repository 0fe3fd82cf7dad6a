import type { ConfiguredContext } from './context.ts';
import type { ValidateContext } from './resource.ts';
import type { Attributes } from './types.ts';
import type { Config, Returned } from './views.ts';

export interface DataSourceContext<A extends Attributes, P> extends ConfiguredContext<P> {
  readonly config: Config<A>;
}

/** Something that Terraform reads. */
export interface DataSource<A extends Attributes = Attributes, P = unknown> {
  /** Markdown: the first line says what it is. */
  readonly description: string;
  readonly deprecated?: string;
  readonly attributes: A;
  /** Checks what one attribute's own checks cannot see. Pure. */
  validate?(context: ValidateContext<A>): Promise<void> | void;
  /** Returns the computed attributes; those of the configuration stay as they are. */
  read(context: DataSourceContext<A, P>): Promise<Returned<A>> | Returned<A>;
}

// biome-ignore lint/suspicious/noExplicitAny: hooks are contravariant in the schema, which no other type lets be forgotten
export type AnyDataSource = DataSource<any, any>;
