import { scopeDigest } from '../../../families/sql/commits.ts';
import type { SqlDialect } from '../../../families/sql/dialect.ts';
import { isServerError } from './failures.ts';
import { mssqlFilters } from './filter-dialect.ts';
import { mergeStatement } from './merge-statement.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { mssqlTypes } from './types.ts';
import { collationOf, isText, mssqlValues, TEXT } from './values.ts';
import { holds, keepsWriting } from './widening.ts';

/** Texts of a key are the same only if they are so to every character. */
const EXACT = ' COLLATE Latin1_General_100_BIN2';
const KEY_TEXT = `nvarchar(450)${EXACT}`;

/** What of SQL Server the family of relational databases is told as data. */
export const mssqlDialect: SqlDialect = {
  system: 'SQL Server',
  quoteIdentifier,
  quoteLiteral,
  types: mssqlTypes,
  filters: mssqlFilters,
  holds,
  narrowTypes: [
    {
      type: /^(?:var)?char\(max\)/,
      of: 'text',
      loses: 'texts with characters that its code page has not are refused',
    },
    {
      type: /^(?:var)?char\((\d+)\)/,
      of: 'text',
      loses:
        'texts of more than $1 characters are refused, and those with characters that its code page has not',
    },
    { type: /^n(?:var)?char\((\d+)\)/, of: 'text', loses: 'texts of more than $1 characters are refused' },
    { type: /^(uniqueidentifier|xml)$/, of: 'text', loses: 'text that is no valid $1 is refused' },
    {
      type: /^datetime$/,
      of: 'time',
      loses: 'times before 1753 are refused, and others rounded to a 300th of a second',
    },
    { type: /^smalldatetime$/, of: 'time', loses: 'times are rounded to minutes' },
    {
      type: /^(?:datetime2|datetimeoffset|time)\(([0-5])\)$/,
      of: 'time',
      loses: 'fractions of a second are rounded to $1 digits',
    },
    { type: /^tinyint$/, of: 'number', loses: 'negative numbers are refused' },
  ],
  names: {
    quote: '"',
    container: 'schema',
    defaultContainer: 'dbo',
    longest: { count: 128, unit: 'UTF-16 units' },
    foldsCase: true,
    // A table has 1,024 at most; one into which rows are staged has their place and number as well.
    mostColumns: 1022,
  },
  commits: {
    create: (table) => `IF OBJECT_ID(${quoteLiteral(table)}) IS NULL CREATE TABLE ${table} (
  scope_digest char(64) NOT NULL,
  batch_id varchar(255) NOT NULL,
  scope ${TEXT} NOT NULL,
  table_id ${TEXT} NOT NULL,
  outcome ${TEXT} NOT NULL,
  committed_at datetime2(6) NOT NULL DEFAULT SYSUTCDATETIME(),
  PRIMARY KEY (scope_digest, batch_id)
)`,
    digestsScope: true,
    exists: ({ schema, table }) =>
      `SELECT 1 AS one FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ${quoteLiteral(schema)} AND TABLE_NAME = ${quoteLiteral(table)}`,
    monthAgo: 'DATEADD(day, -30, SYSUTCDATETIME())',
  },
  values: mssqlValues,
  ddl: {
    createSchema: (name) =>
      `IF SCHEMA_ID(${quoteLiteral(name)}) IS NULL EXEC(${quoteLiteral(`CREATE SCHEMA ${quoteIdentifier(name)}`)})`,
    createTable: (table, columns) =>
      `IF OBJECT_ID(${quoteLiteral(table)}) IS NULL CREATE TABLE ${table} ${columns}`,
    // A key has 900 bytes at most.
    keyType: (type) => (type === TEXT ? KEY_TEXT : type === 'varbinary(max)' ? 'varbinary(900)' : type),
    addColumn: 'ADD',
    // A column whose collation is not said would get the database's.
    redefine: (table, { name, target_type: from }, { type = from, isNullable }) =>
      type !== from && isText(type) && !keepsWriting(from)
        ? { but: `and SQL Server would write its ${from} otherwise, or shorter: choose another name for it` }
        : {
            statement: `ALTER TABLE ${table} ALTER COLUMN ${quoteIdentifier(name)} ${type.replace(collationOf(type), '')}${collationOf(from)} ${isNullable ? 'NULL' : 'NOT NULL'}`,
          },
    // A column or a table of that name is there.
    isDone: (error) => isServerError(error) && (error.number === 2705 || error.number === 2714),
  },
  transactions: {
    begin: 'BEGIN TRANSACTION',
    commit: 'COMMIT TRANSACTION',
    // Some errors have ended it already.
    rollback: 'IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION',
    savepoints: { set: 'SAVE TRANSACTION step', back: 'ROLLBACK TRANSACTION step' },
    lockScope: (scope) => [
      `EXEC sp_getapplock @Resource = ${quoteLiteral(`syncform ${scopeDigest(scope)}`)}, @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = -1`,
    ],
  },
  merging: {
    temporary: (name) => `#${name}`,
    createTemporary: (name, columns) => `CREATE TABLE ${name} (${columns})`,
    dropTemporary: (name) => `DROP TABLE IF EXISTS ${name}`,
    text: TEXT,
    // Temporary tables are of another database, whose collation may be another.
    staged: (type) => (isText(type) && collationOf(type) === '' ? `${type} COLLATE DATABASE_DEFAULT` : type),
    // Of a uniqueidentifier the server writes capitals, whatever a record brings: both are one key.
    textFor: (type) =>
      `${TEXT}${type === 'uniqueidentifier' ? ' COLLATE Latin1_General_100_CI_AS' : collationOf(type) || ' COLLATE DATABASE_DEFAULT'}`,
    bigint: 'bigint',
    insert: { rows: 1_000, characters: 1_000_000 },
    update: (table, assignments, from, where) =>
      `UPDATE t SET ${assignments} FROM ${table} AS t, ${from} AS s WHERE ${where}`,
    upsert: mergeStatement,
    first: (count, rest) => `SELECT TOP (${count}) ${rest}`,
  },
};
