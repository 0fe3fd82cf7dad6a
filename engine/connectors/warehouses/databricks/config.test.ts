import { checkConfig } from '../../../contract/describe-config.ts';
import { readConfig } from '../../../contract/read-config.ts';
import { bulkDestinationConfig, databricksConfig, modelConfig, syncTargetConfig } from './config.ts';

const base = { server_hostname: 'dbc-1.cloud.databricks.com', access_token: 'dapi' };
const faults = (over: object, options = {}) =>
  checkConfig(databricksConfig, { ...base, ...over }, options).map((i) => `${i.path.join('.')} ${i.message}`);

test('the connection of Databricks’ documentation page is taken as it stands', () => {
  const configuration = {
    access_token: 'isoz8af6zvp8067gu68gvrp0oftevn',
    auth_mode: 'access_key_and_secret',
    aws_access_key_id: 'AKIAIOSFODNN7EXAMPLE',
    aws_secret_access_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    cloud_provider: 'aws',
    databricks_auth_mode: 'access_token',
    enable_delta_uniform: false,
    enforce_query_limit: false,
    http_path: '/sql',
    port: 443,
    s3_bucket_name: 's3://polytomic-databricks-results/customer-dataset',
    s3_bucket_region: 'us-east-1',
    server_hostname: 'dbc-1234dsafas-d0001.cloud.databricks.com',
    set_retention_properties: false,
    ssh: false,
    unity_catalog_enabled: false,
    use_bulk_sync_staging_schema: false,
  };
  expect(checkConfig(databricksConfig, configuration)).toEqual([]);
});

test('so are its model, its target and its bulk destination, with their empty texts', () => {
  const model = {
    catalog: 'samples',
    query: 'SELECT * FROM samples.nyctaxi.trips',
    schema: 'nyctaxi',
    table: 'trips',
  };
  expect(checkConfig(modelConfig, model)).toEqual([]);
  expect(checkConfig(modelConfig, { query: '', table: '' }).map((i) => i.message)).toEqual([
    'give a query or a table',
  ]);
  const target = {
    created_column: '',
    preserve_table_on_resync: false,
    updated_column: '',
    write_record_timestamps: false,
  };
  expect(checkConfig(syncTargetConfig, target)).toEqual([]);
  const destination = {
    advanced: {
      deleted_file_retention_days: 0,
      empty_strings_null: false,
      enable_change_data_feed: false,
      hard_deletes: false,
      log_file_retention_days: 0,
      set_retention_properties: false,
      table_prefix: '',
      truncate_existing: false,
    },
    catalog: 'samples',
    external_location_name: '',
    mirror_schemas: false,
    schema: 'nyctaxi',
  };
  expect(checkConfig(bulkDestinationConfig, destination)).toEqual([]);
});

test.each([
  [{ access_token: undefined }, ['access_token is needed when databricks_auth_mode is access_token']],
  [
    { databricks_auth_mode: 'oauth_service_principal' },
    [
      'service_principal_id is needed when databricks_auth_mode is oauth_service_principal',
      'service_principal_secret is needed when databricks_auth_mode is oauth_service_principal',
    ],
  ],
  [
    { cloud_provider: 'aws' },
    [
      'aws_access_key_id is needed when auth_mode is access_key_and_secret',
      'aws_secret_access_key is needed when auth_mode is access_key_and_secret',
    ],
  ],
  [{ cloud_provider: 'aws', auth_mode: 'iam_role' }, ['iam_role_arn is needed when auth_mode is iam_role']],
  [{ enforce_query_limit: true }, ['concurrent_queries is needed when enforce_query_limit is true']],
  [
    { use_bulk_sync_staging_schema: true },
    ['bulk_sync_staging_schema is needed when use_bulk_sync_staging_schema is true'],
  ],
  [{ ssh: true }, ['ssh_host is needed when ssh is true', 'ssh_private_key is needed when ssh is true']],
  [{ external_id: 'x' }, ['external_id is set by syncform and cannot be configured']],
  [{ aws_user: 'x' }, ['aws_user is set by syncform and cannot be configured']],
])('%j: %j', (over, expected) => {
  expect(faults(over)).toEqual(expected);
});

test.each([
  [
    { service_principal_id: 'x' },
    ['service_principal_id belongs to databricks_auth_mode oauth_service_principal, which is not set'],
  ],
  [
    { cloud_provider: 'azure', s3_bucket_name: 'b', auth_mode: 'iam_role' },
    [
      'auth_mode belongs to cloud_provider aws, not to azure',
      's3_bucket_name belongs to cloud_provider aws, not to azure',
    ],
  ],
  [
    { cloud_provider: 'aws', auth_mode: 'iam_role', iam_role_arn: 'a', aws_access_key_id: 'k' },
    ['aws_access_key_id belongs to auth_mode access_key_and_secret, not to iam_role'],
  ],
  [{ azure_account_name: 'a' }, ['azure_account_name belongs to cloud_provider azure, which is not set']],
])('%j is ignored: %j', (over, expected) => {
  const { configuration, ignored, issues } = readConfig(databricksConfig, { ...base, ...over });
  expect(issues).toEqual([]);
  expect(ignored.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual(expected);
  for (const { path } of ignored) expect(configuration).not.toHaveProperty(path as string[]);
});

test('what is not known yet is not judged, and defaults of other choices are none of the user’s', () => {
  expect(faults({ s3_bucket_name: 'b' }, { unknown: new Set(['cloud_provider']) })).toEqual([]);
  expect(faults({ auth_mode: 'access_key_and_secret', ssh_port: 22, ssh_user: 'root' })).toEqual([]);
});
