import type { TerraformStack } from 'cdktf';
import {
  BulkSync,
  type BulkSyncProps,
  DuckdbConnection,
  LocalFilesConnection,
  Model,
  ModelSync,
  PrimaryKeys,
  Schedule,
} from '../index.ts';
import { argumentsOf, synthesised } from './synthesised.ts';

function connections(stack: TerraformStack) {
  return {
    files: new LocalFilesConnection(stack, 'files', { path: '/data' }),
    warehouse: new DuckdbConnection(stack, 'warehouse', { path: '/data/a.duckdb' }),
  };
}

const FILLERS = ['syncform_bulk_sync.raw'];

test.each<[string, object, BulkSyncProps<object, object>['schemas'], readonly string[] | undefined]>([
  [
    'the table that an object is put into',
    { table: 'raw.flights' },
    { 'a.csv': { outputName: 'flights' } },
    FILLERS,
  ],
  ['the table that a file gives its name', { table: 'raw.airports' }, { 'in/airports.csv': {} }, FILLERS],
  ['a query that names the table', { query: 'SELECT * FROM raw."flights" f' }, { flights: {} }, FILLERS],
  ['a table of the schema that all objects go to', { table: 'raw.anything' }, undefined, FILLERS],
  ['a query that names the schema', { query: 'select 1 from RAW.x' }, undefined, FILLERS],
  ['another table', { table: 'raw.airports' }, { flights: {} }, undefined],
  ['another schema', { table: 'main.flights' }, { flights: {} }, undefined],
  ['an object that is disabled', { table: 'raw.flights' }, { flights: { enabled: false } }, undefined],
  ['a query of other tables', { query: 'SELECT flights_late FROM other' }, { flights: {} }, undefined],
])('a model over %s', (_, configuration, schemas, expected) => {
  const { depends_on } = argumentsOf(
    synthesised((stack) => {
      const { files, warehouse } = connections(stack);
      // The model comes first, so that the order in a program does not matter.
      new Model(stack, 'model', { connection: warehouse, configuration });
      new BulkSync(stack, 'raw', {
        source: files,
        destination: { connection: warehouse, configuration: { schema: 'raw' } },
        ...(schemas && { schemas }),
      });
    }),
    'syncform_model',
  );
  expect(depends_on).toEqual(expected);
});

test('a model waits neither for what fills another connection nor for what waits for it', () => {
  const configuration = synthesised((stack) => {
    const { files, warehouse } = connections(stack);
    const elsewhere = new DuckdbConnection(stack, 'elsewhere', { path: '/data/b.duckdb' });
    const model = Model.fromTable(stack, 'model', { connection: warehouse, table: 'flights' });
    const sync = new ModelSync(stack, 'sync', {
      mode: 'append',
      target: { connection: elsewhere, create: { name: 'copy' } },
      fields: model.pick('id'),
    });
    new BulkSync(stack, 'other', { source: files, destination: elsewhere, schemas: { flights: {} } });
    new BulkSync(stack, 'later', {
      source: files,
      destination: warehouse,
      schemas: { flights: {} },
      schedule: Schedule.after({ syncs: [sync] }),
    });
  });
  expect(argumentsOf(configuration, 'syncform_model')).not.toHaveProperty('depends_on');
});

test('a bulk sync waits for the primary keys of the objects that it reads', () => {
  const configuration = synthesised((stack) => {
    const { files, warehouse } = connections(stack);
    const keys = (id: string, connection: typeof files | typeof warehouse, schemaId: string) =>
      new PrimaryKeys(stack, id, { connection, schemaId, fieldIds: ['id'] });
    new BulkSync(stack, 'raw', {
      source: files,
      destination: warehouse,
      schemas: { 'a.csv': {} },
      dependsOn: [keys('own', files, 'a.csv')],
    });
    keys('also', files, 'a.csv');
    keys('unread', files, 'b.csv');
    keys('elsewhere', warehouse, 'a.csv');
  });
  const type = 'syncform_connection_schema_primary_keys';
  expect(argumentsOf(configuration, 'syncform_bulk_sync').depends_on).toEqual([
    `${type}.own`,
    `${type}.also`,
  ]);
  expect(configuration.resource[type]?.also).toMatchObject({
    connection_id: `\${syncform_local_files_connection.files.id}`,
    schema_id: 'a.csv',
    field_ids: ['id'],
  });
});
