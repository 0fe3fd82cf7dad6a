import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SyncformError } from '../../api/errors.ts';
import type { DuckdbSession } from '../../movement/duckdb-session.ts';
import { interruptible } from '../../movement/interruptible.ts';
import { quoteIdentifier, quoteLiteral } from '../../movement/sql.ts';
import { toRelation } from '../../movement/transfer.ts';
import { fieldType } from '../../types/field-type.ts';
import type { LoadRequest, RejectedRecord } from '../contract.ts';
import { type LoadedColumn, REFUSED_COLUMN } from './load-statements.ts';
import { fileType, fileValue, misfitReason } from './stage-values.ts';

/** A batch as Parquet files on the local disk. Dispose of it to remove them. */
export interface LocalFiles extends AsyncDisposable {
  readonly paths: readonly string[];
  /** Rows that are to be loaded. */
  readonly rows: number;
  readonly rejected: readonly RejectedRecord[];
  /** Whether the files have, marked by REFUSED_COLUMN, also rows of which nothing but the key is to be known. */
  readonly hasRefused: boolean;
}

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

const REASON_COLUMN = 'reason';

/**
 * Bytes of a file, compressed: two to four times that in the warehouse's memory, so that each of a cluster's cores has a
 * piece of work of the size that it likes best.
 */
const FILE_BYTES = 64 * 1024 * 1024;
/** A batch with more refused records than this is wrong as a whole. */
const MOST_REJECTED = 10_000;
/** Columns by which a record is named where it has no key. */
const NAMING_COLUMNS = 8;
/** Characters of a value that names a record. */
const NAMING_LENGTH = 200;

/** Writes a load's rows into Parquet files, in the target's types, without those that cannot be loaded. */
export async function writeFiles(
  request: LoadRequest,
  columns: readonly LoadedColumn[],
  options: FileOptions,
): Promise<LocalFiles> {
  const { session, signal, onProgress } = request;
  const folder = join(session.tempDir, randomUUID());
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    await mkdir(folder);
    const isSeen = request.rows.format === 'rows';
    const relation = toRelation(request.rows, request.columns, ({ rows }) => {
      if (isSeen && rows) onProgress({ rows });
    });
    if (!relation) throw new SyncformError('unsupported', `DuckDB cannot read ${request.rows.format}`);
    const rows = await relation.attach(session, signal);
    const select = selectFile(rows, request, columns, options);
    const first = await copy(request, select, join(folder, 'all'), options);
    if (!isSeen) onProgress({ rows: first.rows });
    const checked = await withoutRefused(request, first, columns, options, join(folder, 'good'));
    return { ...checked, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The rows as the file has them, with the reason of those that do not fit, where there can be such. */
function selectFile(
  rows: string,
  { columns: arriving, key }: Pick<LoadRequest, 'columns' | 'key'>,
  columns: readonly LoadedColumn[],
  { emptyIsNull }: FileOptions,
): string {
  const values: string[] = [];
  const reasons: string[] = [];
  for (const [i, { name, type }] of arriving.entries()) {
    const target = columns[i] as LoadedColumn;
    const field = fieldType(type);
    const value = `r.${quoteIdentifier(name)}`;
    const stored = fileValue(value, field, fileType(target.type));
    const isCleared = emptyIsNull && field.kind === 'string' && !key.includes(name);
    values.push(`${isCleared ? `nullif(${stored}, '')` : stored} AS c${i}`);
    const reason = misfitReason(value, field, target);
    if (reason !== undefined) reasons.push(reason);
  }
  if (reasons.length > 0) values.push(`coalesce(${reasons.join(', ')}) AS ${REASON_COLUMN}`);
  const names = arriving.map(({ name }) => quoteIdentifier(name)).join(', ');
  return `SELECT ${values.join(', ')} FROM (${rows}) AS r(${names})`;
}

interface Written {
  readonly paths: readonly string[];
  readonly rows: number;
}

async function copy(
  { session, signal }: Pick<LoadRequest, 'session' | 'signal'>,
  select: string,
  path: string,
  { isOneFile }: Pick<FileOptions, 'isOneFile'>,
): Promise<Written> {
  const options = [
    'FORMAT parquet',
    'COMPRESSION zstd',
    // Spark would ask, of a file that does not say who wrote it, whether days before 1582 are of the old calendar.
    `KV_METADATA {'org.apache.spark.version': '3.5.0'}`,
    ...(isOneFile ? [] : [`FILE_SIZE_BYTES ${FILE_BYTES}`, `FILENAME_PATTERN 'part-{i}'`]),
  ];
  const target = isOneFile ? `${path}.parquet` : path;
  const statement = `COPY (${select}) TO ${quoteLiteral(target)} (${options.join(', ')})`;
  const [row] = await interruptible(session, signal, () => session.all(statement));
  const paths = isOneFile ? [target] : (await readdir(target)).map((name) => join(target, name));
  return { paths, rows: Number(row?.[0] ?? 0) };
}

/** What was written, and written again without the records at fault where there are any. */
async function withoutRefused(
  request: LoadRequest,
  written: Written,
  columns: readonly LoadedColumn[],
  options: FileOptions,
  path: string,
): Promise<Omit<LocalFiles, typeof Symbol.asyncDispose>> {
  const { session, signal } = request;
  const none = { ...written, rejected: [], hasRefused: false };
  if (written.rows === 0) return none;
  const files = `read_parquet([${written.paths.map(quoteLiteral).join(', ')}], filename = true, file_row_number = true)`;
  const keys = options.key.map((name) => `c${request.columns.findIndex((column) => column.name === name)}`);
  const all = (sql: string) => interruptible(session, signal, () => session.all(sql));
  const hasReasons = (await all(`DESCRIBE SELECT * FROM ${files}`)).some(([name]) => name === REASON_COLUMN);
  const reason = hasReasons ? REASON_COLUMN : 'CAST(NULL AS VARCHAR)';
  const isKeyless = keys.length === 0 ? 'false' : keys.map((name) => `${name} IS NULL`).join(' OR ');
  const [found] = await all(
    `SELECT coalesce(bool_or(${reason} IS NOT NULL OR ${isKeyless}), false) FROM ${files}`,
  );
  const repeated =
    keys.length === 0
      ? []
      : await all(`SELECT 1 FROM ${files} GROUP BY ${keys.join(', ')} HAVING count(*) > 1 LIMIT 1`);
  if (found?.[0] !== true && repeated.length === 0) return none;

  const naming = namesOf(request);
  const named = naming.map(
    (name) =>
      `left(CAST(c${request.columns.findIndex((column) => column.name === name)} AS VARCHAR), ${NAMING_LENGTH})`,
  );
  const keyNames = options.key.join(', ');
  const rank =
    keys.length === 0
      ? '1'
      : `row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY ${reason} IS NOT NULL, filename, file_row_number)`;
  const why = `CASE
    WHEN ${reason} IS NOT NULL THEN ${reason}
    WHEN ${isKeyless} THEN ${quoteLiteral(`its key (${keyNames}) is NULL`)}
    WHEN n > 1 THEN ${quoteLiteral(`another record of the same batch has the same key (${keyNames})`)}
  END`;
  const refused = `_syncform_refused_${randomUUID().replaceAll('-', '')}`;
  await interruptible(session, signal, () =>
    session.run(
      `CREATE TEMP TABLE ${refused} AS SELECT * FROM (
         SELECT filename, file_row_number, ${why} AS why, n = 1 AND NOT (${isKeyless}) AS is_known, [${named.join(', ')}] AS named
           FROM (SELECT *, ${rank} AS n FROM ${files})) WHERE why IS NOT NULL`,
    ),
  );
  try {
    const rejected = await rejectedRecords(session, refused, naming);
    const keeps = options.keepsRefused && hasReasons;
    const taken = [
      ...columns.map((_, i) => `f.c${i}`),
      ...(keeps ? [`r.why IS NOT NULL AS ${REFUSED_COLUMN}`] : []),
    ];
    const good = await copy(
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

function namesOf({ columns, key }: Pick<LoadRequest, 'columns' | 'key'>): readonly string[] {
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
    `SELECT why, ${values.join(', ')} FROM ${refused} ORDER BY filename, file_row_number LIMIT ${MOST_REJECTED + 1}`,
  );
  if (rows.length > MOST_REJECTED)
    throw new SyncformError(
      'failed',
      `more than ${MOST_REJECTED} records were refused, the first because ${rows[0]?.[0]}`,
    );
  return rows.map(([why, ...texts]) => ({
    key: Object.fromEntries(naming.map((name, i) => [name, (texts[i] ?? null) as string | null])),
    reason: String(why),
  }));
}
