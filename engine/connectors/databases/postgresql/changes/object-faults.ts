import type { StreamFault } from '../../../../contract/changes.ts';
import type { Session } from '../../../../families/postgresql/sessions.ts';
import { formatTableId, parseTableId, quoteTable, tableName } from '../dialect.ts';

/** What of tables keeps their changes from being followed. Reads only. */
export async function objectFaults(
  session: Session,
  objects: readonly string[],
  user: string,
): Promise<StreamFault[]> {
  const names = objects.map((id) => parseTableId(id)).filter((name) => name !== undefined);
  const wanted = JSON.stringify(names.map(({ schema, table }) => [schema, table]));
  const rows = await session.rows(OBJECTS, [wanted]);
  const found = new Map(
    rows.map((row) => [formatTableId({ schema: row[0] as string, table: row[1] as string }), row.slice(2)]),
  );
  return objects.flatMap((object) => {
    const message = faultOf(object, found.get(object), user, session.version);
    return message === undefined ? [] : [{ object, message }];
  });
}

const KINDS: Readonly<Record<string, string>> = {
  v: 'a view',
  m: 'a materialized view',
  f: 'a foreign table',
};

function faultOf(
  object: string,
  row: readonly (string | null)[] | undefined,
  user: string,
  version: number,
): string | undefined {
  if (!row) return 'there is no such table. Check that the connection’s user may see it.';
  const [kind, persistence, isParent, hidesRows, mayRead, unidentified, hasKey] = row;
  const table = quoteTable(tableName(object));
  if (kind && kind in KINDS)
    return `it is ${KINDS[kind]}, and only tables have a log of changes. Leave it out, or read it in a bulk sync without change detection.`;
  if (kind === 'p' && version < 130_000)
    return 'it is partitioned, and its changes can be followed from version 13 of Postgres on. Follow its partitions, or upgrade the server.';
  if (persistence !== 'p') return `it has no log. Run: ALTER TABLE ${table} SET LOGGED.`;
  if (isParent === 't' && kind !== 'p')
    return 'it has tables that inherit from it, whose rows do not come with its changes. Leave it out.';
  if (mayRead !== 't') return `it may not be read. Run: GRANT SELECT ON ${table} TO "${user}".`;
  if (hidesRows === 't')
    return `it hides rows from user "${user}" (row-level security), but not their changes. Run: ALTER ROLE "${user}" BYPASSRLS.`;
  if (unidentified !== null && unidentified !== undefined) {
    const part = quoteTable(tableName(unidentified));
    return hasKey === 't'
      ? `it does not log what tells its rows apart: REPLICA IDENTITY of ${unidentified} is NOTHING. Run: ALTER TABLE ${part} REPLICA IDENTITY DEFAULT.`
      : `it has no primary key, so its log does not say which row is meant. Add one, or run: ALTER TABLE ${part} REPLICA IDENTITY FULL.`;
  }
  return undefined;
}

/** The first of an object's parts that logs no identity of its rows: the table itself, or a partition. */
const OBJECTS = `
WITH objects AS (
  SELECT n.nspname, c.relname, c.oid, c.relkind, c.relpersistence,
    EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) AS is_parent
  FROM jsonb_array_elements($1::jsonb) AS w(name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = w.name->>0
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name->>1
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
),
parts AS (
  WITH RECURSIVE tree AS (
    SELECT o.oid AS root, o.oid FROM objects o
    UNION ALL SELECT t.root, i.inhrelid FROM tree t
    JOIN pg_catalog.pg_class parent ON parent.oid = t.oid AND parent.relkind = 'p'
    JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
  )
  SELECT t.root, n.nspname, c.relname, c.relreplident,
    EXISTS (SELECT 1 FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid AND x.indisprimary) AS has_key,
    EXISTS (SELECT 1 FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid AND x.indisreplident) AS has_index
  FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r'
),
unidentified AS (
  SELECT DISTINCT ON (root) root, nspname, relname, has_key FROM parts
  WHERE relreplident = 'n' OR relreplident = 'd' AND NOT has_key OR relreplident = 'i' AND NOT has_index
  ORDER BY root, nspname, relname
)
SELECT o.nspname, o.relname, o.relkind, o.relpersistence, o.is_parent,
  pg_catalog.row_security_active(o.oid),
  pg_catalog.has_schema_privilege(o.nspname, 'USAGE') AND pg_catalog.has_table_privilege(o.oid, 'SELECT'),
  CASE WHEN u.root IS NOT NULL THEN pg_catalog.quote_ident(u.nspname) || '.' || pg_catalog.quote_ident(u.relname) END,
  u.has_key
FROM objects o LEFT JOIN unidentified u ON u.root = o.oid`;
