import { quoteIdentifier } from '../../movement/sql.ts';
import type { LoadRequest } from '../contract.ts';
import type { TargetContents } from './target.ts';

/** What merging staged rows into a file's makes of it. */
export interface MergePlan {
  /** A SELECT of three numbers: rows inserted, updated and deleted. */
  readonly counts: string;
  /** A SELECT of the file's columns as they are to be. */
  readonly contents: string;
}

/** Plans a merge by key; rows that are equal count as nothing. A column that the rows do not bring keeps its value. */
export function mergePlan(
  { operation, columns, key }: Pick<LoadRequest, 'operation' | 'columns' | 'key'>,
  there: TargetContents,
  stage: string,
): MergePlan {
  const same = key.map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(' AND ');
  const values = columns.map(({ name }) => name).filter((name) => !key.includes(name));
  const differs =
    values
      .map((name) => `t.${quoteIdentifier(name)} IS DISTINCT FROM s.${quoteIdentifier(name)}`)
      .join(' OR ') || 'false';
  const joined = (kind: string) =>
    `(SELECT true AS is_there, * FROM (${there.select})) AS t ${kind} JOIN (SELECT true AS is_new, * FROM ${stage}) AS s ON ${same}`;
  const count = (condition: string) => `count(*) FILTER (WHERE ${condition})`;
  const fresh = count('t.is_there IS NULL');
  const updated = count(`t.is_there AND s.is_new AND (${differs})`);
  const merged = there.columns.map(({ name }) => {
    const column = quoteIdentifier(name);
    if (!columns.some((brought) => brought.name === name)) return `t.${column}`;
    return `CASE WHEN s.is_new THEN s.${column} ELSE t.${column} END AS ${column}`;
  });
  const own = there.columns.map(({ name }) => `t.${quoteIdentifier(name)}`);
  const ownFirst = there.columns.map(({ name }) => {
    const column = quoteIdentifier(name);
    if (!columns.some((brought) => brought.name === name)) return `t.${column}`;
    return `CASE WHEN t.is_there THEN t.${column} ELSE s.${column} END AS ${column}`;
  });
  const plan = (counts: readonly string[], list: readonly string[], kind: string): MergePlan => ({
    counts: `SELECT ${counts.join(', ')} FROM ${joined(kind === 'ANTI' ? 'LEFT' : kind)}`,
    contents: `SELECT ${list.join(', ')} FROM ${joined(kind)}`,
  });
  switch (operation) {
    case 'upsert':
      return plan([fresh, updated, '0'], merged, 'FULL');
    case 'insert':
      return plan([fresh, '0', '0'], ownFirst, 'FULL');
    case 'update':
      return plan(['0', updated, '0'], merged, 'LEFT');
    case 'delete':
      return plan(['0', '0', count('s.is_new')], own, 'ANTI');
    default:
      throw new TypeError(`${operation} has no key to merge by`);
  }
}
