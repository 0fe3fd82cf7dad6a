/** What a dedicated SQL pool's catalog has beside SQL Server's, and keys that are not enforced. */
export const POOL_WORDS = `
CREATE VIEW sys.unenforced AS SELECT conrelid, oid, unnest(conkey)::int AS column_id FROM pg_catalog.pg_constraint WHERE contype = 'c' AND conname LIKE 'unenforced key%';
CREATE OR REPLACE VIEW sys.indexes AS SELECT indrelid AS object_id, indexrelid AS index_id, indexrelid::regclass::text AS name,
    CASE WHEN indisprimary THEN 1 ELSE 0 END AS is_primary_key, CASE WHEN indisunique THEN 1 ELSE 0 END AS is_unique FROM pg_catalog.pg_index
  UNION ALL SELECT DISTINCT conrelid, oid, 'unenforced key', 1, 1 FROM sys.unenforced;
CREATE OR REPLACE VIEW sys.index_columns AS SELECT i.indrelid AS object_id, i.indexrelid AS index_id, k.n::int AS column_id, k.place::int AS key_ordinal
    FROM pg_catalog.pg_index AS i, unnest(i.indkey) WITH ORDINALITY AS k(n, place)
  UNION ALL SELECT conrelid, oid, column_id, 1 FROM sys.unenforced;
CREATE VIEW sys.pdw_column_distribution_properties AS SELECT conrelid AS object_id, min(column_id) AS column_id, 1 AS distribution_ordinal FROM sys.unenforced GROUP BY conrelid;
CREATE VIEW sys.pdw_table_mappings AS SELECT object_id, 'Table_' || object_id AS physical_name FROM sys.objects WHERE type = 'U';
CREATE VIEW sys.pdw_nodes_tables AS SELECT physical_name AS name, object_id, 1 AS pdw_node_id, d AS distribution_id FROM sys.pdw_table_mappings, generate_series(1, 2) AS d;
CREATE VIEW sys.dm_pdw_nodes_db_partition_stats AS SELECT object_id, index_id, CASE distribution_id WHEN 1 THEN rows - rows / 2 ELSE rows / 2 END AS row_count, 1 AS pdw_node_id, distribution_id
  FROM sys.partitions, generate_series(1, 2) AS distribution_id;
`;

/** Why a pool takes no such batch; undefined where it does. */
export function poolRefusal(batch: string): string | undefined {
  const [, reason] = REFUSED.find(([pattern]) => pattern.test(batch)) ?? [];
  return reason;
}

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/\bsp_getapplock\b/i, 'there is no sp_getapplock'],
  [/^\s*(SAVE|ROLLBACK) TRANSACTION step/i, 'transactions have no savepoints'],
  [/^\s*DROP TABLE IF EXISTS/i, 'DROP TABLE takes no IF EXISTS'],
  [/\bdm_exec_describe_first_result_set\b/i, 'there is no sys.dm_exec_describe_first_result_set'],
  [/\bMERGE INTO\b/i, 'MERGE is for tables that are distributed by a hash'],
  [/\bDECLARE @\w+ TABLE\b/i, 'there are no table variables'],
  [/^\s*INSERT BULK #/i, 'a bulk load goes into no temporary table'],
  [/^\s*INSERT INTO [^']* VALUES\b/i, 'VALUES takes one row of constants'],
  [/^(?:IF OBJECT_ID.* IS NULL )?CREATE TABLE\b(?![\s\S]*DISTRIBUTION = )/i, 'the distribution is not said'],
  [/\bPRIMARY KEY\b(?! NONCLUSTERED \([^)]*\) NOT ENFORCED)/i, 'a key is NONCLUSTERED and NOT ENFORCED'],
];
