import { sqlCommits } from '../../../families/sql/commits.ts';
import type { DefiningDialect } from '../../../families/sql/dialect.ts';
import { tableNames } from '../../../families/sql/names.ts';
import { mysqlDdl } from './ddl.ts';
import { narrowTypes } from './narrow-types.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { mysqlTypes } from './types.ts';
import { holds } from './widening.ts';

/** What of MySQL and MariaDB the family of relational databases is told as data. */
export const mysqlDialect: DefiningDialect = {
  system: 'MySQL',
  quoteIdentifier,
  quoteLiteral,
  types: mysqlTypes,
  narrowTypes,
  holds,
  ddl: mysqlDdl,
  names: {
    quote: '`',
    container: 'database',
    containerSaidBy: 'dbname',
    longest: { count: 64, unit: 'characters' },
    fault(name) {
      if (/[\u{10000}-\u{10FFFF}]/u.test(name)) return 'has a character beyond U+FFFF';
      return name.endsWith(' ') ? 'ends in a space' : undefined;
    },
    foldsCase: true,
    // A table of InnoDB has 1,017 at most; one into which rows are staged has their place and number as well.
    mostColumns: 1015,
  },
  commits: {
    create: (table) => `CREATE TABLE IF NOT EXISTS ${table} (
  scope_digest char(64) NOT NULL,
  batch_id varchar(255) NOT NULL,
  scope longtext NOT NULL,
  table_id longtext NOT NULL,
  outcome longtext NOT NULL,
  committed_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (scope_digest, batch_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
    digestsScope: true,
    exists: ({ schema, table }) =>
      `SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${quoteLiteral(schema)} AND TABLE_NAME = ${quoteLiteral(table)}`,
    monthAgo: 'now() - INTERVAL 30 DAY',
  },
};

export const mysqlNames = tableNames(mysqlDialect);
export const { formatTableId, parseTableId, tableName, quoteTable, quoteList, nameFault, nameRules } =
  mysqlNames;

export const { ensureCommits, committedOutcome, recordCommit, forgetTable } = sqlCommits(mysqlDialect);
