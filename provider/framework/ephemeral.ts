import type { ConfiguredContext, PrivateState } from './context.ts';
import type { ValidateContext } from './resource.ts';
import type { Attributes } from './types.ts';
import type { Config, Returned } from './views.ts';

export interface OpenContext<A extends Attributes, P> extends ConfiguredContext<P> {
  readonly config: Config<A>;
  /** Handed on to `renew` and `close`. */
  readonly private: PrivateState;
  /** Asks for a call of `renew` at this time. */
  renewAt(time: Date): void;
}

export interface RenewContext<P> extends ConfiguredContext<P> {
  readonly private: PrivateState;
  renewAt(time: Date): void;
}

export interface CloseContext<P> extends ConfiguredContext<P> {
  readonly private: PrivateState;
}

/** A value that lives as long as one run of Terraform and is kept nowhere (Terraform 1.10 and later). */
export interface EphemeralResource<A extends Attributes = Attributes, P = unknown> {
  /** Markdown: the first line says what it is. */
  readonly description: string;
  readonly deprecated?: string;
  readonly attributes: A;
  /** Checks what one attribute's own checks cannot see. Pure. */
  validate?(context: ValidateContext<A>): Promise<void> | void;
  /** Returns the computed attributes; those of the configuration stay as they are. */
  open(context: OpenContext<A, P>): Promise<Returned<A>> | Returned<A>;
  renew?(context: RenewContext<P>): Promise<void> | void;
  close?(context: CloseContext<P>): Promise<void> | void;
}

// biome-ignore lint/suspicious/noExplicitAny: hooks are contravariant in the schema, which no other type lets be forgotten
export type AnyEphemeralResource = EphemeralResource<any, any>;
