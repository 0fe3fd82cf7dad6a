import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { quoteLiteral } from '../kit/sql.ts';

/** What is said of a record that the target has several times, and of one whose record of the target another record has too. */
export interface AmbiguityWords {
  /** What stands before and after the number of matches. */
  readonly several: readonly [before: string, after: string];
  readonly shared: string;
}

/**
 * Fills `_syncform_ambiguous` of the session (`_syncform_key`, `reason`) from `_syncform_found`: each record's `matches` in the
 * target, the first and the last of them as `one` and `another`.
 */
export async function fillAmbiguous(
  session: DuckdbSession,
  { several: [before, after], shared }: AmbiguityWords,
): Promise<void> {
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_ambiguous AS
       SELECT _syncform_key, ${quoteLiteral(before)} || matches || ${quoteLiteral(`${after}, among them "`)} || one || '" and "' || another || '"' AS reason
         FROM _syncform_found WHERE matches > 1
       UNION ALL
       SELECT _syncform_key, ${quoteLiteral(`${shared}: "`)} || one || '"' AS reason
         FROM _syncform_found WHERE matches = 1
         QUALIFY row_number() OVER (PARTITION BY one ORDER BY _syncform_key) > 1`,
  );
}
