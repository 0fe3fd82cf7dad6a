import { conditionOnTable, type SqlSource } from '../../../families/sql/query.ts';
import type { MysqlConfig } from './config.ts';
import { describeQuery } from './describe-query.ts';
import { formatTableId, mysqlNames as names } from './dialect.ts';
import { type CatalogObject, describeObjects } from './discover.ts';
import { extraction } from './extraction.ts';
import { filterCondition as condition } from './filter.ts';
import type { Session, Sessions } from './sessions.ts';

/** What the family of relational databases is told of a MySQL or MariaDB that is read. */
export function mysqlSource({ dbname }: MysqlConfig, sessions: Sessions): SqlSource<Session, CatalogObject> {
  return {
    ...tables,
    container: 'database',
    sessions,
    bareIn: dbname,
    describeQuery,
    extract: (selection) => extraction(selection, sessions),
  };
}

const tables: Pick<SqlSource<Session, CatalogObject>, 'names' | 'describeObjects' | 'condition'> = {
  names,
  describeObjects: (session, objects) => describeObjects(session, objects.map(formatTableId), undefined),
  condition,
};

/** The condition of a filter on the rows of a target table. */
export const targetCondition = conditionOnTable.bind(undefined, tables);
