import type { Session, Sessions } from '../../../families/postgresql/sessions.ts';
import { conditionOnTable, type SqlSource } from '../../../families/sql/query.ts';
import { describeQuery } from './describe-query.ts';
import { formatTableId, postgresqlNames as names } from './dialect.ts';
import { type CatalogObject, describeObjects } from './discover.ts';
import type { ExtensionReader } from './extension.ts';
import { extraction } from './extraction.ts';
import { filterCondition as condition } from './filter.ts';
import { wholeObject } from './selection.ts';

/** What the family of relational databases is told of a Postgres that is read. */
export function postgresqlSource(
  sessions: Sessions,
  extension: ExtensionReader,
): SqlSource<Session, CatalogObject> {
  return {
    ...tables,
    container: 'schema',
    sessions,
    describeQuery,
    selectObject: wholeObject,
    extract: (selection, signal) => extraction(selection, sessions, extension, signal),
  };
}

const tables: Pick<SqlSource<Session, CatalogObject>, 'names' | 'describeObjects' | 'condition'> = {
  names,
  describeObjects: (session, objects) => describeObjects(session, objects.map(formatTableId)),
  condition,
};

/** The condition of a filter on the rows of a target table. */
export const targetCondition = conditionOnTable.bind(undefined, tables);
