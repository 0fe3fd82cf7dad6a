import type { FieldSchema, Findings, FindRequest, LoadColumn, RowFilter } from '../../contract/contract.ts';
import { NUMBER, numberedRequest } from '../../contract/record-numbers.ts';
import { type FilterColumn, filterSql } from '../../filters/filter-sql.ts';
import { quoteIdentifier } from '../../kit/sql.ts';
import { duckdbFailure } from '../../movement/duckdb-failure.ts';
import { duckdbType } from '../../movement/duckdb-types.ts';
import { toRelation } from '../../movement/transfer.ts';
import { fieldType } from '../../types/field-type.ts';
import type { DuckdbDatabase } from './database.ts';
import { hubValue } from './fields.ts';
import { duckdbFilters } from './filter-dialect.ts';
import { collatedAs, refuseHeld } from './holders.ts';
import { qualifyTable, tableName } from './names.ts';
import { describeColumns } from './objects.ts';
import { rejectStaged } from './rejects.ts';
import { fits, storeValue } from './store-value.ts';
import { holds } from './widening.ts';

const STAGE = 'temp.main._syncform_stage';

/** Looks for records in a table of a database. */
export async function findIn(database: DuckdbDatabase, request: FindRequest): Promise<Findings> {
  const { session, signal } = request;
  const catalog = await database.attach(session, 'read', signal);
  const table = catalog === undefined ? undefined : qualifyTable(catalog, tableName(request.table.id));
  const columns = table === undefined ? undefined : await describeColumns(session, table);
  if (table === undefined || !columns) return { found: [], rejected: [] };
  return findAmong(request, { table, columns, value: (f) => hubValue(f.name, f.remote_type, f.type) });
}

/** Rows among which records are looked for. */
export interface Among {
  /** A FROM item. */
  readonly table: string;
  /** Its columns, in DuckDB's types. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** SQL of a field's value. */
  value(field: FieldSchema): string;
}

/** Looks for records by their keys, which come into a temporary table. A key that the column's type cannot hold is in no row. */
export async function findAmong(request: FindRequest, among: Among): Promise<Findings> {
  const { session, signal, key, filter } = request;
  const { table } = among;
  const types = new Map(among.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const stored = (value: string, { name, type }: LoadColumn) =>
    storedKey(value, type, types.get(name.toLowerCase()) ?? duckdbType(type));
  const { columns, rows } = numberedRequest(request);
  const relation = toRelation(rows, columns);
  if (!relation) throw new TypeError(`DuckDB cannot read ${rows.format}`);
  const number = quoteIdentifier(NUMBER.name);
  const names = request.columns.map(({ name }) => quoteIdentifier(name));
  const values = request.columns.map((column, i) => `${stored(`r.${names[i]}`, column)} AS ${names[i]}`);
  try {
    const attached = await relation.attach(session, signal);
    const select = `SELECT ${[...values, `r.${number}`].join(', ')} FROM (${attached}) AS r(${[...names, number].join(', ')})`;
    const staged = collatedAs(table, names, select, [`CAST(NULL AS BIGINT) AS ${number}`]);
    const isWhole = names.map((name) => `${name} IS NOT NULL`).join(' AND ');
    await session.run(
      `CREATE OR REPLACE TEMP TABLE _syncform_stage AS SELECT * FROM (${staged}) WHERE ${isWhole}`,
    );
    const rejected = [
      ...(await rejectStaged(session, STAGE, key, true)),
      ...(await refuseHeld(request, { stage: STAGE, table, stored })),
    ];
    const same = key.map((name) => `t.${quoteIdentifier(name)} = s.${quoteIdentifier(name)}`).join(' AND ');
    const rowsThere = filter ? `(SELECT * FROM ${table} WHERE ${conditionOf(filter, among)})` : table;
    const found = await session.all(
      `SELECT s.${number} FROM ${STAGE} AS s SEMI JOIN ${rowsThere} AS t ON ${same}`,
    );
    return { found: found.map(([value]) => Number(value)), rejected };
  } catch (error) {
    throw duckdbFailure(`looking for records in ${request.table.id}`, error);
  } finally {
    await session.run(`DROP TABLE IF EXISTS ${STAGE}`);
  }
}

/** A condition on the table's rows that holds of those that a filter lets through. */
function conditionOf({ filters, logic, fields, now }: RowFilter, { value }: Among): string {
  const columns = fields.map((field): [string, FilterColumn] => [
    field.name,
    { sql: value(field), type: fieldType(field.type) },
  ]);
  return filterSql(filters, logic, { dialect: duckdbFilters, columns: new Map(columns), now });
}

/** A value of a field type as a column of a type stores it, NULL where it cannot. */
function storedKey(value: string, type: string, columnType: string): string {
  const carried = duckdbType(type);
  if (holds(columnType, carried)) return storeValue(value, type, '', columnType);
  return `CASE WHEN ${fits(value, carried, columnType)} THEN CAST(${value} AS ${columnType}) END`;
}
