import { readdir } from 'node:fs/promises';
import { Database } from './database.ts';
import { mapOfFields, model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

interface PlannedTable {
  readonly ddl: string;
  readonly columns: Readonly<Record<string, string>>;
}

const tablesOf = async (workspace: Workspace, address: string) =>
  (await workspace.plannedChanges())[address]?.after?.tables as Readonly<Record<string, PlannedTable>>;

test('the very first plan shows columns, tables and statements on connections and models that it creates; apply does that', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await db.sql(PEOPLE);
  await workspace.configure(
    db.connection('db'),
    model(),
    sync(),
    `
resource "syncform_duckdb_connection" "lake" {
  name          = "lake"
  configuration = { path = "lake.duckdb" }
}
resource "syncform_bulk_sync" "lake" {
  name        = "to the lake"
  active      = true
  mode        = "replicate"
  source      = { connection_id = syncform_postgresql_connection.db.id }
  destination = { connection_id = syncform_duckdb_connection.lake.id }
  schemas     = { "public.people" = {} }
  schedule    = { frequency = "manual" }
}`,
  );
  const { output } = await workspace.plan();
  expect(output).toContain('5 to add');
  const changes = await workspace.plannedChanges();
  expect(changes['syncform_model.people']?.after?.columns).toEqual([
    { name: 'id', type: 'int', remote_type: 'integer' },
    { name: 'name', type: 'string', remote_type: 'text' },
    { name: 'price', type: 'decimal(10,2)', remote_type: 'numeric(10,2)' },
  ]);
  const copied = await tablesOf(workspace, 'syncform_sync.copy');
  expect(copied['public.people_copy']?.ddl).toContain('CREATE TABLE');
  const loaded = Object.values(await tablesOf(workspace, 'syncform_bulk_sync.lake'));
  expect(loaded[0]?.columns).toMatchObject({ price: 'DECIMAL(10,2)' });

  const applied = await workspace.run(['apply', '-input=false', '-no-color', 'tfplan']);
  expect(applied.output).toContain('5 added');
  expect(await db.value('SELECT count(*) FROM people_copy')).toBe('100');
  expect((await workspace.plan()).output).toContain('No changes');
});

test('a first plan refuses a field that is not there', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await db.sql(PEOPLE);
  await workspace.configure(db.connection('db'), model(), sync({ fields: mapOfFields('nmae') }));
  const { code, output } = await workspace.plan();
  expect(code).toBe(1);
  expect(output).toContain('has no field "nmae"');
});

test('two connections and two models of one definition are planned as such, and each gets its own', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await db.sql(PEOPLE);
  const twice = (text: string) => text.replace(/(resource .*\n)/, '$1  count = 2\n');
  const number = 'count.index';
  await workspace.configure(
    twice(db.connection('db')),
    twice(model()).replace('.db.id', `.db[${number}].id`),
    twice(sync({ table: 'public.copy_T' }))
      .replaceAll('people.id', `people[${number}].id`)
      .replace('.db.id', `.db[${number}].id`)
      .replace('"public.copy_T"', `"public.copy_\${${number}}"`),
  );
  expect((await workspace.plan()).output).toContain('6 to add');
  const tables = await tablesOf(workspace, 'syncform_sync.copy[1]');
  expect(tables['public.copy_1']?.ddl).toContain('CREATE TABLE');
  await workspace.apply();
  const state = await workspace.state();
  const ids = Object.values(state).map(({ values }) => values.id);
  expect(new Set(ids).size).toBe(6);
  expect(state['syncform_model.people[1]']?.values.connection_id).toBe(
    state['syncform_postgresql_connection.db[1]']?.values.id,
  );
  expect(await db.value('SELECT count(*) FROM copy_1')).toBe('100');
  expect((await workspace.plan()).output).toContain('No changes');
});

const lateHost = `
resource "terraform_data" "host" {
  input = "HOST"
}
`;

test('where a connection is not known at plan, apply makes and adds, and refuses to change what is there', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await db.sql(PEOPLE);
  const { host } = db.service;
  const late = (table: string) =>
    workspace.configure(
      lateHost.replace('HOST', host),
      db.connection('db').replace(JSON.stringify(host), 'terraform_data.host.output'),
      model(),
      sync({ table }),
    );
  await db.sql('CREATE TABLE kept (id int PRIMARY KEY, name varchar(5) NOT NULL, price numeric(10,2))');
  await late('public.kept');
  const { output } = await workspace.plan();
  expect(output).toContain('tables = (known after apply)');
  const refused = await workspace.tryApply();
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('table public.kept is there, and apply would change it: ALTER TABLE');
  expect(refused.output).toContain('Run terraform plan again: the target is known now');
  const nullable = `SELECT is_nullable FROM information_schema.columns WHERE table_name = 'kept' AND column_name = 'name'`;
  expect(await db.value(nullable)).toBe('NO');
  // The connection is there by now, so that the plan shows the change, and apply makes it.
  expect((await workspace.plan()).output).toContain('Apply will change table public.kept');
  await workspace.apply();
  expect(await db.value(nullable)).toBe('YES');
});

test('a new connection that cannot be reached yet is one warning, and what hangs on it is planned during apply', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await workspace.configure(db.connection('db', { password: 'wrong' }), model(), sync());
  const { code, output } = await workspace.plan();
  expect(code).toBe(2);
  expect(output.split('cannot be reached yet').length).toBe(2);
  expect((await workspace.tryApply()).code).toBe(1);
});

test('files and databases that a connection would make are not made by a plan', async () => {
  await using workspace = await Workspace.create();
  await workspace.write('people.csv', 'id,name\n1,Ann\n');
  await workspace.configure(`
resource "syncform_local_files_connection" "files" {
  name          = "files"
  configuration = { path = "." }
}
resource "syncform_duckdb_connection" "lake" {
  name          = "lake"
  configuration = { path = "lake.duckdb" }
}
resource "syncform_bulk_sync" "lake" {
  name        = "to the lake"
  active      = true
  mode        = "replicate"
  source      = { connection_id = syncform_local_files_connection.files.id }
  destination = { connection_id = syncform_duckdb_connection.lake.id }
  schemas     = { "people.csv" = {} }
  schedule    = { frequency = "manual" }
}`);
  expect((await workspace.plan()).output).toContain('3 to add');
  expect(await readdir(workspace.folder)).not.toContain('lake.duckdb');
  const tables = await tablesOf(workspace, 'syncform_bulk_sync.lake');
  expect(Object.keys(tables)).toHaveLength(1);
  await workspace.apply();
  expect((await workspace.plan()).output).toContain('No changes');
});

test('of two new syncs at one connection the fault of one is said by the plan, whatever tables the other makes', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await db.sql(PEOPLE);
  const second = (fields: string, more = '') =>
    sync({ label: 'second', name: 'second', table: 'public.second', fields, more });
  const after = 'depends_on = [syncform_sync.copy]';
  await workspace.configure(db.connection('db'), model(), sync(), second(mapOfFields('nmae'), after));
  const own = await workspace.plan();
  expect(own.code).toBe(1);
  expect(own.output).toContain('has no field "nmae"');

  // What another sync of the plan makes is put off: the table that is read, and nothing else of the definition.
  const copied = `
resource "syncform_model" "copied" {
  name          = "copied"
  connection_id = syncform_postgresql_connection.db.id
  configuration = { query = "SELECT id, name FROM people_copy" }
  depends_on    = [syncform_sync.copy]
}
`;
  const onward = second(mapOfFields('name')).replaceAll('syncform_model.people', 'syncform_model.copied');
  await workspace.configure(
    db.connection('db'),
    model(),
    sync(),
    copied,
    onward.replace('updateOrCreate', 'update'),
  );
  const later = await workspace.plan();
  expect(later.code).toBe(2);
  expect(later.output).toContain('The model "copied" can only be checked during apply');
  await workspace.configure(
    db.connection('db'),
    model(),
    sync(),
    copied,
    onward.replace(
      'schedule = { frequency = "manual" }',
      'schedule = { frequency = "manual" }\n  filter_logic = "A AND"',
    ),
  );
  const shape = await workspace.plan();
  expect(shape.code).toBe(1);
  expect(shape.output).toContain('filter_logic');
  await workspace.configure(db.connection('db'), model(), sync(), copied, onward);
  await workspace.apply();
  expect(await db.value('SELECT count(*) FROM second')).toBe('100');
  expect((await workspace.plan()).output).toContain('No changes');
});

test('keys that a plan sets for objects of a connection that it creates count in it', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await db.sql("CREATE TABLE keyless (a int NOT NULL, b text); INSERT INTO keyless VALUES (1, 'x')");
  await workspace.configure(
    db.connection('db'),
    `
resource "syncform_connection_schema_primary_keys" "keyless" {
  connection_id = syncform_postgresql_connection.db.id
  schema_id     = "public.keyless"
  field_ids     = ["a"]
}
resource "syncform_duckdb_connection" "lake" {
  name          = "lake"
  configuration = { path = "lake.duckdb" }
}
resource "syncform_bulk_sync" "lake" {
  name        = "to the lake"
  active      = true
  mode        = "replicate"
  source      = { connection_id = syncform_postgresql_connection.db.id }
  destination = { connection_id = syncform_duckdb_connection.lake.id }
  schemas     = { "public.keyless" = {} }
  schedule    = { frequency = "manual" }
  depends_on  = [syncform_connection_schema_primary_keys.keyless]
}`,
  );
  await workspace.plan();
  const tables = (await workspace.plannedChanges())['syncform_bulk_sync.lake']?.after?.tables;
  expect(Object.values(tables as Record<string, { readonly key: readonly string[] }>)[0]?.key).toEqual(['a']);
  await workspace.run(['apply', '-input=false', '-no-color', 'tfplan']);
  expect((await workspace.plan()).output).toContain('No changes');
});

test('a new connection beside it makes a fault of a sync that stays as it is no error', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await db.sql(PEOPLE);
  await workspace.configure(db.connection('db'), model(), sync());
  await workspace.apply();
  await db.sql('ALTER TABLE people DROP COLUMN price');
  await workspace.configure(db.connection('db'), model(), sync(), db.connection('another'));
  const { code, output } = await workspace.plan();
  expect(code).toBe(2);
  expect(output).toContain('cannot work as it is');
});

test('where only the target is not known at plan, faults against the model are said anyway', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await db.sql(PEOPLE);
  const { host } = db.service;
  const into = 'syncform_postgresql_connection.into.id\n    create';
  await workspace.configure(
    lateHost.replace('HOST', host),
    db.connection('db'),
    db.connection('into').replace(JSON.stringify(host), 'terraform_data.host.output'),
    model(),
    sync({ fields: mapOfFields('nmae') }).replace('syncform_postgresql_connection.db.id\n    create', into),
  );
  const { code, output } = await workspace.plan();
  expect(code).toBe(1);
  expect(output).toContain('has no field "nmae"');
});
