import { BATCH_COLUMN, type LoadedColumn, type MergeStatement } from './load-statements.ts';
import { quoteTable, type TableName } from './names.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

/*
 * The statement that tells which staged rows a table would refuse. A Delta table refuses a whole commit for one of them, and
 * says of one constraint alone that it does not hold.
 */

/** What a table asks of its rows. */
export interface TableConstraint {
  /** A condition on the table's columns. A row of which it is NULL is refused as well. */
  readonly holds: string;
  /** Why a row is refused of which it does not hold. */
  readonly reason: string;
}

export interface JudgedRows {
  readonly target: TableName;
  /** The staged rows: a load's columns, and the number of each row as the one after them. */
  readonly stage: TableName;
  readonly columns: readonly LoadedColumn[];
  /** All columns of the target, by name. */
  readonly all: readonly string[];
  readonly batch: string;
  readonly constraints: readonly TableConstraint[];
  /** How rows are merged; undefined where all of them are inserted. */
  readonly merge: Pick<MergeStatement, 'operation' | 'key'> | undefined;
}

/** Numbers of the staged rows that would break a constraint, each with the first reason; `most` of them at most. */
export function violatingRows(rows: JudgedRows, most: number): string {
  const { target, stage, columns, all, batch, constraints, merge } = rows;
  const arriving = (name: string) =>
    columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  const number = `s.c${columns.length}`;
  // What is in a row that no value comes for: of a new one NULL, of one that is there what it has.
  const values = all.map((name) => {
    const at = arriving(name);
    const only = columns[at]?.only;
    const there = merge ? `t.${quoteIdentifier(name)}` : 'NULL';
    const fresh = at < 0 || only === 'update' ? 'NULL' : `s.c${at}`;
    const changed = at < 0 || only === 'create' ? there : `s.c${at}`;
    const value =
      !merge || fresh === changed
        ? fresh
        : `CASE WHEN ${isThere(merge.key)} THEN ${changed} ELSE ${fresh} END`;
    return `${value} AS ${quoteIdentifier(name)}`;
  });
  const on = merge?.key.map((name) => `t.${quoteIdentifier(name)} = s.c${arriving(name)}`).join(' AND ');
  const written = { insert: 'NOT ', update: '' }[String(merge?.operation)];
  const where = [
    `s.${BATCH_COLUMN} = ${quoteLiteral(batch)}`,
    ...(merge && written !== undefined ? [`${written}(${isThere(merge.key)})`] : []),
  ];
  const reasons = constraints.map(
    ({ holds, reason }) => `WHEN NOT coalesce((${holds}), false) THEN ${quoteLiteral(reason)}`,
  );
  return [
    `SELECT ${NUMBER_NAME} AS number, reason FROM (`,
    `  SELECT ${NUMBER_NAME}, CASE ${reasons.join(' ')} END AS reason FROM (`,
    `    SELECT ${number} AS ${NUMBER_NAME}, ${values.join(', ')}`,
    `    FROM ${quoteTable(stage)} AS s${on === undefined ? '' : ` LEFT JOIN ${quoteTable(target)} AS t ON ${on}`}`,
    `    WHERE ${where.join(' AND ')}`,
    '  )',
    ')',
    `WHERE reason IS NOT NULL ORDER BY 1 LIMIT ${most}`,
  ].join('\n');
}

const NUMBER_NAME = '_syncform_number';

function isThere(key: readonly string[]): string {
  return `t.${quoteIdentifier(key[0] ?? '')} IS NOT NULL`;
}
