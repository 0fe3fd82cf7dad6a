import type { Session } from '../../../../families/postgresql/sessions.ts';
import { tableName } from '../dialect.ts';
import type { Publication } from './publication.ts';

/** A sentence on fields that are wanted of an object and that its log does not bring. */
export function unloggedFieldsFault(fields: readonly string[]): string {
  return `the log of changes does not bring ${fields.join(', ')}: generated, or left out by the publication. Leave it out of the fields that are synced, or have it published.`;
}

/** Of objects, the fields that are wanted and that the log does not bring. */
export async function unloggedFields(
  session: Session,
  publication: Publication | undefined,
  objects: readonly { readonly id: string; readonly fields: readonly string[] }[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const generated = await generatedColumns(
    session,
    objects.map(({ id }) => id),
  );
  const unlogged = new Map<string, readonly string[]>();
  for (const { id, fields } of objects) {
    const published = publication?.tables.get(id)?.columns;
    const missing = fields.filter((field) => {
      const isPublished = published?.includes(field);
      // Version 18 has publications that bring generated columns.
      if (generated.get(id)?.has(field)) return session.version < 180_000 || isPublished !== true;
      return isPublished === false;
    });
    if (missing.length > 0) unlogged.set(id, missing);
  }
  return unlogged;
}

async function generatedColumns(
  session: Session,
  objects: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (session.version < 120_000) return new Map();
  const rows = await session.rows(
    `SELECT w.place - 1, to_json(array_agg(a.attname))::text
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS w(name, place)
     JOIN pg_catalog.pg_namespace n ON n.nspname = w.name->>'schema'
     JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name->>'table'
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attgenerated <> '' AND NOT a.attisdropped
     GROUP BY w.place`,
    [JSON.stringify(objects.map((id) => tableName(id)))],
  );
  return new Map(
    rows.map(([place, columns]) => [
      objects[Number(place)] as string,
      new Set(JSON.parse(columns as string) as string[]),
    ]),
  );
}
