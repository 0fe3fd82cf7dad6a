import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { LoadRequest, RejectedRecord } from '../../../contract/contract.ts';
import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { heededHolders, heldReason } from '../../../contract/record-numbers.ts';
import { NAMING_COLUMNS, NAMING_LENGTH } from '../../../contract/rejected-records.ts';
import { numberOf } from '../../../families/duckdb/rejects.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { quoteLiteral } from '../../../kit/sql.ts';
import { interruptible } from '../../../movement/interruptible.ts';
import { heldKeys } from './held-keys.ts';
import { type LoadedColumn, REFUSED_COLUMN } from './load-statements.ts';
import { copyToParquet, type Written } from './parquet-files.ts';

export interface FileOptions {
  /** Columns that tell rows apart. Records without, and all but one of those with the same, are refused. */
  readonly key: readonly string[];
  /** Whether the batch is to be one file. */
  readonly isOneFile: boolean;
  /** Whether the files are to have refused rows as well, so that their keys are not taken for missing. */
  readonly keepsRefused: boolean;
  /** Whether NULL is written for an empty text, other than in a key. */
  readonly emptyIsNull: boolean;
}

/** Files without the rows that were refused. */
export interface CheckedFiles extends Written {
  readonly rejected: readonly RejectedRecord[];
  /** Whether the files have, marked by REFUSED_COLUMN, also rows of which nothing but the key is to be known. */
  readonly hasRefused: boolean;
}

/** A column of what was written: why a row is refused, NULL of one that is not. */
export const REASON_COLUMN = 'reason';
/** Another: the record's number, where the rows have such. */
export const NUMBER_COLUMN = 'number';

/** A batch with more refused records than this is wrong as a whole. */
export const MOST_REJECTED = 10_000;

/** What was written, and written again without the records at fault where there are any. */
export async function withoutRefused(
  request: LoadRequest,
  written: Written,
  columns: readonly LoadedColumn[],
  options: FileOptions,
  path: string,
): Promise<CheckedFiles> {
  const { session, signal } = request;
  const none = { ...written, rejected: [], hasRefused: false };
  if (written.rows === 0) return none;
  const files = `read_parquet([${written.paths.map(quoteLiteral).join(', ')}], filename = true, file_row_number = true)`;
  const keys = options.key.map((name) => `c${request.columns.findIndex((column) => column.name === name)}`);
  const all = (sql: string) => interruptible(session, signal, () => session.all(sql));
  const hasReasons = (await all(`DESCRIBE SELECT * FROM ${files}`)).some(([name]) => name === REASON_COLUMN);
  const reason = hasReasons ? REASON_COLUMN : 'CAST(NULL AS VARCHAR)';
  const isKeyless = keys.length === 0 ? 'false' : keys.map((name) => `${name} IS NULL`).join(' OR ');
  const checksKeys = keys.length > 0 && !request.isKeyUnique;
  const [found] =
    hasReasons || checksKeys
      ? await all(`SELECT coalesce(bool_or(${reason} IS NOT NULL OR ${isKeyless}), false) FROM ${files}`)
      : [];
  const repeated = checksKeys
    ? await all(`SELECT 1 FROM ${files} GROUP BY ${keys.join(', ')} HAVING count(*) > 1 LIMIT 1`)
    : [];
  const number = request.numbered ? NUMBER_COLUMN : 'CAST(NULL AS BIGINT)';
  const held = await heldKeys(request, columns);
  const isHeld = held
    ? `${number} >= ${heededHolders(request)?.firstNew} AND (${keys.join(', ')}) IN (SELECT * FROM ${held})`
    : 'false';
  const holds = held ? await all(`SELECT 1 FROM ${files} WHERE ${isHeld} LIMIT 1`) : [];
  if (found?.[0] !== true && repeated.length === 0 && holds.length === 0) return none;

  const naming = namesOf(request);
  const named = naming.map(
    (name) =>
      `left(CAST(c${request.columns.findIndex((column) => column.name === name)} AS VARCHAR), ${NAMING_LENGTH})`,
  );
  const keyNames = options.key.join(', ');
  const rank =
    keys.length === 0
      ? '1'
      : `row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${reason} IS NOT NULL, ${number}, filename, file_row_number)`;
  const why = `CASE
    WHEN ${reason} IS NOT NULL THEN ${reason}
    WHEN ${isKeyless} THEN ${quoteLiteral(`its key (${keyNames}) is NULL`)}
    WHEN ${isHeld} THEN ${quoteLiteral(heldReason(options.key))}
    WHEN n > 1 THEN ${quoteLiteral(`another record of the same batch has the same key (${keyNames})`)}
  END`;
  const refused = `_syncform_refused_${randomUUID().replaceAll('-', '')}`;
  await interruptible(session, signal, () =>
    session.run(
      `CREATE TEMP TABLE ${refused} AS SELECT * FROM (
         SELECT filename, file_row_number, ${why} AS why, n = 1 AND NOT (${isKeyless}) AS is_known, [${named.join(', ')}] AS named, ${number} AS number
           FROM (SELECT *, ${rank} AS n FROM ${files})) WHERE why IS NOT NULL`,
    ),
  );
  try {
    const rejected = await rejectedRecords(session, refused, naming);
    const keeps = options.keepsRefused && hasReasons;
    const taken = [
      ...columns.map((_, i) => `f.c${i}`),
      ...(keeps ? [`r.why IS NOT NULL AS ${REFUSED_COLUMN}`] : []),
      ...(request.numbered ? [`f.${NUMBER_COLUMN}`] : []),
    ];
    const good = await copyToParquet(
      request,
      `SELECT ${taken.join(', ')} FROM ${files} AS f LEFT JOIN ${refused} AS r
         ON r.filename = f.filename AND r.file_row_number = f.file_row_number
       WHERE r.why IS NULL${keeps ? ' OR r.is_known' : ''}`,
      path,
      options,
    );
    await Promise.all(written.paths.map((file) => rm(file, { force: true })));
    return { ...good, rows: written.rows - rejected.length, rejected, hasRefused: keeps };
  } finally {
    await session.run(`DROP TABLE IF EXISTS ${refused}`);
  }
}

export function namesOf({ columns, key }: Pick<LoadRequest, 'columns' | 'key'>): readonly string[] {
  if (key.length > 0) return key;
  return columns.slice(0, NAMING_COLUMNS).map(({ name }) => name);
}

async function rejectedRecords(
  session: DuckdbSession,
  refused: string,
  naming: readonly string[],
): Promise<readonly RejectedRecord[]> {
  const values = naming.map((_, i) => `named[${i + 1}]`);
  const rows = await session.all(
    `SELECT why, number, ${values.join(', ')} FROM ${refused} ORDER BY filename, file_row_number LIMIT ${MOST_REJECTED + 1}`,
  );
  if (rows.length > MOST_REJECTED)
    throw new SyncformError(
      'failed',
      `more than ${MOST_REJECTED} records were refused, the first because ${rows[0]?.[0]}`,
    );
  return rows.map(([why, number, ...texts]) => ({
    key: Object.fromEntries(naming.map((name, i) => [name, (texts[i] ?? null) as string | null])),
    reason: String(why),
    ...numberOf(number),
  }));
}
