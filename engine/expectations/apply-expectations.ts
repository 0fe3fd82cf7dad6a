import type { Expectation } from '../api/documents.ts';
import type { RejectedRecord } from '../contract/contract.ts';
import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { SyncformError } from '../kit/errors.ts';
import { quoteIdentifier, quoteLiteral } from '../kit/sql.ts';
import { fromText } from '../movement/csv-dialect.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { interruptible } from '../movement/interruptible.ts';
import { fieldType } from '../types/field-type.ts';
import { ageOf, isOfAll } from './check-expectations.ts';
import { conditionSql, confineCondition } from './condition.ts';

/** Records that were read and are not written yet, in a temporary table of a session. */
export interface ReadRecords {
  /** Which they are: `model "people"`. */
  readonly what: string;
  readonly table: string;
  /** Their fields: the user's names, and SQL of each over the table. */
  readonly fields: readonly { readonly name: string; readonly type: string; readonly sql: string }[];
  /** What a record is named by, and SQL of each over the table. */
  readonly key: readonly { readonly name: string; readonly sql: string }[];
  /** Whether these are all records, and not only those that are new or changed. */
  readonly isWhole: boolean;
  /** The run's moment, in milliseconds since 1970-01-01 UTC. */
  readonly now: number;
}

/** How many records are set aside at most: where there are more, it is the source that is wrong. */
const MOST_SET_ASIDE = 10_000;
/** How many records a message names. */
const NAMED = 3;

/**
 * Evaluates expectations on records before any of them is written. Throws where one that stops is not met; takes the records
 * that others set aside out of the table and answers them. `isLooking`: nothing will be written, so that nothing stops.
 */
export async function applyExpectations(
  session: DuckdbSession,
  expectations: readonly Expectation[],
  records: ReadRecords,
  { signal, isLooking = false }: { readonly signal: AbortSignal; readonly isLooking?: boolean },
): Promise<readonly RejectedRecord[]> {
  const all = (sql: string) => interruptible(session, signal, () => session.all(sql));
  const broken: string[] = [];
  const aside: { readonly rows: string; readonly reason: string }[] = [];
  for (const expectation of expectations) {
    const stops = expectation.on_failure !== 'set_aside';
    if (stops && isLooking) continue;
    if (isOfAll(expectation)) {
      const fault = await faultOfAll(all, expectation, records);
      if (fault !== undefined) broken.push(fault);
      continue;
    }
    const rows = await failingRows(session, expectation, records);
    if (stops) broken.push(...(await described(all, rows, expectation, records)));
    else aside.push({ rows, reason: `set aside: it is expected that ${wordsOf(expectation)}` });
  }
  if (broken.length > 0)
    throw new SyncformError(
      'failed',
      `${records.what} does not meet its expectations: ${broken.join('; ')}`,
      {
        hint: 'No record of it was written. Correct the source, or the expectation.',
      },
    );
  return setAside(session, all, aside, records);
}

type Ask = DuckdbSession['all'];

/** A SELECT of the rows, by `row` (their place in the table), that do not meet an expectation. */
async function failingRows(
  session: DuckdbSession,
  { type, fields = [], values = [], condition = '' }: Expectation,
  records: ReadRecords,
): Promise<string> {
  const { table } = records;
  const named = fields.flatMap((name) => records.fields.find((field) => field.name === name) ?? []);
  const where = (sql: string) => `SELECT rowid AS row FROM ${table} WHERE ${sql}`;
  switch (type) {
    case 'not_null':
      return where(named.map(({ sql }) => `${sql} IS NULL`).join(' OR '));
    case 'accepted_values':
      return where(
        named
          .map((field) => {
            const accepted = values.map(
              (value) =>
                `CAST(${fromText(quoteLiteral(value), fieldType(field.type))} AS ${duckdbType(field.type)})`,
            );
            return `${field.sql} NOT IN (${accepted.join(', ')})`;
          })
          .join(' OR '),
      );
    case 'unique': {
      const list = named.map(({ sql }) => sql).join(', ');
      const isThere = named.map(({ sql }) => `${sql} IS NOT NULL`).join(' AND ');
      return `SELECT row FROM (SELECT rowid AS row, count(*) OVER (PARTITION BY ${list}) AS times FROM ${table} WHERE ${isThere}) WHERE times > 1`;
    }
    default: {
      const columns = records.fields.map(({ name, sql }) => `${sql} AS ${quoteIdentifier(name)}`).join(', ');
      await confineCondition(session, condition, `SELECT ${columns} FROM ${table}`);
      return `SELECT row FROM (SELECT rowid AS row, ${columns} FROM ${table}) AS record WHERE NOT coalesce(${conditionSql(condition)}, true)`;
    }
  }
}

async function faultOfAll(
  all: Ask,
  expectation: Expectation,
  { table, fields, isWhole, now }: ReadRecords,
): Promise<string | undefined> {
  const { type, min = 0, max = Number.MAX_SAFE_INTEGER, max_age = '' } = expectation;
  const number = async (sql: string) => Number((await all(sql))[0]?.[0] ?? 0);
  if (type === 'row_count') {
    // Of what is new or changed alone it says nothing.
    if (!isWhole) return undefined;
    const rows = await number(`SELECT count(*) FROM ${table}`);
    return rows < min || rows > max ? `${wordsOf(expectation)}, and there are ${rows}` : undefined;
  }
  const oldest = (now - (ageOf(max_age) ?? 0)) * 1000;
  for (const name of expectation.fields ?? []) {
    const field = fields.find((one) => one.name === name);
    if (!field || (!isWhole && (await number(`SELECT count(*) FROM ${table}`)) === 0)) continue;
    const [row] = await all(
      `SELECT max(CAST(${field.sql} AS TIMESTAMPTZ)) >= make_timestamptz(${oldest}), CAST(max(${field.sql}) AS VARCHAR) FROM ${table}`,
    );
    if (row?.[0] !== true)
      return `${wordsOf(expectation)}, and the latest is ${row?.[1] == null ? 'none' : String(row[1])}`;
  }
  return undefined;
}

/** The sentence on an expectation that is not met, with some of the records; nothing where it is. */
async function described(
  all: Ask,
  rows: string,
  expectation: Expectation,
  { table, key }: ReadRecords,
): Promise<readonly string[]> {
  const [counts] = await all(`SELECT count(*), (SELECT count(*) FROM ${table}) FROM (${rows})`);
  const failing = Number(counts?.[0] ?? 0);
  if (failing === 0) return [];
  const texts = key.map(({ sql }) => `CAST(${sql} AS VARCHAR)`);
  const found =
    key.length === 0
      ? []
      : await all(
          `SELECT ${texts.join(', ')} FROM ${table} WHERE rowid IN (SELECT row FROM (${rows})) ORDER BY rowid LIMIT ${NAMED}`,
        );
  const names = found.map((row) => key.map(({ name }, i) => `${name}=${String(row[i] ?? 'NULL')}`).join(' '));
  const more = failing > names.length && names.length > 0 ? ', …' : '';
  const which = names.length > 0 ? ` (${names.join(', ')}${more})` : '';
  return [
    `${wordsOf(expectation)}, and of ${failing} of ${Number(counts?.[1])} records it is not so${which}`,
  ];
}

async function setAside(
  session: DuckdbSession,
  all: Ask,
  aside: readonly { readonly rows: string; readonly reason: string }[],
  { what, table, key }: ReadRecords,
): Promise<readonly RejectedRecord[]> {
  if (aside.length === 0) return [];
  const parts = aside.map(
    ({ rows, reason }, i) => `SELECT row, ${i} AS place, ${quoteLiteral(reason)} AS reason FROM (${rows})`,
  );
  await session.run(
    `CREATE OR REPLACE TEMP TABLE _syncform_aside AS SELECT row, arg_min(reason, place) AS reason FROM (${parts.join(' UNION ALL ')}) GROUP BY row`,
  );
  try {
    const total = Number((await all('SELECT count(*) FROM _syncform_aside'))[0]?.[0] ?? 0);
    if (total > MOST_SET_ASIDE)
      throw new SyncformError(
        'failed',
        `${what} does not meet its expectations: ${total} records would be set aside, and ${MOST_SET_ASIDE} may be`,
        { hint: 'No record of it was written. Correct the source, or the expectation.' },
      );
    const texts = key.map(({ sql }) => `, CAST(${sql} AS VARCHAR)`);
    const rows = await all(
      `SELECT a.reason${texts.join('')} FROM ${table} JOIN _syncform_aside a ON a.row = ${table}.rowid ORDER BY a.row`,
    );
    await session.run(`DELETE FROM ${table} WHERE rowid IN (SELECT row FROM _syncform_aside)`);
    return rows.map(([reason, ...values]) => ({
      key: Object.fromEntries(key.map(({ name }, i) => [name, values[i] == null ? null : String(values[i])])),
      reason: String(reason),
    }));
  } finally {
    await session.run('DROP TABLE _syncform_aside');
  }
}

/** What is expected, a clause. */
function wordsOf({ type, fields = [], values = [], min, max, max_age, condition }: Expectation): string {
  const named = fields.join(' and ');
  switch (type) {
    case 'not_null':
      return `${named} ${fields.length > 1 ? 'are' : 'is'} not NULL`;
    case 'unique':
      return `${named} ${fields.length > 1 ? 'together are' : 'is'} unique`;
    case 'accepted_values':
      return `${named} is one of ${values.join(', ')}`;
    case 'row_count':
      return max === undefined
        ? `there are at least ${min} records`
        : `there are between ${min ?? 0} and ${max} records`;
    case 'freshness':
      return `the latest ${named} is at most ${max_age} old`;
    case 'sql':
      return (condition ?? '').trim().replace(/\s+/g, ' ');
  }
}
