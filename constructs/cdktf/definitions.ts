import type { Shape } from './shape.ts';

/** Settings by their names. */
export type Settings = Readonly<Record<string, unknown>>;

/**
 * What definitions over a connection may say of it: a model's `configuration`, a sync's `target.configuration` and
 * `target.create`, `configuration` of a bulk sync's source and destination. What a system cannot be is left out.
 */
export interface Definitions {
  readonly model?: Settings;
  readonly target?: Settings;
  readonly create?: Settings;
  readonly source?: Settings;
  readonly destination?: Settings;
}

/** One of the places at which definitions say something of their connection. */
export type Use = keyof Definitions;

/** What definitions over a connection may say of it, as data; `D` is for the compiler. */
export interface Takes<D extends Definitions = Definitions> {
  /** The connection's type in Terraform: `postgresql`. */
  readonly type: string;
  /** Name of the system, for people. */
  readonly title: string;
  readonly shapes: { readonly [U in Use]?: Shape };
  readonly typed?: D;
}

/**
 * Any connection: a construct of this package, a data source, or `{ id: '…' }` of one made elsewhere. `D` is what definitions
 * over it may say; of a connection of which only the id is known that is anything, by its names in Terraform.
 */
export interface Connection<D extends Definitions = Definitions> {
  readonly id: string;
  readonly takes?: Takes<D>;
}

/** What definitions may say at one place over a connection that takes `D`. */
export type SettingsOf<D extends Definitions, U extends Use> = U extends keyof D ? NonNullable<D[U]> : never;
