import type { Attribute, AttributeKind } from './attributes.ts';
import type { Unknown } from './cty/unknown.ts';
import type { Attributes, CollectionType, ObjectType, PrimitiveType, Type } from './types.ts';

/**
 * What the values of a schema look like, seen from different places:
 * - `config`: as written, all known (create, update, read of a data source): computed attributes are null.
 * - `uncertain`: as written, when anything may be unknown (validate, plan).
 * - `state`: as kept: defaults filled in, write-only attributes null.
 * - `planned`: the state to be; only computed attributes may be unknown (create, update).
 * - `proposed`: the state to be; anything may be unknown (plan).
 * - `imported`: a state that may come from an import, where whatever the configuration says is still null (read).
 */
export type View = 'config' | 'uncertain' | 'state' | 'planned' | 'proposed' | 'imported';

type Nullability = {
  config: {
    required: false;
    writeOnlyRequired: false;
    computed: 'null';
    nullable: 'null';
  };
  state: {
    required: false;
    defaulted: false;
    computed: false;
    decided: true;
    writeOnlyRequired: 'null';
    writeOnlyOptional: 'null';
  };
  imported: {
    computed: false;
    writeOnlyRequired: 'null';
    writeOnlyOptional: 'null';
  };
};
type NullabilityOf = {
  config: Nullability['config'];
  uncertain: Nullability['config'];
  state: Nullability['state'];
  planned: Nullability['state'];
  proposed: Nullability['state'];
  imported: Nullability['imported'];
};
type MayBeUnknown<K extends AttributeKind, W extends View> = W extends 'uncertain' | 'proposed'
  ? Unknown
  : W extends 'planned'
    ? K extends 'computed' | 'nullable' | 'decided'
      ? Unknown
      : never
    : never;

/** The value of one attribute in a view. */
export type AttributeValue<A extends Attribute, W extends View> =
  A extends Attribute<infer T, infer K>
    ? K extends keyof NullabilityOf[W]
      ? NullabilityOf[W][K] extends 'null'
        ? null
        : NullabilityOf[W][K] extends false
          ? TypeValue<T, W> | MayBeUnknown<K, W>
          : TypeValue<T, W> | null | MayBeUnknown<K, W>
      : TypeValue<T, W> | null | MayBeUnknown<K, W>
    : never;

/** A known value of a type, in a view. */
export type TypeValue<T extends Type, W extends View> = Type extends T
  ? unknown
  : T extends CollectionType<infer E, infer K>
    ? K extends 'map'
      ? Readonly<Record<string, ElementValue<E, W>>>
      : readonly ElementValue<E, W>[]
    : T extends ObjectType<infer A>
      ? Values<A, W>
      : T extends PrimitiveType<infer V>
        ? V
        : never;
type ElementValue<E extends Type, W extends View> =
  | TypeValue<E, W>
  | (W extends 'uncertain' | 'proposed' ? Unknown : never);

/** All attributes of a schema, in a view. */
export type Values<A extends Attributes, W extends View> = {
  readonly [N in keyof A]: AttributeValue<A[N], W>;
};

/** A known value of a type, as the configuration gives it. */
export type KnownValue<T extends Type> = TypeValue<T, 'config'>;

/** The configuration, all known. */
export type Config<A extends Attributes> = Values<A, 'config'>;
/** The configuration, where anything may be `Unknown`. */
export type UncertainConfig<A extends Attributes> = Values<A, 'uncertain'>;
/** The state as Terraform keeps it. */
export type State<A extends Attributes> = Values<A, 'state'>;
/** The planned state at apply; what is `Unknown` is for the hook to return. */
export type Planned<A extends Attributes> = Values<A, 'planned'>;
/** The planned state while planning. */
export type Proposed<A extends Attributes> = Values<A, 'proposed'>;
/** A state that may just have been imported. */
export type Imported<A extends Attributes> = Values<A, 'imported'>;
/** What a hook returns: the attributes it has something to say about. See each hook for what becomes of the others. */
export type Returned<A extends Attributes> = {
  readonly [N in keyof A]?: AttributeValue<A[N], 'imported'> | undefined;
};
/** What `plan` returns: the computed attributes that it knows, or knows to be about to change. */
export type PlannedChanges<A extends Attributes> = {
  readonly [N in keyof A]?: AttributeValue<A[N], 'proposed'> | undefined;
};
