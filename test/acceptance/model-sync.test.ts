import { Database } from './database.ts';
import { Workspace } from './workspace.ts';

const SOURCE = `
CREATE TABLE users (id int PRIMARY KEY, email text, plan text, company_id int, card text, changed timestamptz DEFAULT now());
INSERT INTO users SELECT i, 'user' || i || '@example.com', CASE WHEN i % 2 = 0 THEN 'pro' ELSE 'free' END, i % 3, '4111-' || i FROM generate_series(1, 20) i;
CREATE TABLE companies (id int PRIMARY KEY, name text);
INSERT INTO companies VALUES (0, 'Acme'), (1, 'Globex');
`;

/** As a configuration for Polytomic has it, but for the prefix: lists of objects, jsonencode, every attribute. */
const POLYTOMIC = `
resource "polytomic_model" "companies" {
  name          = "companies"
  connection_id = polytomic_postgresql_connection.db.id
  configuration = jsonencode({ "table" : "public.companies" })
  fields        = ["id", "name"]
  identifier    = "id"
}

resource "polytomic_model" "users" {
  name          = "users"
  connection_id = polytomic_postgresql_connection.db.id
  configuration = jsonencode({ "query" : "SELECT * FROM users" })
  identifier    = "id"
  additional_fields = [
    { name = "plan", label = "Plan", type = "string" }
  ]
  relations = [
    { from = "company_id", to = { model_id = polytomic_model.companies.id, field = "id" } }
  ]
  tracking_columns = ["email", "plan", "changed"]
}

resource "polytomic_sync" "users" {
  name   = "users to contacts"
  active = true
  mode   = "updateOrCreate"
  schedule = {
    frequency = "daily"
    hour      = "3"
    minute    = "0"
  }
  target = {
    connection_id = polytomic_postgresql_connection.db.id
    create        = { name = "public.contacts" }
    configuration = jsonencode({})
  }
  fields = [
    { source = { model_id = polytomic_model.users.id, field = "email" }, target = "email", new = false },
    { source = { model_id = polytomic_model.users.id, field = "plan" }, target = "plan", sync_mode = "updateOrCreate" },
    { source = { model_id = polytomic_model.companies.id, field = "name" }, target = "company" },
    { source = { model_id = polytomic_model.users.id, field = "card" }, target = "card", encryption_enabled = true },
    { target = "origin", override_value = "polytomic", sync_mode = "create" },
  ]
  identity = {
    source    = { model_id = polytomic_model.users.id, field = "id" }
    target    = "id"
    function  = "Equality"
    new_field = true
  }
  filters = [
    { source = { model_id = polytomic_model.users.id, field = "id" }, function = "LessThanEqual", value = jsonencode(10), label = "A" },
    { source = { model_id = polytomic_model.users.id, field = "plan" }, function = "StringOneOf", value = jsonencode(["pro", "team"]), label = "B" },
    { source = { model_id = polytomic_model.users.id, field = "email" }, function = "IsNotNull", label = "C" },
  ]
  filter_logic = "A AND (B OR NOT C)"
  overrides = [
    { source = { model_id = polytomic_model.companies.id, field = "name" }, function = "IsNull", override = jsonencode("none") },
  ]
  override_fields = [
    { target = "team", override_value = "sales" },
  ]
  sync_all_records      = false
  skip_initial_backfill = false
  only_enrich_updates   = true
  encryption_passphrase = "a long passphrase"
}

resource "polytomic_sync" "plans" {
  name     = "plans of contacts"
  active   = true
  mode     = "update"
  schedule = { frequency = "manual" }
  target = {
    connection_id = polytomic_postgresql_connection.db.id
    object        = "public.accounts"
    filter_logic  = "open OR named"
  }
  fields = [
    { source = { model_id = polytomic_model.users.id, field = "plan" }, target = "plan" },
  ]
  identity = {
    source   = { model_id = polytomic_model.users.id, field = "email" }
    target   = "domain"
    function = "ISubstring"
  }
  target_filters = [
    { field = "state", function = "Equality", value = jsonencode("open"), label = "open" },
    { field = "name", function = "IsNotNull", label = "named" },
  ]
}
`;

let database: Database;
let workspace: Workspace;
const configuration = () => [database.connection('db'), POLYTOMIC.replaceAll('polytomic_', 'syncform_')];
const contacts = () =>
  database.rows('SELECT id, email, plan, company, origin, team FROM contacts ORDER BY id');

beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(SOURCE);
  await database.sql(
    `CREATE TABLE accounts (domain text, plan text, state text, name text);
     INSERT INTO accounts VALUES ('<user2@example.com>', '', 'open', NULL), ('<user3@example.com>', '', 'closed', NULL)`,
  );
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

test('a configuration written for Polytomic applies with its prefix replaced', async () => {
  await workspace.configure(...configuration());
  await workspace.apply();
  expect(await contacts()).toEqual([
    ['2', 'user2@example.com', 'pro', 'none', 'polytomic', 'sales'],
    ['4', 'user4@example.com', 'pro', 'Globex', 'polytomic', 'sales'],
    ['6', 'user6@example.com', 'pro', 'Acme', 'polytomic', 'sales'],
    ['8', 'user8@example.com', 'pro', 'none', 'polytomic', 'sales'],
    ['10', 'user10@example.com', 'pro', 'Globex', 'polytomic', 'sales'],
  ]);
  expect(await database.rows('SELECT plan FROM accounts ORDER BY 1')).toEqual([[''], ['pro']]);
  expect(await database.value(`SELECT count(*) FROM contacts WHERE card LIKE '%4111%'`)).toBe('0');
  expect(JSON.stringify(await workspace.rawState())).not.toContain('a long passphrase');
  expect((await workspace.plan()).output).toContain('No changes.');
});

test('every attribute survives an import, and the plan after it is empty', async () => {
  const resources = Object.values(await workspace.state()).filter(
    ({ type }) => type !== 'syncform_postgresql_connection',
  );
  for (const { address } of resources) await workspace.run(['state', 'rm', address]);
  const imports = resources.map(
    ({ address, values }) => `import {\n  to = ${address}\n  id = ${JSON.stringify(values.id)}\n}\n`,
  );
  await workspace.configure(...configuration(), ...imports);
  expect((await workspace.plan()).output).toContain(
    'Plan: 4 to import, 0 to add, 0 to change, 0 to destroy.',
  );
  await workspace.apply('tfplan');
  await workspace.configure(...configuration());
  expect((await workspace.plan()).output).toContain('No changes.');
});

test('another passphrase is a change, which encrypts every record again', async () => {
  const before = await database.value('SELECT card FROM contacts WHERE id = 2');
  await workspace.configure(
    ...configuration().map((text) => text.replace('a long passphrase', 'another passphrase')),
  );
  const plan = await workspace.plan();
  expect(plan.output).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
  await workspace.apply('tfplan');
  expect(await database.value('SELECT card FROM contacts WHERE id = 2')).not.toBe(before);
  expect((await workspace.plan()).code).toBe(0);
});

test.each([
  [
    'function = "LessThanEqual"',
    'function = "LessThanEquals"',
    '"A": "LessThanEquals" is no filter function',
    'filters = [',
  ],
  ['value = jsonencode(10)', 'value = jsonencode("ten")', '"A": ', 'filters = ['],
  ['A AND (B', 'A AND B', 'olumn 17: expected AND or OR', 'filter_logic = '],
  [
    'field = "name", function = "IsNotNull"',
    'field = "nme", function = "IsNotNull"',
    'there is no field "nme"',
    'target_filters = [',
  ],
  [
    'target = "plan", sync_mode = "updateOrCreate"',
    'target = "plan", sync_mode = "sometimes"',
    '"sometimes" is no mode of a field',
    'target = "plan"',
  ],
  ['encryption_passphrase =', 'only_enrich_updatez =', 'only_enrich_updatez', 'only_enrich_updatez'],
  ['from = "company_id"', 'from = "company"', '"company" is not among the model’s fields', 'relations = ['],
])(
  '%s written as %s is refused at its place',
  async (right, wrong, message, line) => {
    await workspace.configure(...configuration().map((text) => text.replace(right, wrong)));
    const { code, output } = await workspace.plan();
    expect(code).toBe(1);
    expect(output.replaceAll("'", '’')).toContain(message);
    expect(output).toContain(line.slice(0, 14));
  },
  60_000,
);

test('all of it is destroyed in its order, and the data stays', async () => {
  await workspace.configure(...configuration());
  await workspace.destroy();
  expect(await workspace.state()).toEqual({});
  expect(await database.value('SELECT count(*) FROM contacts')).toBe('5');
});
