import type { JsonObject } from '../kit/json.ts';
import type { FieldSchema } from './rows.ts';

/**
 * Where reading an object goes on: what its source noted of what was read, to be handed back to it. `kind` says how it is to be
 * understood, by that source alone; whoever keeps it keeps it as it is.
 */
export type SourcePosition = JsonObject & { readonly kind: string };

/** What a source is asked before an object is read. */
export interface NextRequest {
  readonly object: string;
  readonly configuration: JsonObject;
  /** The field by which new and changed rows are found; undefined where every run reads everything. */
  readonly trackingField?: FieldSchema | undefined;
  /** Whether the object is read though nothing changed; `unchanged` is then no answer. */
  readonly isWanted?: boolean;
  /** Whether all rows are read, whatever is known of them: the answer is `whole`, or `since` without `after`. */
  readonly isAll?: boolean;
  /** Whether rows that changed and keys of rows that were deleted can be made use of: `changes` is then an answer. */
  readonly takesChanges?: boolean;
  /** Whether the largest value of the tracking field can be found among the rows that are read: `latest` is then an answer. */
  readonly findsLatest?: boolean;
  /** Whether nothing will be read: what takes long to find out is left out, and nothing is noted. */
  readonly isPreview?: boolean;
}

/** What is to be read of an object, and what is noted once that has been committed. */
export type NextRead =
  /** The source holds what it held at the position. */
  { readonly what: 'unchanged' } | WholeRead | RowsSince | ChangesSince;

interface Noted {
  /** Where the read after this one goes on; null where it reads everything again. */
  readonly note: SourcePosition | null;
  /** Whether the source holds the same for as long as it notes the same, so that a repeated read brings the same rows. */
  readonly isExact: boolean;
}

/** Every row: what does not come is gone from the source. */
export interface WholeRead extends Noted {
  readonly what: 'whole';
}

/** Rows that are new or changed; without `after` every row is read. What does not come may be there still. */
export interface RowsSince extends Noted {
  readonly what: 'since';
  readonly after?: { readonly field: string; readonly value: string } | undefined;
  /** What is noted follows from the rows: the largest value of a field, which lies not beyond the ceiling. */
  readonly latest?: Latest | undefined;
}

/** What the source's own record of changes has: rows that changed, and keys of those that were deleted. */
export interface ChangesSince extends Noted {
  readonly what: 'changes';
  readonly range: ChangeRange;
}

/** The largest value of a field that is read and may be a position. */
export interface Latest {
  readonly field: FieldSchema;
  /** The smallest value that rows of open transactions may have once they are committed; null: there is no such risk. */
  readonly ceiling: string | null;
}

/** From when to when an object changed, in the source's own words. */
export interface ChangeRange {
  readonly from: string;
  readonly to: string;
}
