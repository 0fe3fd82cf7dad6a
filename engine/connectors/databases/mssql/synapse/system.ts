import type { ConnectorHost } from '../../../../contract/contract.ts';
import { describedQuery, refuseUnnamed } from '../../../../families/sql/describe-query.ts';
import type { Rows, SqlSystem } from '../../../../families/sql/system.ts';
import { withoutQuotedQuery } from '../../../../kit/driver-words.ts';
import { SyncformError } from '../../../../kit/errors.ts';
import { isServerError } from '../failures.ts';
import type { Session, Sessions } from '../sessions.ts';
import { quoteLiteral } from '../sql.ts';
import { describeTables, INDEXED, mssqlSystem } from '../system.ts';
import type { Container } from './container.ts';
import { synapseDialect } from './dialect.ts';
import { isRowError } from './failures.ts';
import { stagedByInserts } from './insert.ts';

/** Whether a column `c` is in an index, or says where a row is kept. */
const FIXED = `${INDEXED} OR EXISTS (SELECT 1 FROM sys.pdw_column_distribution_properties AS d WHERE d.object_id = c.object_id AND d.column_id = c.column_id AND d.distribution_ordinal = 1)`;

/** What the family of relational databases is told of a dedicated SQL pool. Without a container rows come by INSERTs. */
export function synapseSystem(
  sessions: Sessions,
  container: Container | undefined,
  host: Pick<ConnectorHost, 'tempDir' | 'withSession'>,
): SqlSystem<Session> {
  // There are no rowversions, no triggers and no constraints but keys that are not enforced.
  const { hasCome: _, rulesOf: __, ...likeMssql } = mssqlSystem(sessions);
  return {
    ...likeMssql,
    dialect: synapseDialect,
    list: async (session, schema) =>
      (await listTables(session, schema)) as readonly (readonly [string, string, string | null])[],
    describe: (session, names) => describeTables(synapseDialect, session, names, FIXED),
    describeQuery,
    async stage(session, work) {
      if (!container) return stagedByInserts(session, work);
      const { stagedByCopy } = await import('./copy.ts');
      return stagedByCopy(container, host)(session, work);
    },
    isDataError: isRowError,
  };
}

/** Tables and views. How many rows a table has only the nodes know that keep them, which not every user may ask. */
async function listTables(session: Session, schema: string | undefined): Promise<Rows> {
  const where = `WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0${schema === undefined ? '' : ` AND s.name = ${quoteLiteral(schema)}`} ORDER BY 1, 2`;
  const from = 'FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id';
  try {
    return await session.rows(
      `SELECT s.name, o.name, CONVERT(nvarchar(20), n.row_count) AS row_count ${from}
LEFT JOIN (SELECT m.object_id, SUM(p.row_count) AS row_count FROM sys.pdw_table_mappings AS m
  JOIN sys.pdw_nodes_tables AS t ON t.name = m.physical_name
  JOIN sys.dm_pdw_nodes_db_partition_stats AS p ON p.object_id = t.object_id AND p.pdw_node_id = t.pdw_node_id AND p.distribution_id = t.distribution_id
  WHERE p.index_id IN (0, 1) GROUP BY m.object_id) AS n ON n.object_id = o.object_id
${where}`,
    );
  } catch (error) {
    if (!isServerError(error)) throw error;
    return session.rows(`SELECT s.name, o.name, CAST(NULL AS nvarchar(20)) AS row_count ${from} ${where}`);
  }
}

/** Places of a column's name and type in what sp_describe_first_result_set answers. */
const NAME = 2;
const TYPE = 5;

/** The pool names the first fault of a query in an error. */
async function describeQuery(session: Session, query: string) {
  const described = async (sql: string) => {
    try {
      return await session.rows(`EXEC sp_describe_first_result_set ${quoteLiteral(sql)}`);
    } catch (error) {
      if (!isServerError(error)) throw error;
      throw new SyncformError('invalid', withoutQuotedQuery(error.message), {
        path: ['query'],
        hint: 'A query is one SELECT statement, without WITH and ORDER BY at its outside.',
      });
    }
  };
  const text = query.replace(/[\s;]+$/, '');
  await described(text);
  const columns = (await described(`SELECT * FROM (\n${text}\n) AS model`)).map((row) => ({
    name: row[NAME] ?? '',
    remoteType: row[TYPE] ?? '',
    mapping: row[TYPE] ?? '',
  }));
  refuseUnnamed(columns, synapseDialect.names.foldsCase);
  return describedQuery(synapseDialect.types, columns);
}
