import { Wrapped } from './unknown.ts';

/** A type of Terraform's type system, in the JSON form that the protocol uses (`"string"`, `["list","string"]`, …). */
export type CtyType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', CtyType]
  | readonly ['object', Readonly<Record<string, CtyType>>]
  | readonly ['object', Readonly<Record<string, CtyType>>, readonly string[]]
  | readonly ['tuple', readonly CtyType[]];

/** A value of an attribute whose type is `dynamic`, together with the type that it was given with. */
export class DynamicValue extends Wrapped {
  readonly type: CtyType;
  override readonly value: unknown;

  constructor(type: CtyType, value: unknown) {
    super();
    this.type = type;
    this.value = value;
  }
}

/** An object without a prototype, so that keys such as `__proto__` and `constructor` are keys like any other. */
export function emptyObject<V = unknown>(): Record<string, V> {
  return Object.create(null) as Record<string, V>;
}
