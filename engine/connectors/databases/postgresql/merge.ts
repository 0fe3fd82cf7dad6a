import { isDataError } from '../../../families/postgresql/failures.ts';
import type { Session } from '../../../families/postgresql/sessions.ts';
import { mergeStatements, type WritesOfDialect } from '../../../families/sql/merge-statements.ts';
import {
  isUniqueBy,
  type MergeCounts,
  mergeBySteps,
  removeMissing,
} from '../../../families/sql/merge-steps.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { ArrivingColumn } from './arriving.ts';
import { naturalType } from './columns.ts';
import { quoteList } from './dialect.ts';
import { fillWithoutKey, isFillable, lockEmpty } from './key-constraint.ts';
import { inserting, removing, updating, type Work } from './left-out.ts';
import { type Merge, type Staged, sameKey } from './ready-rows.ts';
import type { Rejects } from './rejects.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** Brings rows that `readyRows` has staged into the target, set by set. Rows that are equal already are neither written nor counted. */
export async function mergeStaged(
  session: Session,
  rejects: Rejects,
  merge: Merge,
  staged: Staged,
): Promise<MergeCounts> {
  const { request, table, target } = merge;
  const { operation, key } = request;
  const { stage } = staged;
  const sql = statements(merge, staged);
  const work: Work = { session, rejects, target, table, stage, sameKey: sameKey(key) };
  const insertAll = inserting(work, sql.insertAll, operation === 'replace' && key.length > 0 ? 'all' : 'no');
  const isAdding = operation === 'append' || operation === 'insert' || operation === 'upsert';
  const deleted = operation === 'replace' ? await empty(session, merge) : 0;
  const isEmptied = operation === 'replace' && target.isTruncatable;
  if (isFillable(target, key) && (isEmptied || (isAdding && (await lockEmpty(session, table))))) {
    // The staged rows' keys are checked already: nothing can stand against the key.
    const fill = () => rejects.stepwise(stage, insertAll);
    const [inserted = 0] = await fillWithoutKey(session, table, target, fill, async () => {});
    return { inserted, updated: 0, deleted };
  }
  if (key.length > 0) {
    await session.run(`ANALYZE ${stage} (${quoteList(key)})`);
    // Without a constraint nothing else keeps two writers from inserting the same key.
    if (!isUniqueBy(target, key)) await session.run(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
  }
  const isMarking = request.marks !== undefined;
  return mergeBySteps(request, {
    insertAll,
    insertNew: inserting(work, sql.insertNew, 'new'),
    upsertNew: inserting(work, sql.upsertNew, 'new'),
    update: sql.update && updating(work, sql.update, sql.differs),
    remove: removing(work, (where) => sql.remove(stage, where), isMarking),
    empty: async () => deleted,
    deleteMissing: () => deleteMissing(merge, work, sql),
    run: (...parts) => rejects.stepwise(stage, ...parts),
  });
}

/** Deletes, or marks, the rows whose key is not staged; those that the table does not let go are refused by their key. */
async function deleteMissing(
  { request: { key, marks } }: Merge,
  work: Work,
  sql: ReturnType<typeof statements>,
): Promise<number> {
  const { session, rejects, target } = work;
  const { rows, where, statement } = sql.missing(rejects.condition(key));
  const oneByOne = async () => {
    const stage = 'pg_temp.syncform_missing';
    // These rows are of no record that came, and have no number.
    const keys = [
      ...key.map((name) => `t.${quoteIdentifier(name)}`),
      ...rejects.numbers.map((name) => `NULL::bigint AS ${quoteIdentifier(name)}`),
    ];
    await session.run(
      `CREATE TEMPORARY TABLE syncform_missing ON COMMIT DROP AS SELECT ${keys.join(', ')} FROM ${rows} WHERE ${where}`,
    );
    const remove = removing({ ...work, stage }, (some) => sql.remove(stage, some), marks !== undefined);
    const [removed = 0] = await rejects.stepwise(stage, remove);
    return removed;
  };
  if (marks ? target.leavesOut.update : target.leavesOut.delete) return oneByOne();
  return removeMissing((text) => session.run(text), statement, isDataError, oneByOne);
}

/** Empties the table and answers how many rows it had. The table itself stays, with its grants, views and indexes. */
async function empty(session: Session, { table, target }: Merge): Promise<number> {
  if (!target.isTruncatable) {
    const deleted = await session.run(`DELETE FROM ${table}`);
    const [kept] = target.leavesOut.delete ? await session.rows(`SELECT FROM ${table} LIMIT 1`) : [];
    if (!kept) return deleted;
    throw new SyncformError(
      'failed',
      `${target.id} keeps rows that are to be replaced: ${target.leavesOut.delete}`,
      {
        hint: 'Let the trigger pass deletions of this user, or choose a mode that does not replace the table.',
      },
    );
  }
  await session.run(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  const [row] = await session.rows(`SELECT count(*) FROM ${table}`);
  await session.run(`TRUNCATE ${table}`);
  return Number(row?.[0]);
}

function statements(
  { request: { key, marks, stamp }, table, target, columns }: Merge,
  { stage, value }: Staged,
) {
  const differs = (c: ArrivingColumn) => {
    const comparable = comparison(c.targetType);
    return `${comparable(`t.${quoteIdentifier(c.name)}`)} IS DISTINCT FROM ${comparable(stored(value(c), c.targetType))}`;
  };
  const sql = mergeStatements({
    writes,
    quoteIdentifier,
    table,
    stage,
    columns: columns.map((c) => ({ ...c, value: value(c), differs: differs(c) })),
    key,
    keyOf: quoteIdentifier,
    stamp,
    marks: marks?.map(({ name, type, value: to }) => ({
      name,
      value: `${quoteLiteral(to)}::${naturalType(type)}`,
    })),
  });
  if (!isUniqueBy(target, key)) return { ...sql, upsertNew: sql.insertNew };
  const onConflict = `ON CONFLICT (${quoteList(key)})`;
  const excluded = columns
    .filter((c) => !key.includes(c.name) && c.only !== 'create')
    .map((c) => `${quoteIdentifier(c.name)} = excluded.${quoteIdentifier(c.name)}`);
  return {
    ...sql,
    insertNew: (where: string) => `${sql.insertNew(where)} ${onConflict} DO NOTHING`,
    // A row that somebody else inserts in between is updated rather than missed.
    upsertNew: (where: string) =>
      `${sql.insertNew(where)} ${onConflict} DO UPDATE SET ${excluded.join(', ')}`,
  };
}

const writes: WritesOfDialect = {
  update: (table, assignments, from, where) =>
    `UPDATE ${table} AS t SET ${assignments} FROM ${from} AS s WHERE ${where}`,
  delete: (table, from, where) => `DELETE FROM ${table} AS t USING ${from} AS s WHERE ${where}`,
};

/** Types whose equality is sameness. Others are compared as text: json has no equality, citext and interval a loose one. */
const COMPARABLE =
  /^(boolean|smallint|integer|bigint|numeric|real|double precision|date|time|timestamp|uuid|bytea|jsonb)\b[^[]*(\[\])?$/;

function comparison(type: string): (value: string) => string {
  if (/^(text|character varying)\b[^[]*$/.test(type)) return (value) => `${value} COLLATE "C"`;
  return COMPARABLE.test(type) ? (value) => value : (value) => `(${value})::text COLLATE "C"`;
}

/** A value as the column will hold it: rounded to the column's scale. */
function stored(value: string, type: string): string {
  return /^(numeric|time)[^[]*\(/.test(type) ? `(${value})::${type}` : value;
}
