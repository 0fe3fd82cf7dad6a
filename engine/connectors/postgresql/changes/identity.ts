import { SyncformError } from '../../../api/errors.ts';
import type { FollowedObject } from '../../changes.ts';
import { quoteTable, tableName } from '../names.ts';
import type { Session } from '../sessions.ts';
import { quoteLiteral } from '../sql.ts';

/**
 * Throws where the log does not tell an object's rows by the key that it is followed by: of a row that is deleted, and of
 * one whose key changes, it has only what the table's REPLICA IDENTITY says.
 */
export async function refuseUnknownKey(session: Session, object: FollowedObject): Promise<void> {
  const table = quoteTable(tableName(object.id));
  const rows = await session.rows(`
WITH RECURSIVE tree AS (
  SELECT to_regclass(${quoteLiteral(table)})::oid AS oid
  UNION ALL SELECT i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
)
SELECT DISTINCT coalesce(to_json(ARRAY(
    SELECT a.attname FROM pg_catalog.pg_index x
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (x.indkey)
    WHERE x.indrelid = c.oid AND CASE c.relreplident WHEN 'd' THEN x.indisprimary WHEN 'i' THEN x.indisreplident ELSE false END
  )), '[]')::text
FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.oid WHERE c.relkind = 'r' AND c.relreplident <> 'f'`);
  for (const [columns] of rows) {
    const identity = JSON.parse(columns ?? '[]') as string[];
    if (object.key.every((name) => identity.includes(name))) continue;
    throw new SyncformError(
      'unsupported',
      `the log of ${object.id} tells rows by ${identity.join(', ') || 'nothing'}, not by the key ${object.key.join(', ')}`,
      { hint: `Run: ALTER TABLE ${table} REPLICA IDENTITY FULL.` },
    );
  }
}
