import type { SqlDialect } from '../../../families/sql/dialect.ts';
import type { TypeTables } from '../../../types/type-tables.ts';
import { isDone } from './failures.ts';
import { bigqueryFilters } from './filter-dialect.ts';
import { NAMES } from './names.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { asText, compared, fromText } from './values.ts';
import { canAlter, holds } from './widening.ts';

/** The longest outcome of a load that is kept, in bytes: a row of a query has 100 MB, and a script 1 MB. */
const LONGEST_OUTCOME = 500_000;

/**
 * What of BigQuery the family of relational databases is told as data. Loading is the connector's own: a statement is a job, and
 * a transaction is one job as well.
 */
export function bigqueryDialect(types: TypeTables, location: string | undefined): SqlDialect {
  return {
    system: 'BigQuery',
    quoteIdentifier,
    quoteLiteral,
    types,
    filters: bigqueryFilters,
    holds,
    narrowTypes: [
      { type: /^STRING\((\d+)\)$/, of: 'text', loses: 'texts of more than $1 characters are refused' },
    ],
    names: NAMES,
    commits: {
      create: (table) => `CREATE TABLE IF NOT EXISTS ${table} (
  scope STRING NOT NULL,
  batch_id STRING NOT NULL,
  table_id STRING NOT NULL,
  outcome STRING NOT NULL,
  committed_at TIMESTAMP NOT NULL
)`,
      digestsScope: false,
      exists: ({ schema, table }) =>
        `SELECT 1 FROM ${quoteIdentifier(schema)}.INFORMATION_SCHEMA.TABLES WHERE table_name = ${quoteLiteral(table)}`,
      monthAgo: 'TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY)',
      longestOutcome: LONGEST_OUTCOME,
    },
    values: { asText, compared, fromText, exact: (value) => value },
    ddl: {
      createSchema: (name) =>
        `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(name)}${location === undefined ? '' : ` OPTIONS (location = ${quoteLiteral(location)})`}`,
      column: (quoted, type, isNullable) =>
        `${quoted} ${type}${isNullable || type.startsWith('ARRAY<') ? '' : ' NOT NULL'}`,
      addColumn: 'ADD COLUMN IF NOT EXISTS',
      alterType: (table, column, from, to) =>
        canAlter(from, to) ? `ALTER TABLE ${table} ALTER COLUMN ${column} SET DATA TYPE ${to}` : undefined,
      dropNotNull: (table, column) => `ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL`,
      isDone,
    },
    transactions: { begin: '', commit: '', rollback: '', lockScope: () => [] },
    merging: {
      temporary: quoteIdentifier,
      createTemporary: (name, columns) => `CREATE TEMP TABLE ${name} (${columns})`,
      dropTemporary: (name) => `DROP TABLE IF EXISTS ${name}`,
      text: 'STRING',
      bigint: 'INT64',
      insert: { rows: 10_000, characters: 900_000 },
      update: updateFrom,
      first: (count, rest) => `SELECT ${rest} LIMIT ${count}`,
    },
  };
}

/** An UPDATE of the rows `t` of a table from the rows `s` of another. */
export function updateFrom(table: string, assignments: string, from: string, where: string): string {
  return `UPDATE ${table} AS t SET ${assignments} FROM ${from} AS s WHERE ${where}`;
}
