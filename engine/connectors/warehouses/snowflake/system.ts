import type { ConnectorHost } from '../../../contract/contract.ts';
import { describedQuery, refuseUnnamed } from '../../../families/sql/describe-query.ts';
import { type CatalogColumn, describedTables, isOneOf } from '../../../families/sql/described-tables.ts';
import { inSession } from '../../../families/sql/in-session.ts';
import { type TableName, tableNames } from '../../../families/sql/names.ts';
import type { Rows, SqlSystem, SqlTable } from '../../../families/sql/system.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { snowflakeDialect } from './dialect.ts';
import { isDataError, statementError } from './failures.ts';
import { quoteLiteral } from './literal.ts';
import type { Sessions, SnowflakeSession } from './sessions.ts';
import { stagedByCopy } from './stage.ts';
import { columnType, snowflakeTypes } from './types.ts';

const { formatTableId, quoteTable } = tableNames(snowflakeDialect());

/** What the family of relational databases is told of a Snowflake account. */
export function snowflakeSystem(
  sessions: Sessions,
  stagingSchema: string | undefined,
  host: Pick<ConnectorHost, 'tempDir' | 'withSession'>,
): SqlSystem<SnowflakeSession> {
  return {
    dialect: snowflakeDialect(stagingSchema),
    sessions,
    bareIn: 'PUBLIC',
    async list(session, schema) {
      const within = schema === undefined ? '' : ` AND table_schema = ${quoteLiteral(schema)}`;
      const rows = await session.rows(
        `SELECT table_schema, table_name, row_count FROM INFORMATION_SCHEMA.TABLES WHERE ${OBJECTS} AND table_type <> 'VIEW'${within}
UNION ALL SELECT table_schema, table_name, NULL FROM INFORMATION_SCHEMA.VIEWS WHERE ${OBJECTS}${within} ORDER BY 1, 2`,
      );
      return rows as readonly (readonly [string, string, string | null])[];
    },
    describe: describeTables,
    async describeQuery(session, query) {
      try {
        const columns = await session.columns(query.replace(/[\s;]+$/, ''));
        refuseUnnamed(columns, false);
        return describedQuery(
          snowflakeTypes,
          columns.map(({ name, type, precision, scale, length }) => {
            const mapping = columnType(type, {
              precision: textOf(precision),
              scale: textOf(scale),
              length: textOf(length),
              fraction: textOf(scale),
            });
            return { name, remoteType: mapping, mapping };
          }),
        );
      } catch (error) {
        if (error instanceof SyncformError || !(error instanceof Error)) throw error;
        throw new SyncformError('invalid', statementError('the query', error).message, {
          path: ['query'],
          cause: error,
        });
      }
    },
    stream: (sql, _what, signal) => inSession(sessions, signal, (session) => session.stream(sql)),
    stage: stagedByCopy(host),
    isDataError,
    statementError,
  };
}

function textOf(size: number | undefined): string | undefined {
  return size === undefined ? undefined : String(size);
}

const OBJECTS = "table_schema <> 'INFORMATION_SCHEMA'";

async function describeTables(
  session: SnowflakeSession,
  names: readonly TableName[],
): Promise<readonly SqlTable[]> {
  if (names.length === 0) return [];
  const dialect = snowflakeDialect();
  const rows = await session.rows(
    `SELECT c.table_schema, c.table_name, c.column_name, c.data_type, c.numeric_precision, c.numeric_scale,
  c.character_maximum_length, c.datetime_precision, c.is_nullable, c.column_default, c.is_identity, v.table_name
FROM INFORMATION_SCHEMA.COLUMNS c
LEFT JOIN INFORMATION_SCHEMA.VIEWS v ON v.table_schema = c.table_schema AND v.table_name = c.table_name
WHERE ${isOneOf(dialect, names, { schema: 'c.table_schema', table: 'c.table_name' })} ORDER BY c.table_schema, c.table_name, c.ordinal_position`,
  );
  const tables = new Set(
    rows
      .filter((row) => row[11] === null)
      .map(([schema, table]) => formatTableId({ schema: schema as string, table: table as string })),
  );
  const keys = await keysOf(
    session,
    names.filter((name) => tables.has(formatTableId(name))),
  );
  const columns = rows.map((row): CatalogColumn => {
    const [schema, table, name, word] = row as readonly string[];
    const [precision, scale, length, fraction, isNullable, byDefault, isIdentity, view] = row.slice(4);
    const of = { schema: schema as string, table: table as string };
    return {
      ...of,
      isView: view !== null,
      name: name as string,
      mapping: columnType(word as string, { precision, scale, length, fraction }),
      nullable: isNullable !== 'NO',
      isKey: keys.get(formatTableId(of))?.includes(name as string) ?? false,
      hasDefault: byDefault !== null || isIdentity === 'YES',
    };
  });
  return describedTables(dialect, columns, /^(VARIANT|ARRAY|OBJECT|BINARY|BOOLEAN|GEO)/);
}

/** SHOW answers so many rows at most. */
const SHOWN = 10_000;

/** The columns of primary keys by their tables' ids: the catalog has them nowhere but in SHOW. */
async function keysOf(
  session: SnowflakeSession,
  names: readonly TableName[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = new Map<string, string[]>();
  const note = (rows: Rows) => {
    // Created on, database, schema, table, column, place in the key.
    for (const [, , schema, table, column] of [...rows].sort((a, b) => Number(a[5]) - Number(b[5]))) {
      const id = formatTableId({ schema: schema as string, table: table as string });
      keys.set(id, [...(keys.get(id) ?? []), column as string]);
    }
  };
  for (const schema of new Set(names.map((name) => name.schema))) {
    const within = names.filter((name) => name.schema === schema);
    const all =
      within.length === 1
        ? undefined
        : await session.rows(`SHOW PRIMARY KEYS IN SCHEMA ${snowflakeDialect().quoteIdentifier(schema)}`);
    if (all !== undefined && all.length < SHOWN) note(all);
    else
      for (const name of within) note(await session.rows(`SHOW PRIMARY KEYS IN TABLE ${quoteTable(name)}`));
  }
  return keys;
}
