import type { FacetOf, FieldSchema, ObjectSummary } from '../../../contract/contract.ts';
import type { Session, Sessions } from '../../../families/postgresql/sessions.ts';
import { discoveringFacet, objectSummary } from '../../../families/sql/discover.ts';
import type { TableName } from '../../../families/sql/names.ts';
import type { CatalogObject as FamilyObject } from '../../../families/sql/query.ts';
import { sourceType } from '../../../types/map-types.ts';
import type { postgresqlCapabilities } from './capabilities.ts';
import { IS_OBJECT, typesQuery } from './catalog.ts';
import { withDimensions } from './columns.ts';
import { formatTableId, postgresqlNames, quoteTable } from './dialect.ts';
import { quoteIdentifier } from './sql.ts';
import { postgresqlTypes } from './types.ts';

/** A table or view as the catalog knows it. */
export interface CatalogObject extends FamilyObject {
  /** Whether its rows are its own, in one heap: no view, no partitioned or foreign table, no parent of others. */
  readonly isHeap: boolean;
  /** Whether another object of its schema has a name that differs by case alone. */
  readonly hasNamesake: boolean;
}

/** Lists and describes tables and views of every kind. An estimate is the server's, as of its last ANALYZE. */
export function discoverFacet(sessions: Sessions): FacetOf<typeof postgresqlCapabilities, 'discover'> {
  return discoveringFacet(
    { names: postgresqlNames, container: 'schema', sessions, describeObjects },
    async (session, schema) =>
      await session.rows(
        `SELECT n.nspname, c.relname, ${ESTIMATE}
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE ${IS_OBJECT} AND ($1::text IS NULL OR n.nspname = $1)
           AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
         ORDER BY 1, 2`,
        [schema ?? null],
      ),
  );
}

/** Objects with their columns and keys, in the order asked for, in one query; unknown ones are left out. */
export async function describeObjects(
  session: Session,
  names: readonly TableName[],
): Promise<readonly CatalogObject[]> {
  if (names.length === 0) return [];
  const wanted = JSON.stringify(names.map(({ schema, table }) => [schema, table]));
  const rows = await session.prepared('syncform_describe', DESCRIBE, [wanted]);
  const objects = new Map<string, Found>();
  for (const row of rows) {
    const [schema, table, estimate] = row as [string, string, string | null];
    const name = { schema, table };
    const id = formatTableId(name);
    let object = objects.get(id);
    if (!object) {
      object = {
        summary: objectSummary(postgresqlNames, [schema, table, estimate]),
        table: name,
        isHeap: row[8] === 't',
        hasNamesake: row[9] === 't',
        ...unreadable(name, row[11] === 't', row[12] === 't', row[13] ?? ''),
        rows: [],
      };
      objects.set(id, object);
    }
    if (row[3] !== null) object.rows.push([...row]);
  }
  return names
    .map((name) => objects.get(formatTableId(name)))
    .filter((object) => object !== undefined)
    .map(({ summary, table, isHeap, hasNamesake, unreadable, rows }) => {
      const fields = rows.map((row) => field(table, row));
      const columns = rows.map((row, i) => ({
        name: row[3] as string,
        type: (fields[i] as FieldSchema).type,
        mapping: row[5] as string,
      }));
      return {
        ...summary,
        table,
        fields,
        columns,
        isHeap,
        hasNamesake,
        ...(unreadable === undefined ? {} : { unreadable }),
      };
    });
}

/** Types whose values can be compared with a text of one, in an order in which new ones come last. */
const POSITIONS =
  /^(smallint|integer|bigint|oid|numeric.*|real|double precision|date|timestamp.*|time(\(\d\))? without time zone|text|character varying.*|name)$/;

interface Found {
  readonly summary: ObjectSummary;
  readonly table: TableName;
  readonly isHeap: boolean;
  readonly hasNamesake: boolean;
  readonly unreadable?: string;
  readonly rows: (string | null)[][];
}

function unreadable(
  { schema, table }: TableName,
  mayUse: boolean,
  maySelect: boolean,
  user: string,
): Pick<CatalogObject, 'unreadable'> {
  const to = quoteIdentifier(user);
  const missing = [
    ...(mayUse ? [] : [`GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${to}`]),
    ...(maySelect ? [] : [`GRANT SELECT ON ${quoteTable({ schema, table })} TO ${to}`]),
  ];
  if (missing.length === 0) return {};
  return {
    unreadable: `user ${user} may not read ${formatTableId({ schema, table })}: ${missing.join('; ')}`,
  };
}

function field(table: TableName, row: readonly (string | null)[]): FieldSchema {
  const [, , , name, remoteType, mapping, notNull, isKey, , , declared] = row;
  const [mayRead, user] = [row[14] === 't', row[13] ?? ''];
  const { type, lossy } = sourceType(postgresqlTypes, mapping as string);
  const whole = withDimensions(type, Number(declared));
  return {
    id: name as string,
    name: name as string,
    type: whole,
    remote_type:
      whole === type ? (remoteType as string) : `${remoteType}${'[]'.repeat(Number(declared) - 1)}`,
    nullable: notNull !== 't',
    is_primary_key: isKey === 't',
    ...(lossy ? { lossy } : {}),
    ...(POSITIONS.test(mapping as string) ? {} : { isNoPosition: true }),
    ...(mayRead ? {} : { unreadable: mayNotRead(table, name as string, user) }),
  };
}

function mayNotRead(table: TableName, column: string, user: string): string {
  const name = quoteIdentifier(column);
  const grant = `GRANT SELECT (${name}) ON ${quoteTable(table)} TO ${quoteIdentifier(user)}`;
  return `user ${user} may not read column ${name} of ${formatTableId(table)}: ${grant}`;
}

/** Rows of a table by the last ANALYZE; a partitioned table has the rows of its partitions, a view has none to count. */
const ESTIMATE = `CASE
  WHEN c.relkind = 'v' THEN NULL
  WHEN c.relkind = 'p' THEN (
    SELECT nullif(sum(greatest(leaf.reltuples, 0)), 0) FROM pg_catalog.pg_partition_tree(c.oid) part
    JOIN pg_catalog.pg_class leaf ON leaf.oid = part.relid WHERE part.isleaf)
  WHEN c.reltuples < 0 THEN NULL
  ELSE c.reltuples END::bigint`;

const DESCRIBE = `
WITH names AS (
  SELECT relnamespace, lower(relname) AS folded FROM pg_catalog.pg_class
  WHERE relkind IN ('r', 'p', 'f', 'v', 'm') GROUP BY 1, 2 HAVING count(*) > 1
),
objects AS (
  SELECT c.oid, n.nspname, c.relname, ${ESTIMATE} AS estimate,
    c.relkind IN ('r', 'm') AND NOT c.relhassubclass AS is_heap,
    has_schema_privilege(n.oid, 'USAGE') AS may_use, has_any_column_privilege(c.oid, 'SELECT') AS may_select,
    EXISTS (SELECT FROM names WHERE names.relnamespace = c.relnamespace AND names.folded = lower(c.relname)) AS has_namesake
  FROM jsonb_array_elements($1::jsonb) AS w(name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = w.name->>0
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name->>1
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
),
attributes AS (
  SELECT o.oid AS object, a.attname, a.attnum, a.atttypid, a.atttypmod, a.attnotnull, a.attndims,
    coalesce(a.attnum = ANY (i.indkey), false) AS is_key
  FROM objects o
  JOIN pg_catalog.pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_catalog.pg_index i ON i.indrelid = o.oid AND i.indisprimary
),
types(oid, typmod, remote_type, mapping_type) AS (${typesQuery('SELECT atttypid, atttypmod FROM attributes')})
SELECT o.nspname, o.relname, o.estimate, a.attname, t.remote_type, t.mapping_type, a.attnotnull, a.is_key, o.is_heap, o.has_namesake, a.attndims,
  o.may_use, o.may_select, current_user,
  NOT o.may_use OR NOT o.may_select OR has_column_privilege(o.oid, a.attnum, 'SELECT')
FROM objects o
LEFT JOIN attributes a ON a.object = o.oid
LEFT JOIN types t ON t.oid = a.atttypid AND t.typmod = a.atttypmod
ORDER BY o.nspname, o.relname, a.attnum`;
