import { Database } from './database.ts';
import { PEOPLE } from './definitions.ts';
import { Workspace } from './workspace.ts';

let database: Database;
let workspace: Workspace;
beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(PEOPLE);
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

test('data sources answer what is there', async () => {
  await workspace.configure(
    database.connection('db'),
    `
locals { id = syncform_postgresql_connection.db.id }
data "syncform_postgresql_connection" "db" { id = local.id }
data "syncform_bulk_source" "db" { connection_id = local.id }
data "syncform_bulk_destination" "db" { connection_id = local.id }
data "syncform_connection_schema" "people" {
  connection_id = local.id
  schema_id     = "public.people"
}
data "syncform_caller_identity" "me" {}
output "all" {
  value = {
    connection  = data.syncform_postgresql_connection.db
    schemas     = [for s in data.syncform_bulk_source.db.schemas : s.id]
    modes       = [for m in data.syncform_bulk_destination.db.modes : m.id]
    fields      = data.syncform_connection_schema.people.fields
    is_user     = data.syncform_caller_identity.me.is_user
  }
}
`,
  );
  await workspace.apply();
  const { raw } = await workspace.run(['output', '-json', 'all']);
  const { connection, ...rest } = JSON.parse(raw);
  expect(connection).toMatchObject({ name: 'db', configuration: { username: 'postgres', ssl: false } });
  expect(Object.keys(connection.configuration)).not.toContain('password');
  expect(rest).toEqual({
    schemas: ['public.people'],
    modes: ['replicate', 'snapshot'],
    fields: [
      { id: 'id', name: 'id', type: 'int', is_primary_key: true },
      { id: 'name', name: 'name', type: 'string', is_primary_key: false },
      { id: 'price', name: 'price', type: 'decimal(10,2)', is_primary_key: false },
    ],
    is_user: false,
  });
});

test('one that is not there is an error at its id', async () => {
  await workspace.configure(
    database.connection('db'),
    `
data "syncform_connection_schema" "none" {
  connection_id = syncform_postgresql_connection.db.id
  schema_id     = "public.none"
}
`,
  );
  const { output } = await workspace.plan();
  expect(output).toContain('Cannot read the schema');
  expect(output).toContain('public.none');
});
