-- What syncform sends to a SQL Server, batch by batch. No SQL Server runs where syncform is tested: this is for people who know
-- one. The test beside this folder compares it with what is sent; SYNCFORM_WRITE_STATEMENTS=1 writes it again.

-- Logging in

set ansi_nulls on
set ansi_null_dflt_on on
set ansi_padding on
set ansi_warnings on
set arithabort on
set concat_null_yields_null on
set datefirst 7
set dateformat mdy
set implicit_transactions off
set language us_english
set numeric_roundabort off
set quoted_identifier on
set textsize 2147483647
set transaction isolation level read committed
set xact_abort off
GO
SET LOCK_TIMEOUT 300000
GO
SELECT CASE WHEN EXISTS (SELECT 1 FROM sys.objects AS o WHERE o.type IN (N'U', N'V')) THEN 1 ELSE HAS_PERMS_BY_NAME(DB_NAME(), N'DATABASE', N'CREATE TABLE') END AS may
GO

-- Listing and describing tables

SELECT s.name, o.name, CASE WHEN o.type = 'U' THEN (SELECT CONVERT(nvarchar(20), SUM(p.rows)) FROM sys.partitions AS p
           WHERE p.object_id = o.object_id AND p.index_id IN (0, 1)) END
         FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id
         WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 ORDER BY 1, 2
GO

-- A new table; one in another schema, with a key of texts

IF OBJECT_ID(N'[dbo].[items]') IS NULL CREATE TABLE [dbo].[items] (
  [id] bigint NOT NULL,
  [code] nvarchar(max) NULL,
  [active] bit NULL,
  [price] decimal(12,2) NULL,
  [at] datetimeoffset(6) NULL,
  [weight] float NULL,
  [bytes] varbinary(max) NULL,
  PRIMARY KEY ([id])
)
GO
IF SCHEMA_ID(N'sales') IS NULL EXEC(N'CREATE SCHEMA [sales]')
GO
IF OBJECT_ID(N'[sales].[by_code]') IS NULL CREATE TABLE [sales].[by_code] (
  [id] bigint NULL,
  [code] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
  PRIMARY KEY ([code])
)
GO

-- A column more, and a wider one

IF OBJECT_ID(N'[dbo].[wider]') IS NULL CREATE TABLE [dbo].[wider] (
  [id] bigint NOT NULL,
  [n] int NULL,
  PRIMARY KEY ([id])
)
GO
SELECT s.name, o.name, RTRIM(o.type), c.name, t.name, c.max_length, c.precision, c.scale, CAST(c.is_nullable AS int),
       CASE WHEN k.column_id IS NULL THEN 0 ELSE 1 END, CASE WHEN c.default_object_id = 0 THEN 0 ELSE 1 END,
       CAST(c.is_identity AS int), CAST(c.is_computed AS int),
       CASE WHEN c.collation_name <> CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation')) THEN c.collation_name END,
       CASE WHEN EXISTS (SELECT 1 FROM sys.index_columns AS x WHERE x.object_id = c.object_id AND x.column_id = c.column_id) THEN 1 ELSE 0 END
     FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
     JOIN sys.types t ON t.user_type_id = CASE c.system_type_id WHEN 240 THEN c.user_type_id ELSE c.system_type_id END
     LEFT JOIN sys.indexes i ON i.object_id = o.object_id AND i.is_primary_key = 1
     LEFT JOIN sys.index_columns k ON k.object_id = o.object_id AND k.index_id = i.index_id AND k.column_id = c.column_id
     WHERE o.type IN ('U', 'V') AND ((s.name = N'dbo' AND o.name = N'wider')) ORDER BY s.name, o.name, c.column_id
GO
SELECT 'check', k.name, k.definition, (SELECT c.name FROM sys.columns AS c WHERE c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id), NULL, 0 FROM sys.check_constraints AS k JOIN sys.objects AS o ON o.object_id = k.parent_object_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE (s.name = N'dbo' AND o.name = N'wider') AND k.is_disabled = 0
UNION ALL SELECT 'foreign', f.name, (SELECT CONCAT(e.name, N'.', b.name) FROM sys.objects AS b JOIN sys.schemas AS e ON e.schema_id = b.schema_id WHERE b.object_id = f.referenced_object_id), (SELECT c.name FROM sys.columns AS c WHERE c.object_id = p.parent_object_id AND c.column_id = p.parent_column_id), (SELECT c.name FROM sys.columns AS c WHERE c.object_id = p.referenced_object_id AND c.column_id = p.referenced_column_id), p.constraint_column_id FROM sys.foreign_keys AS f JOIN sys.foreign_key_columns AS p ON p.constraint_object_id = f.object_id JOIN sys.objects AS o ON o.object_id = f.parent_object_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE (s.name = N'dbo' AND o.name = N'wider') AND f.is_disabled = 0
UNION ALL SELECT 'trigger', g.name, NULL, NULL, NULL, 0 FROM sys.triggers AS g JOIN sys.objects AS o ON o.object_id = g.parent_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE (s.name = N'dbo' AND o.name = N'wider') AND g.is_disabled = 0
UNION ALL SELECT 'unique', i.name, NULL, (SELECT c.name FROM sys.columns AS c WHERE c.object_id = p.object_id AND c.column_id = p.column_id), NULL, p.key_ordinal FROM sys.indexes AS i JOIN sys.index_columns AS p ON p.object_id = i.object_id AND p.index_id = i.index_id JOIN sys.objects AS o ON o.object_id = i.object_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id WHERE (s.name = N'dbo' AND o.name = N'wider') AND i.is_unique = 1 AND i.is_primary_key = 0 AND p.key_ordinal > 0
ORDER BY 1, 2, 6
GO
ALTER TABLE [dbo].[wider] ADD [code] nvarchar(max) NULL
GO
ALTER TABLE [dbo].[wider] ALTER COLUMN [n] bigint NULL
GO

-- updateOrCreate: staged, then merged

SELECT s.name, o.name, RTRIM(o.type), c.name, t.name, c.max_length, c.precision, c.scale, CAST(c.is_nullable AS int),
       CASE WHEN k.column_id IS NULL THEN 0 ELSE 1 END, CASE WHEN c.default_object_id = 0 THEN 0 ELSE 1 END,
       CAST(c.is_identity AS int), CAST(c.is_computed AS int),
       CASE WHEN c.collation_name <> CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation')) THEN c.collation_name END,
       CASE WHEN EXISTS (SELECT 1 FROM sys.index_columns AS x WHERE x.object_id = c.object_id AND x.column_id = c.column_id) THEN 1 ELSE 0 END
     FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
     JOIN sys.types t ON t.user_type_id = CASE c.system_type_id WHEN 240 THEN c.user_type_id ELSE c.system_type_id END
     LEFT JOIN sys.indexes i ON i.object_id = o.object_id AND i.is_primary_key = 1
     LEFT JOIN sys.index_columns k ON k.object_id = o.object_id AND k.index_id = i.index_id AND k.column_id = c.column_id
     WHERE o.type IN ('U', 'V') AND ((s.name = N'dbo' AND o.name = N'items')) ORDER BY s.name, o.name, c.column_id
GO
SELECT 1 AS one FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = N'dbo' AND TABLE_NAME = N'_syncform_commits'
GO
IF OBJECT_ID(N'[dbo].[_syncform_commits]') IS NULL CREATE TABLE [dbo].[_syncform_commits] (
  scope_digest char(64) NOT NULL,
  batch_id varchar(255) NOT NULL,
  scope nvarchar(max) NOT NULL,
  table_id nvarchar(max) NOT NULL,
  outcome nvarchar(max) NOT NULL,
  committed_at datetime2(6) NOT NULL DEFAULT SYSUTCDATETIME(),
  PRIMARY KEY (scope_digest, batch_id)
)
GO
SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'upsert'
GO
DROP TABLE IF EXISTS #_syncform_rows_texts
GO
DROP TABLE IF EXISTS #_syncform_rows
GO
CREATE TABLE #_syncform_rows_texts (r bigint NOT NULL, c0 nvarchar(max) COLLATE DATABASE_DEFAULT NULL, c1 nvarchar(max) COLLATE DATABASE_DEFAULT NULL, c2 nvarchar(max) COLLATE DATABASE_DEFAULT NULL, c3 nvarchar(max) COLLATE DATABASE_DEFAULT NULL, c4 nvarchar(max) COLLATE DATABASE_DEFAULT NULL, c5 nvarchar(max) COLLATE DATABASE_DEFAULT NULL, c6 nvarchar(max) COLLATE DATABASE_DEFAULT NULL)
GO
CREATE TABLE #_syncform_rows (r bigint NOT NULL, c0 bigint NULL, c1 nvarchar(max) COLLATE DATABASE_DEFAULT NULL, c2 bit NULL, c3 decimal(12,2) NULL, c4 datetimeoffset(6) NULL, c5 float NULL, c6 varbinary(max) NULL)
GO
SELECT TOP (0) * FROM #_syncform_rows_texts
GO
insert bulk #_syncform_rows_texts([r] bigint, [c0] nvarchar(max), [c1] nvarchar(max), [c2] nvarchar(max), [c3] nvarchar(max), [c4] nvarchar(max), [c5] nvarchar(max), [c6] nvarchar(max)) WITH (KEEP_NULLS)
GO
BEGIN TRANSACTION
GO
INSERT INTO #_syncform_rows (r, c0, c1, c2, c3, c4, c5, c6) SELECT s.r, CAST(CASE WHEN s.c0 LIKE N'%[0-9a-zA-Z]%' THEN s.c0 ELSE N'"' + s.c0 + N'"' END AS bigint), s.c1, CASE WHEN s.c2 IN (N'true', N't', N'1') THEN 1 WHEN s.c2 IN (N'false', N'f', N'0') THEN 0 WHEN s.c2 IS NOT NULL THEN CAST(CONCAT(s.c2, N' (no boolean)') AS int) END, CAST(CASE WHEN s.c3 LIKE N'%[0-9a-zA-Z]%' THEN s.c3 ELSE N'"' + s.c3 + N'"' END AS decimal(12,2)), CAST(CASE WHEN s.c4 LIKE N'%+00' THEN CONCAT(LEFT(s.c4, LEN(s.c4) - 3), N' +00:00') ELSE CASE WHEN s.c4 LIKE N'%[0-9a-zA-Z]%' THEN s.c4 ELSE N'"' + s.c4 + N'"' END END AS datetimeoffset(6)), CAST(CASE WHEN s.c5 LIKE N'%[0-9a-zA-Z]%' THEN s.c5 ELSE N'"' + s.c5 + N'"' END AS float), CONVERT(varbinary(max), s.c6, 2) FROM #_syncform_rows_texts AS s WHERE 1 = 1
GO
COMMIT TRANSACTION
GO
SELECT s.r, x.c0 FROM #_syncform_rows AS s JOIN #_syncform_rows_texts AS x ON x.r = s.r WHERE s.c0 IS NULL
GO
SELECT s.r, x.c0 FROM #_syncform_rows AS s JOIN #_syncform_rows_texts AS x ON x.r = s.r WHERE s.r IN (SELECT d.r FROM (SELECT r, row_number() OVER (PARTITION BY c0 ORDER BY r) AS n FROM #_syncform_rows) AS d WHERE d.n > 1)
GO
EXEC sp_getapplock @Resource = N'syncform 75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = -1
GO
SAVE TRANSACTION step
GO
DECLARE @done TABLE (action nvarchar(10) NOT NULL);
MERGE INTO [dbo].[items] WITH (HOLDLOCK) AS t
USING (SELECT * FROM #_syncform_rows AS s WHERE 1 = 1) AS s ON t.[id] = s.c0
WHEN MATCHED AND (CASE WHEN CONVERT(varbinary(max), t.[code]) = CONVERT(varbinary(max), s.c1) OR (t.[code] IS NULL AND s.c1 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN t.[active] = s.c2 OR (t.[active] IS NULL AND s.c2 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN t.[price] = s.c3 OR (t.[price] IS NULL AND s.c3 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN t.[at] = s.c4 OR (t.[at] IS NULL AND s.c4 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN t.[weight] = s.c5 OR (t.[weight] IS NULL AND s.c5 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN t.[bytes] = s.c6 OR (t.[bytes] IS NULL AND s.c6 IS NULL) THEN 0 ELSE 1 END = 1) THEN UPDATE SET [code] = s.c1, [active] = s.c2, [price] = s.c3, [at] = s.c4, [weight] = s.c5, [bytes] = s.c6
WHEN NOT MATCHED BY TARGET THEN INSERT ([id], [code], [active], [price], [at], [weight], [bytes]) VALUES (s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6)
OUTPUT $action INTO @done;
SELECT COUNT(CASE action WHEN N'INSERT' THEN 1 END) AS inserted, COUNT(CASE action WHEN N'UPDATE' THEN 1 END) AS updated FROM @done;
GO
SELECT batch_id FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND (committed_at < DATEADD(day, -30, SYSUTCDATETIME()))
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome) VALUES (N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'upsert', N'dbo.items', N'{"inserted":1,"updated":0,"deleted":0,"rejected":[]}')
GO

-- create

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'insert'
GO
INSERT INTO [dbo].[items] ([id], [code], [active], [price], [at], [weight], [bytes]) SELECT s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6 FROM #_syncform_rows AS s WHERE 1 = 1 AND NOT EXISTS (SELECT 1 FROM [dbo].[items] AS t WHERE t.[id] = s.c0)
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome) VALUES (N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'insert', N'dbo.items', N'{"inserted":0,"updated":0,"deleted":0,"rejected":[]}')
GO

-- update

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'update'
GO
UPDATE t SET [code] = s.c1, [active] = s.c2, [price] = s.c3, [at] = s.c4, [weight] = s.c5, [bytes] = s.c6 FROM [dbo].[items] AS t, #_syncform_rows AS s WHERE t.[id] = s.c0 AND (CASE WHEN CONVERT(varbinary(max), t.[code]) = CONVERT(varbinary(max), s.c1) OR (t.[code] IS NULL AND s.c1 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN t.[active] = s.c2 OR (t.[active] IS NULL AND s.c2 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN t.[price] = s.c3 OR (t.[price] IS NULL AND s.c3 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN t.[at] = s.c4 OR (t.[at] IS NULL AND s.c4 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN t.[weight] = s.c5 OR (t.[weight] IS NULL AND s.c5 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN t.[bytes] = s.c6 OR (t.[bytes] IS NULL AND s.c6 IS NULL) THEN 0 ELSE 1 END = 1) AND 1 = 1
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome) VALUES (N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'update', N'dbo.items', N'{"inserted":0,"updated":0,"deleted":0,"rejected":[]}')
GO

-- append

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'append'
GO
SELECT s.r, x.c0, x.c1, x.c2, x.c3, x.c4, x.c5, x.c6 FROM #_syncform_rows AS s JOIN #_syncform_rows_texts AS x ON x.r = s.r WHERE s.c0 IS NULL
GO
INSERT INTO [dbo].[items] ([id], [code], [active], [price], [at], [weight], [bytes]) SELECT s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6 FROM #_syncform_rows AS s WHERE 1 = 1
GO
SELECT XACT_STATE()
GO
ROLLBACK TRANSACTION step
GO
SELECT TOP (2) s.r, x.c0, x.c1, x.c2, x.c3, x.c4, x.c5, x.c6 FROM #_syncform_rows AS s JOIN #_syncform_rows_texts AS x ON x.r = s.r WHERE s.r >= 1 AND s.r < 2
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome) VALUES (N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'append', N'dbo.items', N'{"inserted":0,"updated":0,"deleted":0,"rejected":[{"key":{"id":"1","code":"a","active":"true","price":"1.50","at":"2024-01-02 03:04:05+00","weight":"1.5","bytes":"01"},"reason":"Violation of PRIMARY KEY constraint ''items_pkey''. Cannot insert duplicate key in object ''items''."}]}')
GO

-- replace

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'replace'
GO
DELETE FROM [dbo].[items]
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome) VALUES (N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'replace', N'dbo.items', N'{"inserted":1,"updated":0,"deleted":1,"rejected":[]}')
GO

-- remove

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'delete'
GO
DELETE FROM [dbo].[items] WHERE EXISTS (SELECT 1 FROM #_syncform_rows AS s WHERE [dbo].[items].[id] = s.c0 AND 1 = 1)
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome) VALUES (N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'delete', N'dbo.items', N'{"inserted":0,"updated":0,"deleted":1,"rejected":[]}')
GO

-- A merge after which rows that did not come are deleted

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'missing'
GO
DELETE FROM [dbo].[items] WHERE NOT EXISTS (SELECT 1 FROM #_syncform_rows AS s WHERE [dbo].[items].[id] = s.c0) AND NOT (1 = 0)
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome) VALUES (N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'missing', N'dbo.items', N'{"inserted":1,"updated":0,"deleted":0,"rejected":[]}')
GO

-- Has a batch been committed?

IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION
GO

-- Reading a table, and where the next read goes on

SELECT CONVERT(nvarchar(max), [id]) AS _syncform_0, [code] AS _syncform_1, CASE [active] WHEN 1 THEN N'true' WHEN 0 THEN N'false' END AS _syncform_2, CONVERT(nvarchar(max), [price]) AS _syncform_3, CONVERT(nvarchar(max), CAST(SWITCHOFFSET([at], N'+00:00') AS datetime2), 121) + N'+00' AS _syncform_4, CONVERT(nvarchar(max), [weight], 3) AS _syncform_5, N'\x' + LOWER(CONVERT(nvarchar(max), [bytes], 2)) AS _syncform_6 FROM [dbo].[items]
GO
SELECT TOP (1) CONVERT(nvarchar(max), CAST(SWITCHOFFSET([at], N'+00:00') AS datetime2), 121) + N'+00' AS _syncform_0 FROM [dbo].[items] WHERE [at] IS NOT NULL AND [at] <= (SELECT SYSUTCDATETIME()) ORDER BY [at] DESC
GO
SELECT CONVERT(nvarchar(max), [id]) AS _syncform_0 FROM [dbo].[items] WHERE ([at] >= CAST(CASE WHEN N'2024-01-02 03:04:05+00' LIKE N'%+00' THEN CONCAT(LEFT(N'2024-01-02 03:04:05+00', LEN(N'2024-01-02 03:04:05+00') - 3), N' +00:00') ELSE CASE WHEN N'2024-01-02 03:04:05+00' LIKE N'%[0-9a-zA-Z]%' THEN N'2024-01-02 03:04:05+00' ELSE N'"' + N'2024-01-02 03:04:05+00' + N'"' END END AS datetimeoffset(6)) OR [at] IS NULL)
GO

-- A query as a model, with filters

SELECT name, COALESCE(system_type_name, user_type_name), error_message FROM sys.dm_exec_describe_first_result_set(N'SELECT id, code, price, at FROM dbo.items', NULL, 0) ORDER BY column_ordinal
GO
SELECT name, COALESCE(system_type_name, user_type_name), error_message FROM sys.dm_exec_describe_first_result_set(N'SELECT * FROM (
SELECT id, code, price, at FROM dbo.items
) AS model', NULL, 0) ORDER BY column_ordinal
GO
SELECT CONVERT(nvarchar(max), [id]) AS _syncform_0, [code] AS _syncform_1, CONVERT(nvarchar(max), [price]) AS _syncform_2, CONVERT(nvarchar(max), CAST(SWITCHOFFSET([at], N'+00:00') AS datetime2), 121) + N'+00' AS _syncform_3 FROM (
SELECT id, code, price, at FROM dbo.items
) AS model WHERE ((([code]) IS NOT NULL AND CAST([code] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 LIKE N'a' ESCAPE N'\') AND (([code]) IS NOT NULL AND CAST([code] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 LIKE N'%100\%%' ESCAPE N'\') AND (([code]) IS NOT NULL AND (CAST([code] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 LIKE N'a' ESCAPE N'\' OR CAST([code] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 LIKE N'b' ESCAPE N'\')) AND (([at]) IS NOT NULL AND ([at]) >= CAST(N'2024-01-01 00:00:00.000000 +00:00' AS datetimeoffset)) AND (([price]) IS NOT NULL AND ([price]) < 2.00))
GO

-- Change tracking: check, a snapshot, and what changed since

SELECT s.name, o.name, RTRIM(o.type), c.name, t.name, c.max_length, c.precision, c.scale, CAST(c.is_nullable AS int),
       CASE WHEN k.column_id IS NULL THEN 0 ELSE 1 END, CASE WHEN c.default_object_id = 0 THEN 0 ELSE 1 END,
       CAST(c.is_identity AS int), CAST(c.is_computed AS int),
       CASE WHEN c.collation_name <> CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation')) THEN c.collation_name END,
       CASE WHEN EXISTS (SELECT 1 FROM sys.index_columns AS x WHERE x.object_id = c.object_id AND x.column_id = c.column_id) THEN 1 ELSE 0 END
     FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
     JOIN sys.types t ON t.user_type_id = CASE c.system_type_id WHEN 240 THEN c.user_type_id ELSE c.system_type_id END
     LEFT JOIN sys.indexes i ON i.object_id = o.object_id AND i.is_primary_key = 1
     LEFT JOIN sys.index_columns k ON k.object_id = o.object_id AND k.index_id = i.index_id AND k.column_id = c.column_id
     WHERE o.type IN ('U', 'V') AND ((s.name = N'dbo' AND o.name = N'followed_by_change_tracking')) ORDER BY s.name, o.name, c.column_id
GO
SELECT 1 AS one FROM sys.change_tracking_databases AS d WHERE d.database_id = DB_ID()
GO
SELECT CAST(d.snapshot_isolation_state AS int) AS state FROM sys.databases AS d WHERE d.database_id = DB_ID()
GO
SELECT s.name, o.name, CONCAT(o.object_id, N'/', t.begin_version), CONVERT(nvarchar(20), t.min_valid_version),
  HAS_PERMS_BY_NAME(CONCAT(QUOTENAME(s.name), N'.', QUOTENAME(o.name)), N'OBJECT', N'VIEW CHANGE TRACKING')
FROM sys.change_tracking_tables AS t JOIN sys.objects AS o ON o.object_id = t.object_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE (s.name = N'dbo' AND o.name = N'followed_by_change_tracking')
GO
SELECT CONVERT(nvarchar(20), CHANGE_TRACKING_CURRENT_VERSION()) AS version
GO
SET TRANSACTION ISOLATION LEVEL SNAPSHOT
GO
SELECT CONVERT(nvarchar(max), [id]) AS _syncform_0, [code] AS _syncform_1 FROM [dbo].[followed_by_change_tracking]
GO
SET TRANSACTION ISOLATION LEVEL READ COMMITTED
GO
SELECT CONVERT(nvarchar(20), CHANGE_TRACKING_CURRENT_VERSION()) AS version, CONVERT(nvarchar(30), SYSUTCDATETIME(), 121) AS said
GO
SELECT COUNT(*) AS n, CONVERT(nvarchar(20), MIN(q.v)) AS first, CONVERT(nvarchar(20), MAX(q.v)) AS last FROM (SELECT TOP (5000) a.v FROM (SELECT c.SYS_CHANGE_VERSION AS v FROM CHANGETABLE(CHANGES [dbo].[followed_by_change_tracking], 7) AS c WHERE c.SYS_CHANGE_VERSION <= 7) AS a ORDER BY a.v) AS q
GO
SELECT CONVERT(nvarchar(20), c.SYS_CHANGE_VERSION) AS v, c.SYS_CHANGE_OPERATION AS o, CONVERT(nvarchar(max), c.[id]), CONVERT(nvarchar(max), t.[id]), t.[code]
FROM CHANGETABLE(CHANGES [dbo].[followed_by_change_tracking], 7) AS c LEFT JOIN [dbo].[followed_by_change_tracking] AS t ON t.[id] = c.[id]
WHERE c.SYS_CHANGE_VERSION <= 7 ORDER BY c.SYS_CHANGE_VERSION
GO

-- Change data capture: the same

SELECT s.name, o.name, RTRIM(o.type), c.name, t.name, c.max_length, c.precision, c.scale, CAST(c.is_nullable AS int),
       CASE WHEN k.column_id IS NULL THEN 0 ELSE 1 END, CASE WHEN c.default_object_id = 0 THEN 0 ELSE 1 END,
       CAST(c.is_identity AS int), CAST(c.is_computed AS int),
       CASE WHEN c.collation_name <> CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation')) THEN c.collation_name END,
       CASE WHEN EXISTS (SELECT 1 FROM sys.index_columns AS x WHERE x.object_id = c.object_id AND x.column_id = c.column_id) THEN 1 ELSE 0 END
     FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
     JOIN sys.types t ON t.user_type_id = CASE c.system_type_id WHEN 240 THEN c.user_type_id ELSE c.system_type_id END
     LEFT JOIN sys.indexes i ON i.object_id = o.object_id AND i.is_primary_key = 1
     LEFT JOIN sys.index_columns k ON k.object_id = o.object_id AND k.index_id = i.index_id AND k.column_id = c.column_id
     WHERE o.type IN ('U', 'V') AND ((s.name = N'dbo' AND o.name = N'followed_by_cdc')) ORDER BY s.name, o.name, c.column_id
GO
SELECT CAST(d.is_cdc_enabled AS int) AS enabled FROM sys.databases AS d WHERE d.database_id = DB_ID()
GO
SELECT s.name, o.name, i.capture_instance, CONVERT(nvarchar(20), sys.fn_cdc_get_min_lsn(i.capture_instance), 2), c.column_name
FROM cdc.change_tables AS i JOIN sys.objects AS o ON o.object_id = i.source_object_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id
JOIN cdc.captured_columns AS c ON c.object_id = i.object_id ORDER BY i.create_date DESC, i.capture_instance, c.column_ordinal
GO
SELECT CONVERT(nvarchar(20), sys.fn_cdc_get_max_lsn(), 2) AS lsn, CONVERT(nvarchar(5), DATEDIFF(minute, SYSUTCDATETIME(), SYSDATETIME())) AS ahead
GO
SELECT TOP (1) 1 AS one FROM [dbo].[followed_by_cdc] WITH (TABLOCK, HOLDLOCK)
GO
SELECT TOP (1) 1 AS one FROM [dbo].[followed_by_cdc]
GO
SELECT log_end_lsn FROM sys.dm_db_log_stats(DB_ID())
GO
SELECT CONVERT(nvarchar(max), [id]) AS _syncform_0, [code] AS _syncform_1 FROM [dbo].[followed_by_cdc]
GO
SELECT s.name, o.name, CONVERT(nvarchar(20), d.ddl_lsn, 2), CONVERT(nvarchar(200), d.ddl_command)
FROM cdc.ddl_history AS d JOIN sys.objects AS o ON o.object_id = d.source_object_id JOIN sys.schemas AS s ON s.schema_id = o.schema_id
WHERE d.ddl_lsn > 0x00000025000000010001 AND d.ddl_lsn <= 0x00000025000000010001 ORDER BY d.ddl_lsn
GO
SELECT TOP (5000) CONVERT(nvarchar(20), c.[__$start_lsn], 2) AS lsn, CONVERT(nvarchar(20), c.[__$seqval], 2) AS seq, c.[__$operation] AS o, CONVERT(nvarchar(30), DATEADD(minute, -120, sys.fn_cdc_map_lsn_to_time(c.[__$start_lsn])), 121) AS committed, CONVERT(nvarchar(max), c.[id]), c.[code]
FROM cdc.[fn_cdc_get_all_changes_dbo_followed_by_cdc](0x00000025000000010001, 0x00000025000000010001, N'all update old') AS c
ORDER BY c.[__$start_lsn], c.[__$seqval], c.[__$operation]
GO

-- Dropping a table

DROP TABLE IF EXISTS [dbo].[items]
GO
DELETE FROM [dbo].[_syncform_commits] WHERE table_id = N'dbo.items'
GO
SELECT count(*) FROM [dbo].[_syncform_commits]
GO
DROP TABLE [dbo].[_syncform_commits]
GO
