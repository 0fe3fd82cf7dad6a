/*
 * The queries of Postgres's catalog that types are read with. A type is known by an oid and a modifier (the 12,2 of a
 * numeric); what it maps by is a text as types.ts has it.
 */

/**
 * A query for `(oid, typmod, remote_type, mapping_type)` of every pair in `pairs`, a query for `(oid, typmod)`.
 * `remote_type` is the server's own text; `mapping_type` is it with domains replaced by their base types and types of
 * a kind by the kind's name.
 */
export function typesQuery(pairs: string): string {
  return `
WITH RECURSIVE pairs AS (SELECT DISTINCT p.oid::oid AS oid, p.typmod::int AS typmod FROM (${pairs}) AS p(oid, typmod)),
walk AS (
  SELECT p.oid AS root, p.typmod AS root_typmod, p.oid, p.typmod, ''::text AS suffix, 0 AS depth FROM pairs p
  UNION ALL
  SELECT w.root, w.root_typmod,
    CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END,
    CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE w.typmod END,
    w.suffix || CASE WHEN t.typtype = 'd' THEN '' ELSE '[]' END,
    w.depth + 1
  FROM walk w JOIN pg_catalog.pg_type t ON t.oid = w.oid
  WHERE t.typtype = 'd' OR (t.typcategory = 'A' AND t.typelem <> 0 AND t.typlen = -1)
),
leaf AS (SELECT DISTINCT ON (root, root_typmod) * FROM walk ORDER BY root, root_typmod, depth DESC)
SELECT l.root, l.root_typmod, pg_catalog.format_type(l.root, l.root_typmod),
  CASE t.typtype
    WHEN 'e' THEN 'enum' WHEN 'c' THEN 'composite' WHEN 'r' THEN 'range' WHEN 'm' THEN 'multirange'
    ELSE CASE WHEN n.nspname = 'pg_catalog' THEN pg_catalog.format_type(l.oid, l.typmod)
      ELSE n.nspname || '.' || t.typname END
  END || CASE WHEN l.suffix = '' THEN '' ELSE '[]' END
FROM leaf l JOIN pg_catalog.pg_type t ON t.oid = l.oid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace`;
}

/** Schemas that are the server's own. */
export const IS_USER_SCHEMA = String.raw`n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'`;

/** Tables, partitioned and foreign tables, views and materialized views, but no single partitions and nothing of the engine's own. */
export const IS_OBJECT = String.raw`c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
  AND c.relname NOT LIKE '\_syncform%' AND ${IS_USER_SCHEMA}`;
