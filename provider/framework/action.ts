import type { ConfiguredContext } from './context.ts';
import type { ValidateContext } from './resource.ts';
import type { Attributes } from './types.ts';
import type { Config } from './views.ts';

export interface ActionContext<A extends Attributes, P> extends ConfiguredContext<P> {
  readonly config: Config<A>;
  /** Shows the user how far it has come: a line. */
  progress(message: string): void;
}

/** Something that Terraform has done once, without a state (Terraform 1.14 and later). */
export interface Action<A extends Attributes = Attributes, P = unknown> {
  /** Markdown: the first line says what it does. */
  readonly description: string;
  readonly deprecated?: string;
  /** Those that are set; there are none that it computes. */
  readonly attributes: A;
  /** Checks what one attribute's own checks cannot see. Pure. */
  validate?(context: ValidateContext<A>): Promise<void> | void;
  /** Does it; throws where it fails. */
  invoke(context: ActionContext<A, P>): Promise<void> | void;
}

// biome-ignore lint/suspicious/noExplicitAny: hooks are contravariant in the schema, which no other type lets be forgotten
export type AnyAction = Action<any, any>;
