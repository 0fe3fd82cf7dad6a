import type { ExistingTable, TargetTable } from '../../../contract/contract.ts';
import { databricksConfig } from './config.ts';
import { defineFacet } from './define.ts';
import * as statements from './table-statements.ts';

const settings = { server_hostname: 'dbc-1.cloud.databricks.com', access_token: 'dapi' };
const facet = (over: object = {}) =>
  defineFacet(databricksConfig.parse({ ...settings, ...over }), {} as never);
const users = { catalog: 'main', schema: 'crm', table: 'users' };

function wanted(
  configuration = {},
  columns: Record<string, string> = { id: 'bigint', name: 'string' },
): TargetTable {
  return {
    id: 'main.crm.users',
    columns: Object.entries(columns).map(([name, type]) => ({
      name,
      type,
      ...facet().columnType(type),
      nullable: name !== 'id',
    })),
    key: ['id'],
    configuration,
  };
}

/** The statements that make a table from nothing, as one text. */
const created = (by: ReturnType<typeof facet>, table: TargetTable) =>
  by.change(table, null).statements.join(';\n\n');

const existing = (over: Partial<ExistingTable> = {}): ExistingTable => ({
  id: 'main.crm.users',
  columns: [{ name: 'id', type: 'int', target_type: 'INT', nullable: false }],
  key: ['id'],
  unique: [],
  properties: {},
  ...over,
});

test('a table is made with its schema and its key', () => {
  expect(facet().change(wanted(), null)).toEqual({
    action: 'create',
    statements: [
      'CREATE SCHEMA IF NOT EXISTS `main`.`crm`',
      `CREATE TABLE IF NOT EXISTS \`main\`.\`crm\`.\`users\` (
  \`id\` BIGINT NOT NULL,
  \`name\` STRING
)
USING DELTA`,
      'ALTER TABLE `main`.`crm`.`users` ADD CONSTRAINT `users_pk` PRIMARY KEY (`id`)',
    ],
    conflicts: [],
  });
});

test('every field type has its column type', () => {
  const types = [
    'array<int>',
    'bigint',
    'boolean',
    'date',
    'datetime',
    'datetime_tz',
    'decimal(12,2)',
    'double',
    'int',
    'json',
    'jsonarray',
    'number',
    'object{}',
    'single',
    'smallint',
    'string',
    'time',
    'binary',
  ];
  expect(Object.fromEntries(types.map((type) => [type, facet().columnType(type).target_type]))).toEqual({
    'array<int>': 'ARRAY<INT>',
    bigint: 'BIGINT',
    boolean: 'BOOLEAN',
    date: 'DATE',
    datetime: 'TIMESTAMP',
    datetime_tz: 'TIMESTAMP',
    'decimal(12,2)': 'DECIMAL(12,2)',
    double: 'DOUBLE',
    int: 'INT',
    json: 'STRING',
    jsonarray: 'STRING',
    number: 'DECIMAL(38,18)',
    'object{}': 'STRING',
    single: 'FLOAT',
    smallint: 'SMALLINT',
    string: 'STRING',
    time: 'TIMESTAMP',
    binary: 'BINARY',
  });
});

test('what connection and destination ask of a table is in its properties (text only: UniForm runs nowhere here)', () => {
  const uniform = facet({
    enable_delta_uniform: true,
    set_retention_properties: true,
    deleted_file_retention_days: 1,
    log_file_retention_days: 2,
  });
  const advanced = {
    enable_change_data_feed: true,
    set_retention_properties: true,
    deleted_file_retention_days: 3,
    log_file_retention_days: 20,
  };
  expect(created(uniform, wanted())).toContain(`TBLPROPERTIES (
  'delta.columnMapping.mode' = 'name',
  'delta.enableDeletionVectors' = 'false',
  'delta.enableIcebergCompatV2' = 'true',
  'delta.universalFormat.enabledFormats' = 'iceberg',
  'delta.deletedFileRetentionDuration' = 'interval 1 days',
  'delta.logRetentionDuration' = 'interval 2 days'
)`);
  expect(created(facet(), wanted({ advanced }))).toContain(`TBLPROPERTIES (
  'delta.enableChangeDataFeed' = 'true',
  'delta.deletedFileRetentionDuration' = 'interval 3 days',
  'delta.logRetentionDuration' = 'interval 20 days'
)`);
  // The sync's own retention goes before the connection's.
  expect(created(uniform, wanted({ advanced }))).toContain("'interval 20 days'");
  expect(facet().change(wanted({ advanced }), existing({ columns: wanted().columns })).statements).toEqual([
    "ALTER TABLE `main`.`crm`.`users` SET TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true', 'delta.deletedFileRetentionDuration' = 'interval 3 days', 'delta.logRetentionDuration' = 'interval 20 days')",
  ]);
});

test('an external table’s place is known when the statement is carried out (text only: no external location is here)', () => {
  const external = facet().change(wanted({ external_location_name: 'lake' }), null);
  const statement = external.statements.find((text) => text.startsWith('CREATE TABLE')) ?? '';
  expect(statement).toContain("LOCATION '<external location lake>/crm/users'");
  expect(statements.namedLocation(statement)).toBe('lake');
  expect(statements.describeExternalLocation('lake')).toBe('DESCRIBE EXTERNAL LOCATION `lake`');
  expect(statements.withLocation(statement, 'lake', 's3://bucket/tables/')).toContain(
    "LOCATION 's3://bucket/tables/crm/users'",
  );
  expect(created(facet(), wanted({ external_location_name: '' }))).not.toContain('LOCATION');
});

test('names that a Parquet file cannot have ask for column mapping', () => {
  const odd = wanted({}, { id: 'bigint', 'a name; (with) = all': 'string' });
  expect(created(facet(), odd)).toContain("'delta.columnMapping.mode' = 'name'");
  expect(facet().change(odd, existing({ columns: wanted({}, { id: 'bigint' }).columns })).statements).toEqual(
    [
      "ALTER TABLE `main`.`crm`.`users` SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')",
      'ALTER TABLE `main`.`crm`.`users` ADD COLUMN `a name; (with) = all` STRING',
    ],
  );
});

test('columns are added and widened; what would lose data is a conflict', () => {
  expect(facet().change(wanted(), existing()).statements).toEqual([
    "ALTER TABLE `main`.`crm`.`users` SET TBLPROPERTIES ('delta.enableTypeWidening' = 'true')",
    'ALTER TABLE `main`.`crm`.`users` ALTER COLUMN `id` TYPE BIGINT',
    'ALTER TABLE `main`.`crm`.`users` ADD COLUMN `name` STRING',
  ]);
  const clash = existing({
    columns: [
      { name: 'ID', type: 'bigint', target_type: 'BIGINT', nullable: false },
      { name: 'name', type: 'boolean', target_type: 'BOOLEAN', nullable: false },
    ],
    key: ['other'],
  });
  expect(facet().change(wanted(), clash).conflicts).toEqual([
    'column "name" of main.crm.users is BOOLEAN and cannot become STRING without loss',
    'the primary key of main.crm.users is (other), not (id)',
  ]);
  expect(facet().change(wanted({}, { id: 'bigint', A: 'int', a: 'int' }), null).conflicts).toEqual([
    'main.crm.users would have columns "A" and "a", which Databricks cannot tell apart',
  ]);
});

test('tables’ ids, by catalog, schema, prefix and the source’s schema', () => {
  const id = (name: string, configuration: object, source?: string, over = {}) =>
    facet(over).tableId(name, configuration as never, source);
  expect(id('Users', { catalog: 'main', schema: 'crm' })).toBe('main.crm.users');
  expect(id('Users', { catalog: 'main' })).toBe('main.default.users');
  expect(id('sales.Users', { catalog: 'main' })).toBe('main.sales.users');
  expect(id('lake.sales.users', {})).toBe('lake.sales.users');
  expect(id('users', { catalog: '', schema: '' })).toBe('default.users');
  expect(id('users', { catalog: 'main', schema: 'crm', mirror_schemas: true }, 'Public')).toBe(
    'main.public.users',
  );
  // The prefix is in the name already.
  expect(id('pg_users', { schema: 'crm', advanced: { table_prefix: 'pg_' } })).toBe('crm.pg_users');
  expect(id('Straße 1/ü', { schema: 'crm' })).toBe('crm.straße_1_ü');
  expect(id('Straße 1/ü', { schema: 'crm' }, undefined, { unity_catalog_enabled: false })).toBe(
    'crm.stra_e_1__',
  );
});

test('the rest', () => {
  expect(statements.dropTable(users)).toBe('DROP TABLE IF EXISTS `main`.`crm`.`users`');
  expect(statements.dropNotNull('`main`.`crm`.`users`', '`a`')).toBe(
    'ALTER TABLE `main`.`crm`.`users` ALTER COLUMN `a` DROP NOT NULL',
  );
  expect(statements.showProperties(users)).toBe('SHOW TBLPROPERTIES `main`.`crm`.`users`');
  expect(statements.describeSchema('`main`.`crm`')).toBe('DESCRIBE SCHEMA `main`.`crm`');
});
