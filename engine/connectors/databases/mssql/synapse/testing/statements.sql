-- What syncform sends to a dedicated SQL pool of Azure Synapse, batch by batch. No pool runs where syncform is tested: this is for
-- people who know one. The test beside this folder compares it with what is sent; SYNCFORM_WRITE_STATEMENTS=1 writes it again.

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
SELECT CASE WHEN EXISTS (SELECT 1 FROM sys.objects AS o WHERE o.type IN (N'U', N'V')) THEN 1 ELSE HAS_PERMS_BY_NAME(DB_NAME(), N'DATABASE', N'CREATE TABLE') END AS may
GO

-- Listing and describing tables

SELECT s.name, o.name, CONVERT(nvarchar(20), n.row_count) AS row_count FROM sys.objects AS o JOIN sys.schemas AS s ON s.schema_id = o.schema_id
LEFT JOIN (SELECT m.object_id, SUM(p.row_count) AS row_count FROM sys.pdw_table_mappings AS m
  JOIN sys.pdw_nodes_tables AS t ON t.name = m.physical_name
  JOIN sys.dm_pdw_nodes_db_partition_stats AS p ON p.object_id = t.object_id AND p.pdw_node_id = t.pdw_node_id AND p.distribution_id = t.distribution_id
  WHERE p.index_id IN (0, 1) GROUP BY m.object_id) AS n ON n.object_id = o.object_id
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
  PRIMARY KEY NONCLUSTERED ([id]) NOT ENFORCED
) WITH (DISTRIBUTION = HASH([id]), HEAP)
GO
IF SCHEMA_ID(N'sales') IS NULL EXEC(N'CREATE SCHEMA [sales]')
GO
IF OBJECT_ID(N'[sales].[by_code]') IS NULL CREATE TABLE [sales].[by_code] (
  [id] bigint NULL,
  [code] nvarchar(450) COLLATE Latin1_General_100_BIN2 NOT NULL,
  PRIMARY KEY NONCLUSTERED ([code]) NOT ENFORCED
) WITH (DISTRIBUTION = HASH([code]), HEAP)
GO

-- A column more, and a wider one

IF OBJECT_ID(N'[dbo].[wider]') IS NULL CREATE TABLE [dbo].[wider] (
  [id] bigint NOT NULL,
  [n] int NULL,
  PRIMARY KEY NONCLUSTERED ([id]) NOT ENFORCED
) WITH (DISTRIBUTION = HASH([id]), HEAP)
GO
SELECT s.name, o.name, RTRIM(o.type), c.name, t.name, c.max_length, c.precision, c.scale, CAST(c.is_nullable AS int),
       CASE WHEN k.column_id IS NULL THEN 0 ELSE 1 END, CASE WHEN c.default_object_id = 0 THEN 0 ELSE 1 END,
       CAST(c.is_identity AS int), CAST(c.is_computed AS int),
       CASE WHEN c.collation_name <> CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation')) THEN c.collation_name END,
       CASE WHEN EXISTS (SELECT 1 FROM sys.index_columns AS x WHERE x.object_id = c.object_id AND x.column_id = c.column_id) OR EXISTS (SELECT 1 FROM sys.pdw_column_distribution_properties AS d WHERE d.object_id = c.object_id AND d.column_id = c.column_id AND d.distribution_ordinal = 1) THEN 1 ELSE 0 END
     FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id
     JOIN sys.types t ON t.user_type_id = CASE c.system_type_id WHEN 240 THEN c.user_type_id ELSE c.system_type_id END
     LEFT JOIN sys.indexes i ON i.object_id = o.object_id AND i.is_primary_key = 1
     LEFT JOIN sys.index_columns k ON k.object_id = o.object_id AND k.index_id = i.index_id AND k.column_id = c.column_id
     WHERE o.type IN ('U', 'V') AND ((s.name = N'dbo' AND o.name = N'wider')) ORDER BY s.name, o.name, c.column_id
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
       CASE WHEN EXISTS (SELECT 1 FROM sys.index_columns AS x WHERE x.object_id = c.object_id AND x.column_id = c.column_id) OR EXISTS (SELECT 1 FROM sys.pdw_column_distribution_properties AS d WHERE d.object_id = c.object_id AND d.column_id = c.column_id AND d.distribution_ordinal = 1) THEN 1 ELSE 0 END
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
  committed_at datetime2(6) NOT NULL
) WITH (DISTRIBUTION = HASH(scope_digest), CLUSTERED INDEX (scope_digest, batch_id))
GO
UPDATE [dbo].[_syncform_commits] SET outcome = CONVERT(nvarchar(30), SYSUTCDATETIME(), 121) WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N''
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome, committed_at) SELECT N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'', N'dbo.items', N'', CAST('9999-12-31' AS datetime2)
GO
IF OBJECT_ID(N'tempdb..#_syncform_rows_texts') IS NOT NULL DROP TABLE #_syncform_rows_texts
GO
IF OBJECT_ID(N'tempdb..#_syncform_rows') IS NOT NULL DROP TABLE #_syncform_rows
GO
CREATE TABLE #_syncform_rows_texts (r bigint NOT NULL, c0 nvarchar(max) NULL, c1 nvarchar(max) NULL, c2 nvarchar(max) NULL, c3 nvarchar(max) NULL, c4 nvarchar(max) NULL, c5 nvarchar(max) NULL, c6 nvarchar(max) NULL) WITH (DISTRIBUTION = HASH(r), HEAP)
GO
CREATE TABLE #_syncform_rows (r bigint NOT NULL, c0 bigint NULL, c1 nvarchar(max) NULL, c2 bit NULL, c3 decimal(12,2) NULL, c4 datetimeoffset(6) NULL, c5 float NULL, c6 varbinary(max) NULL) WITH (DISTRIBUTION = HASH(r), HEAP)
GO
COPY INTO #_syncform_rows_texts FROM 'https://account.blob.core.windows.net/container/_syncform_staging/bf4da946944b4fb78f7213e3a9ae7da3/00000000-0000-0000-0000-000000000000.parquet' WITH (FILE_TYPE = 'PARQUET', COMPRESSION = 'Snappy', CREDENTIAL = (IDENTITY = 'Shared Access Signature', SECRET = '?sv=…&sr=c&sp=rl&sig=…'))
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
IF OBJECT_ID(N'[dbo].[_syncform_commits]') IS NOT NULL EXEC(N'UPDATE [dbo].[_syncform_commits] SET outcome = CONVERT(nvarchar(30), SYSUTCDATETIME(), 121) WHERE scope_digest = N''75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb'' AND batch_id = N''''')
GO
SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'upsert'
GO
UPDATE [dbo].[items] SET [code] = s.c1, [active] = s.c2, [price] = s.c3, [at] = s.c4, [weight] = s.c5, [bytes] = s.c6 FROM [dbo].[items] JOIN #_syncform_rows AS s ON [dbo].[items].[id] = s.c0 AND (CASE WHEN CONVERT(varbinary(max), [dbo].[items].[code]) = CONVERT(varbinary(max), s.c1) OR ([dbo].[items].[code] IS NULL AND s.c1 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN [dbo].[items].[active] = s.c2 OR ([dbo].[items].[active] IS NULL AND s.c2 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN [dbo].[items].[price] = s.c3 OR ([dbo].[items].[price] IS NULL AND s.c3 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN [dbo].[items].[at] = s.c4 OR ([dbo].[items].[at] IS NULL AND s.c4 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN [dbo].[items].[weight] = s.c5 OR ([dbo].[items].[weight] IS NULL AND s.c5 IS NULL) THEN 0 ELSE 1 END = 1 OR CASE WHEN [dbo].[items].[bytes] = s.c6 OR ([dbo].[items].[bytes] IS NULL AND s.c6 IS NULL) THEN 0 ELSE 1 END = 1) AND 1 = 1
GO
INSERT INTO [dbo].[items] ([id], [code], [active], [price], [at], [weight], [bytes]) SELECT s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6 FROM #_syncform_rows AS s WHERE 1 = 1 AND NOT EXISTS (SELECT 1 FROM [dbo].[items] WHERE [dbo].[items].[id] = s.c0)
GO
SELECT batch_id FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND (committed_at < DATEADD(day, -30, SYSUTCDATETIME()))
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome, committed_at) SELECT N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'upsert', N'dbo.items', N'{"inserted":1,"updated":0,"deleted":0,"rejected":[]}', SYSUTCDATETIME()
GO

-- create

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'insert'
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome, committed_at) SELECT N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'insert', N'dbo.items', N'{"inserted":0,"updated":0,"deleted":0,"rejected":[]}', SYSUTCDATETIME()
GO

-- update

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'update'
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome, committed_at) SELECT N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'update', N'dbo.items', N'{"inserted":0,"updated":0,"deleted":0,"rejected":[]}', SYSUTCDATETIME()
GO

-- append

SELECT s.r, x.c0, x.c1, x.c2, x.c3, x.c4, x.c5, x.c6 FROM #_syncform_rows AS s JOIN #_syncform_rows_texts AS x ON x.r = s.r WHERE s.c0 IS NULL
GO
SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'append'
GO
INSERT INTO [dbo].[items] ([id], [code], [active], [price], [at], [weight], [bytes]) SELECT s.c0, s.c1, s.c2, s.c3, s.c4, s.c5, s.c6 FROM #_syncform_rows AS s WHERE 1 = 1
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome, committed_at) SELECT N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'append', N'dbo.items', N'{"inserted":1,"updated":0,"deleted":0,"rejected":[]}', SYSUTCDATETIME()
GO

-- replace

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'replace'
GO
DELETE FROM [dbo].[items]
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome, committed_at) SELECT N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'replace', N'dbo.items', N'{"inserted":1,"updated":0,"deleted":2,"rejected":[]}', SYSUTCDATETIME()
GO

-- remove

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'delete'
GO
DELETE FROM [dbo].[items] WHERE EXISTS (SELECT 1 FROM #_syncform_rows AS s WHERE [dbo].[items].[id] = s.c0 AND 1 = 1)
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome, committed_at) SELECT N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'delete', N'dbo.items', N'{"inserted":0,"updated":0,"deleted":1,"rejected":[]}', SYSUTCDATETIME()
GO

-- A merge after which rows that did not come are deleted

SELECT outcome FROM [dbo].[_syncform_commits] WHERE scope_digest = N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb' AND batch_id = N'missing'
GO
DELETE FROM [dbo].[items] WHERE NOT EXISTS (SELECT 1 FROM #_syncform_rows AS s WHERE [dbo].[items].[id] = s.c0) AND NOT (1 = 0)
GO
INSERT INTO [dbo].[_syncform_commits] (scope_digest, scope, batch_id, table_id, outcome, committed_at) SELECT N'75c75efe327a8ef35a072f25117961f5b99e35035dc9bd86493dd29fd7bc07eb', N'sync', N'missing', N'dbo.items', N'{"inserted":1,"updated":0,"deleted":0,"rejected":[]}', SYSUTCDATETIME()
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

EXEC sp_describe_first_result_set N'SELECT id, code, price, at FROM dbo.items'
GO
EXEC sp_describe_first_result_set N'SELECT * FROM (
SELECT id, code, price, at FROM dbo.items
) AS model'
GO
SELECT CONVERT(nvarchar(max), [id]) AS _syncform_0, [code] AS _syncform_1, CONVERT(nvarchar(max), [price]) AS _syncform_2, CONVERT(nvarchar(max), CAST(SWITCHOFFSET([at], N'+00:00') AS datetime2), 121) + N'+00' AS _syncform_3 FROM (
SELECT id, code, price, at FROM dbo.items
) AS model WHERE ((([code]) IS NOT NULL AND CAST([code] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 LIKE N'a' ESCAPE N'\') AND (([code]) IS NOT NULL AND CAST([code] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 LIKE N'%100\%%' ESCAPE N'\') AND (([code]) IS NOT NULL AND (CAST([code] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 LIKE N'a' ESCAPE N'\' OR CAST([code] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 LIKE N'b' ESCAPE N'\')) AND (([at]) IS NOT NULL AND ([at]) >= CAST(N'2024-01-01 00:00:00.000000 +00:00' AS datetimeoffset)) AND (([price]) IS NOT NULL AND ([price]) < 2.00))
GO

-- Dropping a table

IF OBJECT_ID(N'[dbo].[items]') IS NOT NULL DROP TABLE [dbo].[items]
GO
DELETE FROM [dbo].[_syncform_commits] WHERE table_id = N'dbo.items'
GO
SELECT count(*) FROM [dbo].[_syncform_commits]
GO
DROP TABLE [dbo].[_syncform_commits]
GO
