import type { LoadColumn, LoadRequest } from '../../contract/contract.ts';
import { stampOf } from '../../contract/own-rows.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { fromText } from '../../movement/csv-dialect.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { fieldType } from '../../types/field-type.ts';
import { storeValue } from '../duckdb/store-value.ts';
import type { TargetContents } from './target.ts';

/** What merging staged rows into a file's makes of it. */
export interface MergePlan {
  /** A SELECT of three numbers: rows inserted, updated and deleted. */
  readonly counts: string;
  /** A SELECT of the file's columns as they are to be. */
  readonly contents: string;
}

type Merge = Pick<LoadRequest, 'operation' | 'columns' | 'key' | 'deleteMissing' | 'marks' | 'stamp'>;

/*
 * Plans are joins of the file's rows `t`, with a column `_syncform_is_there`, and the staged rows `s`, with
 * `_syncform_is_new`, by key.
 */

/**
 * Plans a merge by key; rows that are equal count as nothing. A column that the rows do not bring keeps its value.
 * `kept` is a table of the keys of rows that are not missing although they are not staged.
 */
export function mergePlan(merge: Merge, there: TargetContents, stage: string, kept?: string): MergePlan {
  const { operation, columns, key } = merge;
  const same = key.map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(' AND ');
  const joined = (kind: 'LEFT' | 'FULL') =>
    `(SELECT true AS _syncform_is_there, * FROM (${there.select})) AS t ${kind} JOIN (SELECT true AS _syncform_is_new, * FROM ${stage}) AS s ON ${same}`;
  const isUpdated = `t._syncform_is_there AND s._syncform_is_new AND (${difference(merge)})`;
  const count = (condition: string) => `count(*) FILTER (WHERE ${condition})`;
  const select = (value: (name: string, column: LoadColumn | undefined) => string) =>
    there.columns
      .map(({ name }) => {
        const column = columns.find((brought) => brought.name === name);
        return `${value(quoteIdentifier(name), column)} AS ${quoteIdentifier(name)}`;
      })
      .join(', ');
  const plan = (counts: readonly string[], list: string, kind: 'LEFT' | 'FULL', where = 'true') => ({
    counts: `SELECT ${counts.join(', ')} FROM ${joined(kind)}`,
    contents: `SELECT ${list} FROM ${joined(kind)} WHERE ${where}`,
  });
  /** A column's value after an insert or update. */
  const merged = (name: string, column: LoadColumn | undefined): string => {
    if (!column) return `t.${name}`;
    const after = column.only === 'create' ? `t.${name}` : `s.${name}`;
    const inserted = column.only === 'update' ? 'NULL' : `s.${name}`;
    return `CASE WHEN t._syncform_is_there IS NULL THEN ${inserted} WHEN ${isUpdated} THEN ${after} ELSE t.${name} END`;
  };
  const isFresh = 't._syncform_is_there IS NULL';
  switch (operation) {
    case 'upsert': {
      if (!merge.deleteMissing) return plan([count(isFresh), count(isUpdated), '0'], select(merged), 'FULL');
      const isMissing = `s._syncform_is_new IS NULL${isOwn(merge)}${isNotKept(merge, kept)}`;
      const isGone = `${isMissing}${isUnmarked(merge)}`;
      return plan(
        [count(isFresh), count(isUpdated), count(isGone)],
        select((name, column) => marked(merge, there, isGone, name, merged(name, column))),
        'FULL',
        merge.marks ? 'true' : `NOT (${isMissing})`,
      );
    }
    case 'insert':
      return plan(
        [count(isFresh), '0', '0'],
        select((name, column) =>
          column && column.only !== 'update'
            ? `CASE WHEN t._syncform_is_there THEN t.${name} ELSE s.${name} END`
            : `t.${name}`,
        ),
        'FULL',
      );
    case 'update':
      return plan(['0', count(isUpdated), '0'], select(merged), 'LEFT');
    case 'delete': {
      const isMeant = `s._syncform_is_new${isOwn(merge)}`;
      const isGone = `${isMeant}${isUnmarked(merge)}`;
      return plan(
        ['0', '0', count(isGone)],
        select((name) => marked(merge, there, isGone, name, `t.${name}`)),
        'LEFT',
        merge.marks ? 'true' : `(${isMeant}) IS NOT TRUE`,
      );
    }
    default:
      throw new TypeError(`${operation} has no key to merge by`);
  }
}

/** Whether rows of one key differ in what is written to rows that are there. */
function difference({ columns, key }: Merge): string {
  const compared = columns.filter(
    ({ name, only, isStamp }) => !key.includes(name) && only !== 'create' && !isStamp,
  );
  const differs = compared.map(
    ({ name }) => `t.${quoteIdentifier(name)} IS DISTINCT FROM s.${quoteIdentifier(name)}`,
  );
  const stamp = stampOf(columns);
  if (stamp !== undefined && differs.length > 0) differs.push(`t.${quoteIdentifier(stamp)} IS NULL`);
  return differs.join(' OR ') || 'false';
}

/** That a row of the file was written from here, where there can be others. */
function isOwn({ columns, stamp = stampOf(columns) }: Merge): string {
  return stamp === undefined ? '' : ` AND t.${quoteIdentifier(stamp)} IS NOT NULL`;
}

/** That a row is none of those that stay, by their keys in a table, although their keys do not come. */
function isNotKept({ key }: Merge, kept: string | undefined): string {
  if (kept === undefined) return '';
  const same = key.map((name) => `k.${quoteIdentifier(name)} = t.${quoteIdentifier(name)}`).join(' AND ');
  return ` AND NOT EXISTS (FROM ${kept} AS k WHERE ${same})`;
}

function isUnmarked({ marks }: Merge): string {
  return marks?.[0] ? ` AND t.${quoteIdentifier(marks[0].name)} IS NULL` : '';
}

/** A column's value with the mark that takes the place of deleting its row. */
function marked(
  { marks }: Merge,
  { columns }: TargetContents,
  isGone: string,
  name: string,
  value: string,
): string {
  const mark = marks?.find((candidate) => quoteIdentifier(candidate.name) === name);
  if (!mark) return value;
  const carried = fromText(quoteLiteral(mark.value), fieldType(mark.type));
  // A file that somebody else wrote may have the column as text.
  const type = columns.find((column) => column.name === mark.name)?.type ?? mark.type;
  return `CASE WHEN ${isGone} THEN ${storeValue(carried, mark.type, mark.name, duckdbType(type))} ELSE ${value} END`;
}
