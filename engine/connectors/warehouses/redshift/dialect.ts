import { isServerError } from '../../../families/postgresql/failures.ts';
import type { SqlDialect } from '../../../families/sql/dialect.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import { fieldType } from '../../../types/field-type.ts';
import { redshiftFilters } from './filter-dialect.ts';
import { quoteLiteral } from './literal.ts';
import { LONGEST_TEXT, redshiftTypes } from './types.ts';
import { holds } from './widening.ts';

/** What of Redshift the family of relational databases is told as data. */
export const redshiftDialect: SqlDialect = {
  system: 'Redshift',
  quoteIdentifier,
  quoteLiteral,
  types: redshiftTypes,
  filters: redshiftFilters,
  holds,
  narrowTypes: [
    {
      type: /^(?:character varying|varchar)\((\d+)\)$/,
      of: 'text',
      loses: 'texts of more than $1 bytes are refused',
    },
    {
      type: /^character\((\d+)\)$/,
      of: 'text',
      loses: 'texts of more than $1 bytes are refused, and spaces at the end lost',
    },
  ],
  names: {
    quote: '"',
    container: 'schema',
    defaultContainer: 'public',
    longest: { count: 127, unit: 'bytes' },
    foldsCase: false,
    // A table has 1,600 at most; one into which rows are staged has their place and number as well.
    mostColumns: 1598,
  },
  commits: {
    create: (table) => `CREATE TABLE IF NOT EXISTS ${table} (
  scope varchar(65535) NOT NULL,
  batch_id varchar(255) NOT NULL,
  table_id varchar(65535) NOT NULL,
  outcome varchar(65535) NOT NULL,
  committed_at timestamp NOT NULL DEFAULT getdate(),
  PRIMARY KEY (scope, batch_id)
)`,
    digestsScope: false,
    exists: ({ schema, table }) =>
      `SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ${quoteLiteral(schema)} AND c.relname = ${quoteLiteral(table)}`,
    monthAgo: "getdate() - interval '30 days'",
    longestOutcome: LONGEST_TEXT,
  },
  values: {
    asText(value, { mapping, type }) {
      if (mapping === 'super') return `json_serialize(${value})`;
      if (isBytes(mapping)) return `chr(92) || 'x' || to_hex(${value})`;
      // A boolean cannot be cast to a text.
      if (mapping === 'boolean') return `CASE WHEN ${value} THEN 't' WHEN NOT ${value} THEN 'f' END`;
      // The text of a real stops after eight digits; as a double it is whole.
      if (mapping === 'real') return `CAST(${value} AS double precision)`;
      return fieldType(type).kind === 'string' && !isText(mapping) ? `CAST(${value} AS varchar)` : value;
    },
    compared: (value) => value,
    fromText(text, type) {
      if (isText(type)) return text;
      if (type === 'super') return `json_parse(${text})`;
      if (isBytes(type)) return `from_hex(${text})`;
      // A varchar cannot be cast to a boolean, nor what is not a number to an integer, which is what refuses it.
      if (type === 'boolean')
        return `CAST(CAST(CASE WHEN ${text} IN ('true', 't', '1') THEN '1' WHEN ${text} IN ('false', 'f', '0') THEN '0' ELSE ${text} END AS integer) AS boolean)`;
      return `CAST(${text} AS ${type})`;
    },
    exact: (value, type) => (type === 'super' ? `json_serialize(${value})` : value),
  },
  ddl: {
    createSchema: (name) => `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(name)}`,
    addColumn: 'ADD COLUMN',
    // All that Redshift can do to a type is to make a text longer.
    alterType: (table, column, from, to) =>
      isText(from) && /^(character varying|varchar)\(/.test(to)
        ? `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${to}`
        : undefined,
    dropNotNull: () => undefined,
    // A column, a table or a schema of that name is there.
    isDone: (error) => isServerError(error) && /^42(701|P07|P06)$/.test(error.code),
  },
  transactions: {
    begin: 'BEGIN',
    commit: 'COMMIT',
    rollback: 'ROLLBACK',
    // A scope loads one table, and without a lock Redshift would end one of two that write to it at once with an error.
    lockScope: (_scope, table) => [`LOCK TABLE ${table}`],
  },
  merging: {
    temporary: quoteIdentifier,
    createTemporary: (name, columns) => `CREATE TEMPORARY TABLE ${name} (${columns})`,
    dropTemporary: (name) => `DROP TABLE IF EXISTS ${name}`,
    text: `varchar(${LONGEST_TEXT})`,
    longestText: { count: LONGEST_TEXT, unit: 'bytes' },
    bigint: 'bigint',
    // A statement has 16 MB at most.
    insert: { rows: 5_000, characters: 4_000_000 },
    update: (table, assignments, from, where) =>
      `UPDATE ${table} AS t SET ${assignments} FROM ${from} AS s WHERE ${where}`,
    first: (count, rest) => `SELECT ${rest} LIMIT ${count}`,
  },
};

function isText(type: string): boolean {
  return /^(character|varchar|text|bpchar|name)/.test(type);
}

function isBytes(type: string): boolean {
  return /^(varbyte|binary varying)/.test(type);
}
