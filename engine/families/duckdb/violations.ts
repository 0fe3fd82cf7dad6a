import type { LoadRequest } from '../../contract/contract.ts';
import { stampOf } from '../../contract/own-rows.ts';
import { quoteIdentifier, quoteLiteral } from '../../kit/sql.ts';
import { storeValue } from './store-value.ts';
import type { Reference, RuledColumn, TableRules } from './table-rules.ts';

/*
 * DuckDB's transaction ends with the first row that a constraint refuses, and it has no savepoints. So which rows a table would
 * refuse is worked out beforehand, from what each row would be in it.
 */

/** The table that is loaded. */
export interface RuledTable {
  /** A FROM item of it from anywhere, and the name by which its CHECK constraints may name it. */
  readonly qualified: string;
  readonly name: string;
  readonly columns: readonly RuledColumn[];
  readonly rules: TableRules;
}

/** Characters of a value that are shown. */
const SHOWN = 100;

/** The staged rows' own column: their number, in the order in which they came. */
export const ROW = quoteIdentifier('_syncform_row');
/** Tables of the session: the rows as the table stores them, what each would be in it, and which it refuses, and why. */
const STORED = 'temp.main._syncform_stored';
const RESULTING = 'temp.main._syncform_resulting';
export const VIOLATING = 'temp.main._syncform_violating';

/**
 * Statements that note in `VIOLATING`, by their number, the rows of a SELECT (the request's columns and `ROW`) that the
 * table's rules refuse, each once with a reason.
 */
export function violationStatements(request: LoadRequest, table: RuledTable, fit: string): readonly string[] {
  const { operation, marks } = request;
  const judged =
    operation === 'delete'
      ? marks
        ? []
        : table.rules.referencedBy.map((by) => stillReferenced(request, table, by))
      : [resulting(request, table), ...written(request, table)];
  return [
    'CREATE OR REPLACE TEMP TABLE _syncform_violating (row BIGINT, reason VARCHAR)',
    `CREATE OR REPLACE TEMP TABLE _syncform_stored AS ${storedRows(request, table, fit)}`,
    ...judged,
    `DROP TABLE ${STORED}; DROP TABLE IF EXISTS ${RESULTING}`,
  ];
}

/** Statements that note what CHECK, FOREIGN KEY and UNIQUE refuse of the rows that would be written. */
function written(
  { operation, key, columns, deleteMissing, marks }: LoadRequest,
  table: RuledTable,
): string[] {
  const { checks, references, unique, uniqueParts } = table.rules;
  const checked = checks.map(({ expression, text }) =>
    note(
      `NOT (${expression})`,
      quoteLiteral(`${text} does not hold`),
      `${RESULTING} AS ${quoteIdentifier(table.name)}`,
    ),
  );
  const missing = references.map(({ columns, table: other, id, others }) =>
    note(
      `${isWhole(columns)} AND NOT EXISTS (FROM ${other} AS o WHERE ${same('r', columns, 'o', others)})`,
      `${quoteLiteral(`${id} has no row whose (${others.join(', ')}) is (`)} || ${shown(columns)} || ${quoteLiteral(`), as its (${columns.join(', ')}) says`)}`,
      `${RESULTING} AS r`,
    ),
  );
  const stamp = stampOf(columns);
  // Rows that are gone by then stand against nothing; a replaced table has no other rows.
  const stays =
    deleteMissing && !marks
      ? ` AND (EXISTS (FROM ${STORED} AS s WHERE ${same('s', key, 't')})${stamp === undefined ? '' : ` OR t.${quoteIdentifier(stamp)} IS NULL`})`
      : '';
  const isOther = operation === 'append' ? 'true' : `NOT (${same('r', key, 't')})${stays}`;
  const sets = [
    ...unique.map((names) => ({ parts: names.map(quoteIdentifier), shown: names.join(', ') })),
    ...uniqueParts.map((parts) => ({ parts, shown: parts.map(withoutBrackets).join(', ') })),
  ].map(({ parts, shown }) => ({
    shown,
    names: parts.map((_, i) => `_syncform_part_${i}`),
    of: (table: string) =>
      `(SELECT *, ${parts.map((part, i) => `${part} AS _syncform_part_${i}`).join(', ')} FROM ${table})`,
  }));
  const taken = sets.map(({ names, shown: parts, of }) =>
    note(
      `${isWhole(names)} AND EXISTS (FROM ${of(table.qualified)} AS t WHERE ${same('r', names, 't')} AND ${isOther})`,
      `${quoteLiteral(`another row has the same (${parts}): (`)} || ${shown(names)} || ')'`,
      `${of(RESULTING)} AS r`,
    ),
  );
  const twice = sets.map(({ names, shown: parts, of }) =>
    note(
      'r.n > 1',
      quoteLiteral(`another record of the same batch has the same (${parts})`),
      `(SELECT ${ROW}, row_number() OVER (PARTITION BY ${names.map((name) => `r.${quoteIdentifier(name)}`).join(', ')} ORDER BY ${ROW}) AS n
          FROM ${of(RESULTING)} AS r WHERE ${isWhole(names)} AND ${PASSES}) AS r`,
    ),
  );
  return [...checked, ...missing, ...(operation === 'replace' ? [] : taken), ...twice];
}

/** The rows with values in the types of the table's columns. */
function storedRows({ columns }: LoadRequest, table: RuledTable, fit: string): string {
  const values = columns.map(({ name, type }) => {
    const storedAs = table.columns.find((c) => c.name.toLowerCase() === name.toLowerCase())?.type;
    const value = `f.${quoteIdentifier(name)}`;
    return `${storedAs === undefined ? value : storeValue(value, type, name, storedAs)} AS ${quoteIdentifier(name)}`;
  });
  return `SELECT f.${ROW}, ${values.join(', ')} FROM (${fit}) AS f`;
}

/** What the rows that are written would be: what they bring, what the row that is there keeps, what a default gives. */
function resulting({ columns: sent, key, operation }: LoadRequest, table: RuledTable): string {
  const isKeyed = operation === 'upsert' || operation === 'insert' || operation === 'update';
  // No constraint may name a generated column.
  const own = table.columns.filter(({ isGenerated }) => !isGenerated);
  const values = own.map(({ name, type, initial = 'NULL' }) => {
    const column = sent.find((c) => c.name.toLowerCase() === name.toLowerCase());
    const brought = column && `f.${quoteIdentifier(column.name)}`;
    const fresh = brought && column?.only !== 'update' ? brought : `CAST(${initial} AS ${type})`;
    const kept = brought && column?.only !== 'create' ? brought : `t.${quoteIdentifier(name)}`;
    return `${isKeyed ? `CASE WHEN t.rowid IS NULL THEN ${fresh} ELSE ${kept} END` : fresh} AS ${quoteIdentifier(name)}`;
  });
  const from = `${STORED} AS f${isKeyed ? ` LEFT JOIN ${table.qualified} AS t ON ${same('f', key, 't')}` : ''}`;
  const where = { insert: ' WHERE t.rowid IS NULL', update: ' WHERE t.rowid IS NOT NULL' }[
    operation as string
  ];
  return `CREATE OR REPLACE TEMP TABLE _syncform_resulting AS SELECT f.${ROW}, ${values.join(', ')} FROM ${from}${where ?? ''}`;
}

function stillReferenced({ key }: LoadRequest, table: RuledTable, by: Reference): string {
  const { columns, table: other, others } = by;
  return note(
    `EXISTS (FROM ${table.qualified} AS t JOIN ${other} AS o ON ${same('t', columns, 'o', others)} WHERE ${same('r', key, 't')})`,
    quoteLiteral(refersTo(by)),
    `${STORED} AS r`,
  );
}

/** Why a row cannot go. */
export function refersTo({ id, others }: Reference): string {
  return `a row of ${id} refers to it by its (${others.join(', ')})`;
}

/** A condition on rows with a number: nothing is noted of them yet. */
const PASSES = `${ROW} NOT IN (SELECT row FROM ${VIOLATING})`;

function note(condition: string, reason: string, from: string): string {
  return `INSERT INTO ${VIOLATING} SELECT ${ROW}, ${reason} FROM ${from} WHERE ${PASSES} AND (${condition})`;
}

/** DuckDB writes expressions within brackets, of which one pair says as much. */
function withoutBrackets(part: string): string {
  return /^\((.*)\)$/s.exec(part)?.[1] ?? part;
}

function isWhole(names: readonly string[]): string {
  return names.map((name) => `r.${quoteIdentifier(name)} IS NOT NULL`).join(' AND ');
}

function shown(names: readonly string[]): string {
  return `concat_ws(', ', ${names.map((name) => `left(CAST(r.${quoteIdentifier(name)} AS VARCHAR), ${SHOWN})`).join(', ')})`;
}

/** The condition that columns of two aliases are the same. */
export function same(one: string, names: readonly string[], other: string, others = names): string {
  return names
    .map((name, i) => `${one}.${quoteIdentifier(name)} = ${other}.${quoteIdentifier(others[i] ?? name)}`)
    .join(' AND ');
}
