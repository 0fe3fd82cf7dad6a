import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { interruptible } from '../../movement/interruptible.ts';
import type { LoadRequest } from '../contract.ts';

/** The table being loaded, and how the rows come. */
export interface Loading {
  readonly session: DuckdbSession;
  readonly request: LoadRequest;
  /** The table's name from anywhere. */
  readonly table: string;
  /** Every column that the table has. */
  readonly columns: readonly string[];
  /** Whether it has constraints beside NOT NULL, which deleting and inserting the same row might upset. */
  readonly isConstrained: boolean;
  /** A table with the keys of rows that are not deleted although they do not come. */
  readonly kept?: string | undefined;
}

/** Runs a statement and answers how many rows it changed or made. */
export async function changed(
  session: DuckdbSession,
  signal: AbortSignal,
  statement: string,
): Promise<number> {
  const rows = await interruptible(session, signal, () => session.all(statement));
  return Number(rows[0]?.[0] ?? 0);
}
