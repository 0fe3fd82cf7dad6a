import type { FollowedObject } from '../../../../contract/changes.ts';
import type { Session } from '../../../../families/postgresql/sessions.ts';
import { quoteTable, tableName } from '../dialect.ts';

/**
 * Of objects, those whose log does not tell rows by the key that they are followed by, each with a sentence: of a row that
 * is deleted, and of one whose key changes, the log has only what the table's REPLICA IDENTITY says.
 */
export async function unknownKeys(
  session: Session,
  objects: readonly Pick<FollowedObject, 'id' | 'key'>[],
): Promise<ReadonlyMap<string, string>> {
  const names = JSON.stringify(objects.map(({ id }) => tableName(id)));
  const rows = await session.rows(IDENTITIES, [names]);
  const unknown = new Map<string, string>();
  for (const [place, columns] of rows) {
    const object = objects[Number(place)];
    const identity = JSON.parse(columns as string) as string[];
    if (!object || object.key.every((name) => identity.includes(name))) continue;
    unknown.set(
      object.id,
      `its log tells rows by ${identity.join(', ') || 'nothing'}, not by the key ${object.key.join(', ')}. Run: ALTER TABLE ${quoteTable(tableName(object.id))} REPLICA IDENTITY FULL.`,
    );
  }
  return unknown;
}

/** The columns that tell rows apart in the log, of each table and partition that does not log its rows whole. */
const IDENTITIES = `
WITH RECURSIVE tree AS (
  SELECT w.place - 1 AS place, c.oid FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS w(name, place)
  JOIN pg_catalog.pg_namespace n ON n.nspname = w.name->>'schema'
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name->>'table'
  UNION ALL SELECT t.place, i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
)
SELECT DISTINCT t.place, to_json(ARRAY(
    SELECT a.attname FROM pg_catalog.pg_index x
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (x.indkey)
    WHERE x.indrelid = c.oid AND CASE c.relreplident WHEN 'd' THEN x.indisprimary WHEN 'i' THEN x.indisreplident ELSE false END
  ))::text
FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.oid WHERE c.relkind = 'r' AND c.relreplident <> 'f'`;
