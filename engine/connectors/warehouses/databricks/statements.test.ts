import * as read from './read-statements.ts';
import * as statements from './statements.ts';

const users = { catalog: 'main', schema: 'crm', table: 'users' };
const odd = { catalog: 'main', schema: "it's", table: 'a`b' };

test('what there is, with Unity Catalog', () => {
  expect(statements.showCatalogs()).toBe('SHOW CATALOGS');
  expect(statements.listTables('main')).toBe(`SELECT table_schema, table_name
FROM \`main\`.information_schema.tables
WHERE table_schema <> 'information_schema'
ORDER BY table_schema, table_name`);
  expect(statements.listTables(undefined, 'crm')).toBe(`SELECT table_schema, table_name
FROM information_schema.tables
WHERE table_schema = 'crm'
ORDER BY table_schema, table_name`);
  expect(statements.kindsOfTables('main', [users, odd])).toBe(
    `SELECT table_schema, table_name, table_type, data_source_format
FROM \`main\`.information_schema.tables
WHERE ((table_schema = 'crm' AND table_name IN ('users')) OR (table_schema = 'it\\'s' AND table_name IN ('a\`b')))`,
  );
  expect(statements.columnsOfTables('main', [users])).toBe(
    `SELECT table_schema, table_name, column_name, is_nullable, full_data_type
FROM \`main\`.information_schema.columns
WHERE (table_schema = 'crm' AND table_name IN ('users'))
ORDER BY table_schema, table_name, ordinal_position`,
  );
  expect(statements.keysOfTables('main', [users])).toBe(
    `SELECT k.table_schema, k.table_name, k.column_name
FROM \`main\`.information_schema.table_constraints c
JOIN \`main\`.information_schema.key_column_usage k
  ON k.constraint_schema = c.constraint_schema AND k.constraint_name = c.constraint_name
  AND k.table_schema = c.table_schema AND k.table_name = c.table_name
WHERE c.constraint_type = 'PRIMARY KEY' AND (c.table_schema = 'crm' AND c.table_name IN ('users'))
ORDER BY k.table_schema, k.table_name, k.ordinal_position`,
  );
});

test('what there is, in the workspace’s own metastore', () => {
  expect(statements.showSchemas(undefined)).toBe('SHOW SCHEMAS');
  expect(statements.showSchemas('hive_metastore')).toBe('SHOW SCHEMAS IN `hive_metastore`');
  expect(statements.showTables({ schema: 'crm' })).toBe('SHOW TABLES IN `crm`');
  expect(statements.describeTable({ schema: 'crm', table: 'users' })).toBe(
    'DESCRIBE TABLE EXTENDED `crm`.`users`',
  );
});

test('what Delta tables know of themselves', () => {
  expect(statements.describeDetail(users)).toBe('DESCRIBE DETAIL `main`.`crm`.`users`');
  expect(statements.newestVersion(odd)).toBe("DESCRIBE HISTORY `main`.`it's`.`a``b` LIMIT 1");
  expect(statements.countRows([users, odd])).toBe(
    `SELECT 'main.crm.users' AS id, count(*) AS rows FROM \`main\`.\`crm\`.\`users\`
UNION ALL
SELECT 'main.it\\'s.\`a\`\`b\`' AS id, count(*) AS rows FROM \`main\`.\`it's\`.\`a\`\`b\``,
  );
});

test('a query is described without being run', () => {
  expect(statements.describeQuery('SELECT 1 AS a -- one\n;\n')).toBe('DESCRIBE QUERY SELECT 1 AS a -- one');
});

test('every type leaves the warehouse as text', () => {
  const types: readonly (readonly [mapping: string, type: string])[] = [
    ['string', 'string'],
    ['varchar(10)', 'string'],
    ['boolean', 'boolean'],
    ['tinyint', 'smallint'],
    ['bigint', 'bigint'],
    ['decimal(38,18)', 'decimal(38,18)'],
    ['double', 'double'],
    ['date', 'date'],
    ['timestamp', 'datetime_tz'],
    ['timestamp_ntz', 'datetime'],
    ['binary', 'binary'],
    ['interval day to second', 'string'],
    ['array<bigint>', 'array<bigint>'],
    ['array<array<timestamp>>', 'array<array<datetime_tz>>'],
    ['array<struct<a:int>>', 'array<object{}>'],
    ['map<string,int>', 'object{}'],
    ['map<int,int>', 'object{}'],
    ['struct<a:int>', 'object{}'],
    ['variant', 'json'],
    // Given another type than their own.
    ['timestamp', 'time'],
    ['bigint', 'string'],
    ['string', 'datetime'],
  ];
  const options = `map('ignoreNullFields', 'false', 'timestampFormat', 'yyyy-MM-dd HH:mm:ss.SSSSSSXXX', 'timestampNTZFormat', 'yyyy-MM-dd HH:mm:ss.SSSSSS')`;
  const columns = types.map(([mapping, type]) => ({ name: 'v', mapping, type }));
  expect(read.selectText({ columns, from: '`t`', where: 'true' }).split('\n')).toEqual([
    'SELECT',
    '  `v` AS c0,',
    '  `v` AS c1,',
    '  CAST(`v` AS STRING) AS c2,',
    '  CAST(`v` AS STRING) AS c3,',
    '  CAST(`v` AS STRING) AS c4,',
    '  CAST(`v` AS STRING) AS c5,',
    '  CAST(`v` AS STRING) AS c6,',
    '  CAST(`v` AS STRING) AS c7,',
    "  concat(CAST(`v` AS STRING), '+00') AS c8,",
    '  CAST(`v` AS STRING) AS c9,',
    "  concat('\\\\x', lower(hex(`v`))) AS c10,",
    '  CAST(`v` AS STRING) AS c11,',
    '  to_json(`v`) AS c12,',
    "  to_json(transform(`v`, e0 -> transform(e0, e1 -> concat(CAST(e1 AS STRING), '+00')))) AS c13,",
    `  to_json(transform(\`v\`, e0 -> to_json(e0, ${options}))) AS c14,`,
    `  to_json(\`v\`, ${options}) AS c15,`,
    `  to_json(transform_keys(\`v\`, (k, v) -> CAST(k AS STRING)), ${options}) AS c16,`,
    `  to_json(\`v\`, ${options}) AS c17,`,
    '  to_json(`v`) AS c18,',
    "  date_format(`v`, 'HH:mm:ss.SSSSSS') AS c19,",
    '  CAST(`v` AS STRING) AS c20,',
    '  CAST(CAST(`v` AS timestamp_ntz) AS STRING) AS c21',
    'FROM `t`',
    'WHERE true',
  ]);
});

test('rows from a position on, and positions', () => {
  const at = { name: 'updated', mapping: 'timestamp', type: 'datetime_tz' };
  expect(read.atOrAfter(at, '2024-01-01 00:00:00.5+00')).toBe(
    "(`updated` >= CAST('2024-01-01 00:00:00.5+00:00' AS TIMESTAMP) OR `updated` IS NULL)",
  );
  expect(read.atOrAfter({ name: 'd', mapping: 'date', type: 'date' }, '0044-03-15 BC')).toBe(
    "(`d` >= CAST('-0043-03-15' AS date) OR `d` IS NULL)",
  );
  expect(read.atOrAfter({ name: 'b', mapping: 'binary', type: 'binary' }, '\\x00ff')).toBe(
    "(`b` >= unhex('00ff') OR `b` IS NULL)",
  );
  expect(read.largestValue(users, { name: 'id', mapping: 'bigint', type: 'bigint' })).toBe(
    `SELECT CAST(\`id\` AS STRING) AS c0
FROM (SELECT max(\`id\`) AS \`id\` FROM \`main\`.\`crm\`.\`users\`)`,
  );
});

test('what changed, by the change data feed', () => {
  const versions = { first: 8n, last: 12n };
  expect(read.probeChanges(users, versions)).toBe(
    "SELECT _change_type FROM table_changes('`main`.`crm`.`users`', 8, 12) LIMIT 1",
  );
  expect(read.changedRows(users, versions, ['id', 'at'], 'deleted')).toBe(`(
SELECT * FROM (
SELECT *, row_number() OVER (
  PARTITION BY \`id\`, \`at\`
  ORDER BY _commit_version DESC, CASE WHEN _change_type IN ('insert', 'update_postimage') THEN 0 ELSE 1 END
) AS _syncform_change
FROM table_changes('\`main\`.\`crm\`.\`users\`', 8, 12)
)
WHERE _syncform_change = 1 AND NOT _change_type IN ('insert', 'update_postimage')
) AS changes`);
});
