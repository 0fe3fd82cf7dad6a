import type { LoadOperation, LoadOutcome, Mark } from '../../../contract/contract.ts';
import { stampOf } from '../../../contract/own-rows.ts';
import { fieldType } from '../../../types/field-type.ts';
import type { ArrivingColumn } from './arriving.ts';
import { withoutZone } from './columns.ts';
import type { ExistingTarget } from './describe-target.ts';
import { quoteList } from './dialect.ts';
import { isDataError } from './failures.ts';
import type { Rejects } from './rejects.ts';
import type { Session } from './sessions.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { createStage, INDEX_PREFIX, isWideStage, ROW } from './staging.ts';

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
  readonly isMariadb: boolean;
  /** The quoted name of a temporary table for the keys of rows that are to go one by one. */
  readonly gone: string;
  /** That of one for the keys of rows that are tried apart from the rest. */
  readonly keys: string;
}

export type MergeCounts = Omit<LoadOutcome, 'rejected'>;

/**
 * Readies staged rows: keys in the target's own types, so that they compare as the target compares them, each only once.
 * Answers the table in which they are then.
 */
export async function readyKeys(
  session: Session,
  rejects: Rejects,
  merge: Merge,
  stage: string,
  typed: string,
): Promise<{ readonly stage: string; readonly columns: readonly ArrivingColumn[] }> {
  const { key } = merge;
  const isTyped = merge.columns.every((c) => c.isExact || !key.includes(c.name));
  const ready = isTyped
    ? { stage, columns: merge.columns }
    : await typeKeys(session, rejects, merge, stage, typed);
  await rejects.duplicates(ready.stage, key);
  if (key.length > 0 && (merge.deleteMissing || !isUnique(merge)))
    await session.run(
      `ALTER TABLE ${ready.stage} ADD INDEX (${key.map((name) => indexPart(name, merge)).join(', ')})`,
    );
  return ready;
}

/** A column of a key as a part of a temporary table's index. */
export function indexPart(name: string, { columns }: Pick<Merge, 'columns'>): string {
  const definition = columns.find((c) => c.name === name)?.definition ?? '';
  const isLong = /^((tiny|medium|long)?(text|blob)|varchar|varbinary)/.test(definition);
  const length = Number(/^var\w+\((\d+)\)/.exec(definition)?.[1] ?? Number.POSITIVE_INFINITY);
  return isLong && length > INDEX_PREFIX
    ? `${quoteIdentifier(name)}(${INDEX_PREFIX})`
    : quoteIdentifier(name);
}

/** Casts the rows into a second temporary table, whose key is of the target's types; records that do not fit are rejected. */
async function typeKeys(session: Session, rejects: Rejects, merge: Merge, stage: string, typed: string) {
  const isKey = ({ name }: ArrivingColumn) => merge.key.includes(name);
  const columns = merge.columns.map((c) =>
    isKey(c) ? { ...c, stagedAs: c.definition, isExact: true, assigned: (staged: string) => staged } : c,
  );
  const numbers = rejects.numbers.map((name) => ({ name, definition: 'bigint' }));
  const all = [...columns.map(({ name, stagedAs: definition }) => ({ name, definition })), ...numbers];
  const value = (c: ArrivingColumn) => (isKey(c) ? c.assigned(staged(c)) : staged(c));
  const others = rejects.numbers.map((name) => `s.${quoteIdentifier(name)}`);
  const names = quoteList(all.map(({ name }) => name));
  await createStage(session, typed, all);
  if (isWideStage(all)) {
    // What a failed statement wrote into such a table would stay: the keys are tried apart.
    const keys = merge.columns.filter(isKey);
    await createStage(session, merge.keys, [AT, ...keys]);
    await typeInto(
      session,
      rejects,
      stage,
      merge.keys,
      [AT.name, ...keys.map((c) => c.name)],
      [`s.${ROW}`, ...keys.map(value)],
    );
    const values = merge.columns.map((c) => (isKey(c) ? `k.${quoteIdentifier(c.name)}` : staged(c)));
    await session.run(
      `INSERT INTO ${typed} (${names}) SELECT ${[...values, ...others].join(', ')} FROM ${merge.keys} AS k JOIN ${stage} AS s ON s.${ROW} = k.${quoteIdentifier(AT.name)} ORDER BY s.${ROW}`,
    );
    await session.run(`DROP TEMPORARY TABLE ${merge.keys}`);
  } else {
    const values = [...merge.columns.map(value), ...others];
    await typeInto(
      session,
      rejects,
      stage,
      typed,
      all.map(({ name }) => name),
      values,
    );
  }
  return { stage: typed, columns };
}

/** The column that says of which staged row a key is. */
const AT = { name: '_syncform_at', definition: 'bigint' };

/** Casts values of the staged rows `s` into a table, but those of records that do not fit, which are rejected. */
async function typeInto(
  session: Session,
  rejects: Rejects,
  stage: string,
  into: string,
  names: readonly string[],
  values: readonly string[],
): Promise<void> {
  await session.run('START TRANSACTION');
  await rejects.stepwise(stage, [0], async (where) => [
    (
      await session.run(
        `INSERT INTO ${into} (${quoteList(names)}) SELECT ${values.join(', ')} FROM ${stage} AS s WHERE ${where} ORDER BY s.${ROW}`,
      )
    ).rows,
  ]);
  await session.run('COMMIT');
}

/** Brings staged rows into the target, set by set, in a transaction. Rows that are equal already are neither written nor counted. */
export async function mergeStaged(
  session: Session,
  rejects: Rejects,
  merge: Merge,
  stage: string,
): Promise<MergeCounts> {
  const { operation, table } = merge;
  const sql = statements(merge, stage);
  const stepwise = (...parts: ((where: string) => string)[]) =>
    rejects.stepwise(stage, [0, 0], async (where) => {
      const counts = [];
      for (const part of parts) counts.push((await session.run(part(where))).rows);
      return [counts[0] ?? 0, counts[1] ?? 0] as const;
    });
  switch (operation) {
    case 'append':
      return { inserted: (await stepwise(sql.insertAll))[0], updated: 0, deleted: 0 };
    case 'replace': {
      const deleted = (await session.run(`DELETE FROM ${table}`)).rows;
      return { inserted: (await stepwise(sql.insertAll))[0], updated: 0, deleted };
    }
    case 'insert':
      return { inserted: (await stepwise(sql.insertNew))[0], updated: 0, deleted: 0 };
    case 'update':
      return { inserted: 0, updated: sql.update ? (await stepwise(sql.update))[0] : 0, deleted: 0 };
    case 'upsert': {
      const deleted = merge.deleteMissing ? await deleteMissing(session, rejects, merge, stage) : 0;
      const [updated, inserted] = sql.update
        ? await stepwise(sql.update, sql.insertNew)
        : [0, (await stepwise(sql.insertNew))[0]];
      return { inserted, updated, deleted };
    }
    case 'delete':
      return { inserted: 0, updated: 0, deleted: (await stepwise(sql.delete))[0] };
  }
}

/**
 * Deletes, or marks, the rows whose key is not staged: all at once, or around those that the table does not let go (a foreign
 * key of another table, a trigger), which are refused by their key.
 */
async function deleteMissing(
  session: Session,
  rejects: Rejects,
  merge: Merge,
  stage: string,
): Promise<number> {
  const { key, columns, gone } = merge;
  const { missing, remove } = statements(merge, stage);
  const { from, where, statement } = missing(rejects.condition(key));
  await session.run('SAVEPOINT missing');
  try {
    const { rows } = await session.run(statement);
    await session.run('RELEASE SAVEPOINT missing');
    return rows;
  } catch (error) {
    if (!isDataError(error)) throw error;
    await session.run('ROLLBACK TO SAVEPOINT missing');
  }
  const keyColumns = columns.filter(({ name }) => key.includes(name));
  await createStage(
    session,
    gone,
    // These rows are of no record that came, and have no number.
    [...keyColumns, ...rejects.numbers.map((name) => ({ name, definition: 'bigint' }))],
  );
  const names = keyColumns.map((c) => `t.${quoteIdentifier(c.name)}`).join(', ');
  await session.run(
    `INSERT INTO ${gone} (${quoteList(keyColumns.map((c) => c.name))}) SELECT ${names} FROM ${from} WHERE ${where}`,
  );
  const [deleted] = await rejects.stepwise(gone, [0], async (part) => [
    (await session.run(remove(gone, part))).rows,
  ]);
  await session.run(`DROP TEMPORARY TABLE ${gone}`);
  return deleted;
}

function staged({ name }: ArrivingColumn): string {
  return `s.${quoteIdentifier(name)}`;
}

/** Whether the target has an index that keeps rows of the same key apart, by which they are found. */
function isUnique({ target, key }: Merge): boolean {
  const names = [...key].sort().join('\0');
  return [target.key, ...target.unique].some((columns) => [...columns].sort().join('\0') === names);
}

function statements(merge: Merge, stage: string) {
  const { table, columns, key } = merge;
  const inserted = columns.filter((c) => c.only !== 'update');
  const others = columns.filter((c) => !key.includes(c.name) && c.only !== 'create');
  const names = quoteList(inserted.map((c) => c.name));
  const values = inserted.map((c) => c.assigned(staged(c))).join(', ');
  const sameKey = key.map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(' AND ');
  // The server guesses badly how many rows a temporary table has: each is looked up in the target's index.
  const join = isUnique(merge) ? 'STRAIGHT_JOIN' : 'JOIN';
  const joined = (from: string) => `${from} AS s ${join} ${table} AS t ON ${sameKey}`;
  const both = joined(stage);
  const insert = (where: string) =>
    `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${stage} AS s WHERE ${where}`;
  const assignments = others.map((c) => `t.${quoteIdentifier(c.name)} = ${c.assigned(staged(c))}`).join(', ');
  // The server counts, and writes, only rows that change; of all others it would still keep a copy until the end.
  const stamp = stampOf(columns);
  const isForeign = stamp === undefined ? [] : [`t.${quoteIdentifier(stamp)} IS NULL`];
  const compared = others.filter((c) => !c.isStamp);
  const differs = compared
    .map((c) => `NOT (${isStored(c, merge)})`)
    .concat(compared.length > 0 ? isForeign : [])
    .join(' OR ');
  const [mark] = merge.marks ?? [];
  const marking = (merge.marks ?? [])
    .map((each) => `t.${quoteIdentifier(each.name)} = ${markLiteral(each)}`)
    .join(', ');
  const isUnmarked = mark ? `t.${quoteIdentifier(mark.name)} IS NULL` : 'TRUE';
  const remove = (from: string, where: string) =>
    mark
      ? `UPDATE ${joined(from)} SET ${marking} WHERE ${isUnmarked} AND ${where}`
      : `DELETE t FROM ${joined(from)} WHERE ${where}`;
  return {
    insertAll: (where: string) => `${insert(where)} ORDER BY s.${ROW}`,
    insertNew: (where: string) =>
      `${insert(where)} AND NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE ${sameKey}) ORDER BY s.${ROW}`,
    update:
      differs === ''
        ? undefined
        : (where: string) => `UPDATE ${both} SET ${assignments} WHERE (${differs}) AND ${where}`,
    remove,
    delete: (where: string) => remove(stage, where),
    /** The table's rows `t` that came from here, but those whose key is staged and those of a condition, and the statement that removes them. */
    missing: (others: string) => {
      const from = `${table} AS t LEFT JOIN ${stage} AS s ON ${sameKey}`;
      const isOwn = isForeign.map((foreign) => ` AND NOT (${foreign})`).join('');
      const where = `s.${ROW} IS NULL${isOwn} AND ${isUnmarked} AND NOT (${others})`;
      const statement = mark
        ? `UPDATE ${from} SET ${marking} WHERE ${where}`
        : `DELETE t FROM ${from} WHERE ${where}`;
      return { from, where, statement };
    },
  };
}

/** Whether the target's row has the staged value already, to the byte; of other types than the target's, as text. */
function isStored(column: ArrivingColumn, { isMariadb }: Merge): string {
  const there = `t.${quoteIdentifier(column.name)}`;
  const sent = staged(column);
  if (column.definition === 'json' && !isMariadb) return `${there} <=> CAST(${sent} AS JSON)`;
  // Of a collation that has no equal texts but the same ones, nothing is to be made first.
  const isLoose = /CHARACTER SET/.test(column.definition) && !/_(nopad|0900)_bin$/.test(column.definition);
  if (column.isExact && !isLoose) return `${there} <=> ${sent}`;
  const bytes = (value: string) => `CAST(CONVERT(${value} USING utf8mb4) AS BINARY)`;
  return `${bytes(column.isExact ? there : `CAST(${there} AS CHAR)`)} <=> ${bytes(sent)}`;
}

function markLiteral({ type, value }: Mark): string {
  const { kind } = fieldType(type);
  if (kind === 'boolean') return /^(t|true|1)$/i.test(value) ? '1' : '0';
  return quoteLiteral(kind === 'datetime_tz' ? withoutZone(value) : value);
}
