import type { SqlDialect } from '../../../../families/sql/dialect.ts';
import { mssqlDialect } from '../dialect.ts';
import { quoteIdentifier, quoteLiteral } from '../sql.ts';
import { collationOf, TEXT } from '../values.ts';
import { lockRow, takeLock } from './lock-row.ts';
import { synapseTypes } from './types.ts';

/** Columns of a table of staged rows are said with their places, on which the two tables of a load are joined. */
const STAGED = 'WITH (DISTRIBUTION = HASH(r), HEAP)';

/**
 * In what a dedicated SQL pool differs from SQL Server
 * (https://learn.microsoft.com/azure/synapse-analytics/sql-data-warehouse/sql-data-warehouse-develop-transactions,
 * https://learn.microsoft.com/sql/t-sql/statements/create-table-azure-sql-data-warehouse): keys are not enforced, transactions have
 * no savepoints, there are no locks of applications, a DEFAULT is a constant, and UPDATE and DELETE give their table no alias.
 */
export const synapseDialect: SqlDialect = {
  ...mssqlDialect,
  system: 'Azure Synapse',
  types: synapseTypes,
  commits: {
    ...mssqlDialect.commits,
    create: (table) => `IF OBJECT_ID(${quoteLiteral(table)}) IS NULL CREATE TABLE ${table} (
  scope_digest char(64) NOT NULL,
  batch_id varchar(255) NOT NULL,
  scope ${TEXT} NOT NULL,
  table_id ${TEXT} NOT NULL,
  outcome ${TEXT} NOT NULL,
  committed_at datetime2(6) NOT NULL
) WITH (DISTRIBUTION = HASH(scope_digest), CLUSTERED INDEX (scope_digest, batch_id))`,
    now: 'SYSUTCDATETIME()',
  },
  ddl: {
    ...mssqlDialect.ddl,
    primaryKey: (columns) => `PRIMARY KEY NONCLUSTERED (${columns}) NOT ENFORCED`,
    // A columnstore, which is the default, cannot hold texts and bytes of any length.
    storedAs: ([first]) =>
      ` WITH (DISTRIBUTION = ${first === undefined ? 'ROUND_ROBIN' : `HASH(${first})`}, HEAP)`,
    dropTable: (table) => `IF OBJECT_ID(${quoteLiteral(table)}) IS NOT NULL DROP TABLE ${table}`,
  },
  transactions: {
    begin: mssqlDialect.transactions.begin,
    commit: mssqlDialect.transactions.commit,
    rollback: mssqlDialect.transactions.rollback,
    lockScope: (scope, table) => [takeLock(scope, table)],
    lockRow,
    readsUncommitted: true,
  },
  merging: {
    temporary: (name) => `#${name}`,
    createTemporary: (name, columns) => `CREATE TABLE ${name} (${columns}) ${STAGED}`,
    dropTemporary: (name) =>
      `IF OBJECT_ID(${quoteLiteral(`tempdb..${name}`)}) IS NOT NULL DROP TABLE ${name}`,
    text: TEXT,
    // Of a uniqueidentifier the server writes capitals, whatever a record brings: both are one key.
    textFor: (type) =>
      `${TEXT}${type === 'uniqueidentifier' ? ' COLLATE Latin1_General_100_CI_AS' : collationOf(type)}`,
    bigint: 'bigint',
    insert: { rows: 100, characters: 200_000 },
    update: (table, assignments, from, where) =>
      `UPDATE ${table} SET ${assignments} FROM ${table} JOIN ${from} AS s ON ${where}`,
    updatesByName: true,
    first: mssqlDialect.merging.first,
  },
  quoteIdentifier,
  quoteLiteral,
};
