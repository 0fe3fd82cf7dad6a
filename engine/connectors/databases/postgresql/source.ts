import type { ReadRequest } from '../../../contract/contract.ts';
import type { Session, Sessions } from '../../../families/postgresql/sessions.ts';
import { conditionOnTable, type SqlSource } from '../../../families/sql/query.ts';
import { selectionToRead } from '../../../families/sql/read-object.ts';
import type { Selection } from '../../../families/sql/selection.ts';
import { describeQuery } from './describe-query.ts';
import { postgresqlNames as names } from './dialect.ts';
import { type CatalogObject, describeObjects } from './discover.ts';
import type { ExtensionReader } from './extension.ts';
import { extraction } from './extraction.ts';
import { atOrAfter, filterCondition as condition } from './filter.ts';
import { wholeObject } from './selection.ts';

/** What the family of relational databases is told of a Postgres that is read. */
export function postgresqlSource(
  sessions: Sessions,
  extension: ExtensionReader,
): SqlSource<Session, CatalogObject> {
  return {
    ...catalog,
    container: 'schema',
    sessions,
    describeQuery,
    extract: (selection, signal) => extraction(selection, sessions, extension, signal),
  };
}

/** What there is to read, and how it is selected. */
export const catalog: Pick<
  SqlSource<Session, CatalogObject>,
  'names' | 'describeObjects' | 'condition' | 'atOrAfter' | 'selectObject'
> = {
  names,
  describeObjects,
  condition,
  atOrAfter,
  selectObject: wholeObject,
};

/** The condition of a filter on the rows of a target table. */
export const targetCondition = conditionOnTable.bind(undefined, catalog);

/** What to select of an object. */
export function selectionOf(found: CatalogObject, request: ReadRequest): Selection {
  return selectionToRead(catalog, found, request);
}
