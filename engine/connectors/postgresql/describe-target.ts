import { sourceType } from '../../types/map-types.ts';
import type { ExistingTable } from '../contract.ts';
import { typesQuery } from './catalog.ts';
import { formatTableId, type TableName } from './names.ts';
import type { Session } from './sessions.ts';
import { postgresqlTypes } from './types.ts';

/** A table to write to, with what decides how it can be written to. */
export interface ExistingTarget extends ExistingTable {
  /** Whether nothing but its key and its columns' types says what a row may be, so that COPY can fill it by itself. */
  readonly isPlain: boolean;
  /** Whether TRUNCATE may empty it: the right is there, and no other table's foreign key points here. */
  readonly isTruncatable: boolean;
  /** The primary key's constraint, where the user may drop and add it again without harm to anything else. */
  readonly keyConstraint: { readonly name: string; readonly definition: string } | undefined;
  /** What may leave a row out of a statement without an error, by the kind of statement, as the reason of a refused record. */
  readonly leavesOut: Partial<Readonly<Record<'insert' | 'update' | 'delete', string>>>;
  /** The name of the trigger that keeps UPDATEs from writing rows that would not change, where there is one. */
  readonly suppressor: string | undefined;
  /** Whether other tables inherit from it, so that a trigger may have put a row into one of those instead. */
  readonly hasHeirs: boolean;
}

/** The table of that name, or null; views are none. */
export async function describeTarget(session: Session, name: TableName): Promise<ExistingTarget | null> {
  const [row] = await session.prepared('syncform_target', TARGET, [name.schema, name.table]);
  if (!row) return null;
  const [
    columns,
    indexes,
    isPlain,
    isTruncatable,
    keyName,
    keyDefinition,
    triggers,
    isGuarded,
    kind,
    heirs,
    suppressor,
  ] = row as string[];
  const id = formatTableId(name);
  const described = JSON.parse(columns as string) as {
    name: string;
    type: string;
    mapping: string;
    not_null: boolean;
  }[];
  const unique = JSON.parse(indexes as string) as { is_primary: boolean; columns: string[] }[];
  return {
    id,
    columns: described.map((c) => ({
      name: c.name,
      type: sourceType(postgresqlTypes, c.mapping).type,
      target_type: c.type,
      nullable: !c.not_null,
    })),
    key: unique.find((u) => u.is_primary)?.columns ?? [],
    unique: unique.filter((u) => !u.is_primary).map((u) => u.columns),
    isPlain: isPlain === 't',
    isTruncatable: isTruncatable === 't',
    keyConstraint: keyName ? { name: keyName, definition: keyDefinition as string } : undefined,
    leavesOut: leftOut(id, JSON.parse(triggers as string), isGuarded === 't', kind === 'f'),
    suppressor: suppressor ?? undefined,
    hasHeirs: heirs === 't',
  };
}

/** `triggers` are the names of the BEFORE ROW triggers by the kind of statement. */
function leftOut(
  table: string,
  triggers: Readonly<Record<'insert' | 'update' | 'delete', readonly string[] | null>>,
  isGuarded: boolean,
  isForeign: boolean,
): ExistingTarget['leavesOut'] {
  const reason = (kind: keyof typeof triggers) => {
    const names = triggers[kind] ?? [];
    const [first] = names;
    if (names.length === 1) return `the trigger "${first}" of ${table} set the row aside`;
    if (names.length > 1) return `one of the triggers of ${table} (${names.join(', ')}) set the row aside`;
    if (isGuarded) return `a policy of row-level security of ${table} left the row out`;
    return isForeign ? `the server behind the foreign table ${table} left the row out` : undefined;
  };
  const [insert, update] = [reason('insert'), reason('update')];
  // Whether a row of a foreign table is the one that was there cannot be told.
  const gone = isForeign ? undefined : reason('delete');
  return { ...(insert && { insert }), ...(update && { update }), ...(gone && { delete: gone }) };
}

/** Whether that name is a view's, materialized or not. */
export async function isView(session: Session, { schema, table }: TableName): Promise<boolean> {
  const found = await session.prepared('syncform_view', VIEW, [schema, table]);
  return found.length > 0;
}

const VIEW = `
SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('v', 'm')`;

const TARGET = `
WITH RECURSIVE target AS (
  SELECT c.* FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'f')
),
attributes AS (
  SELECT a.* FROM pg_catalog.pg_attribute a JOIN target c ON a.attrelid = c.oid
  WHERE a.attnum > 0 AND NOT a.attisdropped
),
types(oid, typmod, remote_type, mapping_type) AS (${typesQuery('SELECT atttypid, atttypmod FROM attributes')}),
keys AS (
  SELECT i.indisprimary, i.indexrelid, i.indisreplident OR i.indisclustered AS is_marked,
    (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, n)
     JOIN attributes a ON a.attnum = k.attnum WHERE k.n <= i.indnkeyatts) AS columns
  FROM pg_catalog.pg_index i JOIN target c ON i.indrelid = c.oid
  WHERE i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
),
family(oid) AS (
  SELECT oid FROM target
  UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN family f ON i.inhparent = f.oid
),
-- BEFORE ROW triggers that fire and may answer NULL; the server's own one does so only of rows that would not change.
triggers AS (
  SELECT DISTINCT t.tgname AS name, t.tgtype AS type FROM pg_catalog.pg_trigger t JOIN family f ON t.tgrelid = f.oid
  WHERE t.tgtype & 3 = 3 AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
    AND t.tgfoid <> 'pg_catalog.suppress_redundant_updates_trigger'::regproc
)
SELECT
  (SELECT coalesce(json_agg(json_build_object(
      'name', a.attname, 'type', t.remote_type, 'mapping', t.mapping_type, 'not_null', a.attnotnull) ORDER BY a.attnum), '[]')
   FROM attributes a JOIN types t ON t.oid = a.atttypid AND t.typmod = a.atttypmod),
  (SELECT coalesce(json_agg(json_build_object('is_primary', k.indisprimary, 'columns', k.columns)), '[]') FROM keys k),
  c.relkind = 'r' AND NOT c.relhasrules AND NOT c.relrowsecurity AND NOT c.relhassubclass AND NOT c.relispartition
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype NOT IN ('p', 'n'))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.confrelid = c.oid)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND NOT i.indisprimary)
    AND NOT EXISTS (SELECT FROM attributes a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      WHERE t.typtype = 'd' OR a.attgenerated <> '' OR a.attidentity <> ''),
  c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'TRUNCATE')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.confrelid = c.oid AND k.conrelid <> c.oid),
  key.conname, pg_catalog.pg_get_constraintdef(key.oid),
  (SELECT json_build_object(
      'insert', json_agg(name ORDER BY name) FILTER (WHERE type & 4 <> 0),
      'delete', json_agg(name ORDER BY name) FILTER (WHERE type & 8 <> 0),
      'update', json_agg(name ORDER BY name) FILTER (WHERE type & 16 <> 0)) FROM triggers),
  row_security_active(c.oid), c.relkind, c.relkind = 'r' AND c.relhassubclass,
  (SELECT t.tgname FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND t.tgtype & 19 = 19 AND t.tgenabled IN ('O', 'A')
    AND t.tgfoid = 'pg_catalog.suppress_redundant_updates_trigger'::regproc ORDER BY 1 LIMIT 1)
FROM target c
LEFT JOIN pg_catalog.pg_constraint key ON key.conrelid = c.oid AND key.contype = 'p'
  AND pg_has_role(c.relowner, 'USAGE')
  AND NOT EXISTS (SELECT FROM keys k WHERE k.indexrelid = key.conindid AND k.is_marked)`;
