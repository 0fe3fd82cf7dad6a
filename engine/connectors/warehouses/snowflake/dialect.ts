import type { SqlDialect } from '../../../families/sql/dialect.ts';
import { tableNames } from '../../../families/sql/names.ts';
import { quoteIdentifier } from '../../../kit/sql.ts';
import { isDone } from './failures.ts';
import { snowflakeFilters } from './filter-dialect.ts';
import { quoteLiteral } from './literal.ts';
import { LONGEST_TEXT, snowflakeTypes } from './types.ts';
import { canAlter, holds } from './widening.ts';

const NAMES = {
  quote: '"',
  container: 'schema',
  defaultContainer: 'PUBLIC',
  longest: { count: 255, unit: 'characters' },
  foldsCase: false,
  // There is no bound that a table of a sync comes near.
  mostColumns: 10_000,
} as const;

/** What of Snowflake the family of relational databases is told as data; temporary tables are in a schema of theirs, if one is given. */
export function snowflakeDialect(stagingSchema?: string): SqlDialect {
  return {
    system: 'Snowflake',
    quoteIdentifier,
    quoteLiteral,
    types: snowflakeTypes,
    filters: snowflakeFilters,
    holds,
    narrowTypes: [
      {
        type: /^VARCHAR\((?!16777216\))(\d+)\)$/,
        of: 'text',
        loses: 'texts of more than $1 characters are refused',
      },
    ],
    names: NAMES,
    commits: {
      create: (table) => `CREATE TABLE IF NOT EXISTS ${table} (
  scope VARCHAR NOT NULL,
  batch_id VARCHAR NOT NULL,
  table_id VARCHAR NOT NULL,
  outcome VARCHAR NOT NULL,
  committed_at TIMESTAMP_NTZ NOT NULL DEFAULT SYSDATE()
)`,
      digestsScope: false,
      exists: ({ schema, table }) =>
        `SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE table_schema = ${quoteLiteral(schema)} AND table_name = ${quoteLiteral(table)}`,
      monthAgo: 'DATEADD(day, -30, SYSDATE())',
      longestOutcome: LONGEST_TEXT,
    },
    values: {
      asText(value, { mapping }) {
        switch (wordOf(mapping)) {
          case 'VARCHAR':
            return value;
          case 'BOOLEAN':
            return `CASE WHEN ${value} THEN 't' WHEN NOT ${value} THEN 'f' END`;
          case 'FLOAT':
            return `CASE WHEN ${value} = CAST('inf' AS FLOAT) THEN 'Infinity' WHEN ${value} = CAST('-inf' AS FLOAT) THEN '-Infinity' WHEN ${value} = CAST('NaN' AS FLOAT) THEN 'NaN' ELSE TO_VARCHAR(${value}) END`;
          case 'DATE':
            return `TO_VARCHAR(${value}, 'YYYY-MM-DD')`;
          case 'TIME':
            return `TO_VARCHAR(${value}, 'HH24:MI:SS.FF6')`;
          case 'TIMESTAMP_NTZ':
            return `TO_VARCHAR(${value}, 'YYYY-MM-DD HH24:MI:SS.FF6')`;
          case 'TIMESTAMP_LTZ':
          case 'TIMESTAMP_TZ':
            return `TO_VARCHAR(CONVERT_TIMEZONE('UTC', ${value}), 'YYYY-MM-DD HH24:MI:SS.FF6') || '+00'`;
          case 'VARIANT':
          case 'ARRAY':
          case 'OBJECT':
            return `TO_JSON(${value})`;
          case 'BINARY':
            return `'\\\\x' || LOWER(HEX_ENCODE(${value}))`;
          default:
            return `TO_VARCHAR(${value})`;
        }
      },
      compared: (value) => value,
      fromText(text, type) {
        switch (wordOf(type)) {
          case 'VARCHAR':
            return text;
          case 'VARIANT':
            return `PARSE_JSON(${text})`;
          case 'ARRAY':
          case 'OBJECT':
            return `CAST(PARSE_JSON(${text}) AS ${wordOf(type)})`;
          case 'BINARY':
            return `TO_BINARY(${text}, 'HEX')`;
          case 'FLOAT':
            return `CAST(REPLACE(${text}, 'Infinity', 'inf') AS FLOAT)`;
          default:
            return `CAST(${text} AS ${type})`;
        }
      },
      exact: (value, type) => (/^(VARIANT|ARRAY|OBJECT)$/.test(type) ? `TO_JSON(${value})` : value),
    },
    ddl: {
      createSchema: (name) => `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(name)}`,
      addColumn: 'ADD COLUMN IF NOT EXISTS',
      alterType: (table, column, from, to) =>
        canAlter(from, to) ? `ALTER TABLE ${table} ALTER COLUMN ${column} SET DATA TYPE ${to}` : undefined,
      dropNotNull: (table, column) => `ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL`,
      isDone,
    },
    transactions: {
      begin: 'BEGIN',
      commit: 'COMMIT',
      rollback: 'ROLLBACK',
      // Any UPDATE, DELETE or MERGE of a table waits for the transaction that ran the one before.
      lockScope: (scope, table) => [
        `MERGE INTO ${commitsBeside(table)} AS t USING (SELECT ${quoteLiteral(scope)} AS scope) AS s ON t.scope = s.scope AND t.batch_id = '' WHEN MATCHED THEN UPDATE SET committed_at = SYSDATE() WHEN NOT MATCHED THEN INSERT (scope, batch_id, table_id, outcome) VALUES (s.scope, '', ${quoteLiteral(idOf(table))}, '')`,
      ],
    },
    merging: {
      temporary: (name) =>
        stagingSchema === undefined
          ? quoteIdentifier(name)
          : `${quoteIdentifier(stagingSchema)}.${quoteIdentifier(name)}`,
      createTemporary: (name, columns) => `CREATE TEMPORARY TABLE ${name} (${columns})`,
      dropTemporary: (name) => `DROP TABLE IF EXISTS ${name}`,
      text: 'VARCHAR',
      longestText: { count: LONGEST_TEXT, unit: 'bytes' },
      bigint: 'NUMBER(19,0)',
      insert: { rows: 10_000, characters: 900_000 },
      update: (table, assignments, from, where) =>
        `UPDATE ${table} AS t SET ${assignments} FROM ${from} AS s WHERE ${where}`,
      // A MERGE answers how many rows it inserted, and how many it updated.
      upsert: ({ table, from, where, isSame, differs, assignments, columns, values }) =>
        `MERGE INTO ${table} AS t USING (SELECT * FROM ${from} AS s WHERE ${where}) AS s ON ${isSame} WHEN MATCHED AND (${differs}) THEN UPDATE SET ${assignments} WHEN NOT MATCHED THEN INSERT (${columns}) VALUES (${values})`,
      first: (count, rest) => `SELECT ${rest} LIMIT ${count}`,
    },
  };
}

/** The table of commits in the schema of a table, by the quoted name of that. */
function commitsBeside(quotedTable: string): string {
  return `${/^"(?:[^"]|"")*"/.exec(quotedTable)?.[0]}."_syncform_commits"`;
}

/** The id of a table, by its quoted name. */
function idOf(quotedTable: string): string {
  const { formatTableId, tableName } = tableNames({ system: 'Snowflake', quoteIdentifier, names: NAMES });
  return formatTableId(tableName(quotedTable));
}

/** A type without its sizes. */
function wordOf(type: string): string {
  return type.replace(/\s*\(.*/, '');
}
