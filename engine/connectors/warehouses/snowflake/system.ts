import type { ConnectorHost } from '../../../contract/contract.ts';
import { describedQuery, refuseUnnamed } from '../../../families/sql/describe-query.ts';
import { type TableName, tableNames } from '../../../families/sql/names.ts';
import type { Rows, SqlSystem, SqlTable } from '../../../families/sql/system.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { sourceType } from '../../../types/map-types.ts';
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
    stream: (sql, _what, signal) => streamed(sessions, sql, signal),
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
  const wanted = names
    .map(
      ({ schema, table }) =>
        `(c.table_schema = ${quoteLiteral(schema)} AND c.table_name = ${quoteLiteral(table)})`,
    )
    .join(' OR ');
  const rows = await session.rows(
    `SELECT c.table_schema, c.table_name, c.column_name, c.data_type, c.numeric_precision, c.numeric_scale,
  c.character_maximum_length, c.datetime_precision, c.is_nullable, c.column_default, c.is_identity, v.table_name
FROM INFORMATION_SCHEMA.COLUMNS c
LEFT JOIN INFORMATION_SCHEMA.VIEWS v ON v.table_schema = c.table_schema AND v.table_name = c.table_name
WHERE ${wanted} ORDER BY c.table_schema, c.table_name, c.ordinal_position`,
  );
  const tables = new Map<string, Rows[number][]>();
  for (const row of rows) {
    const id = formatTableId({ schema: row[0] as string, table: row[1] as string });
    tables.set(id, [...(tables.get(id) ?? []), row]);
  }
  const keys = await keysOf(
    session,
    names.filter((name) => tables.get(formatTableId(name))?.[0]?.[11] === null),
  );
  return [...tables].map(([id, columns]) => describedTable(id, columns, keys.get(id) ?? []));
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

function describedTable(id: string, rows: Rows, key: readonly string[]): SqlTable {
  const [first = []] = rows;
  const [schema, table] = first as readonly string[];
  const described = rows.map((row) => {
    const [, , name, word, precision, scale, length, fraction, isNullable, byDefault, isIdentity] = row;
    const mapping = columnType(word as string, { precision, scale, length, fraction });
    const { type, lossy } = sourceType(snowflakeTypes, mapping);
    return {
      column: {
        name: name as string,
        type,
        mapping,
        hasDefault: byDefault !== null || isIdentity === 'YES',
      },
      field: {
        id: name as string,
        name: name as string,
        type,
        remote_type: mapping,
        nullable: isNullable !== 'NO',
        is_primary_key: key.includes(name as string),
        ...(lossy ? { lossy } : {}),
        ...(/^(VARIANT|ARRAY|OBJECT|BINARY|BOOLEAN|GEO)/.test(mapping) ? { isNoPosition: true } : {}),
      },
    };
  });
  return {
    id,
    name: id,
    output_name: table as string,
    schema: schema as string,
    table: { schema: schema as string, table: table as string },
    isView: first[11] !== null,
    columns: described.map(({ column }) => column),
    fields: described.map(({ field }) => field),
  };
}

async function* streamed(sessions: Sessions, sql: string, signal: AbortSignal): AsyncGenerator<Rows> {
  const taken = await sessions.take(signal);
  try {
    yield* taken.session.stream(sql);
    taken.done();
  } catch (error) {
    taken.done(error);
    throw error;
  } finally {
    taken.abandon();
  }
}
