import { Database } from './database.ts';
import { mapOfFields, model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

/*
 * What a change means for the syncs behind it, as the real Terraform shows it.
 */

let database: Database;
let workspace: Workspace;
beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(PEOPLE);
  await database.sql('CREATE TABLE people_copy (id int PRIMARY KEY, name text, price numeric(10,2))');
  await workspace.configure(...blocks());
  await workspace.apply();
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

/** People into people_copy, and from there by a query into people_copy_2, and by a bulk sync into a DuckDB file. */
function blocks(query?: string, fields = mapOfFields('name', 'price')): readonly string[] {
  const second = sync({
    label: 'second',
    name: 'copy of the copy',
    table: 'public.people_copy_2',
    more: 'depends_on = [syncform_sync.copy]',
  });
  return [
    database.connection('db'),
    `resource "syncform_duckdb_connection" "out" {
      name          = "out"
      configuration = { path = "out.duckdb" }
    }`,
    model(query),
    sync({ fields }),
    model('SELECT id, name, price FROM public.people_copy').replaceAll('"people"', '"copied"'),
    second.replaceAll('syncform_model.people', 'syncform_model.copied'),
    `resource "syncform_bulk_sync" "archive" {
      name        = "archive"
      active      = true
      mode        = "replicate"
      source      = { connection_id = syncform_postgresql_connection.db.id }
      destination = { connection_id = syncform_duckdb_connection.out.id }
      schemas     = [{ id = "public.people_copy" }]
      schedule    = { frequency = "manual" }
      depends_on  = [syncform_sync.copy]
    }`,
  ];
}

interface Found {
  readonly code: string;
  readonly message: string;
}
const findings = async (address: string) =>
  (await workspace.plannedChanges())[address]?.after?.findings as readonly Found[];

test('a changed query names the syncs that read the model, and those that read what they fill', async () => {
  await workspace.configure(...blocks('SELECT id, upper(name) AS name, price FROM people'));
  const { code, output } = await workspace.plan();
  expect(code).toBe(2);
  expect(output).toContain('Warning: Others depend on it: "people" [downstream]');
  expect(await findings('syncform_model.people')).toEqual(
    [
      'sync "copy of people" reads it: up to 100 records may be sent again',
      'sync "copy of the copy" reads it through public.people_copy, which "copy of people" fills: up to 100 records may be sent again',
      'bulk sync "archive" reads it through public.people_copy, which "copy of people" fills: what changes there is moved by its next run',
    ].map((message) => ({ code: 'downstream', severity: 'warning', message })),
  );
  const ofSync = await findings('syncform_sync.copy');
  expect(ofSync.map((one) => one.code)).toEqual(['reads-all-again', 'downstream', 'downstream']);
  expect(ofSync[0]?.message).toContain('up to 100 of those that the target has are sent again');
  expect(ofSync[1]?.message).toBe('sync "copy of the copy" reads it: up to 100 records may be sent again');
  await workspace.apply('tfplan');
  expect((await workspace.plan()).code).toBe(0);
});

test('a column whose type changed at the source names the syncs that use it, and a name alone names none', async () => {
  await workspace.configure(
    ...blocks('SELECT id, upper(name) AS name, price FROM people', mapOfFields('name')),
  );
  await workspace.apply();
  const renamed = blocks('SELECT id, upper(name) AS name, price FROM people', mapOfFields('name')).map(
    (block) => block.replace('name          = "people"', 'name          = "persons"'),
  );
  await workspace.configure(...renamed);
  const { output } = await workspace.plan();
  expect(output).toContain('"people" -> "persons"');
  expect(output).not.toContain('[downstream]');
});
