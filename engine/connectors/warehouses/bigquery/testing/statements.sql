-- The jobs that syncform has BigQuery run. No BigQuery runs where syncform is tested: this is for people who know it. The test beside
-- this folder compares it with what is sent; SYNCFORM_WRITE_STATEMENTS=1 writes it again. Digests and ids stand as <…>. Datasets and
-- tables are listed and described by requests, which are no jobs.

-- The connection’s test

-- dry run
SELECT 1;

-- A new table

CREATE SCHEMA IF NOT EXISTS `contract`;

CREATE TABLE IF NOT EXISTS `contract`.`items` (
  `id` INT64 NOT NULL,
  `day` DATE,
  `code` STRING,
  `active` BOOL,
  `price` NUMERIC(12, 2),
  `at` TIMESTAMP,
  `tags` ARRAY<STRING>,
  `data` JSON,
  PRIMARY KEY (`id`) NOT ENFORCED
)
CLUSTER BY `id`;

-- A column more, and a wider one

CREATE TABLE IF NOT EXISTS `contract`.`wider` (
  `n` NUMERIC(5, 2)
);

ALTER TABLE `contract`.`wider` ALTER COLUMN `n` SET DATA TYPE NUMERIC(12, 2);

ALTER TABLE `contract`.`wider` ADD COLUMN IF NOT EXISTS `code` STRING;

-- updateOrCreate: a load job, the search for records at fault, the merge

CREATE TABLE IF NOT EXISTS `contract`.`_syncform_commits` (
  scope STRING NOT NULL,
  batch_id STRING NOT NULL,
  table_id STRING NOT NULL,
  outcome STRING NOT NULL,
  committed_at TIMESTAMP NOT NULL
);

SELECT outcome FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'upsert';

-- load job: { "destinationTable": { "projectId": "project", "datasetId": "contract", "tableId": "_syncform_stage_<scope>_<load>" }, "sourceFormat": "PARQUET", "schema": { "fields": [ { "name": "r", "type": "INT64" }, { "name": "c0", "type": "INT64" }, { "name": "c1", "type": "INT64" }, { "name": "c2", "type": "STRING" }, { "name": "c3", "type": "BOOL" }, { "name": "c4", "type": "STRING" }, { "name": "c5", "type": "INT64" }, { "name": "c6", "type": "STRING" }, { "name": "c7", "type": "STRING" } ] }, "createDisposition": "CREATE_NEVER", "writeDisposition": "WRITE_TRUNCATE" }

SELECT IF(n > 1, 'an earlier record of the same batch has the same key (id)', why) AS v0, LEFT(CAST(c0 AS STRING), 200) AS v1 FROM (SELECT *, IF(why IS NULL, ROW_NUMBER() OVER (PARTITION BY why IS NULL, c0 ORDER BY r), 1) AS n FROM (SELECT *, CASE WHEN c0 IS NULL THEN 'its key (id) is NULL' WHEN c1 IS NOT NULL AND IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) IS NULL THEN CONCAT('column "day" is DATE and cannot hold ', LEFT(IF(c1 BETWEEN -719162 AND 2932896, CAST(DATE_FROM_UNIX_DATE(c1) AS STRING), 'a day beyond the years 1 to 9999'), 100)) WHEN c4 IS NOT NULL AND IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) IS NULL THEN CONCAT('column "price" is NUMERIC(12, 2) and cannot hold ', LEFT(c4, 100)) WHEN c5 IS NOT NULL AND IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) IS NULL THEN CONCAT('column "at" is TIMESTAMP and cannot hold ', LEFT(IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, CAST(TIMESTAMP_MICROS(c5) AS STRING), 'a moment beyond the years 1 to 9999'), 100)) WHEN c6 IS NOT NULL AND IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)) IS NULL THEN CONCAT('column "tags" is ARRAY<STRING> and cannot hold ', LEFT(c6, 100)) WHEN c7 IS NOT NULL AND SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') IS NULL THEN CONCAT('column "data" is JSON and cannot hold ', LEFT(c7, 100)) END AS why FROM `contract`.`_syncform_stage_<scope>_<load>`)) WHERE why IS NOT NULL OR n > 1 ORDER BY r;

-- as job syncform_merge_<table, scope and batch>_0
DECLARE syncform_inserted, syncform_updated, syncform_deleted, syncform_before INT64 DEFAULT 0;
BEGIN TRANSACTION;
IF NOT EXISTS (SELECT 1 FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'upsert') THEN
  SET syncform_before = (SELECT COUNT(*) FROM `contract`.`items`);
  MERGE INTO `contract`.`items` AS t USING (SELECT c0 AS c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) AS c1, c2 AS c2, c3 AS c3, IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) AS c4, IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) AS c5, IFNULL(IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)), []) AS c6, SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') AS c7 FROM `contract`.`_syncform_stage_<scope>_<load>` WHERE TRUE) AS s ON t.`id` = s.c0 WHEN MATCHED AND (t.`day` IS DISTINCT FROM s.c1 OR t.`code` IS DISTINCT FROM s.c2 OR t.`active` IS DISTINCT FROM s.c3 OR t.`price` IS DISTINCT FROM s.c4 OR t.`at` IS DISTINCT FROM s.c5 OR TO_JSON_STRING(t.`tags`) IS DISTINCT FROM TO_JSON_STRING(s.c6) OR TO_JSON_STRING(t.`data`) IS DISTINCT FROM TO_JSON_STRING(s.c7)) THEN UPDATE SET `day` = s.c1, `code` = s.c2, `active` = s.c3, `price` = s.c4, `at` = s.c5, `tags` = s.c6, `data` = s.c7 WHEN NOT MATCHED THEN INSERT (`id`, `day`, `code`, `active`, `price`, `at`, `tags`, `data`) VALUES (s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6, s.c7);
  SET syncform_updated = @@row_count;
  SET syncform_inserted = (SELECT COUNT(*) FROM `contract`.`items`) - syncform_before;
  SET syncform_updated = syncform_updated - syncform_inserted;
  INSERT INTO `contract`.`_syncform_commits` (scope, batch_id, table_id, outcome, committed_at) VALUES ('sync', 'upsert', 'contract.items', CONCAT('{"inserted":', CAST(syncform_inserted AS STRING), ',"updated":', CAST(syncform_updated AS STRING), ',"deleted":', CAST(syncform_deleted AS STRING), ',"rejected":', '[]', '}'), CURRENT_TIMESTAMP());
END IF;
COMMIT TRANSACTION;

SELECT COUNT(*) FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id <> 'upsert' AND (committed_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY));

-- create

SELECT outcome FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'insert';

-- as job syncform_merge_<table, scope and batch>_0
DECLARE syncform_inserted, syncform_updated, syncform_deleted, syncform_before INT64 DEFAULT 0;
BEGIN TRANSACTION;
IF NOT EXISTS (SELECT 1 FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'insert') THEN
  INSERT INTO `contract`.`items` (`id`, `day`, `code`, `active`, `price`, `at`, `tags`, `data`) SELECT s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6, s.c7 FROM (SELECT c0 AS c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) AS c1, c2 AS c2, c3 AS c3, IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) AS c4, IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) AS c5, IFNULL(IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)), []) AS c6, SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') AS c7 FROM `contract`.`_syncform_stage_<scope>_<load>` WHERE TRUE) AS s WHERE TRUE AND NOT EXISTS (SELECT 1 FROM `contract`.`items` AS t WHERE t.`id` = s.c0);
  SET syncform_inserted = @@row_count;
  INSERT INTO `contract`.`_syncform_commits` (scope, batch_id, table_id, outcome, committed_at) VALUES ('sync', 'insert', 'contract.items', CONCAT('{"inserted":', CAST(syncform_inserted AS STRING), ',"updated":', CAST(syncform_updated AS STRING), ',"deleted":', CAST(syncform_deleted AS STRING), ',"rejected":', '[]', '}'), CURRENT_TIMESTAMP());
END IF;
COMMIT TRANSACTION;

SELECT COUNT(*) FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id <> 'insert' AND (committed_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY));

-- update

SELECT outcome FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'update';

-- as job syncform_merge_<table, scope and batch>_0
DECLARE syncform_inserted, syncform_updated, syncform_deleted, syncform_before INT64 DEFAULT 0;
BEGIN TRANSACTION;
IF NOT EXISTS (SELECT 1 FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'update') THEN
  UPDATE `contract`.`items` AS t SET `day` = s.c1, `code` = s.c2, `active` = s.c3, `price` = s.c4, `at` = s.c5, `tags` = s.c6, `data` = s.c7 FROM (SELECT c0 AS c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) AS c1, c2 AS c2, c3 AS c3, IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) AS c4, IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) AS c5, IFNULL(IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)), []) AS c6, SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') AS c7 FROM `contract`.`_syncform_stage_<scope>_<load>` WHERE TRUE) AS s WHERE t.`id` = s.c0 AND (t.`day` IS DISTINCT FROM s.c1 OR t.`code` IS DISTINCT FROM s.c2 OR t.`active` IS DISTINCT FROM s.c3 OR t.`price` IS DISTINCT FROM s.c4 OR t.`at` IS DISTINCT FROM s.c5 OR TO_JSON_STRING(t.`tags`) IS DISTINCT FROM TO_JSON_STRING(s.c6) OR TO_JSON_STRING(t.`data`) IS DISTINCT FROM TO_JSON_STRING(s.c7)) AND TRUE;
  SET syncform_updated = @@row_count;
  INSERT INTO `contract`.`_syncform_commits` (scope, batch_id, table_id, outcome, committed_at) VALUES ('sync', 'update', 'contract.items', CONCAT('{"inserted":', CAST(syncform_inserted AS STRING), ',"updated":', CAST(syncform_updated AS STRING), ',"deleted":', CAST(syncform_deleted AS STRING), ',"rejected":', '[]', '}'), CURRENT_TIMESTAMP());
END IF;
COMMIT TRANSACTION;

SELECT COUNT(*) FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id <> 'update' AND (committed_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY));

-- append

SELECT outcome FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'append';

SELECT why AS v0, LEFT(CAST(c0 AS STRING), 200) AS v1, LEFT(IF(c1 BETWEEN -719162 AND 2932896, CAST(DATE_FROM_UNIX_DATE(c1) AS STRING), 'a day beyond the years 1 to 9999'), 200) AS v2, LEFT(c2, 200) AS v3, LEFT(CAST(c3 AS STRING), 200) AS v4, LEFT(c4, 200) AS v5, LEFT(IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, CAST(TIMESTAMP_MICROS(c5) AS STRING), 'a moment beyond the years 1 to 9999'), 200) AS v6, LEFT(c6, 200) AS v7, LEFT(c7, 200) AS v8 FROM (SELECT *, CASE WHEN c1 IS NOT NULL AND IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) IS NULL THEN CONCAT('column "day" is DATE and cannot hold ', LEFT(IF(c1 BETWEEN -719162 AND 2932896, CAST(DATE_FROM_UNIX_DATE(c1) AS STRING), 'a day beyond the years 1 to 9999'), 100)) WHEN c4 IS NOT NULL AND IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) IS NULL THEN CONCAT('column "price" is NUMERIC(12, 2) and cannot hold ', LEFT(c4, 100)) WHEN c5 IS NOT NULL AND IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) IS NULL THEN CONCAT('column "at" is TIMESTAMP and cannot hold ', LEFT(IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, CAST(TIMESTAMP_MICROS(c5) AS STRING), 'a moment beyond the years 1 to 9999'), 100)) WHEN c6 IS NOT NULL AND IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)) IS NULL THEN CONCAT('column "tags" is ARRAY<STRING> and cannot hold ', LEFT(c6, 100)) WHEN c7 IS NOT NULL AND SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') IS NULL THEN CONCAT('column "data" is JSON and cannot hold ', LEFT(c7, 100)) WHEN c0 IS NULL THEN 'column "id" takes no NULL' END AS why FROM `contract`.`_syncform_stage_<scope>_<load>`) WHERE why IS NOT NULL ORDER BY r;

-- as job syncform_merge_<table, scope and batch>_0
DECLARE syncform_inserted, syncform_updated, syncform_deleted, syncform_before INT64 DEFAULT 0;
BEGIN TRANSACTION;
IF NOT EXISTS (SELECT 1 FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'append') THEN
  INSERT INTO `contract`.`items` (`id`, `day`, `code`, `active`, `price`, `at`, `tags`, `data`) SELECT s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6, s.c7 FROM (SELECT c0 AS c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) AS c1, c2 AS c2, c3 AS c3, IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) AS c4, IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) AS c5, IFNULL(IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)), []) AS c6, SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') AS c7 FROM `contract`.`_syncform_stage_<scope>_<load>` WHERE TRUE) AS s WHERE TRUE;
  SET syncform_inserted = @@row_count;
  INSERT INTO `contract`.`_syncform_commits` (scope, batch_id, table_id, outcome, committed_at) VALUES ('sync', 'append', 'contract.items', CONCAT('{"inserted":', CAST(syncform_inserted AS STRING), ',"updated":', CAST(syncform_updated AS STRING), ',"deleted":', CAST(syncform_deleted AS STRING), ',"rejected":', '[]', '}'), CURRENT_TIMESTAMP());
END IF;
COMMIT TRANSACTION;

SELECT COUNT(*) FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id <> 'append' AND (committed_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY));

-- replace

SELECT outcome FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'replace';

-- as job syncform_merge_<table, scope and batch>_0
DECLARE syncform_inserted, syncform_updated, syncform_deleted, syncform_before INT64 DEFAULT 0;
BEGIN TRANSACTION;
IF NOT EXISTS (SELECT 1 FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'replace') THEN
  DELETE FROM `contract`.`items` WHERE TRUE;
  SET syncform_deleted = @@row_count;
  INSERT INTO `contract`.`items` (`id`, `day`, `code`, `active`, `price`, `at`, `tags`, `data`) SELECT s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6, s.c7 FROM (SELECT c0 AS c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) AS c1, c2 AS c2, c3 AS c3, IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) AS c4, IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) AS c5, IFNULL(IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)), []) AS c6, SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') AS c7 FROM `contract`.`_syncform_stage_<scope>_<load>` WHERE TRUE) AS s WHERE TRUE;
  SET syncform_inserted = @@row_count;
  INSERT INTO `contract`.`_syncform_commits` (scope, batch_id, table_id, outcome, committed_at) VALUES ('sync', 'replace', 'contract.items', CONCAT('{"inserted":', CAST(syncform_inserted AS STRING), ',"updated":', CAST(syncform_updated AS STRING), ',"deleted":', CAST(syncform_deleted AS STRING), ',"rejected":', '[]', '}'), CURRENT_TIMESTAMP());
END IF;
COMMIT TRANSACTION;

SELECT COUNT(*) FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id <> 'replace' AND (committed_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY));

-- remove

SELECT outcome FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'delete';

SELECT IF(n > 1, 'an earlier record of the same batch has the same key (id)', why) AS v0, LEFT(CAST(c0 AS STRING), 200) AS v1 FROM (SELECT *, IF(why IS NULL, ROW_NUMBER() OVER (PARTITION BY why IS NULL, c0 ORDER BY r), 1) AS n FROM (SELECT *, CASE WHEN c0 IS NULL THEN 'its key (id) is NULL' END AS why FROM `contract`.`_syncform_stage_<scope>_<load>`)) WHERE why IS NOT NULL OR n > 1 ORDER BY r;

-- as job syncform_merge_<table, scope and batch>_0
DECLARE syncform_inserted, syncform_updated, syncform_deleted, syncform_before INT64 DEFAULT 0;
BEGIN TRANSACTION;
IF NOT EXISTS (SELECT 1 FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'delete') THEN
  DELETE FROM `contract`.`items` AS t WHERE EXISTS (SELECT 1 FROM (SELECT c0 AS c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) AS c1, c2 AS c2, c3 AS c3, IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) AS c4, IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) AS c5, IFNULL(IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)), []) AS c6, SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') AS c7 FROM `contract`.`_syncform_stage_<scope>_<load>` WHERE TRUE) AS s WHERE t.`id` = s.c0 AND TRUE);
  SET syncform_deleted = @@row_count;
  INSERT INTO `contract`.`_syncform_commits` (scope, batch_id, table_id, outcome, committed_at) VALUES ('sync', 'delete', 'contract.items', CONCAT('{"inserted":', CAST(syncform_inserted AS STRING), ',"updated":', CAST(syncform_updated AS STRING), ',"deleted":', CAST(syncform_deleted AS STRING), ',"rejected":', '[]', '}'), CURRENT_TIMESTAMP());
END IF;
COMMIT TRANSACTION;

SELECT COUNT(*) FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id <> 'delete' AND (committed_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY));

-- A merge after which rows that did not come are deleted

SELECT outcome FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'missing';

-- as job syncform_merge_<table, scope and batch>_0
DECLARE syncform_inserted, syncform_updated, syncform_deleted, syncform_before INT64 DEFAULT 0;
BEGIN TRANSACTION;
IF NOT EXISTS (SELECT 1 FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'missing') THEN
  DELETE FROM `contract`.`items` AS t WHERE NOT EXISTS (SELECT 1 FROM (SELECT c0 AS c0 FROM `contract`.`_syncform_stage_<scope>_<load>`) AS s WHERE t.`id` = s.c0) AND NOT (FALSE);
  SET syncform_deleted = @@row_count;
  SET syncform_before = (SELECT COUNT(*) FROM `contract`.`items`);
  MERGE INTO `contract`.`items` AS t USING (SELECT c0 AS c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) AS c1, c2 AS c2, c3 AS c3, IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) AS c4, IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) AS c5, IFNULL(IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)), []) AS c6, SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') AS c7 FROM `contract`.`_syncform_stage_<scope>_<load>` WHERE TRUE) AS s ON t.`id` = s.c0 WHEN MATCHED AND (t.`day` IS DISTINCT FROM s.c1 OR t.`code` IS DISTINCT FROM s.c2 OR t.`active` IS DISTINCT FROM s.c3 OR t.`price` IS DISTINCT FROM s.c4 OR t.`at` IS DISTINCT FROM s.c5 OR TO_JSON_STRING(t.`tags`) IS DISTINCT FROM TO_JSON_STRING(s.c6) OR TO_JSON_STRING(t.`data`) IS DISTINCT FROM TO_JSON_STRING(s.c7)) THEN UPDATE SET `day` = s.c1, `code` = s.c2, `active` = s.c3, `price` = s.c4, `at` = s.c5, `tags` = s.c6, `data` = s.c7 WHEN NOT MATCHED THEN INSERT (`id`, `day`, `code`, `active`, `price`, `at`, `tags`, `data`) VALUES (s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6, s.c7);
  SET syncform_updated = @@row_count;
  SET syncform_inserted = (SELECT COUNT(*) FROM `contract`.`items`) - syncform_before;
  SET syncform_updated = syncform_updated - syncform_inserted;
  INSERT INTO `contract`.`_syncform_commits` (scope, batch_id, table_id, outcome, committed_at) VALUES ('sync', 'missing', 'contract.items', CONCAT('{"inserted":', CAST(syncform_inserted AS STRING), ',"updated":', CAST(syncform_updated AS STRING), ',"deleted":', CAST(syncform_deleted AS STRING), ',"rejected":', '[]', '}'), CURRENT_TIMESTAMP());
END IF;
COMMIT TRANSACTION;

SELECT COUNT(*) FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id <> 'missing' AND (committed_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY));

-- A merge into a table that is partitioned by a column of the key

CREATE TABLE IF NOT EXISTS `contract`.`days` (
  `id` INT64 NOT NULL,
  `day` DATE NOT NULL,
  `code` STRING,
  `active` BOOL,
  `price` NUMERIC(12, 2),
  `at` TIMESTAMP,
  `tags` ARRAY<STRING>,
  `data` JSON,
  PRIMARY KEY (`id`, `day`) NOT ENFORCED
)
PARTITION BY `day`
OPTIONS (require_partition_filter = TRUE);

SELECT outcome FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'days';

SELECT IF(n > 1, 'an earlier record of the same batch has the same key (id, day)', why) AS v0, LEFT(CAST(c0 AS STRING), 200) AS v1, LEFT(IF(c1 BETWEEN -719162 AND 2932896, CAST(DATE_FROM_UNIX_DATE(c1) AS STRING), 'a day beyond the years 1 to 9999'), 200) AS v2 FROM (SELECT *, IF(why IS NULL, ROW_NUMBER() OVER (PARTITION BY why IS NULL, c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) ORDER BY r), 1) AS n FROM (SELECT *, CASE WHEN c0 IS NULL THEN 'its key (id, day) is NULL' WHEN c1 IS NULL THEN 'its key (id, day) is NULL' WHEN c1 IS NOT NULL AND IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) IS NULL THEN CONCAT('column "day" is DATE and cannot hold ', LEFT(IF(c1 BETWEEN -719162 AND 2932896, CAST(DATE_FROM_UNIX_DATE(c1) AS STRING), 'a day beyond the years 1 to 9999'), 100)) WHEN c4 IS NOT NULL AND IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) IS NULL THEN CONCAT('column "price" is NUMERIC(12, 2) and cannot hold ', LEFT(c4, 100)) WHEN c5 IS NOT NULL AND IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) IS NULL THEN CONCAT('column "at" is TIMESTAMP and cannot hold ', LEFT(IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, CAST(TIMESTAMP_MICROS(c5) AS STRING), 'a moment beyond the years 1 to 9999'), 100)) WHEN c6 IS NOT NULL AND IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)) IS NULL THEN CONCAT('column "tags" is ARRAY<STRING> and cannot hold ', LEFT(c6, 100)) WHEN c7 IS NOT NULL AND SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') IS NULL THEN CONCAT('column "data" is JSON and cannot hold ', LEFT(c7, 100)) END AS why FROM `contract`.`_syncform_stage_<scope>_<load>`)) WHERE why IS NOT NULL OR n > 1 ORDER BY r;

-- as job syncform_merge_<table, scope and batch>_0
DECLARE syncform_inserted, syncform_updated, syncform_deleted, syncform_before INT64 DEFAULT 0;
DECLARE syncform_first DATE DEFAULT (SELECT MIN(c1) FROM (SELECT c0 AS c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) AS c1, c2 AS c2, c3 AS c3, IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) AS c4, IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) AS c5, IFNULL(IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)), []) AS c6, SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') AS c7 FROM `contract`.`_syncform_stage_<scope>_<load>` WHERE TRUE) AS s);
DECLARE syncform_last DATE DEFAULT (SELECT MAX(c1) FROM (SELECT c0 AS c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) AS c1, c2 AS c2, c3 AS c3, IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) AS c4, IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) AS c5, IFNULL(IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)), []) AS c6, SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') AS c7 FROM `contract`.`_syncform_stage_<scope>_<load>` WHERE TRUE) AS s);
BEGIN TRANSACTION;
IF NOT EXISTS (SELECT 1 FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id = 'days') THEN
  SET syncform_before = (SELECT COUNT(*) FROM `contract`.`days` WHERE (`day` IS NOT NULL OR `day` IS NULL));
  MERGE INTO `contract`.`days` AS t USING (SELECT c0 AS c0, IF(c1 BETWEEN -719162 AND 2932896, DATE_FROM_UNIX_DATE(c1), NULL) AS c1, c2 AS c2, c3 AS c3, IF(REGEXP_CONTAINS(c4, '^[+-]?0*[0-9]{0,10}(\\.[0-9]{0,2}0*)?$'), SAFE_CAST(c4 AS NUMERIC(12, 2)), NULL) AS c4, IF(c5 BETWEEN -62135596800000000 AND 253402300799999999, TIMESTAMP_MICROS(c5), NULL) AS c5, IFNULL(IF(EXISTS (SELECT 1 FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 WHERE JSON_VALUE(e0) IS NULL) OR JSON_QUERY_ARRAY(c6) IS NULL, NULL, ARRAY(SELECT JSON_VALUE(e0) FROM UNNEST(JSON_QUERY_ARRAY(c6)) AS e0 WITH OFFSET AS o0 ORDER BY o0)), []) AS c6, SAFE.PARSE_JSON(c7, wide_number_mode=>'exact') AS c7 FROM `contract`.`_syncform_stage_<scope>_<load>` WHERE TRUE) AS s ON t.`id` = s.c0 AND t.`day` = s.c1 AND t.`day` BETWEEN syncform_first AND syncform_last WHEN MATCHED AND (t.`code` IS DISTINCT FROM s.c2 OR t.`active` IS DISTINCT FROM s.c3 OR t.`price` IS DISTINCT FROM s.c4 OR t.`at` IS DISTINCT FROM s.c5 OR TO_JSON_STRING(t.`tags`) IS DISTINCT FROM TO_JSON_STRING(s.c6) OR TO_JSON_STRING(t.`data`) IS DISTINCT FROM TO_JSON_STRING(s.c7)) THEN UPDATE SET `code` = s.c2, `active` = s.c3, `price` = s.c4, `at` = s.c5, `tags` = s.c6, `data` = s.c7 WHEN NOT MATCHED THEN INSERT (`id`, `day`, `code`, `active`, `price`, `at`, `tags`, `data`) VALUES (s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6, s.c7);
  SET syncform_updated = @@row_count;
  SET syncform_inserted = (SELECT COUNT(*) FROM `contract`.`days` WHERE (`day` IS NOT NULL OR `day` IS NULL)) - syncform_before;
  SET syncform_updated = syncform_updated - syncform_inserted;
  INSERT INTO `contract`.`_syncform_commits` (scope, batch_id, table_id, outcome, committed_at) VALUES ('sync', 'days', 'contract.days', CONCAT('{"inserted":', CAST(syncform_inserted AS STRING), ',"updated":', CAST(syncform_updated AS STRING), ',"deleted":', CAST(syncform_deleted AS STRING), ',"rejected":', '[]', '}'), CURRENT_TIMESTAMP());
END IF;
COMMIT TRANSACTION;

SELECT COUNT(*) FROM `contract`.`_syncform_commits` WHERE scope = 'sync' AND batch_id <> 'days' AND (committed_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 30 DAY));

-- Has a batch been committed?


-- Reading a table, and where the next read goes on

SELECT `id` AS _syncform_0, `day` AS _syncform_1, `code` AS _syncform_2, `active` AS _syncform_3, `price` AS _syncform_4, `at` AS _syncform_5, IF(`tags` IS NULL, NULL, TO_JSON_STRING(`tags`)) AS _syncform_6, `data` AS _syncform_7 FROM `contract`.`items`;

SELECT `at` AS _syncform_0 FROM `contract`.`items` WHERE `at` IS NOT NULL AND `at` <= CURRENT_TIMESTAMP() ORDER BY `at` DESC LIMIT 1;

SELECT `id` AS _syncform_0 FROM `contract`.`items` WHERE (`at` >= CAST('2024-01-02 03:04:05+00' AS TIMESTAMP) OR `at` IS NULL);

-- A query as a model, with filters

-- dry run
SELECT * FROM (
SELECT id, code, price, at, tags FROM contract.items
) AS model;

SELECT `id` AS _syncform_0, `code` AS _syncform_1, `price` AS _syncform_2, `at` AS _syncform_3, IF(`tags` IS NULL, NULL, TO_JSON_STRING(`tags`)) AS _syncform_4 FROM (
SELECT id, code, price, at, tags FROM contract.items
) AS model WHERE (((`code`) IS NOT NULL AND (`code`) = 'a') AND ((`code`) IS NOT NULL AND (`code`) LIKE '%100\\%%') AND ((`code`) IS NOT NULL AND ((`code`) = 'a' OR (`code`) = 'b')) AND ((`at`) IS NOT NULL AND (`at`) >= TIMESTAMP '2024-01-01 00:00:00.000000+00') AND ((`price`) IS NOT NULL AND (`price`) < BIGNUMERIC '2.000000000') AND ((`tags`) IS NOT NULL AND EXISTS (SELECT 1 FROM UNNEST((`tags`)) AS e WHERE e = 'x')));

-- Dropping a table

DELETE FROM `contract`.`_syncform_commits` WHERE table_id = 'contract.items';

SELECT COUNT(*) FROM `contract`.`_syncform_commits`;

-- Reading by export, into a folder that is removed again

EXPORT DATA OPTIONS (uri = 'gs://bucket/_syncform_export/<id>/*.parquet', format = 'PARQUET', compression = 'SNAPPY', overwrite = TRUE) AS SELECT `id` AS c0 FROM `contract`.`items`;
