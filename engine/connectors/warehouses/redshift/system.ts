import { describeResult } from '../../../families/postgresql/describe-result.ts';
import { isDataError, statementError } from '../../../families/postgresql/failures.ts';
import type { ServerKind, Session, Sessions } from '../../../families/postgresql/sessions.ts';
import { describedQuery } from '../../../families/sql/describe-query.ts';
import { type CatalogColumn, describedTables, isOneOf } from '../../../families/sql/described-tables.ts';
import { inSession } from '../../../families/sql/in-session.ts';
import type { TableName } from '../../../families/sql/names.ts';
import type { Rows, SqlSystem, SqlTable } from '../../../families/sql/system.ts';
import { type Bucket, stagedByCopy } from './copy.ts';
import { redshiftDialect } from './dialect.ts';
import { quoteLiteral } from './literal.ts';
import { redshiftTypes } from './types.ts';
import { unloaded } from './unload.ts';

/** What sets Redshift apart from other servers of Postgres's protocol. */
export const redshiftServer: ServerKind = {
  settings: {
    TimeZone: 'UTC',
    DateStyle: 'ISO, YMD',
    extra_float_digits: '2',
    statement_timeout: '0',
    // Else names in quotes lose their capitals.
    enable_case_sensitive_identifier: 'true',
  },
  version: "'80002'",
  isAtWork: (processId) => `SELECT count(*) > 0 FROM stv_inflight WHERE pid = ${processId}`,
  namesHolders: false,
};

/** What the family of relational databases is told of a Redshift. `unloads` says whether rows are read by way of the bucket. */
export function redshiftSystem(
  sessions: Sessions,
  bucket: Bucket | undefined,
  unloads: boolean,
): SqlSystem<Session> {
  return {
    dialect: redshiftDialect,
    sessions,
    bareIn: 'public',
    async list(session, schema) {
      const rows = await session.rows(
        `SELECT n.nspname, c.relname, CASE WHEN c.relkind = 'r' AND c.reltuples > 0 THEN CAST(c.reltuples AS bigint) END ${OBJECTS}
          AND has_table_privilege(c.oid, 'SELECT')${schema === undefined ? '' : ` AND n.nspname = ${quoteLiteral(schema)}`}
         ORDER BY 1, 2`,
      );
      return rows as readonly (readonly [string, string, string | null])[];
    },
    describe: describeTables,
    async describeQuery(session, query) {
      const columns = await describeResult(session, query);
      const types = columns.map((c) => `format_type(${c.dataTypeID}, ${c.dataTypeModifier})`).join(', ');
      const [row] = await session.rows(`SELECT ${types}`);
      return describedQuery(
        redshiftTypes,
        columns.map(({ name }, i) => ({ name, remoteType: row?.[i] ?? '', mapping: row?.[i] ?? '' })),
      );
    },
    stream: (sql, _what, signal) => inSession(sessions, signal, (session) => fetched(session, sql)),
    ...(bucket ? { stage: stagedByCopy(bucket) } : {}),
    ...(bucket && unloads ? { bulk: (selection) => unloaded(bucket, sessions, selection) } : {}),
    oldestWriter: 'SELECT min(txn_start) FROM svv_transactions',
    isDataError,
    statementError,
  };
}

/** Tables and views that are no system's. A late-binding view has no columns in this catalog, and is left out for want of them. */
const OBJECTS = `FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'v') AND substring(n.nspname, 1, 3) <> 'pg_' AND n.nspname <> 'information_schema'`;

async function describeTables(session: Session, names: readonly TableName[]): Promise<readonly SqlTable[]> {
  if (names.length === 0) return [];
  const rows = await session.rows(
    `SELECT n.nspname, c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       CASE WHEN k.oid IS NULL THEN 'f' ELSE 't' END, pg_get_expr(d.adbin, d.adrelid)
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey)
     LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relkind IN ('r', 'v') AND (${isOneOf(redshiftDialect, names, { schema: 'n.nspname', table: 'c.relname' })}) ORDER BY 1, 2, a.attnum`,
  );
  const columns = rows.map((row): CatalogColumn => {
    const [schema, table, kind, name, mapping, notNull, isKey] = row as readonly string[];
    const generated = row[7] ?? null;
    return {
      schema: schema as string,
      table: table as string,
      isView: kind === 'v',
      name: name as string,
      mapping: mapping as string,
      nullable: notNull !== 't',
      isKey: isKey === 't',
      hasDefault: generated !== null,
      // `"identity"(…)`; one that is made by default takes values.
      ...(generated?.startsWith('"identity"(') ? { takesNoValue: IDENTITY } : {}),
    };
  });
  return describedTables(redshiftDialect, columns, /^(super|varbyte|binary varying|boolean)/);
}

const IDENTITY = {
  because: 'is an IDENTITY column, so that the table numbers its rows itself',
  wayOut: 'leave it out of the fields, or make it GENERATED BY DEFAULT AS IDENTITY',
};

/** Rows that a cursor hands out at once: a cluster of one node gives no more. */
const FETCHED = 1_000;

/** The rows of a SELECT by a cursor: without one the server sends them all to this end's memory. */
async function* fetched(session: Session, sql: string): AsyncGenerator<Rows> {
  await session.run('BEGIN READ ONLY');
  await session.run(`DECLARE syncform_rows CURSOR FOR ${sql}`);
  for (;;) {
    const rows = await session.rows(`FETCH FORWARD ${FETCHED} FROM syncform_rows`);
    if (rows.length > 0) yield rows;
    if (rows.length < FETCHED) break;
  }
  await session.run('COMMIT');
}
