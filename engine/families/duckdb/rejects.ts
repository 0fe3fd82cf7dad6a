import type { RejectedRecord } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { NUMBER } from '../../contract/record-numbers.ts';
import { SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier } from '../../kit/sql.ts';

/** A batch with more refused records than this is wrong as a whole. */
const MOST_REJECTED = 10_000;

/**
 * Takes records that have no whole key, and all but the first of those that share a key, out of the stage (or of
 * the table that they were put into), and names them: by their numbers as well, where the stage has such (`isNumbered`).
 * Throws where there are very many: nothing is loaded then.
 */
export async function rejectStaged(
  session: DuckdbSession,
  stage: string,
  key: readonly string[],
  isNumbered = false,
): Promise<readonly RejectedRecord[]> {
  const number = isNumbered ? quoteIdentifier(NUMBER.name) : undefined;
  const columns = key.map(quoteIdentifier);
  const isNull = columns.map((column) => `${column} IS NULL`).join(' OR ');
  const rejected = await take(session, stage, key, isNull, `its key (${key.join(', ')}) is NULL`, number);
  if (!(await hasTwice(session, stage, columns))) return rejected;
  // A window function takes no notice of collations; grouping does.
  const place = number ?? 'rowid';
  const later = `${place} NOT IN (SELECT min(${place}) FROM ${stage} GROUP BY ${columns.join(', ')})`;
  const reason = `another record of the same batch has the same key (${key.join(', ')})`;
  return [...rejected, ...(await take(session, stage, key, later, reason, number))];
}

async function hasTwice(session: DuckdbSession, table: string, columns: readonly string[]): Promise<boolean> {
  const found = await session.all(
    `SELECT 1 FROM ${table} GROUP BY ${columns.join(', ')} HAVING count(*) > 1 LIMIT 1`,
  );
  return found.length > 0;
}

/** Takes the records of a condition out of the stage, and names them. */
export async function take(
  session: DuckdbSession,
  stage: string,
  key: readonly string[],
  where: string,
  reason: string,
  number: string | undefined,
): Promise<RejectedRecord[]> {
  const shown = key.map((name) => `CAST(${quoteIdentifier(name)} AS VARCHAR)`);
  const rows = await session.all(
    `SELECT ${[...shown, number ?? 'NULL'].join(', ')} FROM ${stage} WHERE ${where} LIMIT ${MOST_REJECTED + 1}`,
  );
  if (rows.length > MOST_REJECTED)
    throw new SyncformError(
      'failed',
      `more than ${MOST_REJECTED} records were refused, the first because ${reason}`,
    );
  if (rows.length > 0) await session.run(`DELETE FROM ${stage} WHERE ${where}`);
  return rows.map((row) => ({
    key: Object.fromEntries(key.map((name, i) => [name, row[i] === null ? null : String(row[i])])),
    reason,
    ...numberOf(row[key.length]),
  }));
}

/** A rejected record's number as it is read of a stage; NULL of one that has none. */
export function numberOf(value: unknown): Pick<RejectedRecord, 'number'> {
  return value === null || value === undefined ? {} : { number: Number(value) };
}
