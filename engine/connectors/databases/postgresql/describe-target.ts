import type { ExistingTable } from '../../../contract/contract.ts';
import type { Session } from '../../../families/postgresql/sessions.ts';
import type { FoundTable } from '../../../families/sql/define.ts';
import type { TableName } from '../../../families/sql/names.ts';
import { sourceType } from '../../../types/map-types.ts';
import { typesQuery } from './catalog.ts';
import { withDimensions } from './columns.ts';
import { formatTableId, quoteTable } from './dialect.ts';
import { lackedRights, mayNotCreate, RIGHTS } from './rights.ts';
import { quoteIdentifier } from './sql.ts';
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
  /** Collations, quoted, of the columns that have another than their type's, by name. */
  readonly collations: ReadonlyMap<string, string>;
  /** Whether other tables inherit from it, so that a trigger may have put a row into one of those instead. */
  readonly hasHeirs: boolean;
}

/** As the family's, with what else is known of a table. */
export interface FoundTarget extends FoundTable {
  readonly table: ExistingTarget | null;
}

/** The table of that name, or null; views are none. */
export async function describeTarget(session: Session, name: TableName): Promise<ExistingTarget | null> {
  const [found] = await describeTargets(session, [name]);
  return found?.table ?? null;
}

/** What there is of each name, in their order, asked together. */
export async function describeTargets(
  session: Session,
  names: readonly TableName[],
): Promise<readonly FoundTarget[]> {
  const asked = JSON.stringify(names.map(({ schema, table }) => [schema, table]));
  const rows = await session.prepared('syncform_targets', TARGETS, [asked]);
  return rows.map(([n, isView, mayCreate, lacksSchemaIn, user, ...target]) => {
    const name = names[Number(n)] as TableName;
    return {
      table: target.at(-1) === null ? null : describedTarget(name, target),
      isView: isView === 't',
      unmakable: mayCreate === 't' ? [] : [mayNotCreate(name, user ?? '', lacksSchemaIn)],
    };
  });
}

function describedTarget(name: TableName, row: readonly (string | null)[]): ExistingTarget {
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
    rules,
    rights,
  ] = row as string[];
  const id = formatTableId(name);
  const described = JSON.parse(columns as string) as {
    name: string;
    type: string;
    mapping: string;
    dimensions: number;
    not_null: boolean;
    has_default: boolean;
    generated: boolean;
    identity: string;
    fixed_by: string | null;
    collation: string | null;
  }[];
  const leavesOut = leftOut(id, JSON.parse(triggers as string), isGuarded === 't', kind === 'f');
  const unique = JSON.parse(indexes as string) as { is_primary: boolean; columns: string[] }[];
  return {
    id,
    columns: described.map((c) => ({
      name: c.name,
      type: withDimensions(sourceType(postgresqlTypes, c.mapping).type, c.dimensions),
      target_type: c.type,
      nullable: !c.not_null,
      ...takesNoValue(name, c),
      ...(c.fixed_by === null ? {} : { fixedBy: c.fixed_by }),
      // A trigger may fill in what is missing.
      needsValue: c.not_null && !c.has_default && !c.generated && c.identity === '' && !leavesOut.insert,
    })),
    rules: JSON.parse(rules as string),
    key: unique.find((u) => u.is_primary)?.columns ?? [],
    unique: unique.filter((u) => !u.is_primary).map((u) => u.columns),
    isPlain: isPlain === 't',
    isTruncatable: isTruncatable === 't',
    keyConstraint: keyName ? { name: keyName, definition: keyDefinition as string } : undefined,
    leavesOut,
    collations: new Map(
      described.flatMap((c) => (c.collation === null ? [] : [[c.name, c.collation] as const])),
    ),
    suppressor: suppressor ?? undefined,
    hasHeirs: heirs === 't',
    lacks: lackedRights(name, JSON.parse(rights as string), isTruncatable === 't'),
  };
}

function takesNoValue(
  table: TableName,
  { name, generated, identity }: { name: string; generated: boolean; identity: string },
): Pick<ExistingTable['columns'][number], 'takesNoValue'> {
  if (generated)
    return {
      takesNoValue: { because: 'is generated from other columns', wayOut: 'leave it out of the fields' },
    };
  if (identity !== 'a') return {};
  const statement = `ALTER TABLE ${quoteTable(table)} ALTER COLUMN ${quoteIdentifier(name)} SET GENERATED BY DEFAULT`;
  return {
    takesNoValue: {
      because: 'is GENERATED ALWAYS AS IDENTITY, so that the table numbers its rows itself',
      wayOut: `leave it out of the fields, or let it take values: ${statement}`,
    },
  };
}

/** `triggers` are what may answer nothing for a row, by the kind of statement: `the trigger "skip"`. */
function leftOut(
  table: string,
  triggers: Readonly<Record<'insert' | 'update' | 'delete', readonly string[] | null>>,
  isGuarded: boolean,
  isForeign: boolean,
): ExistingTarget['leavesOut'] {
  const reason = (kind: keyof typeof triggers) => {
    const names = triggers[kind] ?? [];
    if (names.length > 0) return `${names.join(' or ')} of ${table} set the row aside`;
    if (isGuarded) return `a policy of row-level security of ${table} left the row out`;
    return isForeign ? `the server behind the foreign table ${table} left the row out` : undefined;
  };
  const [insert, update] = [reason('insert'), reason('update')];
  // Whether a row of a foreign table is the one that was there cannot be told.
  const gone = isForeign ? undefined : reason('delete');
  return { ...(insert && { insert }), ...(update && { update }), ...(gone && { delete: gone }) };
}

/** What there is of the table that `asked` names. */
const TARGET = `
WITH RECURSIVE target AS (
  SELECT c.* FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = (asked.name ->> 0)::name AND c.relname = (asked.name ->> 1)::name AND c.relkind IN ('r', 'p', 'f')
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
fixed(attnum, what) AS (
  SELECT d.refobjsubid, CASE d.classid
      WHEN 'pg_catalog.pg_rewrite'::regclass THEN
        (SELECT 'the view ' || pg_catalog.format('%I.%I', n.nspname, v.relname) FROM pg_catalog.pg_rewrite w
         JOIN pg_catalog.pg_class v ON v.oid = w.ev_class JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace WHERE w.oid = d.objid)
      WHEN 'pg_catalog.pg_attrdef'::regclass THEN 'a generated column'
      ELSE 'the ' || pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) END
  FROM pg_catalog.pg_depend d JOIN target c ON d.refobjid = c.oid
  WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0 AND (
    d.classid IN ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_trigger'::regclass, 'pg_catalog.pg_policy'::regclass)
    OR (d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.deptype IN ('n', 'a')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_attrdef f WHERE f.oid = d.objid AND f.adnum = d.refobjsubid)))
  UNION ALL SELECT unnest(p.partattrs), 'the key of its partitions' FROM pg_catalog.pg_partitioned_table p JOIN target c ON p.partrelid = c.oid
),
family(oid) AS (
  SELECT oid FROM target
  UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN family f ON i.inhparent = f.oid
),
-- BEFORE ROW triggers that fire and may answer NULL (the server's own one does so only of rows that would not change), and
-- rules that do something instead of an INSERT.
triggers AS (
  SELECT pg_catalog.format('the rule "%s"', w.rulename) AS name, 4 AS type FROM pg_catalog.pg_rewrite w JOIN target c ON w.ev_class = c.oid
  WHERE w.is_instead AND w.ev_type = '3' AND w.ev_enabled IN ('O', 'A')
  UNION SELECT pg_catalog.format('the trigger "%s"', t.tgname), t.tgtype FROM pg_catalog.pg_trigger t JOIN family f ON t.tgrelid = f.oid
  WHERE t.tgtype & 3 = 3 AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
    AND t.tgfoid <> 'pg_catalog.suppress_redundant_updates_trigger'::regproc
)
SELECT
  (SELECT coalesce(json_agg(json_build_object(
      'name', a.attname, 'type', t.remote_type, 'mapping', t.mapping_type, 'dimensions', a.attndims, 'not_null', a.attnotnull,
      'has_default', a.atthasdef OR y.typdefault IS NOT NULL, 'generated', a.attgenerated <> '', 'identity', a.attidentity,
      'collation', (SELECT pg_catalog.format('%I.%I', n.nspname, l.collname) FROM pg_catalog.pg_collation l
        JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace WHERE l.oid = a.attcollation AND l.oid <> y.typcollation),
      'fixed_by', (SELECT what FROM fixed f WHERE f.attnum = a.attnum ORDER BY 1 LIMIT 1)) ORDER BY a.attnum), '[]')
   FROM attributes a JOIN types t ON t.oid = a.atttypid AND t.typmod = a.atttypmod
     JOIN pg_catalog.pg_type y ON y.oid = a.atttypid),
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
    AND t.tgfoid = 'pg_catalog.suppress_redundant_updates_trigger'::regproc ORDER BY 1 LIMIT 1),
  (SELECT coalesce(json_agg(json_build_object('text', text, 'columns', columns) ORDER BY text), '[]') FROM (
     SELECT pg_catalog.pg_get_constraintdef(k.oid) AS text,
       coalesce((SELECT json_agg(a.attname) FROM attributes a WHERE a.attnum = ANY (k.conkey)), '[]') AS columns
     FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f', 'x')
     UNION ALL SELECT format('the trigger "%s"', t.tgname), '[]' FROM pg_catalog.pg_trigger t
     WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype & 20 <> 0
       AND t.tgfoid <> 'pg_catalog.suppress_redundant_updates_trigger'::regproc
     UNION ALL SELECT pg_catalog.format('the rule "%s"', w.rulename), '[]' FROM pg_catalog.pg_rewrite w WHERE w.ev_class = c.oid
     UNION ALL SELECT 'row-level security', '[]' WHERE row_security_active(c.oid)) AS r),
  ${RIGHTS}
FROM target c
LEFT JOIN pg_catalog.pg_constraint key ON key.conrelid = c.oid AND key.contype = 'p'
  AND pg_has_role(c.relowner, 'USAGE')
  AND NOT EXISTS (SELECT FROM keys k WHERE k.indexrelid = key.conindid AND k.is_marked)`;

const TARGETS = `
SELECT asked.n - 1,
  EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = (asked.name ->> 0)::name AND c.relname = (asked.name ->> 1)::name AND c.relkind IN ('v', 'm')),
  coalesce((SELECT has_schema_privilege(n.oid, 'CREATE') FROM pg_catalog.pg_namespace n WHERE n.nspname = (asked.name ->> 0)::name),
    has_database_privilege(current_database(), 'CREATE')),
  CASE WHEN to_regnamespace(quote_ident(asked.name ->> 0)) IS NULL THEN current_database() END,
  current_user, target.*
FROM json_array_elements($1::json) WITH ORDINALITY AS asked(name, n)
LEFT JOIN LATERAL (${TARGET}) AS target ON true
ORDER BY asked.n`;
