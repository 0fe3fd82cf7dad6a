import { Database } from './database.ts';
import { Workspace } from './workspace.ts';

let database: Database;
let workspace: Workspace;
beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(`
    CREATE TABLE visits (id int, person text, at timestamptz, note text);
    INSERT INTO visits VALUES (1, 'ann@x', '2024-01-01Z', 'old'), (2, 'bob@x', '2024-03-01Z', 'new'), (3, 'ann@x', '2024-03-02Z', 'spam');
    CREATE TABLE people (id int PRIMARY KEY, email text);
    INSERT INTO people VALUES (1, 'ann@x'), (2, 'bob@x')`);
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const keys = (fields = '["id"]') => `
resource "syncform_connection_schema_primary_keys" "visits" {
  connection_id = syncform_postgresql_connection.db.id
  schema_id     = "public.visits"
  field_ids     = ${fields}
}
`;

interface Pieces {
  readonly schemas?: string;
  readonly more?: string;
}
const SCHEMAS = `{
    "public.people" = { fields = { id = {}, email = { obfuscate = true } } }
    "public.visits" = {
      tracking_field = "at"
      fields         = [{ id = "id" }, { id = "person", obfuscate = true, user_output_name = "visitor" }, { id = "note" }]
      filters        = [{ field_id = "note", function = "Inequality", value = jsonencode("spam") }]
    }
  }`;
const bulkSync = ({ schemas = SCHEMAS, more = '' }: Pieces = {}) => `
resource "syncform_bulk_sync" "lake" {
  name                  = "lake"
  active                = true
  mode                  = "replicate"
  schedule              = { frequency = "manual" }
  source                = { connection_id = syncform_postgresql_connection.db.id, configuration = { schema = "public" } }
  destination = {
    connection_id = syncform_postgresql_connection.db.id
    configuration = jsonencode({ schema = "lake", advanced = { hard_deletes = true } })
  }
  data_cutoff_timestamp = "2024-02-01T00:00:00Z"
  concurrency_limit     = 1
  normalize_names       = "enabled"
  schemas               = ${schemas}
  ${more}
  depends_on = [syncform_connection_schema_primary_keys.visits]
}
`;
const configure = (...blocks: readonly string[]) => workspace.configure(database.connection('db'), ...blocks);

test('options are applied, and the plan after it is empty', async () => {
  await configure(keys(), bulkSync());
  await workspace.apply();
  expect(await database.rows('SELECT id, note FROM lake.visits')).toEqual([['2', 'new']]);
  expect(
    await database.rows(`SELECT p.id, v.id FROM lake.visits v JOIN lake.people p ON p.email = v.visitor`),
  ).toEqual([['2', '2']]);
  expect(await database.value(`SELECT count(*) FROM lake.people WHERE email LIKE '%@%'`)).toBe('0');
  expect(await workspace.value('syncform_bulk_sync.lake', 'tables')).toMatchObject({
    'lake.visits': { key: ['id'] },
  });
  expect((await workspace.plan()).output).toContain('No changes.');
});

test('a plan says what happens to the data', async () => {
  await database.sql('ALTER TABLE people ADD COLUMN born date');
  await configure(
    keys(),
    bulkSync({
      schemas: SCHEMAS.replace('{ fields = { id = {}, email', '{ fields = { id = {}, born = {}, email'),
    }),
  );
  const { output, code } = await workspace.plan();
  expect(code).toBe(2);
  expect(output).toMatch(/Apply will change table lake\.people/);
  expect(output).toMatch(/public\.visits: only records at or after the last run’s tracking_field are read/);
  expect(output).toMatch(/public\.people: records deleted at the source are deleted/);
  await workspace.apply('tfplan');
  expect((await workspace.plan()).code).toBe(0);
});

test('a change of the keys shows in the plan of the bulk sync', async () => {
  const schemas = '{ "public.visits" = { user_output_name = "visits_by_person" } }';
  await configure(keys('["id", "person"]'), bulkSync({ schemas }));
  await workspace.apply();
  expect(await workspace.value('syncform_bulk_sync.lake', 'tables')).toMatchObject({
    'lake.visits_by_person': { key: ['id', 'person'] },
  });
  expect((await workspace.plan()).code).toBe(0);
});

test('keys are imported by connection and schema, and so is the bulk sync', async () => {
  const schemas = '{ "public.visits" = { user_output_name = "visits_by_person" } }';
  const id = String(await workspace.value('syncform_connection_schema_primary_keys.visits', 'id'));
  const bulk = String(await workspace.value('syncform_bulk_sync.lake', 'id'));
  expect(id).toMatch(/^[0-9a-f-]{36}\/public\.visits$/);
  for (const address of ['syncform_bulk_sync.lake', 'syncform_connection_schema_primary_keys.visits'])
    await workspace.run(['state', 'rm', address]);
  const imports = `
import {
  to = syncform_connection_schema_primary_keys.visits
  id = "${id}"
}
import {
  to = syncform_bulk_sync.lake
  id = "${bulk}"
}
`;
  await configure(keys('["id", "person"]'), bulkSync({ schemas }), imports);
  const { output } = await workspace.plan();
  expect(output).toContain('Plan: 2 to import, 0 to add, 0 to change, 0 to destroy.');
  await workspace.apply('tfplan');
  await configure(keys('["id", "person"]'), bulkSync({ schemas }));
  expect((await workspace.plan()).code).toBe(0);
});

test('what is wrong shows at its attribute', async () => {
  const wrong: [string, string, RegExp][] = [
    [keys('["id", "nothing"]'), bulkSync(), /has no field "nothing"/],
    [keys('[]'), bulkSync(), /at least one field/],
    [keys(), bulkSync({ schemas: '{ "public.none" = {} }' }), /the source has no object "public\.none"/],
    [
      keys(),
      bulkSync({ schemas: '{ "public.visits" = { tracking_field = "nothing" } }' }),
      /has no field "nothing"/,
    ],
    [
      keys(),
      bulkSync({
        schemas:
          '{ "public.visits" = { filters = [{ field_id = "id", function = "StringLike", value = "x" }] } }',
      }),
      /StringLike is not for fields of type int/,
    ],
    [
      keys(),
      bulkSync({ schemas: '{ "public.visits" = { data_cutoff_timestamp = "soon" } }' }),
      /data_cutoff_timestamp.*is not a date or time/,
    ],
    [keys(), bulkSync({ more: 'resync_concurrency_limit = 0' }), /at least 1/],
  ];
  for (const [key, bulk, message] of wrong) {
    await configure(key, bulk);
    const { output, code } = await workspace.plan();
    expect([code, output]).toEqual([1, expect.stringMatching(message)]);
  }
});

test('destroying keys gives the object its own back', async () => {
  await configure();
  await workspace.apply();
  await configure(`
data "syncform_connection_schema" "visits" {
  connection_id = syncform_postgresql_connection.db.id
  schema_id     = "public.visits"
}
output "keys" { value = [for f in data.syncform_connection_schema.visits.fields : f.id if f.is_primary_key] }
`);
  await workspace.apply();
  expect(JSON.parse((await workspace.run(['output', '-json', 'keys'])).raw)).toEqual([]);
});
