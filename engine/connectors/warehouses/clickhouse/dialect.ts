import type { SqlDialect } from '../../../families/sql/dialect.ts';
import { clickhouseFilters } from './filter-dialect.ts';
import { quoteIdentifier, quoteLiteral } from './sql.ts';
import { clickhouseTypes } from './types.ts';
import { asText, compared, fromText } from './values.ts';
import { holds } from './widening.ts';

/** ClickHouse bounds no name of a column; what nobody can read is refused anyway. */
const LONGEST_NAME = 1_000;

/**
 * What of ClickHouse the family of relational databases is told as data. Loading is the connector's own: there are no
 * transactions.
 */
export const clickhouseDialect: SqlDialect = {
  system: 'ClickHouse',
  quoteIdentifier,
  quoteLiteral,
  types: clickhouseTypes,
  filters: clickhouseFilters,
  holds,
  narrowTypes: [
    { type: /^FixedString\((\d+)\)$/, of: 'text', loses: 'texts of more than $1 bytes are refused' },
    { type: /^Enum/, of: 'text', loses: 'texts that the Enum does not list are refused' },
    {
      type: /^(?:Array|Map|Tuple|Nested)\(/,
      of: 'text',
      loses: 'records are refused whose value is NULL, or no JSON of that shape',
    },
    {
      type: /^JSON$/,
      of: 'text',
      loses: 'members that are null and the order of members; what is no object is refused',
    },
  ],
  names: {
    quote: '`',
    container: 'database',
    longest: { count: LONGEST_NAME, unit: 'bytes' },
    foldsCase: false,
    mostColumns: 10_000,
  },
  commits: {
    create: (table) => `CREATE TABLE IF NOT EXISTS ${table} (
  scope String,
  batch_id String,
  table_id String,
  outcome String,
  pending String,
  version UInt64,
  committed_at DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = ReplacingMergeTree(version) ORDER BY (scope, batch_id)`,
    digestsScope: false,
    exists: ({ schema, table }) =>
      `SELECT 1 FROM system.tables WHERE database = ${quoteLiteral(schema)} AND name = ${quoteLiteral(table)}`,
    monthAgo: 'now64(3) - toIntervalDay(30)',
  },
  values: { asText, compared, fromText, exact: (value) => value },
  ddl: {
    createSchema: (name) => `CREATE DATABASE IF NOT EXISTS ${quoteIdentifier(name)}`,
    addColumn: 'ADD COLUMN',
    // As texts ClickHouse writes these values otherwise than new rows would bring them: nan, 1.5 for 1.50, a time without its zone.
    alterType: (table, column, from, to, isNullable) =>
      to === 'String' && /^(Float|BFloat|Decimal|DateTime)/.test(from)
        ? undefined
        : `ALTER TABLE ${table} MODIFY COLUMN ${column} ${isNullable ? `Nullable(${to})` : to}`,
    dropNotNull: (table, column, type) => `ALTER TABLE ${table} MODIFY COLUMN ${column} Nullable(${type})`,
    // A column of that name is there; so is a table, or a database.
    isDone: (error) => /^(15|44|57|82)$/.test(String((error as { readonly code?: unknown }).code)),
  },
  transactions: { begin: '', commit: '', rollback: '', lockScope: () => [] },
  merging: {
    temporary: quoteIdentifier,
    createTemporary: (name, columns) => `CREATE TEMPORARY TABLE ${name} (${columns})`,
    dropTemporary: (name) => `DROP TABLE IF EXISTS ${name}`,
    text: 'String',
    bigint: 'Int64',
    insert: { rows: 10_000, characters: 1_000_000 },
    update: () => {
      throw new RangeError('ClickHouse has no UPDATE with FROM');
    },
    first: (count, rest) => `SELECT ${rest} LIMIT ${count}`,
  },
};
