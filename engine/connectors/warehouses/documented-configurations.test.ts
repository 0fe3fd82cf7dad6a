import { readConfig } from '../../contract/read-config.ts';
import type { JsonObject } from '../../kit/json.ts';
import { registry } from '../registry.ts';

/*
 * Connections as Polytomic's documentation and exports have them: every documented setting is written out, with empty texts where
 * nothing is said. They apply unchanged.
 */

const NO_SSH = { ssh: false, ssh_user: '', ssh_host: '', ssh_port: 22, ssh_private_key: '' };
const KEYS = { aws_access_key_id: 'AKIA', aws_secret_access_key: 'secret', iam_role_arn: '' };
const BUCKET = { s3_bucket_name: 's3://loads/x', s3_bucket_region: 'eu-west-1' };
const NO_STAGING_SCHEMA = { use_bulk_sync_staging_schema: false, bulk_sync_staging_schema: '' };

const documented: readonly (readonly [type: string, title: string, configuration: JsonObject])[] = [
  [
    'snowflake',
    'a password',
    {
      ...{
        account: 'acme-eu',
        username: 'LOADER',
        password: 'secret',
        dbname: 'ANALYTICS',
        warehouse: 'WH',
        params: '',
      },
      ...{ key_pair_auth: false, private_key: '', private_key_passphrase: '' },
      ...NO_STAGING_SCHEMA,
    },
  ],
  [
    'snowflake',
    'a key pair and a staging schema',
    {
      ...{
        account: 'acme-eu',
        username: 'LOADER',
        password: '',
        dbname: 'ANALYTICS',
        warehouse: '',
        params: 'role=LOAD',
      },
      ...{ key_pair_auth: true, private_key: 'PEM', private_key_passphrase: 'words' },
      ...{ use_bulk_sync_staging_schema: true, bulk_sync_staging_schema: 'STAGING' },
    },
  ],
  [
    'redshift',
    'keys',
    {
      ...{
        hostname: 'h',
        username: 'u',
        password: 'p',
        database: 'd',
        port: 5439,
        auth_mode: 'access_key_and_secret',
      },
      ...NO_SSH,
      ...KEYS,
      ...BUCKET,
      ...NO_STAGING_SCHEMA,
    },
  ],
  [
    'redshift',
    'a role',
    {
      ...{ hostname: 'h', username: 'u', password: 'p', database: 'd', port: 5439, auth_mode: 'iam_role' },
      ...NO_SSH,
      ...{ ...KEYS, aws_access_key_id: '', aws_secret_access_key: '', iam_role_arn: 'arn:aws:iam::1:role/r' },
      ...BUCKET,
      ...{ use_bulk_sync_staging_schema: true, bulk_sync_staging_schema: 'staging' },
    },
  ],
  [
    'redshiftserverless',
    'the Data API',
    {
      ...{ database: 'dev', workgroup: 'analytics', region: 'eu-west-1', connection_method: 'data_api' },
      ...{ override_endpoint: true, data_api_endpoint: 'https://vpce.example', endpoint: '' },
      ...{ iam_role_arn: 'arn:aws:iam::1:role/r', use_unload: true },
      ...BUCKET,
      ...NO_STAGING_SCHEMA,
    },
  ],
  [
    'redshiftserverless',
    'an endpoint',
    {
      ...{ database: 'dev', workgroup: 'analytics', region: '', connection_method: 'endpoint' },
      ...{ override_endpoint: false, data_api_endpoint: '', endpoint: 'h:5439/dev' },
      ...{
        iam_role_arn: 'arn:aws:iam::1:role/r',
        use_unload: false,
        s3_bucket_name: '',
        s3_bucket_region: '',
      },
      ...NO_STAGING_SCHEMA,
    },
  ],
  [
    'awsathena',
    'keys',
    {
      ...{
        auth_mode: 'access_key_and_secret',
        access_id: 'AKIA',
        secret_access_key: 'secret',
        iam_role_arn: '',
      },
      ...{ external_id: '', tags: {}, region: 'eu-west-1', outputbucket: 'results' },
    },
  ],
  [
    'awsathena',
    'a role',
    {
      ...{
        auth_mode: 'iam_role',
        access_id: '',
        secret_access_key: '',
        iam_role_arn: 'arn:aws:iam::1:role/r',
      },
      ...{
        external_id: 'shown',
        tags: { team: 'data' },
        region: 'eu-west-1',
        outputbucket: 's3://results/x',
      },
    },
  ],
  [
    'motherduck',
    'a bucket',
    {
      ...{
        database: 'lake',
        access_token: 'token',
        aws_access_key_id: 'AKIA',
        aws_secret_access_key: 'secret',
      },
      ...{ s3_bucket_name: 'loads', s3_bucket_region: 'eu-west-1' },
    },
  ],
  ['cosmosdb', 'a key', { uri: 'https://acme.documents.azure.com:443/', key: 'c2VjcmV0' }],
  [
    'customeriowarehouseexports',
    'keys',
    { auth_mode: 'access_key_and_secret', ...KEYS, s3_bucket_name: 'exports', s3_bucket_region: 'eu-west-1' },
  ],
  [
    'clickhouse',
    'no bucket',
    {
      ...{
        hostname: 'h',
        port: 9440,
        username: 'u',
        password: '',
        database: '',
        ssl: true,
        skip_verify: false,
      },
      ...{
        aws_access_key_id: '',
        aws_secret_access_key: '',
        iam_role_arn: '',
        s3_bucket_name: '',
        s3_bucket_region: '',
      },
      ...{ azure_account_name: '', azure_access_key: '', container_name: '' },
      ...NO_SSH,
    },
  ],
  [
    'synapse',
    'a password',
    {
      hostname: 'acme.sql.azuresynapse.net',
      username: 'loader',
      password: 'secret',
      database: 'pool',
      port: 1433,
    },
  ],
];

test.each(documented)('%s with %s, every setting written out', (type, _title, configuration) => {
  const definition = registry.get(type);
  const { issues } = readConfig(definition?.config as never, configuration);
  expect(issues).toEqual([]);
});
