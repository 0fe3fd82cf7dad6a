import { sqlCommits } from '../../../families/sql/commits.ts';
import type { SqlWords } from '../../../families/sql/dialect.ts';
import { tableNames } from '../../../families/sql/names.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';

export const DEFAULT_SCHEMA = 'public';

/** What of Postgres the family of relational databases is told as data. */
export const postgresqlDialect: SqlWords = {
  system: 'Postgres',
  quoteIdentifier,
  quoteLiteral,
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
};

export const postgresqlNames = tableNames(postgresqlDialect);
export const { formatTableId, parseTableId, tableName, quoteTable, quoteList, nameFault, nameRules } =
  postgresqlNames;

export const { ensureCommits, committedOutcome, recordCommit, forgetTable } = sqlCommits(postgresqlDialect);
