import { describedQuery, refuseUnnamed } from '../../../families/sql/describe-query.ts';
import { type CatalogColumn, describedTables, isOneOf } from '../../../families/sql/described-tables.ts';
import type { SqlDialect } from '../../../families/sql/dialect.ts';
import { inSession } from '../../../families/sql/in-session.ts';
import type { TableName } from '../../../families/sql/names.ts';
import type { SqlSystem, SqlTable } from '../../../families/sql/system.ts';
import { withoutQuotedQuery } from '../../../kit/driver-words.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { mssqlDialect } from './dialect.ts';
import { isDataError, statementError } from './failures.ts';
import type { Session, Sessions } from './sessions.ts';
import { quoteLiteral } from './sql.ts';
import { rulesOf } from './table-rules.ts';
import { mssqlTypes } from './types.ts';

/** What the family of relational databases is told of a SQL Server. */
export function mssqlSystem(sessions: Sessions): SqlSystem<Session> {
  return {
    dialect: mssqlDialect,
    sessions,
    bareIn: 'dbo',
    async list(session, schema) {
      const rows = await session.rows(
        `SELECT s.name, o.name, CASE WHEN o.type = 'U' THEN (SELECT CONVERT(nvarchar(20), SUM(p.rows)) FROM sys.partitions AS p
           WHERE p.object_id = o.object_id AND p.index_id IN (0, 1)) END
         FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id
         WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0${schema === undefined ? '' : ` AND s.name = ${quoteLiteral(schema)}`} ORDER BY 1, 2`,
      );
      return rows as readonly (readonly [string, string, string | null])[];
    },
    describe: (session, names) => describeTables(mssqlDialect, session, names, INDEXED),
    rulesOf,
    describeQuery,
    stream: (sql, _what, signal) => inSession(sessions, signal, (session) => session.stream(sql)),
    stage: (session, work) => session.send(work),
    // Without the right to see the others' transactions, it is at least known which times have not come.
    oldestWriter: 'SELECT SYSUTCDATETIME()',
    // The server gives out rowversions before the transactions end that got them.
    hasCome: (value, { mapping }) =>
      mapping === 'timestamp' ? `${value} < MIN_ACTIVE_ROWVERSION()` : undefined,
    isDataError,
    statementError,
  };
}

/** The server names the first fault of a query in the rows that it answers. */
async function describeQuery(session: Session, query: string) {
  const described = async (sql: string) => {
    const rows = await session.rows(
      `SELECT name, COALESCE(system_type_name, user_type_name), error_message FROM sys.dm_exec_describe_first_result_set(${quoteLiteral(sql)}, NULL, 0) ORDER BY column_ordinal`,
    );
    const fault = rows.find(([, , message]) => message !== null)?.[2];
    if (typeof fault !== 'string') return rows;
    throw new SyncformError('invalid', withoutQuotedQuery(fault), {
      path: ['query'],
      hint: 'A query is one SELECT statement, without WITH and ORDER BY at its outside.',
    });
  };
  const text = query.replace(/[\s;]+$/, '');
  await described(text);
  const columns = (await described(`SELECT * FROM (\n${text}\n) AS model`)).map(([name, type]) => ({
    name: name ?? '',
    remoteType: type ?? '',
    mapping: type ?? '',
  }));
  refuseUnnamed(columns, mssqlDialect.names.foldsCase);
  return describedQuery(mssqlTypes, columns);
}

/** Whether a column `c` is in an index. */
export const INDEXED =
  'EXISTS (SELECT 1 FROM sys.index_columns AS x WHERE x.object_id = c.object_id AND x.column_id = c.column_id)';

/**
 * What the catalog says of tables and views. `isFixed` is SQL of whether a column `c` keeps its type for something that is built on it.
 * 240 is what hierarchyid and the spatial types are stored as. An alias is known as the type that it stands for.
 */
export async function describeTables(
  dialect: Pick<SqlDialect, 'system' | 'types' | 'names' | 'quoteIdentifier' | 'quoteLiteral'>,
  session: Session,
  names: readonly TableName[],
  isFixed: string,
): Promise<readonly SqlTable[]> {
  if (names.length === 0) return [];
  const rows = await session.rows(
    `SELECT s.name, o.name, RTRIM(o.type), c.name, t.name, c.max_length, c.precision, c.scale, CAST(c.is_nullable AS int),
       CASE WHEN k.column_id IS NULL THEN 0 ELSE 1 END, CASE WHEN c.default_object_id = 0 THEN 0 ELSE 1 END,
       CAST(c.is_identity AS int), CAST(c.is_computed AS int),
       CASE WHEN c.collation_name <> CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation')) THEN c.collation_name END,
       CASE WHEN ${isFixed} THEN 1 ELSE 0 END
     FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
     JOIN sys.types t ON t.user_type_id = CASE c.system_type_id WHEN 240 THEN c.user_type_id ELSE c.system_type_id END
     LEFT JOIN sys.indexes i ON i.object_id = o.object_id AND i.is_primary_key = 1
     LEFT JOIN sys.index_columns k ON k.object_id = o.object_id AND k.index_id = i.index_id AND k.column_id = c.column_id
     WHERE o.type IN ('U', 'V') AND (${isOneOf(dialect, names, { schema: 's.name', table: 'o.name' })}) ORDER BY s.name, o.name, c.column_id`,
  );
  return describedTables(
    dialect,
    rows.map(catalogColumn),
    /^(bit|xml|n?text|image|hierarchyid|geography|geometry|sql_variant|(var)?binary)\b/,
  );
}

function catalogColumn(row: readonly (string | null)[]): CatalogColumn {
  const [schema, table, kind, name, word, length, precision, scale, isNullable, isKey] = row as string[];
  const [hasDefault, isIdentity, isComputed, collation, isIndexed] = row.slice(10);
  const type = typeText(word as string, Number(length), Number(precision), Number(scale));
  const takesNoValue =
    isIdentity === '1'
      ? IDENTITY
      : isComputed === '1'
        ? COMPUTED
        : word === 'timestamp'
          ? VERSION
          : undefined;
  // A text may become longer anyway.
  const isFixed = !/char|binary/.test(type) && (isIndexed === '1' || hasDefault === '1');
  return {
    schema: schema as string,
    table: table as string,
    isView: kind === 'V',
    name: name as string,
    mapping: collation === null || collation === undefined ? type : `${type} COLLATE ${collation}`,
    nullable: isNullable === '1',
    isKey: isKey === '1',
    hasDefault: hasDefault === '1' || takesNoValue !== undefined,
    ...(isFixed ? { fixedBy: isIndexed === '1' ? 'an index (a primary key has one)' : 'its DEFAULT' } : {}),
    ...(takesNoValue ? { takesNoValue } : {}),
  };
}

const wayOut = 'leave it out of the fields';
const IDENTITY = {
  because: 'is an IDENTITY column, so that the table numbers its rows itself',
  wayOut,
};
const VERSION = { because: 'is a rowversion, which the table counts itself', wayOut };
const COMPUTED = { because: 'is computed from other columns', wayOut };

/** A type as DDL says it. Lengths are in bytes, of which a character of an nchar has two; -1 says max. */
function typeText(word: string, length: number, precision: number, scale: number): string {
  switch (word) {
    case 'nvarchar':
    case 'nchar':
      return `${word}(${length === -1 ? 'max' : length / 2})`;
    case 'varchar':
    case 'char':
    case 'varbinary':
    case 'binary':
      return `${word}(${length === -1 ? 'max' : length})`;
    case 'decimal':
    case 'numeric':
      return `${word}(${precision},${scale})`;
    case 'time':
    case 'datetime2':
    case 'datetimeoffset':
      return `${word}(${scale})`;
    default:
      return word;
  }
}
