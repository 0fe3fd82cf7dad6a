import { createCommits, findBatch, forgetBatchesOf, forgetOldBatches, noteBatch } from './commits.ts';
import {
  copyIntoStage,
  copyIntoTarget,
  countRows,
  createStage,
  describeColumns,
  dropStage,
  insertStage,
  type LoadedColumn,
  type MergeStatement,
  mergeStage,
  showStages,
  tableHistory,
  truncateTable,
} from './load-statements.ts';

/* Every statement that loads rows, as it is sent. */

const target = { catalog: 'main', schema: 'sales', table: 'users' };
const stage = { catalog: 'main', schema: 'sales', table: '_syncform_stage_0123456789ab_cdef01234567' };
const columns: readonly LoadedColumn[] = [
  { name: 'id', type: 'bigint' },
  { name: 'Full Name', type: 'string' },
  { name: 'size', type: 'decimal(12,2)' },
];
const batch = 'b0b0';
const timestamps = { created: '_created_at', updated: '_updated_at' };
const url = 's3://bucket/prefix/syncform_staging/5c0be/b0b0';
const keys = { kind: 'keys', accessKeyId: 'AKIA', secretAccessKey: "s'e\\cret" } as const;

test('staging: a table for the rows, which goes again', () => {
  expect(showStages(target, '0123456789ab')).toBe(
    "SHOW TABLES IN `main`.`sales` LIKE '_syncform_stage_0123456789ab_*'",
  );
  expect(describeColumns(target)).toBe('DESCRIBE TABLE `main`.`sales`.`users`');
  expect(createStage(stage, columns)).toBe(
    'CREATE TABLE `main`.`sales`.`_syncform_stage_0123456789ab_cdef01234567` (c0 bigint, c1 string, c2 decimal(12,2), _syncform_batch STRING) USING DELTA',
  );
  expect(dropStage(stage)).toBe(
    'DROP TABLE IF EXISTS `main`.`sales`.`_syncform_stage_0123456789ab_cdef01234567`',
  );
});

describe('COPY INTO', () => {
  const copy = (credential: Parameters<typeof copyIntoStage>[3], from = url) =>
    copyIntoStage(stage, columns, from, credential, { batch, hasRefused: false });

  test('with AWS keys in the statement', () => {
    expect(copy(keys)).toBe(`COPY INTO \`main\`.\`sales\`.\`_syncform_stage_0123456789ab_cdef01234567\`
FROM (
  SELECT c0, c1, c2, 'b0b0' AS _syncform_batch
  FROM 's3://bucket/prefix/syncform_staging/5c0be/b0b0' WITH (CREDENTIAL (AWS_ACCESS_KEY = 'AKIA', AWS_SECRET_KEY = 's\\'e\\\\cret'))
)
FILEFORMAT = PARQUET`);
  });

  test('with a role: by a storage credential, or by an external location that covers the bucket (text only)', () => {
    expect(
      copy({ kind: 'storage credential', name: 'lake role' }),
    ).toBe(`COPY INTO \`main\`.\`sales\`.\`_syncform_stage_0123456789ab_cdef01234567\`
FROM (
  SELECT c0, c1, c2, 'b0b0' AS _syncform_batch
  FROM 's3://bucket/prefix/syncform_staging/5c0be/b0b0' WITH (CREDENTIAL \`lake role\`)
)
FILEFORMAT = PARQUET`);
    expect(
      copy({ kind: 'external location' }),
    ).toBe(`COPY INTO \`main\`.\`sales\`.\`_syncform_stage_0123456789ab_cdef01234567\`
FROM (
  SELECT c0, c1, c2, 'b0b0' AS _syncform_batch
  FROM 's3://bucket/prefix/syncform_staging/5c0be/b0b0'
)
FILEFORMAT = PARQUET`);
  });

  test('from Azure, with a signature that reads the container', () => {
    const from = 'abfss://staging@account.dfs.core.windows.net/syncform_staging/5c0be/b0b0';
    expect(
      copy({ kind: 'sas', token: 'sv=2025&sp=rl&sig=x%3D' }, from),
    ).toBe(`COPY INTO \`main\`.\`sales\`.\`_syncform_stage_0123456789ab_cdef01234567\`
FROM (
  SELECT c0, c1, c2, 'b0b0' AS _syncform_batch
  FROM 'abfss://staging@account.dfs.core.windows.net/syncform_staging/5c0be/b0b0' WITH (CREDENTIAL (AZURE_SAS_TOKEN = 'sv=2025&sp=rl&sig=x%3D'))
)
FILEFORMAT = PARQUET`);
  });

  test('with refused rows: they are of no batch', () => {
    expect(
      copyIntoStage(stage, columns, url, { kind: 'external location' }, { batch, hasRefused: true }),
    ).toContain("SELECT c0, c1, c2, CASE WHEN refused THEN NULL ELSE 'b0b0' END AS _syncform_batch");
  });

  test('straight into the target, which takes no file twice: append', () => {
    const modes: readonly LoadedColumn[] = [...columns, { name: 'seen', type: 'string', only: 'update' }];
    expect(
      copyIntoTarget(target, modes, url, { kind: 'external location' }, timestamps),
    ).toBe(`COPY INTO \`main\`.\`sales\`.\`users\`
FROM (
  SELECT c0 AS \`id\`, c1 AS \`Full Name\`, c2 AS \`size\`, current_timestamp() AS \`_created_at\`, current_timestamp() AS \`_updated_at\`
  FROM 's3://bucket/prefix/syncform_staging/5c0be/b0b0'
)
FILEFORMAT = PARQUET`);
  });
});

describe('MERGE', () => {
  const merge = (over: Partial<MergeStatement>) =>
    mergeStage({ target, stage, operation: 'upsert', columns, key: ['id'], batch, ...over });
  const head = `MERGE INTO \`main\`.\`sales\`.\`users\` AS t
USING \`main\`.\`sales\`.\`_syncform_stage_0123456789ab_cdef01234567\` AS s
ON t.\`id\` = s.c0`;
  const update = `WHEN MATCHED AND s._syncform_batch = 'b0b0' AND (NOT (t.\`Full Name\` <=> s.c1) OR NOT (t.\`size\` <=> s.c2))
  THEN UPDATE SET t.\`Full Name\` = s.c1, t.\`size\` = s.c2`;
  const insert = `WHEN NOT MATCHED AND s._syncform_batch = 'b0b0'
  THEN INSERT (\`id\`, \`Full Name\`, \`size\`) VALUES (s.c0, s.c1, s.c2)`;

  test('upsert, insert, update and delete', () => {
    expect(merge({})).toBe([head, update, insert].join('\n'));
    expect(merge({ operation: 'insert' })).toBe([head, insert].join('\n'));
    expect(merge({ operation: 'update' })).toBe([head, update].join('\n'));
    expect(merge({ operation: 'delete' })).toBe(
      [head, "WHEN MATCHED AND s._syncform_batch = 'b0b0' THEN DELETE"].join('\n'),
    );
  });

  test('what does not come is deleted, or marked unless it is marked already', () => {
    const marks = [{ name: '_syncform_deleted_at', value: "CAST('2026-01-01 00:00:00+00:00' AS TIMESTAMP)" }];
    expect(merge({ deletesMissing: true })).toBe(
      [head, update, insert, 'WHEN NOT MATCHED BY SOURCE THEN DELETE'].join('\n'),
    );
    const marking = "UPDATE SET t.`_syncform_deleted_at` = CAST('2026-01-01 00:00:00+00:00' AS TIMESTAMP)";
    expect(merge({ deletesMissing: true, marks })).toBe(
      [
        head,
        update,
        insert,
        `WHEN NOT MATCHED BY SOURCE AND t.\`_syncform_deleted_at\` IS NULL THEN ${marking}`,
      ].join('\n'),
    );
    const stamped = [...columns, { name: 'seen', type: 'timestamp', isStamp: true }];
    expect(merge({ columns: stamped, deletesMissing: true, marks })).toContain(
      'WHEN NOT MATCHED BY SOURCE AND t.`seen` IS NOT NULL AND t.`_syncform_deleted_at` IS NULL THEN UPDATE',
    );
    expect(merge({ operation: 'delete', marks })).toBe(
      [
        head,
        `WHEN MATCHED AND s._syncform_batch = 'b0b0' AND t.\`_syncform_deleted_at\` IS NULL THEN ${marking}`,
      ].join('\n'),
    );
  });

  test('columns of insert or update alone, stamps, and the times of records', () => {
    const modes: readonly LoadedColumn[] = [
      { name: 'id', type: 'bigint' },
      { name: 'made', type: 'timestamp', only: 'create', isStamp: true },
      { name: 'seen', type: 'timestamp', isStamp: true },
      { name: 'note', type: 'string', only: 'update' },
    ];
    expect(merge({ columns: modes, timestamps })).toBe(
      [
        head,
        "WHEN MATCHED AND s._syncform_batch = 'b0b0' AND (NOT (t.`note` <=> s.c3) OR t.`seen` IS NULL)",
        '  THEN UPDATE SET t.`seen` = s.c2, t.`note` = s.c3, t.`_updated_at` = current_timestamp()',
        "WHEN NOT MATCHED AND s._syncform_batch = 'b0b0'",
        '  THEN INSERT (`id`, `made`, `seen`, `_created_at`, `_updated_at`) VALUES (s.c0, s.c1, s.c2, current_timestamp(), current_timestamp())',
      ].join('\n'),
    );
  });

  test('a key of several columns, in any order', () => {
    expect(merge({ key: ['size', 'id'], operation: 'delete' })).toContain(
      'ON t.`size` = s.c2 AND t.`id` = s.c0\n',
    );
  });
});

test('replace: in one commit, or with truncate_existing in two', () => {
  expect(
    insertStage(target, stage, columns, undefined, { isOverwriting: true }),
  ).toBe(`INSERT OVERWRITE \`main\`.\`sales\`.\`users\` (\`id\`, \`Full Name\`, \`size\`)
SELECT c0, c1, c2
FROM \`main\`.\`sales\`.\`_syncform_stage_0123456789ab_cdef01234567\``);
  expect(truncateTable(target)).toBe('TRUNCATE TABLE `main`.`sales`.`users`');
  expect(
    insertStage(target, stage, columns, timestamps, { isOverwriting: false }),
  ).toBe(`INSERT INTO \`main\`.\`sales\`.\`users\` (\`id\`, \`Full Name\`, \`size\`, \`_created_at\`, \`_updated_at\`)
SELECT c0, c1, c2, current_timestamp(), current_timestamp()
FROM \`main\`.\`sales\`.\`_syncform_stage_0123456789ab_cdef01234567\``);
  expect(countRows(target)).toBe('SELECT count(*) AS rows FROM `main`.`sales`.`users`');
});

test('the account of batches', () => {
  const work = { scope: 'sync/users', id: "it's" };
  const outcome = { inserted: 1, updated: 0, deleted: 0, rejected: [] };
  expect(createCommits(target)).toBe(
    'CREATE TABLE IF NOT EXISTS `main`.`sales`.`_syncform_commits` (scope STRING, batch_id STRING, table_id STRING, outcome STRING, committed_at TIMESTAMP) USING DELTA',
  );
  expect(findBatch(target, work)).toBe(`SELECT batch_id, outcome
FROM \`main\`.\`sales\`.\`_syncform_commits\`
WHERE scope = 'sync/users'
  AND (batch_id = 'it\\'s' OR committed_at < current_timestamp() - INTERVAL 30 DAYS)`);
  expect(noteBatch(target, work, outcome)).toBe(
    "INSERT INTO `main`.`sales`.`_syncform_commits` VALUES ('sync/users', 'it\\'s', 'main.sales.users', '{\"inserted\":1,\"updated\":0,\"deleted\":0,\"rejected\":[]}', current_timestamp())",
  );
  expect(forgetOldBatches(target, work)).toBe(
    "DELETE FROM `main`.`sales`.`_syncform_commits` WHERE scope = 'sync/users' AND committed_at < current_timestamp() - INTERVAL 30 DAYS",
  );
  expect(forgetBatchesOf(target)).toBe(
    "DELETE FROM `main`.`sales`.`_syncform_commits` WHERE table_id = 'main.sales.users'",
  );
  expect(tableHistory(target)).toBe('DESCRIBE HISTORY `main`.`sales`.`users` LIMIT 200');
});
