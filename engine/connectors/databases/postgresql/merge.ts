import type { LoadOperation, LoadOutcome, Mark } from '../../../contract/contract.ts';
import { stampOf } from '../../../contract/own-rows.ts';
import { isDataError } from '../../../families/postgresql/failures.ts';
import type { Session } from '../../../families/postgresql/sessions.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { type ArrivingColumn, definition } from './arriving.ts';
import { naturalType } from './columns.ts';
import type { ExistingTarget } from './describe-target.ts';
import { quoteList } from './dialect.ts';
import { fillWithoutKey, isFillable, lockEmpty } from './key-constraint.ts';
import { inserting, type Part, removing, updating, type Work } from './left-out.ts';
import type { Rejects } from './rejects.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { STAGE } from './staging.ts';

export interface Merge {
  readonly operation: LoadOperation;
  /** The target's quoted name. */
  readonly table: string;
  readonly target: ExistingTarget;
  readonly columns: readonly ArrivingColumn[];
  readonly key: readonly string[];
  /** As LoadRequest's. */
  readonly deleteMissing: boolean;
  readonly marks: readonly Mark[] | undefined;
}

export type MergeCounts = Omit<LoadOutcome, 'rejected'>;

/**
 * Brings staged rows into the target, set by set. Rows that are equal already are neither written nor counted. `refuseHeld` is
 * asked to refuse rows of a stage (a quoted name) whose keys, in the target's types there, are taken.
 */
export async function mergeStaged(
  session: Session,
  rejects: Rejects,
  merge: Merge,
  refuseHeld: (stage: string) => Promise<void>,
): Promise<MergeCounts> {
  const { operation, table, target, key } = merge;
  const staged = await withTypedKeys(session, rejects, merge);
  await rejects.keys(staged.stage, key);
  await refuseHeld(staged.stage);
  const sql = statements(merge, staged);
  const work: Work = { session, rejects, target, table, stage: staged.stage, sameKey: sameKey(key) };
  const update = sql.update && updating(work, sql.update, sql.differs);
  const insertAll = inserting(work, sql.insertAll, operation === 'replace' && key.length > 0 ? 'all' : 'no');
  const insertNew = inserting(work, sql.insertNew, 'new');
  const stepwise = (...parts: Part[]) =>
    rejects.stepwise(staged.stage, [0, 0], async (where, setAside) => {
      const counts = [];
      for (const part of parts) counts.push(await part(where, setAside));
      return [counts[0] ?? 0, counts[1] ?? 0] as const;
    });
  const isAdding = operation === 'append' || operation === 'insert' || operation === 'upsert';
  const deleted = operation === 'replace' ? await empty(session, merge) : 0;
  const isEmptied = operation === 'replace' && target.isTruncatable;
  if (isFillable(target, key) && (isEmptied || (isAdding && (await lockEmpty(session, table))))) {
    // The staged rows' keys are checked already: nothing can stand against the key.
    const fill = () => stepwise(insertAll);
    const [inserted] = await fillWithoutKey(session, table, target, fill, async () => {});
    return { inserted, updated: 0, deleted };
  }
  if (key.length > 0) {
    await session.run(`ANALYZE ${staged.stage} (${quoteList(key)})`);
    // Without a constraint nothing else keeps two writers from inserting the same key.
    if (!isUnique(merge)) await session.run(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
  }
  switch (operation) {
    case 'append':
    case 'replace': {
      const [inserted] = await stepwise(insertAll);
      return { inserted, updated: 0, deleted };
    }
    case 'insert': {
      const [inserted] = await stepwise(insertNew);
      return { inserted, updated: 0, deleted };
    }
    case 'update': {
      const [updated] = update ? await stepwise(update) : [0];
      return { inserted: 0, updated, deleted };
    }
    case 'upsert': {
      const gone = merge.deleteMissing ? await deleteMissing(merge, work, sql) : 0;
      const [updated, inserted] = update
        ? await stepwise(update, inserting(work, sql.upsertNew, 'new'))
        : [0, (await stepwise(insertNew))[0]];
      return { inserted, updated, deleted: gone };
    }
    case 'delete': {
      const [gone] = await stepwise(removing(work, sql.delete, merge.marks !== undefined));
      return { inserted: 0, updated: 0, deleted: gone };
    }
  }
}

/**
 * Deletes, or marks, the rows whose key is not staged: all at once, or around those that the table does not let go (a foreign
 * key of another table, a trigger), which are refused by their key.
 */
async function deleteMissing(merge: Merge, work: Work, sql: ReturnType<typeof statements>): Promise<number> {
  const { session, rejects, target, table } = work;
  const isMarking = merge.marks !== undefined;
  const isMissing = sql.isMissing(rejects.condition(merge.key));
  if (!(isMarking ? target.leavesOut.update : target.leavesOut.delete)) {
    await session.run('SAVEPOINT missing');
    try {
      const deleted = await session.run(sql.deleteMissing(isMissing));
      await session.run('RELEASE SAVEPOINT missing');
      return deleted;
    } catch (error) {
      if (!isDataError(error)) throw error;
      await session.run('ROLLBACK TO SAVEPOINT missing');
    }
  }
  const stage = 'pg_temp.syncform_missing';
  // These rows are of no record that came, and have no number.
  const keys = [
    ...merge.key.map((name) => `t.${quoteIdentifier(name)}`),
    ...rejects.numbers.map((name) => `NULL::bigint AS ${quoteIdentifier(name)}`),
  ];
  await session.run(
    `CREATE TEMPORARY TABLE syncform_missing ON COMMIT DROP AS SELECT ${keys.join(', ')} FROM ${table} AS t WHERE ${isMissing}`,
  );
  const remove = removing({ ...work, stage }, (where) => sql.remove(stage, where), isMarking);
  const [deleted] = await rejects.stepwise(stage, [0], async (where, setAside) => [
    await remove(where, setAside),
  ]);
  return deleted;
}

export function sameKey(key: readonly string[]): string {
  return key.map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(' AND ');
}

/** The staged rows, and the values in the target's types that each column gives. */
interface Staged {
  readonly stage: string;
  value(column: ArrivingColumn): string;
}

/**
 * Keys are compared in the target's types: where they arrive in others, all rows are cast into a second temporary
 * table first. Other columns are cast on their way into the target.
 */
export async function withTypedKeys(session: Session, rejects: Rejects, merge: Merge): Promise<Staged> {
  const arriving = { stage: STAGE, value: (c: ArrivingColumn) => c.cast(`s.${quoteIdentifier(c.name)}`) };
  const isTyped = merge.columns.every(
    (c) =>
      !merge.key.includes(c.name) ||
      c.type === c.targetType ||
      (c.type === 'text' && c.targetType.startsWith('character varying')),
  );
  if (isTyped) return arriving;
  const numbers = rejects.numbers.map(quoteIdentifier);
  const definitions = [
    ...merge.columns.map((c) => definition(c, c.targetType)),
    ...numbers.map((number) => `${number} bigint`),
  ];
  await session.run(`CREATE TEMPORARY TABLE syncform_typed (${definitions.join(', ')}) ON COMMIT DROP`);
  const names = quoteList([...merge.columns.map((c) => c.name), ...rejects.numbers]);
  const values = [...merge.columns.map(arriving.value), ...numbers.map((number) => `s.${number}`)].join(', ');
  await rejects.stepwise(STAGE, [0], async (where) => [
    await session.run(
      `INSERT INTO pg_temp.syncform_typed (${names}) SELECT ${values} FROM ${STAGE} AS s WHERE ${where} ORDER BY s.ctid`,
    ),
  ]);
  return { stage: 'pg_temp.syncform_typed', value: (c) => `s.${quoteIdentifier(c.name)}` };
}

function isUnique({ target, key }: Merge): boolean {
  const names = [...key].sort().join('\0');
  return [target.key, ...target.unique].some((columns) => [...columns].sort().join('\0') === names);
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

function statements(merge: Merge, { stage, value }: Staged) {
  const { table, columns, key } = merge;
  const inserted = columns.filter((c) => c.only !== 'update');
  const others = columns.filter((c) => !key.includes(c.name) && c.only !== 'create');
  const names = quoteList(inserted.map((c) => c.name));
  const values = inserted.map(value).join(', ');
  const isSame = sameKey(key);
  const isNew = `NOT EXISTS (SELECT FROM ${table} AS t WHERE ${isSame})`;
  const insert = (where: string) =>
    `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${stage} AS s WHERE ${where}`;
  const onConflict = isUnique(merge) ? ` ON CONFLICT (${quoteList(key)})` : undefined;
  const assignments = others.map((c) => `${quoteIdentifier(c.name)} = ${value(c)}`).join(', ');
  const excluded = others
    .map((c) => `${quoteIdentifier(c.name)} = excluded.${quoteIdentifier(c.name)}`)
    .join(', ');
  const stamp = stampOf(columns);
  const isForeign = stamp === undefined ? [] : [`t.${quoteIdentifier(stamp)} IS NULL`];
  const compared = others.filter((c) => !c.isStamp);
  const differs = compared
    .map((c) => {
      const comparable = comparison(c.targetType);
      return `${comparable(`t.${quoteIdentifier(c.name)}`)} IS DISTINCT FROM ${comparable(stored(value(c), c.targetType))}`;
    })
    .concat(compared.length > 0 ? isForeign : [])
    .join(' OR ');
  const [mark] = merge.marks ?? [];
  const marking = (merge.marks ?? [])
    .map(
      ({ name, type, value: to }) => `${quoteIdentifier(name)} = ${quoteLiteral(to)}::${naturalType(type)}`,
    )
    .join(', ');
  const isUnmarked = mark ? `t.${quoteIdentifier(mark.name)} IS NULL` : 'true';
  const remove = (from: string, where: string) =>
    mark
      ? `UPDATE ${table} AS t SET ${marking} FROM ${from} AS s WHERE ${isSame} AND ${isUnmarked} AND ${where}`
      : `DELETE FROM ${table} AS t USING ${from} AS s WHERE ${isSame} AND ${where}`;
  return {
    differs,
    insertAll: insert,
    insertNew: (where: string) =>
      insert(`${where} AND ${isNew}`) + (onConflict ? `${onConflict} DO NOTHING` : ''),
    // A row that somebody else inserts in between is updated rather than missed.
    upsertNew: (where: string) =>
      insert(`${where} AND ${isNew}`) + (onConflict ? `${onConflict} DO UPDATE SET ${excluded}` : ''),
    update:
      differs === ''
        ? undefined
        : (where: string) =>
            `UPDATE ${table} AS t SET ${assignments} FROM ${stage} AS s WHERE ${isSame} AND (${differs}) AND ${where}`,
    remove,
    delete: (where: string) => remove(stage, where),
    /** A condition on the table's rows: they came from here, their key is not staged, they are not marked, and none of a condition. */
    isMissing: (others: string) =>
      [
        ...isForeign.map((foreign) => `NOT (${foreign})`),
        isUnmarked,
        `NOT EXISTS (SELECT FROM ${stage} AS s WHERE ${isSame})`,
        `NOT (${others})`,
      ].join(' AND '),
    deleteMissing: (isMissing: string) =>
      mark
        ? `UPDATE ${table} AS t SET ${marking} WHERE ${isMissing}`
        : `DELETE FROM ${table} AS t WHERE ${isMissing}`,
  };
}

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
