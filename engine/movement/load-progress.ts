import type { RowSource } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import type { Passed } from '../contract/passed.ts';

/** `connection.progress` is kept, and nothing is printed of it. */
const KEEP_PROGRESS =
  'SET enable_progress_bar_print = false; SET enable_progress_bar = true; SET progress_bar_time = 0';
const keepsProgress = new WeakSet<DuckdbSession>();

/** How often a running statement is looked at, in milliseconds. */
const LOOK_EVERY_MS = 250;

/** How long a statement runs before it pays to have DuckDB keep less in memory, in looks. */
const LOOKS_OF_MANY_ROWS = 3;

/** Whether rows come one by one from elsewhere, so that passing them on takes little memory. */
export function isStream(rows: RowSource): boolean {
  return rows.format === 'relation' ? rows.isStream === true : rows.format !== 'parquet';
}

/**
 * Runs a statement that takes rows in and tells how many it has read so far while it runs. DuckDB knows that of tables
 * and files that it scans itself and of nothing else. `work` answers the true number in the end, and what was told
 * before is put right by it, downwards as well. `onlyPass` says that rows come as a stream and go on one by one, so that
 * little memory is needed however many they are.
 */
export async function withProgress(
  session: DuckdbSession,
  passed: Passed,
  work: () => Promise<number>,
  { onlyPass = false }: { readonly onlyPass?: boolean } = {},
): Promise<number> {
  if (!keepsProgress.has(session)) await session.run(KEEP_PROGRESS);
  keepsProgress.add(session);
  let told = 0;
  let looks = 0;
  let isLittle = false;
  const tell = (rows: number) => {
    if (rows !== told) passed({ rows: rows - told });
    told = rows;
  };
  const timer = setInterval(() => {
    const rows = Number(session.connection.progress.rows_processed);
    if (rows > told) tell(rows);
    looks++;
    if (!onlyPass || isLittle || looks < LOOKS_OF_MANY_ROWS) return;
    isLittle = true;
    // Nobody waits for it here: where it fails, the statement goes on with what there is.
    session.needLittle?.(true).catch(() => {});
  }, LOOK_EVERY_MS);
  try {
    const rows = await work();
    tell(rows);
    return rows;
  } finally {
    clearInterval(timer);
    if (isLittle) await session.needLittle?.(false);
  }
}
