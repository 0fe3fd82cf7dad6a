import type { FacetOf } from '../../../contract/contract.ts';
import { discoveringFacet, objectSummary } from '../../../families/sql/discover.ts';
import type { TableName } from '../../../families/sql/names.ts';
import type { CatalogObject } from '../../../families/sql/query.ts';
import { SyncformError } from '../../../kit/errors.ts';
import type { mysqlCapabilities } from './capabilities.ts';
import { among, catalogColumns, IS_USER_DATABASE } from './catalog.ts';
import { mayBeZeroDate } from './columns.ts';
import type { MysqlConfig } from './config.ts';
import { formatTableId, mysqlNames as names } from './dialect.ts';
import { readGrants, unreadable } from './rights.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** Lists and describes tables and views. An estimate is the storage engine's. */
export function discoverFacet(
  config: MysqlConfig,
  sessions: Sessions,
): FacetOf<typeof mysqlCapabilities, 'discover'> {
  return discoveringFacet(
    {
      names,
      container: 'database',
      sessions,
      bareIn: config.dbname,
      async describeObjects(session, wanted) {
        const objects = await readableObjects(session, await describeObjects(session, wanted));
        const shut = objects.find((object) => object.unreadable !== undefined);
        if (shut?.unreadable !== undefined) throw new SyncformError('invalid', shut.unreadable);
        return objects;
      },
    },
    async (session, database = config.dbname) =>
      await session.rows(
        `${OBJECTS} WHERE ${IS_OBJECT} AND ${database === undefined ? IS_USER_DATABASE('TABLE_SCHEMA') : 'TABLE_SCHEMA = ?'}
         ORDER BY 1, 2`,
        database === undefined ? [] : [database],
      ),
  );
}

const OBJECTS = 'SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_ROWS FROM information_schema.TABLES';
/** Nothing of the engine's own, and no sequences. */
const IS_OBJECT = String.raw`TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') AND TABLE_NAME NOT LIKE '\_syncform%'`;

/** Objects with their columns and keys, in the order asked for; unknown ones are left out. */
export async function describeObjects(
  session: Session,
  wanted: readonly TableName[],
): Promise<readonly CatalogObject[]> {
  if (wanted.length === 0) return [];
  const columns = await catalogColumns(session, wanted);
  const rows = await session.rows(`${OBJECTS} WHERE ${IS_OBJECT} AND ${among(wanted)}`);
  const summaries = new Map(
    rows.map((row) => objectSummary(names, row)).map((object) => [object.id, object]),
  );
  return wanted.flatMap((table) => {
    const id = formatTableId(table);
    const found = summaries.get(id);
    const fields = columns.get(id);
    if (!found || !fields) return [];
    return {
      ...found,
      table,
      fields: fields.map(({ mapping, charset, collation, isPlain, isGenerated, hasDefault, ...field }) => ({
        ...field,
        // What is NOT NULL at the server may be read as NULL anyway; without its key, a record is refused.
        nullable: field.nullable || (!field.is_primary_key && mayBeZeroDate({ ...field, mapping })),
      })),
      columns: fields.map(({ name, type, mapping }) => ({ name, type, mapping })),
    };
  });
}

/** The objects with what the user may not read of them. */
export async function readableObjects(
  session: Session,
  objects: readonly CatalogObject[],
): Promise<readonly CatalogObject[]> {
  if (objects.length === 0) return objects;
  const grants = await readGrants(session);
  const found: CatalogObject[] = [];
  for (const object of objects) {
    const names = object.fields.map(({ name }) => name);
    const { table, columns } = await unreadable(session, grants, object.table, names);
    const fields = object.fields.map((field) => {
      const reason = columns.get(field.name);
      return reason === undefined ? field : { ...field, unreadable: reason };
    });
    found.push({ ...object, fields, ...(table === undefined ? {} : { unreadable: table }) });
  }
  return found;
}
