import type { ConstantColumn, Extraction, RowFilter } from '../contract/contract.ts';
import type { Passed } from '../contract/passed.ts';
import { duckdbFilters } from '../families/duckdb/filter-dialect.ts';
import { filterSql } from '../filters/filter-sql.ts';
import { quoteLiteral } from '../kit/sql.ts';
import { fromText } from '../movement/csv-dialect.ts';
import { duckdbType } from '../movement/duckdb-types.ts';
import { hubIdentifier, hubRelation } from '../movement/hub-names.ts';
import { readable } from '../movement/transfer.ts';
import { fieldType } from '../types/field-type.ts';
import { OBFUSCATED_TYPE, obfuscated, prepareObfuscation } from './obfuscate.ts';

/** What DuckDB makes of rows on their way, because the source does not. */
export interface Shape {
  /** The columns that go on, by name, in order; a filter may need others. */
  readonly columns: readonly string[];
  readonly filter: RowFilter | undefined;
  readonly obfuscate: ReadonlySet<string>;
  /** The salt to obfuscate with, where anything is to be. */
  readonly salt: Buffer | undefined;
  /** Columns that come after the others. */
  readonly constants: readonly ConstantColumn[];
}

/** The extraction's rows in another shape, as a relation of DuckDB. */
export function reshaped(extraction: Extraction, shape: Shape, passed: Passed): Extraction {
  const { salt, constants, filter } = shape;
  const relation = readable(extraction, passed);
  const columns = shape.columns.map((name) => {
    const type = extraction.columns.find((column) => column.name === name)?.type ?? OBFUSCATED_TYPE;
    return { name, type };
  });
  const values = [
    ...columns.map(({ name, type }) => {
      const column = hubIdentifier(name);
      return shape.obfuscate.has(name) ? `${obfuscated(`r.${column}`, type)} AS ${column}` : `r.${column}`;
    }),
    ...constants.map(({ name, type, value }) => {
      const text = value === null ? 'NULL' : fromText(quoteLiteral(value), fieldType(type));
      return `CAST(${text} AS ${duckdbType(type)}) AS ${hubIdentifier(name)}`;
    }),
  ];
  const where = filter ? ` WHERE ${conditionOf(filter)}` : '';
  return {
    ...extraction,
    columns: [
      ...columns.map(({ name, type }) => ({
        name,
        type: shape.obfuscate.has(name) ? OBFUSCATED_TYPE : type,
      })),
      ...constants.map(({ name, type }) => ({ name, type })),
    ],
    offers: [
      {
        format: 'relation',
        async attach(session, signal) {
          if (salt) await prepareObfuscation(session, salt);
          const select = await relation.attach(session, signal);
          return `SELECT ${values.join(', ')} FROM ${hubRelation(select, extraction.columns)}${where}`;
        },
      },
    ],
  };
}

/** A filter as a condition on the rows of `r`, a relation whose columns have the names of their places. */
export function conditionOf(filter: RowFilter): string {
  return filterSql(filter.filters, filter.logic, {
    dialect: duckdbFilters,
    columns: new Map(
      filter.fields.map(({ name, type }) => [
        name,
        { sql: `r.${hubIdentifier(name)}`, type: fieldType(type) },
      ]),
    ),
    now: filter.now,
  });
}
