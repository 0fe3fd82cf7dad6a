import type { Computed } from '@syncform/engine/api/documents.ts';
import type { EngineApi, Runnable } from '@syncform/engine/api/engine-api.ts';
import type { Issue } from '@syncform/engine/kit/errors.ts';
import type { PlannedModel } from '@syncform/engine/syncs/planned-model.ts';
import { type Attributes, bool, required, string, type Unknown } from '../../framework/index.ts';
import type { CauseOf } from '../planning/put-off.ts';
import { id, organization, times } from '../values/record-attributes.ts';
import { runAttributes } from './run-attributes.ts';

/** The attributes that every kind of sync has, as far as planning, running and reading it need them. */
export interface RunnableAttributes extends Readonly<typeof common> {}

const common = {
  id,
  name: required(string, { description: 'Name, for people.' }),
  active: required(bool, { description: 'Whether it runs at all: by its schedule, and on apply.' }),
  organization,
  ...times,
  ...runAttributes,
};
export const runnableAttributes: RunnableAttributes = common;

/** Values of attributes from anywhere: configuration, plan or state. Any of them may be unknown or null. */
export type Values = Readonly<Record<string, unknown>>;

/** What differs between the kinds of syncs. */
export interface RunnableKind<Input extends object, Document extends Input & Computed> {
  /** For messages: `bulk sync`. */
  readonly what: string;
  readonly type: 'sync' | 'bulk_sync';
  readonly attributes: Attributes;
  api(engine: EngineApi): Runnable<Input, Document>;
  /** The definition that values say. Where they are unknown, parts of it are. Throws an InvalidError. */
  input(values: Values): Input;
  /** The definition inside a document. */
  definition(document: Document): Input;
  /** What a fault at a place of a definition may be owed to. */
  cause(input: Input): CauseOf;
  /** Faults that a definition has by itself, and against models of which it is known what they yield. */
  faults(input: Input, models: ReadonlyMap<string, PlannedModel>): readonly Issue[];
  /** Ids of what a definition reads from and writes to. */
  references(input: Input): References;
  /** What becomes of the target when it starts over because the store does not know how far it had come. */
  startingOver(input: Input, lost: Lost): StartingOver;
  /** Computed attributes that follow from the definition alone. */
  derived(input: Input): Values;
  /** The named parts of a definition as attribute values, in the forms that `before` has. */
  state(input: Input, names: readonly string[], before: Values): Values;
}

/** Why the store does not know a sync that the state names. */
export type Lost = 'another store' | 'deleted';

export interface StartingOver {
  /** What its first run does, a sentence. */
  readonly effect: string;
  /** Whether that cannot be undone, so that only `allow_reset` lets it happen. */
  readonly isRefused: boolean;
}

export interface References {
  readonly models: readonly (string | Unknown)[];
  /** Connections that are read from, or written to, without a model. */
  readonly connections: readonly (string | Unknown)[];
  readonly target: string | Unknown;
}
