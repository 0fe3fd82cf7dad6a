import type { DefineFacet } from '../contract/contract.ts';

/** Rows of a table are counted so far; what is more is "more than". */
const COUNTED = 1_000_000;

/** Rows in a table that the sync did not load. */
export interface RowsOfOthers {
  readonly table: string;
  /** For people: `2 rows`, `more than 1,000,000 rows`, or `rows` where they cannot be counted. */
  readonly words: string;
  /** As far as they are counted; null where they cannot be. */
  readonly count: number | null;
}

/**
 * The rows of a table that is there, none of which the sync loaded; those alone that have a value in the column `filled`,
 * where one is named. Undefined where there are none.
 */
export async function rowsOfOthers(
  define: DefineFacet,
  table: string,
  signal: AbortSignal,
  filled?: string,
): Promise<RowsOfOthers | undefined> {
  const count = await define.countRows?.(table, COUNTED + 1, signal, filled);
  if (count === 0) return undefined;
  const words =
    count === undefined
      ? 'rows'
      : count > COUNTED
        ? `more than ${COUNTED.toLocaleString('en-US')} rows`
        : `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`;
  return { table, words, count: count ?? null };
}

/** What is to be done about rows that would be replaced, as the end of a sentence. */
export const ALLOWED =
  'To have them replaced anyway, set allow_destructive = true; to keep them, choose another table';
