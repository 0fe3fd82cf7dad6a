import { Database } from './database.ts';
import { mapOfFields, model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

/*
 * What somebody else does to the target between a plan and its apply, through the real Terraform.
 */

let database: Database;
let workspace: Workspace;
beforeEach(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(PEOPLE);
  await workspace.configure(database.connection('db'));
  await workspace.apply();
});
afterEach(async () => {
  await workspace[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

test('a table that was to be made and that somebody made is left as it is; the next plan says what would happen to it', async () => {
  await workspace.configure(database.connection('db'), model());
  await workspace.apply();
  await workspace.configure(database.connection('db'), model(), sync());
  expect((await workspace.plan()).code).toBe(2);
  const created = (await workspace.plannedChanges())['syncform_sync.copy']?.after?.tables as Tables;
  expect(created['public.people_copy']?.ddl).toMatch(/^CREATE TABLE IF NOT EXISTS/);
  await database.sql(
    `CREATE TABLE people_copy (id int PRIMARY KEY, name text); INSERT INTO people_copy VALUES (7, 'theirs')`,
  );
  const { code, output } = await workspace.run(['apply', '-input=false', '-no-color', 'tfplan']);
  expect(code).toBe(1);
  expect(output).toContain('The target changed since the plan');
  expect(output).toContain('ADD COLUMN IF NOT EXISTS "price"');
  expect(await database.rows('SELECT * FROM people_copy')).toEqual([['7', 'theirs']]);

  expect((await workspace.plan()).output).toContain('Apply will change table public.people_copy');
  await workspace.apply();
  const { ddl } = (await workspace.value<Tables>('syncform_sync.copy', 'tables'))['public.people_copy'] ?? {};
  expect(ddl).toBe('ALTER TABLE "public"."people_copy" ADD COLUMN IF NOT EXISTS "price" numeric(10,2)');
  expect((await workspace.plan()).code).toBe(0);
  expect(await database.value(`SELECT count(*) FROM people_copy`)).toBe('100');
});

test('of a table that is there as it is wanted the plan shows no statement, and its own types', async () => {
  await database.sql('CREATE TABLE people_copy (id bigint PRIMARY KEY, name text, price numeric(12,2))');
  await workspace.configure(database.connection('db'), model());
  await workspace.apply();
  await workspace.configure(database.connection('db'), model(), sync());
  await workspace.plan();
  const planned = (await workspace.plannedChanges())['syncform_sync.copy']?.after?.tables as Tables;
  expect(planned['public.people_copy']).toMatchObject({
    ddl: '',
    columns: { id: 'bigint', name: 'text', price: 'numeric(12,2)' },
  });
  await workspace.apply();
  expect((await workspace.plan()).code).toBe(0);
});

type Tables = Readonly<
  Record<string, { readonly ddl: string; readonly columns: Readonly<Record<string, string>> }>
>;

test('names in decomposed Unicode, which Terraform gives back composed, are planned and applied, and settle', async () => {
  const name = 'e\u0301te\u0301';
  await database.sql(`ALTER TABLE people ADD "${name}" int; UPDATE people SET "${name}" = id`);
  // Terraform composes texts of queries as well: they do not name it.
  const query = 'SELECT * FROM people';
  const fields = mapOfFields('name', name);
  await workspace.configure(database.connection('db'), model(query), sync({ fields }));
  await workspace.apply();
  expect((await workspace.plan()).code).toBe(0);
  const narrower = 'SELECT * FROM people WHERE id > 0';
  await workspace.configure(database.connection('db'), model(narrower), sync({ fields }));
  await workspace.apply();
  const table = `public.${name}`;
  const second = sync({ fields, label: 'second', name: 'second copy', table });
  await workspace.configure(database.connection('db'), model(narrower), sync({ fields }), second);
  await workspace.apply();
  expect((await workspace.plan()).code).toBe(0);
  expect(await database.value(`SELECT sum("${name.normalize()}") FROM people_copy`)).toBe('5050');
  expect(await database.value(`SELECT sum("${name.normalize()}") FROM "${name.normalize()}"`)).toBe('5050');
});
