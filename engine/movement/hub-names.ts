import type { Column } from '../contract/contract.ts';
import { quoteIdentifier } from '../kit/sql.ts';

/*
 * DuckDB does not tell identifiers apart by case: of the columns "Email" and "EMAIL" of one subquery, both names mean the
 * first. So a column on its way through DuckDB has a name of ours, which is another one for each name, also in lower case;
 * it gets its own name at the end.
 */

/** What stands around the code point of a character that has another case. */
const CASED = /\^([0-9a-f]+);/g;

/** A column's name on its way: every letter that is not its own lower case is spelled out by its code point. */
export function hubName(name: string): string {
  let spelled = '';
  for (const character of name)
    spelled +=
      character === '^' || character.toLowerCase() !== character
        ? `^${character.codePointAt(0)?.toString(16)};`
        : character;
  return spelled;
}

/** The name that `hubName` made this one of. */
export function nameOfHub(name: string): string {
  return name.replace(CASED, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

/** A column's name on its way, as SQL says it. */
export function hubIdentifier(name: string): string {
  return quoteIdentifier(hubName(name));
}

/**
 * A SELECT of these columns, in order, as a FROM item: `(SELECT …) AS r("id", …)`. Columns are found by their place,
 * whatever the SELECT calls them, and have their names on the way from there on.
 */
export function hubRelation(select: string, columns: readonly Pick<Column, 'name'>[], alias = 'r'): string {
  return `(${select}) AS ${alias}(${columns.map(({ name }) => hubIdentifier(name)).join(', ')})`;
}
