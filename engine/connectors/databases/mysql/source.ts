import type { ReadRequest } from '../../../contract/contract.ts';
import { type CatalogObject, conditionOnTable, type SqlSource } from '../../../families/sql/query.ts';
import { selectionToRead } from '../../../families/sql/read-object.ts';
import type { Selection } from '../../../families/sql/selection.ts';
import type { MysqlConfig } from './config.ts';
import { describeQuery } from './describe-query.ts';
import { mysqlNames as names } from './dialect.ts';
import { describeObjects, readableObjects } from './discover.ts';
import { extraction } from './extraction.ts';
import { atOrAfter, filterCondition as condition } from './filter.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** What the family of relational databases is told of a MySQL or MariaDB that is read. */
export function mysqlSource({ dbname }: MysqlConfig, sessions: Sessions): SqlSource<Session, CatalogObject> {
  return {
    ...catalog,
    container: 'database',
    sessions,
    bareIn: dbname,
    describeQuery,
    describeObjects: async (session, objects) =>
      readableObjects(session, await catalog.describeObjects(session, objects)),
    extract: (selection) => extraction(selection, sessions),
  };
}

/** What there is to read, and how it is selected. */
export const catalog: Pick<
  SqlSource<Session, CatalogObject>,
  'names' | 'describeObjects' | 'condition' | 'atOrAfter'
> = {
  names,
  describeObjects,
  condition,
  atOrAfter,
};

/** The condition of a filter on the rows of a target table. */
export const targetCondition = conditionOnTable.bind(undefined, catalog);

/** What to select of an object. */
export function selectionOf(found: CatalogObject, request: ReadRequest): Selection {
  return selectionToRead(catalog, found, request);
}
