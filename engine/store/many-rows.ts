import type { ExpressionBuilder } from 'kysely';
import type { Tables } from './tables.ts';

/** How many rows one statement writes: to make a statement for each takes longer than to run it. */
const AT_ONCE = 50;

/** Rows in the parts that one statement each writes. */
export function inParts<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  const parts: (readonly Row[])[] = [];
  for (let i = 0; i < rows.length; i += AT_ONCE) parts.push(rows.slice(i, i + AT_ONCE));
  return parts;
}

/** What a row that is there becomes where it is inserted again: all columns of the rows are as they were inserted. */
export function asInserted<Table extends keyof Tables, Row extends object>(rows: readonly Row[]) {
  const names = Object.keys(rows[0] ?? {}) as (keyof Row & string)[];
  return ({ ref }: ExpressionBuilder<Tables & { excluded: Tables[Table] }, Table | 'excluded'>) =>
    Object.fromEntries(names.map((name) => [name, ref(`excluded.${name}` as never)]));
}
