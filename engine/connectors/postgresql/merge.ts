import type { LoadOperation, LoadOutcome, Mark } from '../contract.ts';
import type { ArrivingColumn } from './arriving.ts';
import { naturalType } from './columns.ts';
import type { ExistingTarget } from './describe-target.ts';
import { fillWithoutKey, isFillable, lockEmpty } from './key-constraint.ts';
import type { Rejects } from './rejects.ts';
import type { Session } from './sessions.ts';
import { quoteIdentifier, quoteList, quoteLiteral } from './sql.ts';
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

/** Brings staged rows into the target, set by set. Rows that are equal already are neither written nor counted. */
export async function mergeStaged(session: Session, rejects: Rejects, merge: Merge): Promise<MergeCounts> {
  const { operation, table, target, key } = merge;
  const staged = await withTypedKeys(session, rejects, merge);
  await rejects.keys(staged.stage, key);
  const sql = statements(merge, staged);
  const stepwise = (...parts: ((where: string) => string)[]) =>
    rejects.stepwise(staged.stage, [0, 0], async (where) => {
      const counts = [];
      for (const part of parts) counts.push(await session.run(part(where)));
      return [counts[0] ?? 0, counts[1] ?? 0] as const;
    });
  const isAdding = operation === 'append' || operation === 'insert' || operation === 'upsert';
  const deleted = operation === 'replace' ? await empty(session, merge) : 0;
  const isEmptied = operation === 'replace' && target.isTruncatable;
  if (isFillable(target, key) && (isEmptied || (isAdding && (await lockEmpty(session, table))))) {
    // The staged rows' keys are checked already: nothing can stand against the key.
    const fill = () => stepwise(sql.insertAll);
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
      const [inserted] = await stepwise(sql.insertAll);
      return { inserted, updated: 0, deleted };
    }
    case 'insert': {
      const [inserted] = await stepwise(sql.insertNew);
      return { inserted, updated: 0, deleted };
    }
    case 'update': {
      const [updated] = sql.update ? await stepwise(sql.update) : [0];
      return { inserted: 0, updated, deleted };
    }
    case 'upsert': {
      const gone = merge.deleteMissing ? await session.run(sql.deleteMissing(rejects.condition(key))) : 0;
      const [updated, inserted] = sql.update
        ? await stepwise(sql.update, sql.upsertNew)
        : [0, (await stepwise(sql.insertNew))[0]];
      return { inserted, updated, deleted: gone };
    }
    case 'delete': {
      const [gone] = await stepwise(sql.delete);
      return { inserted: 0, updated: 0, deleted: gone };
    }
  }
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
async function withTypedKeys(session: Session, rejects: Rejects, merge: Merge): Promise<Staged> {
  const arriving = { stage: STAGE, value: (c: ArrivingColumn) => c.cast(`s.${quoteIdentifier(c.name)}`) };
  const isTyped = merge.columns.every(
    (c) =>
      !merge.key.includes(c.name) ||
      c.type === c.targetType ||
      (c.type === 'text' && c.targetType.startsWith('character varying')),
  );
  if (isTyped) return arriving;
  const definitions = merge.columns.map((c) => `${quoteIdentifier(c.name)} ${c.targetType}`).join(', ');
  await session.run(`CREATE TEMPORARY TABLE syncform_typed (${definitions}) ON COMMIT DROP`);
  const names = quoteList(merge.columns.map((c) => c.name));
  const values = merge.columns.map(arriving.value).join(', ');
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
  if (!target.isTruncatable) return session.run(`DELETE FROM ${table}`);
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
  const sameKey = key.map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(' AND ');
  const isNew = `NOT EXISTS (SELECT FROM ${table} AS t WHERE ${sameKey})`;
  const insert = (where: string) =>
    `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${stage} AS s WHERE ${where}`;
  const onConflict = isUnique(merge) ? ` ON CONFLICT (${quoteList(key)})` : undefined;
  const assignments = others.map((c) => `${quoteIdentifier(c.name)} = ${value(c)}`).join(', ');
  const excluded = others
    .map((c) => `${quoteIdentifier(c.name)} = excluded.${quoteIdentifier(c.name)}`)
    .join(', ');
  const differs = others
    .filter((c) => !c.isStamp)
    .map((c) => {
      const comparable = comparison(c.targetType);
      return `${comparable(`t.${quoteIdentifier(c.name)}`)} IS DISTINCT FROM ${comparable(stored(value(c), c.targetType))}`;
    })
    .join(' OR ');
  const [mark] = merge.marks ?? [];
  const marking = (merge.marks ?? [])
    .map(
      ({ name, type, value: to }) => `${quoteIdentifier(name)} = ${quoteLiteral(to)}::${naturalType(type)}`,
    )
    .join(', ');
  const isUnmarked = mark ? `t.${quoteIdentifier(mark.name)} IS NULL` : 'true';
  return {
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
            `UPDATE ${table} AS t SET ${assignments} FROM ${stage} AS s WHERE ${sameKey} AND (${differs}) AND ${where}`,
    delete: (where: string) =>
      mark
        ? `UPDATE ${table} AS t SET ${marking} FROM ${stage} AS s WHERE ${sameKey} AND ${isUnmarked} AND ${where}`
        : `DELETE FROM ${table} AS t USING ${stage} AS s WHERE ${sameKey} AND ${where}`,
    /** All rows of the table but those whose key is staged and those of a condition. */
    deleteMissing: (others: string) => {
      const isMissing = `NOT EXISTS (SELECT FROM ${stage} AS s WHERE ${sameKey}) AND NOT (${others})`;
      return mark
        ? `UPDATE ${table} AS t SET ${marking} WHERE ${isUnmarked} AND ${isMissing}`
        : `DELETE FROM ${table} AS t WHERE ${isMissing}`;
    },
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
