import type { Path } from './diagnostics.ts';
import type { Type } from './types.ts';
import type { KnownValue } from './views.ts';

/**
 * How an attribute gets its value.
 * - `required`, `optional`: from the configuration.
 * - `defaulted`: from the configuration, or else its default.
 * - `decided`: from the configuration, or else from the provider (optional and computed).
 * - `computed`: from the provider alone; `nullable` when the provider may leave it null.
 * - `writeOnlyRequired`, `writeOnlyOptional`: from the configuration, and kept nowhere.
 */
export type AttributeKind =
  | 'required'
  | 'optional'
  | 'defaulted'
  | 'decided'
  | 'computed'
  | 'nullable'
  | 'writeOnlyRequired'
  | 'writeOnlyOptional';

/** A check of one known, non-null value. It is pure. Returns what is wrong, in a sentence, or undefined. */
export type Validator<V> = (value: V) => string | Finding | undefined;

/** What a validator found, with the place inside the value that it means. */
export interface Finding {
  readonly message: string;
  /** Steps from the attribute to the place: names, keys and indexes. */
  readonly path?: Path;
  /** Default `error`. */
  readonly severity?: 'error' | 'warning';
}

export interface AttributeOptions<T extends Type = Type> {
  /** Markdown, shown in the registry and by editors. */
  readonly description?: string;
  /** Not shown in plans and outputs. It is in the state anyway: secrets should be `writeOnly`. */
  readonly sensitive?: boolean;
  /** Why not to use it and what to use instead; Terraform warns with it. */
  readonly deprecated?: string;
  /** The only values that it may have. */
  readonly oneOf?: readonly KnownValue<T>[];
  /** Checks that run on every known value, while validating. */
  readonly validate?: Validator<KnownValue<T>> | readonly Validator<KnownValue<T>>[];
  /** A change of it deletes the resource and creates another. */
  readonly requiresReplace?: boolean;
  /**
   * When two values that differ mean the same, so that the state keeps the one that it has.
   * `json`: as JSON, by meaning; an HCL object and the `jsonencode` string of it are equal. Or a function of one's own.
   */
  readonly equality?: 'json' | ((a: KnownValue<T>, b: KnownValue<T>) => boolean);
}

export interface RequiredOptions<T extends Type> extends AttributeOptions<T> {
  /** Only ever in the configuration, never in a plan or the state (Terraform 1.11 and later). */
  readonly writeOnly?: true;
}

export interface OptionalOptions<T extends Type> extends AttributeOptions<T> {
  /** The value that it has when the configuration leaves it unset. */
  readonly default?: KnownValue<T>;
  /** When it is unset the provider decides it, and it is otherwise left alone: unset means unmanaged. */
  readonly computed?: true;
  /** With `computed`: false makes it unknown again on each change of the resource. Default true. */
  readonly keep?: boolean;
  /** Only ever in the configuration, never in a plan or the state (Terraform 1.11 and later). */
  readonly writeOnly?: true;
}

export interface ComputedOptions<T extends Type>
  extends Omit<AttributeOptions<T>, 'oneOf' | 'validate' | 'requiresReplace'> {
  /** Once known it stays as it is, unless `plan` says otherwise: for ids and creation times. Default false. */
  readonly keep?: boolean;
  /** The provider may leave it null. Default false, which only means that its TypeScript type has no null. */
  readonly nullable?: true;
}

/** One attribute of a schema. Made by {@link required}, {@link optional} and {@link computed}. */
export interface Attribute<T extends Type = Type, K extends AttributeKind = AttributeKind> {
  readonly type: T;
  readonly kind: K;
  readonly options: AttributeSettings;
}

/** All options of an attribute, with the type of its value forgotten. */
export interface AttributeSettings {
  readonly description?: string;
  readonly sensitive?: boolean;
  readonly deprecated?: string;
  readonly oneOf?: readonly unknown[];
  readonly validators: readonly Validator<unknown>[];
  readonly requiresReplace?: boolean;
  readonly equality?: 'json' | ((a: unknown, b: unknown) => boolean);
  readonly default?: unknown;
  readonly keep: boolean;
}

/** An attribute that the configuration must set. */
export function required<const T extends Type, const O extends RequiredOptions<T> = Record<never, never>>(
  type: T,
  options?: O & RequiredOptions<T>,
): Attribute<T, O extends { writeOnly: true } ? 'writeOnlyRequired' : 'required'> {
  const kind = options?.writeOnly ? 'writeOnlyRequired' : 'required';
  return attribute(type, kind, options) as never;
}

/** An attribute that the configuration may set. */
export function optional<const T extends Type, const O extends OptionalOptions<T> = Record<never, never>>(
  type: T,
  options?: O & OptionalOptions<T>,
): Attribute<T, OptionalKind<O>> {
  return attribute(type, optionalKind(options), options) as never;
}

/** An attribute that only the provider sets. */
export function computed<const T extends Type, const O extends ComputedOptions<T> = Record<never, never>>(
  type: T,
  options?: O & ComputedOptions<T>,
): Attribute<T, O extends { nullable: true } ? 'nullable' : 'computed'> {
  return attribute(type, options?.nullable ? 'nullable' : 'computed', options) as never;
}

type OptionalKind<O> = O extends { writeOnly: true }
  ? 'writeOnlyOptional'
  : O extends { computed: true }
    ? 'decided'
    : 'default' extends keyof O
      ? 'defaulted'
      : 'optional';

/** The options of all three makers, with the type of the value forgotten. */
type AnyOptions = {
  readonly writeOnly?: boolean;
  readonly computed?: boolean;
  readonly keep?: boolean;
  readonly default?: unknown;
  readonly validate?: unknown;
};

function optionalKind(options: AnyOptions | undefined): AttributeKind {
  if (options?.writeOnly) return 'writeOnlyOptional';
  if (options?.computed) return 'decided';
  return options?.default === undefined ? 'optional' : 'defaulted';
}

function attribute(type: Type, kind: AttributeKind, options: AnyOptions | undefined): Attribute {
  const { validate, ...rest } = options ?? {};
  const validators = (validate === undefined ? [] : [validate].flat()) as Validator<unknown>[];
  return { type, kind, options: { keep: kind === 'decided', ...rest, validators } };
}
