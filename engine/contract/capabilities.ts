import type { JsonObject } from '../kit/json.ts';
import type { Filter } from './filter.ts';
import type { FieldSchema, Format } from './rows.ts';
import type { WriteOperation } from './targets.ts';

/*
 * What a connector can do, as data of its definition: documents, pages and plans read it without opening a connection. What is
 * not declared it cannot, and is not asked to; `open` is typed to answer exactly what is declared (exact-facets.ts).
 * A capability that depends on a configuration is a pure function of that configuration.
 */

/** Of a facet that can do nothing beyond its promise. */
type Nothing = Readonly<Record<never, never>>;

export interface DiscoverCapabilities {
  /** A configuration may name columns, and `refuseUnknown` says that objects lack one. */
  readonly refusesUnknown?: true;
}

export interface QueryCapabilities {
  /** The system bills what it reads, and says beforehand how much that is: `billedBytes` of an extraction. */
  readonly tellsCost?: true;
  /**
   * The system itself leaves out rows that a filter refuses: `extractFiltered`. A function says of filters that all have to match
   * which of them it applies, by the fields that they name and the model's configuration; it is given no others then.
   */
  readonly canFilter?:
    | true
    | ((filters: readonly Filter[], fields: readonly FieldSchema[], model: JsonObject) => readonly Filter[]);
}

export interface ReadCapabilities {
  /** As that of `query`. */
  readonly tellsCost?: true;
  /** The system itself leaves out rows that `filter` of a request refuses. */
  readonly canFilter?: true;
  /** `constants` of a request come with the rows. */
  readonly canAddConstants?: true;
  /** What `extract` needs takes time to get ready, which `prepare` begins with. */
  readonly canPrepare?: true;
}

export interface DefineCapabilities {
  /** A sync's target that is named and not there is made, as files are by whoever writes them. */
  readonly makesNamed?: true;
  /** Two names may be one table to the system, because it does not look at their case: `sameTable`. */
  readonly foldsNames?: true;
  /** Columns that are there may hold less than their type tells: `narrows`. */
  readonly knowsNarrower?: true;
  /** There are views, in whose place no table can be made: `isView`. */
  readonly hasViews?: true;
  /** What the connection's user may not make is known before it is tried: `creationConflicts`. */
  readonly knowsRights?: true;
  /** Rows can be counted without reading all of them: `countRows`. */
  readonly canCount?: true;
  /** The facet itself adds and fills the columns that `write_record_timestamps` asks for. Absent: the engine does. */
  readonly writesRecordTimestamps?: true;
  /** Whether a resync under a sync target's configuration drops a table that the sync made and recreates it. Absent: never. */
  readonly recreatesOnResync?: (target: JsonObject) => boolean;
}

export interface LoadCapabilities {
  /** Formats that `load` takes, cheapest first. */
  readonly takes: readonly Format[];
  /** Columns of a request may have `only` and `isStamp`. */
  readonly hasColumnModes?: true;
  /**
   * `load` carries out `change`, in the transaction of the rows: a load that fails leaves the table as it was, and makes none.
   * Absent: the table is made or altered before the load, by `define`, and stays so if the load fails.
   */
  readonly canChangeTable?: true;
  /** `load` respects `deleteMissing` and `marks`. What it marks counts as deleted. */
  readonly canDeleteMissing?: true;
  /**
   * If the source's changes are followed, each is appended as a row of its own, with columns that tell what it was, because
   * merging rows costs too much or cannot be done: only `replace` and `append` are asked for then.
   */
  readonly appendsOnly?: true;
  /** `committed` finds no batch any more once anybody else has changed the table's rows. */
  readonly noticesOthers?: true;
  /** The target itself says which records a table has: `find`. Absent: their keys are read and compared by their values. */
  readonly canFind?: true;
  /** Several tables can be loaded in one transaction: `together`. */
  readonly canLoadTogether?: true;
}

export interface WriteCapabilities {
  /** What can be done with records of one target or another; each target says what of it (`WriteTarget`). */
  readonly operations: readonly WriteOperation[];
  /** Records can be looked for by the value of a field: `lookup`. */
  readonly canLookup?: true;
}

/** What each facet can do, by its name. */
export interface FacetCapabilities {
  readonly test: Nothing;
  readonly discover: DiscoverCapabilities;
  readonly query: QueryCapabilities;
  readonly read: ReadCapabilities;
  readonly changes: Nothing;
  readonly define: DefineCapabilities;
  readonly load: LoadCapabilities;
  readonly write: WriteCapabilities;
}

/** The facets that a connector has, with what they can do. */
export type Capabilities = Partial<FacetCapabilities>;

/** Of each facet the methods that it has exactly if a capability is declared, by that capability. */
export const METHODS = {
  test: {},
  discover: { refusesUnknown: 'refuseUnknown' },
  query: { canFilter: 'extractFiltered' },
  read: { canPrepare: 'prepare' },
  changes: {},
  define: {
    foldsNames: 'sameTable',
    knowsNarrower: 'narrows',
    hasViews: 'isView',
    knowsRights: 'creationConflicts',
    canCount: 'countRows',
  },
  load: { canFind: 'find', canLoadTogether: 'together' },
  write: { canLookup: 'lookup' },
} as const satisfies { readonly [N in keyof FacetCapabilities]: Readonly<Record<string, string>> };
