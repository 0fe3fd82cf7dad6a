import type { ConfiguredContext, HookContext, PrivateState } from './context.ts';
import type { Path } from './diagnostics.ts';
import type { Attributes, Json, JsonObject, PrimitiveType } from './types.ts';
import type {
  Config,
  Imported,
  Planned,
  PlannedChanges,
  Proposed,
  Returned,
  State,
  UncertainConfig,
} from './views.ts';

export interface ValidateContext<A extends Attributes> extends HookContext {
  readonly config: UncertainConfig<A>;
}

export interface PlanContext<A extends Attributes, P> extends ConfiguredContext<P> {
  readonly config: UncertainConfig<A>;
  /** The state before, or null when the resource is to be created. */
  readonly prior: State<A> | null;
  /** The state after, as far as the framework knows: defaults filled in, computed attributes unknown or kept. */
  readonly proposed: Proposed<A>;
  readonly private: PrivateState;
  /** Whether the named attribute, or without a name anything, is different from the prior state (or unknown). */
  changed(name?: keyof A & string): boolean;
  /** Makes Terraform replace the resource because of the attribute at this path. */
  requireReplace(path: Path): void;
  /**
   * Says that the change cannot be planned before more is known. A Terraform that can put changes off (`-allow-deferral`) plans it
   * again in the next run; to any other it says nothing, and the change is planned as far as it is returned.
   */
  defer(waitsFor: WaitsFor): void;
}

/** What a change waits for: `values` of its own configuration, or `others` that it depends on, which wait themselves. */
export type WaitsFor = 'values' | 'others';

export interface PlanDeleteContext<A extends Attributes, P> extends ConfiguredContext<P> {
  readonly prior: State<A>;
  /** Reaches `delete`, unless the resource is replaced: then only `plan` is asked. */
  readonly private: PrivateState;
}

export interface CreateContext<A extends Attributes, P> extends ConfiguredContext<P> {
  /** As written, with write-only values. */
  readonly config: Config<A>;
  /** The state to be; what is `Unknown` is to be returned. */
  readonly planned: Planned<A>;
  readonly private: PrivateState;
  /**
   * Records how far it got, so that an error or a cancel afterwards leaves this in the state (tainted, when creating).
   * Attributes left out are as planned, or null where unknown; on update they are as before.
   */
  partial(state: Returned<A>): void;
}

export interface UpdateContext<A extends Attributes, P> extends CreateContext<A, P> {
  readonly prior: State<A>;
  /** Whether the named attribute, or without a name anything, is planned to be different from the prior state. */
  changed(name?: keyof A & string): boolean;
}

export interface ReadContext<A extends Attributes, P> extends ConfiguredContext<P> {
  readonly state: Imported<A>;
  readonly private: PrivateState;
}

export interface DeleteContext<A extends Attributes, P> extends ConfiguredContext<P> {
  readonly state: State<A>;
  readonly private: PrivateState;
}

export interface ImportContext<P> extends ConfiguredContext<P> {
  /** What the user gave to `terraform import` or `import { id = … }`; undefined when imported by identity. */
  readonly id: string | undefined;
  /** What the user gave as `import { identity = … }` (Terraform 1.12 and later). */
  readonly identity: JsonObject | undefined;
  readonly private: PrivateState;
}

/** The state of a resource of another type, perhaps of another provider, that a `moved` block brings. */
export interface MoveContext extends HookContext {
  readonly sourceTypeName: string;
  /** `registry.terraform.io/polytomic/polytomic`. */
  readonly sourceProviderAddress: string;
  readonly sourceSchemaVersion: number;
  readonly sourceState: JsonObject;
  /** Empty; `read` finds what is set here. */
  readonly private: PrivateState;
}

/** One attribute of a resource's identity (Terraform 1.12 and later). */
export interface IdentityAttribute {
  readonly type: PrimitiveType | { readonly kind: 'list'; readonly element: PrimitiveType };
  readonly description?: string;
  /** Whether `import { identity = … }` must give it (`required`) or may (`optional`). Default `required`. */
  readonly onImport?: 'required' | 'optional';
}

export interface IdentityDefinition<A extends Attributes> {
  /** Raised when the attributes change. Default 0. */
  readonly version?: number;
  readonly attributes: Readonly<Record<string, IdentityAttribute>>;
  /** The identity of a state. Default: the attributes of the same names. */
  of?(state: State<A>): Readonly<Record<string, Json>>;
  /** From each older version to the next. */
  readonly upgrade?: Readonly<Record<number, (identity: JsonObject) => JsonObject>>;
}

/**
 * A managed resource. Hooks may throw: an `AttributeError` shows at its attribute, anything else as a message, and the state
 * before, or what `partial` recorded, is kept.
 */
export interface Resource<A extends Attributes = Attributes, P = unknown> {
  /** Markdown: the first line says what it is. */
  readonly description: string;
  readonly deprecated?: string;
  /** The schema's version; raised together with an entry in `upgrade`. Default 0. */
  readonly version?: number;
  readonly attributes: A;
  readonly identity?: IdentityDefinition<A>;

  /** Checks what one attribute's own checks cannot see. Pure: the provider may not be configured, values may be unknown. */
  validate?(context: ValidateContext<A>): Promise<void> | void;
  /**
   * Foretells computed attributes: returns those that it knows, or `Unknown` for those that will change. What it leaves out
   * is as in `proposed`. Attributes that the configuration sets cannot be changed here.
   */
  plan?(context: PlanContext<A, P>): Promise<PlannedChanges<A> | undefined> | PlannedChanges<A> | undefined;
  /** Warns of, or refuses, the deletion at plan. */
  planDelete?(context: PlanDeleteContext<A, P>): Promise<void> | void;
  /** Creates it and returns what was unknown in `planned`. A computed attribute that is left out becomes null. */
  create(context: CreateContext<A, P>): Promise<Returned<A>> | Returned<A>;
  /** Returns what is there now, or null when it is gone. What it leaves out is as in `state`. */
  read(context: ReadContext<A, P>): Promise<Returned<A> | null> | Returned<A> | null;
  /** Changes it and returns what was unknown in `planned`. Leave it out when every change replaces the resource. */
  update?(context: UpdateContext<A, P>): Promise<Returned<A>> | Returned<A>;
  /** Deletes it; it is no error when it is gone already. */
  delete(context: DeleteContext<A, P>): Promise<void> | void;
  /** Returns enough for `read` to find it; `read` follows. See `importById`. */
  importState?(context: ImportContext<P>): Promise<Returned<A>> | Returned<A>;
  /** From each older schema version to the next. Pure. Missing attributes become null; unknown ones are dropped. */
  readonly upgrade?: Readonly<Record<number, (state: JsonObject) => JsonObject>>;
  /** The state of another type's resource as one of this type, or undefined when it cannot be one. Pure. */
  moveState?(context: MoveContext): JsonObject | undefined | Promise<JsonObject | undefined>;
}

/** A resource whose schema and provider the compiler has forgotten, as the provider's list holds it. */
// biome-ignore lint/suspicious/noExplicitAny: hooks are contravariant in the schema, which no other type lets be forgotten
export type AnyResource = Resource<any, any>;

/** An `importState` that puts the id that the user gave into one attribute, `id` unless said otherwise. */
export function importById(name = 'id'): (context: ImportContext<unknown>) => Record<string, string> {
  return ({ id, identity }) => ({ [name]: id ?? String(identity?.[name] ?? '') });
}
