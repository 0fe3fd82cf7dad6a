import { literalOf, type SourceColumn, textExpression } from './columns.ts';
import { quoteTable, type TableName } from './names.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/** What rows are made of. */
export interface Selection {
  readonly columns: readonly SourceColumn[];
  /** Everything from FROM on, without it: a table, or a query in parentheses. */
  readonly from: string;
  readonly where?: string;
}

/** Rows, every value as text, under the names c0, c1, … */
export function selectText({ columns, from, where }: Selection): string {
  const list = columns.map((column, i) => `  ${textExpression(column)} AS c${i}`);
  return [`SELECT`, list.join(',\n'), `FROM ${from}`, ...(where ? [`WHERE ${where}`] : [])].join('\n');
}

/** A model's query as something to select from; semicolons at its end are left out. */
export function asSubquery(query: string): string {
  return `(\n${query.replace(/[\s;]+$/, '')}\n) AS model`;
}

/** Rows whose tracking field is there or after. Rows without a value come along each time: nothing says when they changed. */
export function atOrAfter(column: SourceColumn, value: string): string {
  const name = quoteIdentifier(column.name);
  return `(${name} >= ${literalOf(column, value, quoteLiteral)} OR ${name} IS NULL)`;
}

/** The largest value of a column, as text. */
export function largestValue(table: TableName, column: SourceColumn): string {
  const name = quoteIdentifier(column.name);
  return [
    `SELECT ${textExpression(column)} AS c0`,
    `FROM (SELECT max(${name}) AS ${name} FROM ${quoteTable(table)})`,
  ].join('\n');
}

/** Versions of a table, the first and the last of them included. */
export interface Versions {
  readonly first: bigint;
  readonly last: bigint;
}

/** Nothing, if the table's change data feed has every version; an error that says why not otherwise. */
export function probeChanges(table: TableName, versions: Versions): string {
  return `SELECT _change_type FROM ${tableChanges(table, versions)} LIMIT 1`;
}

/**
 * Each row that changed within the versions, once, as its last change left it: those that are there after it, or those that
 * are gone. Where one version has both for a key, the row was replaced and is there.
 */
export function changedRows(
  table: TableName,
  versions: Versions,
  key: readonly string[],
  rows: 'written' | 'deleted',
): string {
  const isThere = `_change_type IN ('insert', 'update_postimage')`;
  return [
    '(',
    'SELECT * FROM (',
    'SELECT *, row_number() OVER (',
    `  PARTITION BY ${key.map(quoteIdentifier).join(', ')}`,
    `  ORDER BY _commit_version DESC, CASE WHEN ${isThere} THEN 0 ELSE 1 END`,
    ') AS _syncform_change',
    `FROM ${tableChanges(table, versions)}`,
    ')',
    `WHERE _syncform_change = 1 AND ${rows === 'written' ? isThere : `NOT ${isThere}`}`,
    ') AS changes',
  ].join('\n');
}

function tableChanges(table: TableName, { first, last }: Versions): string {
  return `table_changes(${quoteLiteral(quoteTable(table))}, ${first}, ${last})`;
}
