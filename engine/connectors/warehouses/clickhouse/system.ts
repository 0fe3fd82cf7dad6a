import { asSubquery, describedQuery, refuseUnnamed } from '../../../families/sql/describe-query.ts';
import type { SqlSystem } from '../../../families/sql/system.ts';
import { SyncformError } from '../../../kit/errors.ts';
import { type ClickhouseTable, describeTables, listTables, names, rulesOf } from './catalog.ts';
import { columnType } from './column-type.ts';
import { clickhouseDialect } from './dialect.ts';
import { StatementError, statementError } from './failures.ts';
import { parquetRelation } from './read-parquet.ts';
import type { Session, Sessions } from './sessions.ts';
import { quoteLiteral } from './sql.ts';
import { clickhouseTypes } from './types.ts';

/** What the family of relational databases is told of a ClickHouse. */
export function clickhouseSystem(
  sessions: Sessions,
  database: string,
  isOnly: boolean,
): SqlSystem<Session> & { readonly bareIn: string } {
  return {
    dialect: clickhouseDialect,
    sessions,
    bareIn: database,
    list: (session, wanted) => listTables(session, wanted ?? (isOnly ? database : undefined)),
    describe: describeTables,
    rulesOf,
    async describeQuery(session, query) {
      let rows: Awaited<ReturnType<Session['rows']>>;
      try {
        rows = await session.rows(`DESCRIBE TABLE (SELECT * FROM ${asSubquery(query)})`);
      } catch (error) {
        if (!(error instanceof StatementError)) throw error;
        throw new SyncformError('invalid', `the query: ${error.message}`, {
          path: ['query'],
          hint: 'A query is one SELECT or WITH statement.',
          cause: error,
        });
      }
      const columns = rows.map(([name = '', type = '']) => ({ name: name ?? '', type: type ?? '' }));
      refuseUnnamed(columns, false);
      return describedQuery(
        clickhouseTypes,
        columns.map(({ name, type }) => ({ name, remoteType: type, mapping: columnType(type).inner })),
      );
    },
    selectObject: (table, columns) => {
      const { id, table: name, hasFinal } = table as ClickhouseTable;
      return {
        what: `table ${id}`,
        columns,
        from: `FROM ${names.quoteTable(name)}${hasFinal ? ' FINAL' : ''}`,
      };
    },
    stream: (sql, _what, signal) => sessions.stream(sql, signal),
    bulk: (selection) => parquetRelation(sessions, selection),
    // Rows that are being inserted may have been given their times when that began.
    oldestWriter: `SELECT if(count() = 0, now64(6), min(subtractMicroseconds(now64(6), toInt64(elapsed * 1000000)))) FROM system.processes WHERE query_kind IN (${['Insert', 'AsyncInsertFlush'].map(quoteLiteral).join(', ')})`,
    isDataError: (error): error is Error => error instanceof StatementError,
    statementError,
  };
}
