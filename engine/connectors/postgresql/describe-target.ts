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
}

/** The table of that name, or null; views are none. */
export async function describeTarget(session: Session, name: TableName): Promise<ExistingTarget | null> {
  const [row] = await session.prepared('syncform_target', TARGET, [name.schema, name.table]);
  if (!row) return null;
  const [columns, indexes, isPlain, isTruncatable, keyName, keyDefinition] = row as string[];
  const described = JSON.parse(columns as string) as {
    name: string;
    type: string;
    mapping: string;
    not_null: boolean;
  }[];
  const unique = JSON.parse(indexes as string) as { is_primary: boolean; columns: string[] }[];
  return {
    id: formatTableId(name),
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
  };
}

const TARGET = `
WITH target AS (
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
  key.conname, pg_catalog.pg_get_constraintdef(key.oid)
FROM target c
LEFT JOIN pg_catalog.pg_constraint key ON key.conrelid = c.oid AND key.contype = 'p'
  AND pg_has_role(c.relowner, 'USAGE')
  AND NOT EXISTS (SELECT FROM keys k WHERE k.indexrelid = key.conindid AND k.is_marked)`;
