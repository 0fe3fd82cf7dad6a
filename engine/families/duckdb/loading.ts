import type { LoadColumn, LoadRequest } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { stampOf } from '../../contract/own-rows.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { interruptible } from '../../movement/interruptible.ts';

/** The table being loaded, and how the rows come. */
export interface Loading {
  readonly session: DuckdbSession;
  readonly request: LoadRequest;
  /** The table's name from anywhere. */
  readonly table: string;
  /** Every column that the table has once it is changed. */
  readonly columns: readonly string[];
  /** Those of them that a table which is there does not have before. */
  readonly added: readonly string[];
  /** Their types, by name in lower case. */
  readonly types: ReadonlyMap<string, string>;
  /**
   * Whether it has constraints beside NOT NULL, which deleting and inserting the same row might upset, or columns that
   * cannot be written.
   */
  readonly isConstrained: boolean;
  /** Whether texts of it may be the same that are not the same characters. */
  readonly isCollated: boolean;
  /** A table with the keys of rows that are not deleted although they do not come. */
  readonly kept?: string | undefined;
  /** Whether it is loaded with others, as small tables are. */
  readonly isJoint: boolean;
  /** Whether it is known to have no rows. */
  readonly isEmpty: boolean;
  /** Where the rows are noted that a batch finds in the table. */
  readonly found: { readonly table: string; readonly isTemporary: boolean };
}

/** The columns that are written into rows that are there. */
export function writtenColumns({ request: { columns, key } }: Loading): readonly LoadColumn[] {
  return columns.filter(({ name, only }) => !key.includes(name) && only !== 'create');
}

/** The condition that two aliases' keys are the same. */
export function sameKey({ request: { key } }: Loading, one: string, other: string): string {
  return key
    .map((name) => `${one}.${quoteIdentifier(name)} = ${other}.${quoteIdentifier(name)}`)
    .join(' AND ');
}

/**
 * The condition that two aliases differ in a value that is written and is no stamp (in one of `names`, where they are
 * given), or that the first is a row that was never written from here; undefined where there is none.
 */
export function differing(
  loading: Loading,
  one: string,
  other: string,
  names?: readonly (string | undefined)[],
): string | undefined {
  const conditions = writtenColumns(loading)
    .filter(({ name, isStamp }) => !isStamp && (names?.includes(name) ?? true))
    .map(({ name }) => `${one}.${quoteIdentifier(name)} IS DISTINCT FROM ${other}.${quoteIdentifier(name)}`);
  if (conditions.length === 0) return undefined;
  const stamp = names ? undefined : stampOf(loading.request.columns);
  if (stamp) conditions.push(`${one}.${quoteIdentifier(stamp)} IS NULL`);
  return conditions.join(' OR ');
}

/** Runs a statement and answers how many rows it changed or made. */
export function changed(session: DuckdbSession, signal: AbortSignal, statement: string): Promise<number> {
  return interruptible(session, signal, () => session.change(statement));
}
