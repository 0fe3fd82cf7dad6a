import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { SyncformError } from '../kit/errors.ts';
import { openConfinedDuckdb } from '../movement/confined-sql.ts';
import { duckdbFailure } from '../movement/duckdb-failure.ts';

/** A condition of a user's, as SQL that is true or false or NULL. A comment at its end must not swallow what comes after. */
export function conditionSql(condition: string): string {
  return `CAST((${condition}\n) AS BOOLEAN)`;
}

/**
 * Throws `invalid` where a condition is none on the columns of `select`, or reads anything but them: a file, another
 * connection's tables. The session must not be in a transaction.
 */
export async function confineCondition(
  session: DuckdbSession,
  condition: string,
  select: string,
): Promise<void> {
  const what = 'the condition';
  const probe = (view: string) => `SELECT ${conditionSql(condition)} FROM ${view} AS record`;
  await session.run(`CREATE OR REPLACE TEMP VIEW _syncform_record AS ${select}`);
  try {
    const statements = await session.connection
      .extractStatements(probe('_syncform_record'))
      .catch((error) => {
        throw duckdbFailure(`${what} is no SQL`, error);
      });
    if (statements.count !== 1) throw new SyncformError('invalid', `${what} is more than one statement`);
    await using confined = await openConfinedDuckdb(session, { views: ['_syncform_record'] });
    await confined.check(probe('_syncform_record'), what).catch((error: unknown) => {
      if (!(error instanceof SyncformError) || error.code !== 'invalid') throw error;
      throw new SyncformError('invalid', error.message, {
        hint: 'It may read the fields of its record alone.',
      });
    });
  } finally {
    await session.run('DROP VIEW IF EXISTS _syncform_record');
  }
}
