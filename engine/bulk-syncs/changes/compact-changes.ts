import type { FieldSchema } from '../../contract/contract.ts';
import type { DuckdbSession } from '../../contract/duckdb-session.ts';
import { duckdbFilters } from '../../families/duckdb/filter-dialect.ts';
import { filterSql } from '../../filters/filter-sql.ts';
import { messageOf, SyncformError } from '../../kit/errors.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { selectFromCsvFile } from '../../movement/csv-dialect.ts';
import { interruptible } from '../../movement/interruptible.ts';
import { fieldType } from '../../types/field-type.ts';
import type { PlannedFilter } from '../plan-filter.ts';
import { CHANGE_COLUMNS, type ChangeFile } from './change-file.ts';

/** What the changes of a batch are of. */
export interface ChangedTable {
  /** The fields that are followed, in the order of the values. */
  readonly fields: readonly FieldSchema[];
  /** The places of the key's fields among them. */
  readonly keyAt: readonly number[];
  readonly filter: PlannedFilter;
}

/** Rows to be loaded: a SELECT of fields under their names, and how many rows it has. */
export interface ChangedRows {
  readonly fields: readonly FieldSchema[];
  readonly select: string;
  readonly rows: number;
}

/** What a batch comes to: at most one change a key. */
export interface Compacted {
  /** All rows that were there before are gone. */
  readonly isEmptied: boolean;
  /** Keys that are gone. */
  readonly deleted: ChangedRows;
  /** Whole rows. */
  readonly written: ChangedRows;
  /** Rows without some fields, which stay as they are: a set for each choice of fields. */
  readonly updated: readonly ChangedRows[];
  /** Rows of which some values cannot be known from the changes: the object is to be read again. */
  readonly incomplete: number;
}

export const STAGED = 'temp.main._syncform_changes';
const ENDS = 'temp.main._syncform_ends';
const OPEN = 'temp.main._syncform_open';
export const FILLED = 'temp.main._syncform_filled';

/** What is known of the changes in `STAGED`. */
export interface StagedChanges {
  /** The number of the last line that says that all rows were deleted; 0 where none does. */
  readonly emptiedAt: number;
  /** Whether an update came without some of its values. */
  readonly hasUnchanged: boolean;
}

/** Takes the first so many transactions of a file of changes into the session's table `STAGED`. */
export async function stageChanges(
  session: DuckdbSession,
  file: ChangeFile,
  { fields }: ChangedTable,
  transactions: number,
  signal: AbortSignal,
): Promise<StagedChanges> {
  const columns = [...CHANGE_COLUMNS, ...fields.map(({ type }, i) => ({ name: column(i), type }))];
  try {
    await interruptible(session, signal, () =>
      session.run(
        `CREATE OR REPLACE TEMP TABLE ${STAGED} AS FROM (${selectFromCsvFile(file.path, columns, file.longestLine)}) WHERE x <= ${transactions}`,
      ),
    );
    const { hasUnchanged } = file;
    if (!file.hasTruncation) return { emptiedAt: 0, hasUnchanged };
    const [row] = await session.all(`SELECT coalesce(max(s), 0) FROM ${STAGED} WHERE o = 't'`);
    return { emptiedAt: Number(row?.[0]), hasUnchanged };
  } catch (error) {
    if (error instanceof SyncformError) throw error;
    throw new SyncformError('failed', `reading changes: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * What staged changes come to. Of each key the last change wins; values that it did not bring are those of the changes
 * before it. Rows that the filters leave out count as gone.
 */
export async function compactChanges(
  session: DuckdbSession,
  file: StagedChanges,
  table: ChangedTable,
  now: number,
  signal: AbortSignal,
): Promise<Compacted> {
  const run = (sql: string) => interruptible(session, signal, () => session.run(sql));
  const count = async (select: string) => {
    const rows = await interruptible(session, signal, () => session.all(`SELECT count(*) FROM (${select})`));
    return Number(rows[0]?.[0]);
  };
  const { fields, keyAt } = table;
  const keys = keyAt.map(column).join(', ');
  const isLive = `s > ${file.emptiedAt} AND o <> 't'`;
  await run(
    `CREATE OR REPLACE TEMP TABLE ${ENDS} AS SELECT max(s) AS s FROM ${STAGED} WHERE ${isLive} GROUP BY ${keys}`,
  );
  const ends = `${STAGED} SEMI JOIN ${ENDS} USING (s)`;
  const all = fields.map((_, i) => column(i)).join(', ');
  const whole = `SELECT m, ${all} FROM ${ends} WHERE o <> 'd' AND m IS NULL`;
  if (file.hasUnchanged) await fill(run, table, file.emptiedAt);
  const rows = file.hasUnchanged
    ? `${whole} UNION ALL SELECT m, ${all} FROM ${FILLED} WHERE m IS NULL`
    : whole;
  const passes = filterCondition(table, now);
  const named = (places: readonly number[]) =>
    places.map((i) => `${column(i)} AS ${quoteIdentifier(fields[i]?.name ?? '')}`).join(', ');
  const selection = async (places: readonly number[], from: string): Promise<ChangedRows> => {
    const select = `SELECT ${named(places)} FROM ${from}`;
    return { fields: places.map((i) => fields[i] as FieldSchema), select, rows: await count(select) };
  };
  const everything = fields.map((_, i) => i);
  const gone = [`SELECT ${keys} FROM ${ends} WHERE o = 'd'`];
  if (passes) {
    gone.push(`SELECT ${keys} FROM (${rows}) WHERE NOT (${passes})`);
    if (file.hasUnchanged) gone.push(`SELECT ${keys} FROM ${FILLED} WHERE m IS NOT NULL AND NOT (${passes})`);
  }
  const where = passes ? ` WHERE ${passes}` : '';
  const partial = file.hasUnchanged ? await partialRows(session, table, passes, signal) : [];
  const updated: ChangedRows[] = [];
  let incomplete = 0;
  for (const { mask, isIncomplete, rows: number } of partial) {
    if (isIncomplete) {
      incomplete += number;
      continue;
    }
    const known = everything.filter((i) => mask[i] === '0');
    updated.push(
      await selection(known, `${FILLED} WHERE m = '${mask}' AND NOT is_new${passes ? ` AND ${passes}` : ''}`),
    );
  }
  return {
    isEmptied: file.emptiedAt > 0,
    deleted: await selection(keyAt, `(${gone.join(' UNION ALL ')})`),
    written: await selection(everything, `(${rows})${where}`),
    updated,
    incomplete,
  };
}

/** The table FILLED: keys whose last change lacks values, with what earlier changes of the batch say of them. */
async function fill(
  run: (sql: string) => Promise<void>,
  { fields, keyAt }: ChangedTable,
  emptiedAt: number,
): Promise<void> {
  const keys = keyAt.map(column).join(', ');
  const others = fields.map((_, i) => i).filter((i) => !keyAt.includes(i));
  const isKnown = (i: number) => `(m IS NULL OR m[${i + 1}] = '0')`;
  await run(
    `CREATE OR REPLACE TEMP TABLE ${OPEN} AS
     SELECT ${keys} FROM ${STAGED} SEMI JOIN ${ENDS} USING (s) WHERE o <> 'd' AND m IS NOT NULL`,
  );
  const values = others.map(
    (i) => `max_by(struct_pack(v := ${column(i)}), s) FILTER (${isKnown(i)}) AS g${i}`,
  );
  const mask = fields.map((_, i) => (keyAt.includes(i) ? `'0'` : `if(g${i} IS NULL, '1', '0')`)).join(' || ');
  const isWhole = others.map((i) => `g${i} IS NOT NULL`).join(' AND ') || 'true';
  const columns = fields.map((_, i) => (keyAt.includes(i) ? column(i) : `g${i}.v AS ${column(i)}`));
  await run(
    `CREATE OR REPLACE TEMP TABLE ${FILLED} AS
     WITH own AS (SELECT * FROM ${STAGED} SEMI JOIN ${OPEN} USING (${keys}) WHERE s > ${emptiedAt} AND o <> 't'),
     starts AS (SELECT ${keys}, coalesce(max(s) FILTER (o = 'd'), 0) AS since FROM own GROUP BY ${keys}),
     gathered AS (
       SELECT ${[keys, `bool_or(o IN ('i', 'k')) AS is_new`, ...values].join(', ')}
       FROM own JOIN starts USING (${keys}) WHERE s > since GROUP BY ${keys})
     SELECT if(${isWhole}, NULL, ${mask}) AS m, is_new, ${columns.join(', ')} FROM gathered`,
  );
}

interface PartialRows {
  readonly mask: string;
  readonly isIncomplete: boolean;
  readonly rows: number;
}

/**
 * The sets of FILLED that still lack values. A row that is new under its key can never get the missing values. Nor can a row that
 * the filters may only now let through: the target may not have it. Both make it necessary to read the object again.
 */
async function partialRows(
  session: DuckdbSession,
  { fields, filter }: ChangedTable,
  passes: string | undefined,
  signal: AbortSignal,
): Promise<readonly PartialRows[]> {
  const found = await interruptible(session, signal, () =>
    session.all(
      `SELECT m, is_new, count(*) FROM ${FILLED} WHERE m IS NOT NULL${passes ? ` AND ${passes}` : ''} GROUP BY ALL ORDER BY ALL`,
    ),
  );
  const filtered = new Set(filter.filters.map(({ field }) => field));
  return found.map(([m, isNew, rows]) => {
    const mask = String(m);
    const mayBeNew = fields.some(({ id }, i) => filtered.has(id) && mask[i] === '0');
    return { mask, isIncomplete: isNew === true || mayBeNew, rows: Number(rows) };
  });
}

/** What is true of rows that the filters let through, as far as is known; undefined where there is no filter. */
export function filterCondition({ fields, filter }: ChangedTable, now: number): string | undefined {
  if (filter.filters.length === 0) return undefined;
  const columns = new Map(
    fields.map(({ id, type }, i) => [id, { sql: column(i), type: fieldType(type) }] as const),
  );
  const tests = filter.filters.map((one) => {
    const place = fields.findIndex(({ id }) => id === one.field);
    const test = filterSql([one], undefined, { dialect: duckdbFilters, columns, now });
    return `(coalesce(m[${place + 1}], '0') = '1' OR (${test}))`;
  });
  return `(${tests.join(' AND ')})`;
}

export function column(place: number): string {
  return `f${place}`;
}
