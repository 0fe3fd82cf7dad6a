import type { Unknown } from './cty/unknown.ts';
import type { Type } from './types.ts';
import type { KnownValue } from './views.ts';

/** One parameter of a function. */
export interface Parameter<T extends Type = Type, N extends boolean = boolean, U extends boolean = boolean> {
  readonly type: T;
  readonly description: string;
  /** Whether null may be given. Default false: Terraform refuses it. */
  readonly allowNull?: N;
  /** Whether unknown values are passed. Default false: the result is unknown without a call. */
  readonly allowUnknown?: U;
}

export type Parameters = Readonly<Record<string, Parameter>>;
type Argument<P extends Parameter> =
  P extends Parameter<infer T, infer N, infer U>
    ? KnownValue<T> | (true extends N ? null : never) | (true extends U ? Unknown : never)
    : never;

/** A pure function of Terraform's language: `provider::syncform::name(…)` (Terraform 1.8 and later). */
export interface FunctionDefinition<
  P extends Parameters = Parameters,
  V extends Parameter | undefined = Parameter | undefined,
  R extends Type = Type,
> {
  /** One line of plain text. */
  readonly summary: string;
  /** Markdown. */
  readonly description?: string;
  readonly deprecated?: string;
  /** In the order in which they are given. */
  readonly parameters: P;
  /** A last parameter that is given any number of times. */
  readonly variadic?: V;
  readonly returns: R;
  /** Called with the arguments by name, and those of the variadic parameter. Throws an `ArgumentError` to point at one. */
  call(
    args: { readonly [N in keyof P]: Argument<P[N]> },
    rest: V extends Parameter ? readonly Argument<V>[] : readonly [],
  ): KnownValue<R> | null | Unknown | Promise<KnownValue<R> | null | Unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: the call is contravariant in the parameters, which no other type lets be forgotten
export type AnyFunction = FunctionDefinition<any, any, any>;

/** One parameter of a function. */
export function parameter<const T extends Type, const O extends Omit<Parameter<T>, 'type'>>(
  type: T,
  options: O,
): Parameter<
  T,
  O extends { allowNull: true } ? true : false,
  O extends { allowUnknown: true } ? true : false
> {
  return { type, ...options } as never;
}

/** A function of Terraform's language. */
export function fn<
  const P extends Parameters,
  const R extends Type,
  const V extends Parameter | undefined = undefined,
>(definition: FunctionDefinition<P, V, R>): FunctionDefinition<P, V, R> {
  return definition;
}

/** Thrown by a function because of one argument: the parameter's name, or the index of a variadic argument. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
  readonly argument: string | number;

  constructor(argument: string | number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.argument = argument;
  }
}
