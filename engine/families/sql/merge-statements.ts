import type { LoadColumn } from '../../contract/contract.ts';
import { stampOf } from '../../contract/own-rows.ts';
import type { UpsertParts } from './dialect.ts';

/** How rows `s` of one table write to the rows `t` of another. */
export interface WritesOfDialect {
  /** What stands before the name of a column that an UPDATE assigns. Absent: nothing. */
  readonly assigned?: 't.';
  /** An UPDATE of the rows `t` of a table from the rows `s` of another. */
  update(table: string, assignments: string, from: string, where: string): string;
  /** As MergingOfDialect's. */
  readonly updatesByName?: true | undefined;
  /** A DELETE of such rows. Absent: by EXISTS, of a table that has no alias, for not every system lets a DELETE give it one. */
  delete?(table: string, from: string, where: string): string;
  /** The rows `t` of a table that have no counterpart `s`: what stands after FROM, and a condition. Absent: by NOT EXISTS. */
  alone?(table: string, from: string, isSame: string): { readonly rows: string; readonly where: string };
  /** What a DELETE of those begins with. Absent: `DELETE FROM`. */
  readonly deleteFrom?: string;
  /** The order in which rows `s` are inserted. Absent: any. */
  readonly order?: string;
}

/** A column that staged rows bring. */
export interface MergedColumn {
  readonly name: string;
  /** As LoadColumn's. */
  readonly only?: LoadColumn['only'] | undefined;
  /** As LoadColumn's. */
  readonly isStamp?: boolean;
  /** SQL of a row's value `s`, as the table's column takes it. */
  readonly value: string;
  /** A condition that the table's row `t` has another. */
  readonly differs: string;
}

/** What is merged into what. */
export interface MergeWords {
  readonly writes: WritesOfDialect;
  quoteIdentifier(name: string): string;
  /** Quoted names of the table, and of the staged rows'. */
  readonly table: string;
  readonly stage: string;
  readonly columns: readonly MergedColumn[];
  readonly key: readonly string[];
  /** The column of the staged rows, quoted, that has a column of the key. */
  keyOf(name: string): string;
  /** A condition on the table's rows `t` that every statement says which looks for them. Absent: none. */
  readonly among?: string | undefined;
  /** What marks rows instead of deleting them, as SQL. Absent: they are deleted. */
  readonly marks: readonly { readonly name: string; readonly value: string }[] | undefined;
  /** Of rows that are removed by key: the column in which those have a value that may go. Absent: all may. */
  readonly stamp: string | undefined;
}

/** The statements of a merge; those that are functions of a condition get one on the staged rows `s`. */
export function mergeStatements(words: MergeWords) {
  const { writes, quoteIdentifier, table, stage, columns, key, marks } = words;
  const isOwn = (t: string) =>
    words.stamp === undefined ? [] : [`${t}${quoteIdentifier(words.stamp)} IS NOT NULL`];
  const { assigned = '', order } = writes;
  const inserted = columns.filter((c) => c.only !== 'update');
  const others = columns.filter((c) => !key.includes(c.name) && c.only !== 'create');
  const compared = others.filter((c) => !c.isStamp);
  const sameKey = sameKeyBy(words);
  const among = words.among === undefined ? [] : [words.among];
  /** What stands before the table's columns in an UPDATE, and in what looks for its rows. */
  const there = writes.updatesByName ? `${table}.` : 't.';
  const isSame = [sameKey(there), ...among].join(' AND ');
  const stamp = stampOf(columns);
  const isForeign = (t: string) => (stamp === undefined ? [] : [`${t}${quoteIdentifier(stamp)} IS NULL`]);
  const differs = [
    ...compared.map((column) => column.differs),
    ...(compared.length > 0 ? isForeign(there) : []),
  ].join(' OR ');
  const assign = (to: readonly { readonly name: string; readonly value: string }[]) =>
    to.map(({ name, value }) => `${assigned}${quoteIdentifier(name)} = ${value}`).join(', ');
  const [mark] = marks ?? [];
  const isUnmarked = (t: string) => (mark ? [`${t}${quoteIdentifier(mark.name)} IS NULL`] : []);
  const all = (...conditions: readonly string[]) => conditions.join(' AND ');
  const names = inserted.map(({ name }) => quoteIdentifier(name)).join(', ');
  const values = inserted.map(({ value }) => value).join(', ');
  const insert = (where: string) =>
    `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${stage} AS s WHERE ${where}${order ? ` ORDER BY ${order}` : ''}`;
  /** Of a DELETE: the table, and what stands before its columns. */
  const [rows, t] = writes.delete ? [`${table} AS t`, 't.'] : [table, `${table}.`];

  return {
    /** A condition that a row `t` of the table differs from its counterpart `s`; empty where nothing can. */
    differs,
    insertAll: insert,
    insertNew: (where: string) =>
      insert(
        all(
          where,
          `NOT EXISTS (SELECT 1 FROM ${table}${writes.updatesByName ? '' : ' AS t'} WHERE ${isSame})`,
        ),
      ),
    update:
      differs === ''
        ? undefined
        : (where: string) => writes.update(table, assign(others), stage, all(isSame, `(${differs})`, where)),
    /** What a statement is made of that updates and inserts at once; of nothing that can differ there is none. */
    upserts: (where: string): UpsertParts => ({
      table,
      from: stage,
      where,
      isSame,
      differs,
      assignments: assign(others),
      columns: names,
      values,
    }),
    /** Deletes, or marks, the rows whose key rows `s` of another table have. */
    remove(from: string, where: string): string {
      if (marks)
        return writes.update(
          table,
          assign(marks),
          from,
          all(isSame, ...isUnmarked(there), ...isOwn(there), where),
        );
      if (writes.delete) return writes.delete(table, from, all(isSame, ...isOwn('t.'), where));
      return `DELETE FROM ${table} WHERE EXISTS (SELECT 1 FROM ${from} AS s WHERE ${all(sameKey(t), ...isOwn(t), where)})`;
    },
    /** What stands before the table's columns in `missing`. */
    missingPrefix: t,
    /** The table's rows that came from here, whose key is not staged, which are not marked, and of which `isKept` does not hold. */
    missing(isKept: string) {
      const alone = writes.alone?.(table, stage, isSame) ?? {
        rows,
        where: `NOT EXISTS (SELECT 1 FROM ${stage} AS s WHERE ${sameKey(t)})`,
      };
      const where = all(
        ...isForeign(t).map((foreign) => `NOT (${foreign})`),
        ...among,
        ...isUnmarked(t),
        alone.where,
        `NOT (${isKept})`,
      );
      const { deleteFrom = 'DELETE FROM' } = writes;
      return {
        rows: alone.rows,
        where,
        statement: marks
          ? `UPDATE ${alone.rows} SET ${assign(marks)} WHERE ${where}`
          : `${deleteFrom} ${alone.rows} WHERE ${where}`,
      };
    },
  };
}

/** A condition that a row of the table, whose columns stand after `prefix`, has the key of a staged row `s`. */
export function sameKeyBy({
  quoteIdentifier,
  key,
  keyOf,
}: Pick<MergeWords, 'quoteIdentifier' | 'key' | 'keyOf'>): (prefix: string) => string {
  return (prefix) => key.map((name) => `${prefix}${quoteIdentifier(name)} = s.${keyOf(name)}`).join(' AND ');
}
