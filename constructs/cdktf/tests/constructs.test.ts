// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions in Terraform's own language
import { resolve } from 'node:path';
import {
  ApiConnection,
  BulkSync,
  CsvConnection,
  DuckdbConnection,
  LocalFilesConnection,
  Model,
  ModelSync,
  PostgresqlConnection,
  Schedule,
  SecretVariable,
  SyncformProvider,
  WebhookConnection,
} from '../index.ts';
import { argumentsOf, synthesised } from './synthesised.ts';

const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});

const postgres = { hostname: 'db.example.com', database: 'analytics', username: 'syncform' };

test('a connection takes what its system needs beside its own settings', () => {
  const configuration = synthesised((stack) => {
    new PostgresqlConnection(stack, 'warehouse', {
      ...postgres,
      port: 6432,
      password: new SecretVariable(stack, 'password'),
      name: 'The warehouse',
      forceDestroy: true,
      lifecycle: { preventDestroy: true },
    });
    new DuckdbConnection(stack, 'duckdb', { path: '/data/a.duckdb', validate: false });
    new LocalFilesConnection(stack, 'files', { path: '/data' });
    new CsvConnection(stack, 'csv', { url: 'https://example.com/a.csv' });
    const token = new SecretVariable(stack, 'token').stringValue;
    new ApiConnection(stack, 'api', {
      url: 'https://example.com/v1',
      auth: { header: { name: 'x-key', value: token } },
      requestsPerSecond: 5,
    });
    new WebhookConnection(stack, 'hook', {
      url: 'https://example.com/hook',
      authMethod: 'header',
      header: { name: 'x-key', value: token },
    });
  });
  expect(argumentsOf(configuration, 'syncform_postgresql_connection')).toEqual({
    name: 'The warehouse',
    configuration: { ...postgres, port: 6432, password: '${var.password}' },
    force_destroy: true,
    lifecycle: { prevent_destroy: true },
  });
  expect(argumentsOf(configuration, 'syncform_api_connection')).toEqual({
    name: 'api',
    configuration: {
      url: 'https://example.com/v1',
      auth: { header: { name: 'x-key', value: '${var.token}' } },
      requests_per_second: 5,
    },
  });
  expect(argumentsOf(configuration, 'syncform_webhook_connection')).toEqual({
    name: 'hook',
    configuration: {
      url: 'https://example.com/hook',
      auth_method: 'header',
      header: { name: 'x-key', value: '${var.token}' },
    },
  });
  expect(argumentsOf(configuration, 'syncform_duckdb_connection')).toEqual({
    name: 'duckdb',
    configuration: { path: '/data/a.duckdb' },
    validate: false,
  });
  expect(argumentsOf(configuration, 'syncform_local_files_connection')).toEqual({
    name: 'files',
    configuration: { path: '/data' },
  });
  expect(argumentsOf(configuration, 'syncform_csv_connection')).toEqual({
    name: 'csv',
    configuration: { url: 'https://example.com/a.csv' },
  });
});

test('a model reads a query or a table', () => {
  const query = synthesised((stack) => {
    const connection = new DuckdbConnection(stack, 'duckdb', { path: '/data/a.duckdb' });
    Model.fromQuery(stack, 'delays', { connection, identifier: 'airport', query: 'SELECT airport FROM f' });
  });
  expect(argumentsOf(query, 'syncform_model')).toEqual({
    name: 'delays',
    connection_id: '${syncform_duckdb_connection.duckdb.id}',
    identifier: 'airport',
    configuration: { query: 'SELECT airport FROM f' },
  });
  const table = synthesised((stack) => {
    Model.fromTable(stack, 'users', { connection: { id: 'known' }, table: 'public.users', name: 'Users' });
  });
  expect(argumentsOf(table, 'syncform_model')).toEqual({
    name: 'Users',
    connection_id: 'known',
    configuration: { table: 'public.users' },
  });
});

test('a model sync maps fields of a model to fields of a target', () => {
  const configuration = synthesised((stack) => {
    const connection = new DuckdbConnection(stack, 'duckdb', { path: '/data/a.duckdb' });
    const users = Model.fromTable(stack, 'users', { connection, table: 'users' });
    new ModelSync(stack, 'people', {
      mode: 'updateOrCreate',
      target: { connection, create: { name: 'people' } },
      identity: { source: users.field('email'), target: 'Email' },
      fields: {
        ...users.pick('city'),
        Full_Name: users.field('name'),
        origin: { overrideValue: 'syncform' },
        phone: { source: users.field('phone'), new: true },
      },
      filters: [{ source: users.field('city'), function: 'Equality', value: 'Bern', label: 'A' }],
      schedule: Schedule.daily({ hour: 6 }),
      triggers: { loaded: 'once' },
    });
  });
  const model_id = '${syncform_model.users.id}';
  expect(argumentsOf(configuration, 'syncform_sync')).toEqual({
    name: 'people',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'daily', hour: '6', minute: '0' },
    target: { connection_id: '${syncform_duckdb_connection.duckdb.id}', create: { name: 'people' } },
    identity: { source: { model_id, field: 'email' }, target: 'Email', function: 'Equality' },
    fields: {
      city: { source: { model_id, field: 'city' } },
      Full_Name: { source: { model_id, field: 'name' } },
      origin: { override_value: 'syncform' },
      phone: { source: { model_id, field: 'phone' }, new: true },
    },
    filters: [{ source: { model_id, field: 'city' }, function: 'Equality', value: '"Bern"', label: 'A' }],
    triggers: { loaded: 'once' },
  });
});

test('a bulk sync names objects of its source as the source does', () => {
  const configuration = synthesised((stack) => {
    const files = new LocalFilesConnection(stack, 'files', { path: '/data' });
    const warehouse = new DuckdbConnection(stack, 'duckdb', { path: '/data/a.duckdb' });
    new BulkSync(stack, 'raw', {
      source: files,
      destination: { connection: warehouse, configuration: { schema: 'raw' } },
      schemas: {
        'flights-3m.parquet': { outputName: 'flights' },
        'People.csv': {
          fields: { Name: {}, IBAN: { enabled: false }, Mail: { obfuscate: true, outputName: 'mail_hash' } },
          filters: [{ fieldId: 'Age', function: 'GreaterThan', value: 17 }],
          trackingField: 'Changed',
        },
      },
      automaticallyAddNewFields: 'all',
    });
  });
  expect(argumentsOf(configuration, 'syncform_bulk_sync')).toEqual({
    name: 'raw',
    active: true,
    mode: 'replicate',
    schedule: { frequency: 'manual' },
    source: { connection_id: '${syncform_local_files_connection.files.id}' },
    destination: {
      connection_id: '${syncform_duckdb_connection.duckdb.id}',
      configuration: { schema: 'raw' },
    },
    schemas: {
      'flights-3m.parquet': { user_output_name: 'flights' },
      'People.csv': {
        fields: {
          Name: {},
          IBAN: { enabled: false },
          Mail: { obfuscate: true, user_output_name: 'mail_hash' },
        },
        filters: [{ field_id: 'Age', function: 'GreaterThan', value: 17 }],
        tracking_field: 'Changed',
      },
    },
    automatically_add_new_fields: 'all',
  });
});

test('the engine keeps its memory beside the program, not where Terraform runs', () => {
  const provider = (config?: ConstructorParameters<typeof SyncformProvider>[2]) =>
    synthesised((stack) => {
      new SyncformProvider(stack, 'syncform', config);
    }).provider;
  delete process.env.SYNCFORM_DATA_DIR;
  delete process.env.SYNCFORM_ENDPOINT;
  delete process.env.POLYTOMIC_DEPLOYMENT_URL;
  expect(provider()).toEqual({ syncform: [{ data_dir: resolve('.syncform') }] });
  expect(provider({ dataDir: '/var/lib/syncform' })).toEqual({
    syncform: [{ data_dir: '/var/lib/syncform' }],
  });
  expect(provider({ endpoint: 'https://syncform.example.com' })).toEqual({
    syncform: [{ endpoint: 'https://syncform.example.com' }],
  });
  process.env.SYNCFORM_DATA_DIR = '/elsewhere';
  expect(provider()).toEqual({ syncform: [{}] });
});
