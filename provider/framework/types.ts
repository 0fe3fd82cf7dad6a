import type { Attribute } from './attributes.ts';
import type { TerraformNumber } from './cty/decimal.ts';

/** The type of an attribute, as a resource author writes it. `V` is what a known value is in TypeScript. */
export interface PrimitiveType<V = unknown> {
  readonly kind: 'string' | 'number' | 'integer' | 'bool' | 'dynamic';
  /** Only for the compiler: the TypeScript type of a known value. */
  readonly known?: V;
}

export interface CollectionType<
  E extends Type = Type,
  K extends 'list' | 'set' | 'map' = 'list' | 'set' | 'map',
> {
  readonly kind: K;
  readonly element: E;
}

export interface ObjectType<A extends Attributes = Attributes> {
  readonly kind: 'object';
  readonly attributes: A;
}

// biome-ignore lint/suspicious/noExplicitAny: a type parameter that refers to its own union needs a way out
export type Type = PrimitiveType | CollectionType<any> | ObjectType<any>;
export type Attributes = Readonly<Record<string, Attribute>>;

/** A value of a dynamic attribute: whatever HCL can say, as JSON would. Integers past 2^53 are bigints. */
export type Json =
  | null
  | boolean
  | string
  | TerraformNumber
  | readonly Json[]
  | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Text. */
export const string: PrimitiveType<string> = { kind: 'string' };
/** True or false. */
export const bool: PrimitiveType<boolean> = { kind: 'bool' };
/** Any number: a JavaScript number where that is exact, else a bigint or a `Decimal`. */
export const number: PrimitiveType<TerraformNumber> = { kind: 'number' };
/** A whole number within ±2^53; anything else in a configuration is refused on its path. */
export const integer: PrimitiveType<number> = { kind: 'integer' };
/** Any HCL value: an object, a list, a string (perhaps `jsonencode(…)`), …. */
export const dynamic: PrimitiveType<Json> = { kind: 'dynamic' };

/** An ordered list. */
export function list<const E extends Type>(element: E): CollectionType<E, 'list'> {
  return { kind: 'list', element };
}

/** A collection without order or duplicates; an array in TypeScript. */
export function set<const E extends Type>(element: E): CollectionType<E, 'set'> {
  return { kind: 'set', element };
}

/** Elements under keys that the user chooses; a record in TypeScript, without prototype. */
export function map<const E extends Type>(element: E): CollectionType<E, 'map'> {
  return { kind: 'map', element };
}

/** An object with attributes of its own: `x = { … }`, or an element of a list, set or map of such. */
export function object<const A extends Attributes>(attributes: A): ObjectType<A> {
  return { kind: 'object', attributes };
}
