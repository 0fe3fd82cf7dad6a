import { Database } from './database.ts';
import { model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

/*
 * Codes of what a plan says and refuses, and their severities, through the real Terraform.
 */

let database: Database;
let workspace: Workspace;
beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(PEOPLE);
  await configure();
  await workspace.apply();
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const provider = (severities: string) => `provider "syncform" {\n  severities = { ${severities} }\n}\n`;
const configure = (...blocks: readonly string[]) =>
  workspace.configure(database.connection('db'), model(), ...blocks);

interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
}
const planned = async () =>
  (await workspace.plannedChanges())['syncform_sync.copy']?.after?.findings as Finding[];

test('a finding carries its code, is in the plan as data, and stays in the state', async () => {
  await database.sql(
    'CREATE TABLE narrow (id int PRIMARY KEY, name varchar(5), price numeric(10,2) CHECK (price > 0))',
  );
  await configure(into('narrow'));
  const { code, output } = await workspace.plan();
  expect(code).toBe(2);
  expect(output).toContain('Warning: A column is narrower: "copy of people" [narrowed]');
  expect(output).toContain('Warning: Rows may be refused: "copy of people" [may-be-refused]');
  const found = await planned();
  expect(found.map((one) => [one.code, one.severity])).toEqual([
    ['narrowed', 'warning'],
    ['may-be-refused', 'warning'],
  ]);
  expect(found[0]?.message).toContain('column "name"');
});

test('the provider raises a code and the plan is refused; the sync’s own word counts first', async () => {
  await configure(provider('narrowed = "error"'), into('narrow'));
  const { code, output } = await workspace.plan();
  expect(code).toBe(1);
  expect(output).toContain('Error: A column is narrower: "copy of people" [narrowed]');
  expect(output).toContain('severities makes "narrowed" an error');

  await configure(provider('narrowed = "error"'), into('narrow', 'severities = { narrowed = "ignore" }'));
  const allowed = await workspace.plan();
  expect(allowed.code).toBe(2);
  expect(allowed.output).not.toContain('[narrowed]');
  expect((await planned()).map((one) => one.code)).toEqual(['may-be-refused']);
});

test('what only apply can see is refused by apply, and what was applied has no other plan', async () => {
  await workspace.configure(
    provider('may-be-refused = "error"'),
    database.connection('db'),
    database.connection('new'),
    model(),
    into('narrow', 'severities = { narrowed = "ignore" }', 'new'),
  );
  const refused = await workspace.tryApply();
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('[may-be-refused]');
  expect(await database.value('SELECT count(*) FROM narrow')).toBe('0');

  await configure(sync());
  await workspace.apply();
  expect(await workspace.value('syncform_sync.copy', 'findings')).toEqual([]);
  expect((await workspace.plan()).code).toBe(0);
});

test('a table that somebody changed since is drift, with the statement that apply runs', async () => {
  await database.sql('ALTER TABLE people_copy DROP COLUMN price');
  const { output } = await workspace.plan();
  expect(output).toContain('Warning: The target drifted: "copy of people" [drift]');
  expect(output).toMatch(/Apply will change table public\.people_copy: ALTER TABLE .* ADD COLUMN/);
  await configure(provider('drift = "error"'), sync());
  expect((await workspace.plan()).code).toBe(1);
});

test('refusals carry codes, and what has to stay an error cannot be lowered', async () => {
  await configure(sync({ label: 'long', table: `public.${'n'.repeat(64)}` }));
  expect((await workspace.plan()).output).toMatch(
    /Error: Cannot create the sync "copy of people" \[name-cut\]/,
  );
  await database.sql('CREATE VIEW shown AS SELECT * FROM people');
  await configure(
    sync({
      label: 'view',
      fields: '{ nam = { source = { model_id = syncform_model.people.id, field = "nme" } } }',
    }),
  );
  expect((await workspace.plan()).output).toMatch(
    /Error: Cannot create the sync "copy of people" \[invalid\]/,
  );
  await configure(sync({ more: 'severities = { conflict = "warning" }' }));
  expect((await workspace.plan()).output).toContain('"conflict" stays an error: the statements would fail');
  await configure(provider('lossless = "error"'), sync());
  expect((await workspace.plan()).output).toContain('There is no code "lossless"');
});

test('that destroying a sync drops its tables is destructive, and refused where that is an error', async () => {
  await database.sql('DROP TABLE people_copy');
  await configure(sync({ more: 'on_destroy = "drop"' }));
  await workspace.apply();
  await configure();
  const { code, output } = await workspace.plan();
  expect(code).toBe(2);
  expect(output).toContain('Destroying "copy of people" drops tables [destructive]');
  expect(output).toContain('public.people_copy');
  await configure(provider('destructive = "error"'));
  expect((await workspace.plan()).code).toBe(1);
});

function into(table: string, more = '', connection = 'db'): string {
  return sync({ more }).replace(
    /target = \{[^}]*\}\s*\}/,
    `target = { connection_id = syncform_postgresql_connection.${connection}.id, object = "public.${table}" }`,
  );
}
