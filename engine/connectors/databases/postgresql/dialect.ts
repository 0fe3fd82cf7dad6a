import { sqlCommits } from '../../../families/sql/commits.ts';
import type { DefiningDialect } from '../../../families/sql/dialect.ts';
import { tableNames } from '../../../families/sql/names.ts';
import { narrowTypes } from './narrow-types.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { postgresqlTypes } from './types.ts';
import { holds } from './widening.ts';

export const DEFAULT_SCHEMA = 'public';

const CREATE_SCHEMA = 'CREATE SCHEMA IF NOT EXISTS ';

/**
 * SQL that waits, in a transaction, until nobody else makes what the name says: IF NOT EXISTS does not help two that make one thing at
 * once, which would fail on the catalog's own keys.
 */
export function lockDefinitions(name = ''): string {
  return `SELECT pg_advisory_xact_lock(hashtextextended(${quoteLiteral(`syncform define${name}`)}, 0))`;
}

/** What of Postgres the family of relational databases is told as data. */
export const postgresqlDialect: DefiningDialect = {
  system: 'Postgres',
  quoteIdentifier,
  quoteLiteral,
  types: postgresqlTypes,
  narrowTypes,
  holds,
  names: {
    quote: '"',
    container: 'schema',
    defaultContainer: DEFAULT_SCHEMA,
    // What the server keeps (NAMEDATALEN of its builds, less one); it cuts off the rest without a word.
    longest: { count: 63, unit: 'bytes' },
    foldsCase: false,
    // A table has 1,600 at most; one into which rows are staged has their number as well.
    mostColumns: 1599,
  },
  commits: {
    create: (table) => `CREATE TABLE IF NOT EXISTS ${table} (
  scope text NOT NULL,
  batch_id text NOT NULL,
  table_id text NOT NULL,
  outcome text NOT NULL,
  committed_at timestamp with time zone NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, batch_id)
)`,
    digestsScope: false,
    exists: (name) => `SELECT 1 WHERE to_regclass(${quoteLiteral(quoteTable(name))}) IS NOT NULL`,
    monthAgo: "now() - interval '30 days'",
    // Two that create one table at once would fail on the catalog's own keys.
    whileMaking: (table) => `SELECT pg_advisory_xact_lock(hashtextextended(${quoteLiteral(table)}, 0))`,
  },
  ddl: {
    createSchema: (name) => CREATE_SCHEMA + quoteIdentifier(name),
    isMade: (statement) =>
      statement.startsWith(CREATE_SCHEMA)
        ? `SELECT 1 WHERE to_regnamespace(${quoteLiteral(statement.slice(CREATE_SCHEMA.length))}) IS NOT NULL`
        : undefined,
    column: (quoted, type, isNullable) => `${quoted} ${type}${isNullable ? '' : ' NOT NULL'}`,
    addColumn: 'ADD COLUMN IF NOT EXISTS',
    alterType: (table, column, _from, to) =>
      `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${to} USING ${column}::${to}`,
    dropNotNull: (table, column) => `ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL`,
    transaction: { begin: 'BEGIN', lock: lockDefinitions(), commit: 'COMMIT' },
    // An error ends the transaction.
    isDone: () => false,
  },
};

export const postgresqlNames = tableNames(postgresqlDialect);
export const { formatTableId, parseTableId, tableName, quoteTable, quoteList, nameFault, nameRules } =
  postgresqlNames;

export const { ensureCommits, committedOutcome, recordCommit, forgetTable } = sqlCommits(postgresqlDialect);
