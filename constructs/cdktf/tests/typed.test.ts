import type { TerraformStack } from 'cdktf';
import {
  BulkSync,
  CsvConnection,
  DatabricksConnection,
  DuckdbConnection,
  ExistingConnection,
  Model,
  ModelSync,
  PostgresqlConnection,
  SecretVariable,
  WebhookConnection,
} from '../index.ts';
import { argumentsOf, synthesised } from './synthesised.ts';

/*
 * What the compiler refuses here, the type check of this project checks (@ts-expect-error is an error where there is none). What
 * gets past it, in JavaScript, is refused at synth.
 */

function postgres(stack: TerraformStack) {
  return new PostgresqlConnection(stack, 'shop', {
    hostname: 'db.example.com',
    database: 'shop',
    username: 'syncform',
    password: new SecretVariable(stack, 'password'),
  });
}

function databricks(stack: TerraformStack) {
  return new DatabricksConnection(stack, 'lake', {
    serverHostname: 'dbc.cloud.databricks.com',
    httpPath: '/sql/1.0/warehouses/a',
    accessToken: new SecretVariable(stack, 'token'),
  });
}

test('a bulk sync knows what its source and its destination take', () => {
  const configuration = synthesised((stack) => {
    new BulkSync(stack, 'raw', {
      source: { connection: postgres(stack), configuration: { replicationSlot: 'orders' } },
      destination: {
        connection: databricks(stack),
        configuration: { catalog: 'main', advanced: { enableChangeDataFeed: true } },
      },
    });
  });
  expect(argumentsOf(configuration, 'syncform_bulk_sync')).toMatchObject({
    source: { configuration: { replication_slot: 'orders' } },
    destination: { configuration: { catalog: 'main', advanced: { enable_change_data_feed: true } } },
  });
});

test.each<[string, (stack: TerraformStack) => void, RegExp]>([
  [
    'a setting of the source that its system has not',
    (stack) => {
      new BulkSync(stack, 'raw', {
        // @ts-expect-error: PostgreSQL has no catalogs
        source: { connection: postgres(stack), configuration: { catalog: 'main' } },
        destination: databricks(stack),
      });
    },
    /syncform_bulk_sync "stack\/raw": there is no setting source\.configuration\.catalog; there are schema, replicationSlot/,
  ],
  [
    'a setting of the destination that its system has not',
    (stack) => {
      new BulkSync(stack, 'raw', {
        source: postgres(stack),
        // @ts-expect-error: PostgreSQL alone has slots
        destination: { connection: databricks(stack), configuration: { replicationSlot: 'a' } },
      });
    },
    /"stack\/raw": there is no setting destination\.configuration\.replicationSlot; there are catalog, schema/,
  ],
  [
    'a destination that takes no tables',
    (stack) => {
      new BulkSync(stack, 'raw', {
        source: postgres(stack),
        // @ts-expect-error: a file on the web is read only
        destination: new CsvConnection(stack, 'web', { url: 'https://example.com/a.csv' }),
      });
    },
    /"stack\/raw": CSV .*takes no tables of bulk syncs/,
  ],
  [
    'a model over what cannot be read',
    (stack) => {
      const hook = new WebhookConnection(stack, 'hook', { url: 'https://example.com/hook' });
      // @ts-expect-error: a webhook takes records and has none
      Model.fromTable(stack, 'users', { connection: hook, table: 'users' });
    },
    /syncform_model "stack\/users": .*has nothing that a model can read/,
  ],
  [
    'a setting of a model that its system has not',
    (stack) => {
      new Model(stack, 'users', {
        connection: postgres(stack),
        // @ts-expect-error: files have folders, PostgreSQL has not
        configuration: { table: 'users', subfolder: 'a' },
      });
    },
    /syncform_model "stack\/users": there is no setting configuration\.subfolder; there are query, table/,
  ],
  [
    'a setting of a target that its system has not',
    (stack) => {
      const connection = postgres(stack);
      const users = Model.fromTable(stack, 'users', { connection, table: 'users' });
      new ModelSync(stack, 'people', {
        mode: 'append',
        // @ts-expect-error: files have formats, PostgreSQL has not
        target: { connection, create: { name: 'people' }, configuration: { format: 'csv' } },
        fields: users.pick('email'),
      });
    },
    /syncform_sync "stack\/people": there is no setting target\.configuration\.format/,
  ],
  [
    'what is to be created where nothing can be',
    (stack) => {
      const users = Model.fromTable(stack, 'users', { connection: postgres(stack), table: 'users' });
      new ModelSync(stack, 'people', {
        mode: 'append',
        target: {
          connection: new WebhookConnection(stack, 'hook', { url: 'https://example.com/hook' }),
          // @ts-expect-error: a webhook is there already
          create: { name: 'people' },
        },
        fields: users.pick('email'),
      });
    },
    /syncform_sync "stack\/people": .*cannot create a target/,
  ],
])('%s is refused', (_, define, message) => {
  expect(() => synthesised(define)).toThrow(message);
});

test('an existing connection is known by its type, and one of which only the id is known takes names of Terraform', () => {
  const configuration = synthesised((stack) => {
    const connectionId = '018f0000-0000-7000-8000-000000000001';
    new BulkSync(stack, 'raw', {
      source: { connection: { id: connectionId }, configuration: { replication_slot: 'orders' } },
      destination: {
        connection: new ExistingConnection(stack, 'lake', { type: 'databricks', connectionId }),
        configuration: { mirrorSchemas: true },
      },
    });
  });
  expect(argumentsOf(configuration, 'syncform_bulk_sync')).toMatchObject({
    source: { configuration: { replication_slot: 'orders' } },
    destination: { configuration: { mirror_schemas: true } },
  });
  expect(() =>
    synthesised((stack) => {
      const lake = new ExistingConnection(stack, 'lake', { type: 'databricks', connectionId: 'a' });
      new BulkSync(stack, 'raw', {
        // @ts-expect-error: Databricks has no slots
        source: { connection: lake, configuration: { replicationSlot: 'a' } },
        destination: lake,
      });
    }),
  ).toThrow(/there is no setting source\.configuration\.replicationSlot/);
});

test('values are values, and references within them are left to Terraform', () => {
  const configuration = synthesised((stack) => {
    const connection = new DuckdbConnection(stack, 'duckdb', { path: '/data/a.duckdb' });
    const users = Model.fromTable(stack, 'users', { connection, table: 'users' });
    new ModelSync(stack, 'people', {
      mode: 'update',
      target: { connection, object: 'main.people' },
      identity: { source: users.field('email'), target: 'email' },
      fields: {
        name: users.field('name'),
        score: { overrideValue: 17 },
        tags: { overrideValue: ['a', 'b'] },
        host: { overrideValue: connection.setting('path') },
      },
      filters: [
        { source: users.field('city'), function: 'StringOneOf', value: ['Bern', 'Zug "am See"'] },
        { source: users.field('path'), function: 'Equality', value: connection.setting('path') },
        { source: users.field('deleted'), function: 'IsNull' },
      ],
      targetFilters: [{ field: 'age', function: 'GreaterThan', value: 17 }],
      overrides: [{ source: users.field('city'), function: 'Equality', value: 'Biel', override: 'Bienne' }],
    });
  });
  const source = (field: string) => ({ source: expect.objectContaining({ field }) });
  const path = 'syncform_duckdb_connection.duckdb.configuration.path';
  expect(argumentsOf(configuration, 'syncform_sync')).toMatchObject({
    fields: {
      score: { override_value: '17' },
      tags: { override_value: '["a","b"]' },
      host: { override_value: `\${${path}}` },
    },
    filters: [
      { ...source('city'), value: '["Bern","Zug \\"am See\\""]' },
      { ...source('path'), value: `\${jsonencode(${path})}` },
      { ...source('deleted') },
    ],
    target_filters: [{ field: 'age', value: '17' }],
    overrides: [{ ...source('city'), value: '"Biel"', override: '"Bienne"' }],
  });
});
