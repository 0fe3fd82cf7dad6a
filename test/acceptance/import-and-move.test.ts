import { Database } from './database.ts';
import { listOfFields, model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

const BULK_SYNC = `
resource "syncform_bulk_sync" "all" {
  name        = "all tables"
  active      = true
  mode        = "snapshot"
  schedule    = { frequency = "daily", hour = "3", minute = "0", timezone = "Europe/Berlin" }
  source      = { connection_id = syncform_postgresql_connection.db.id }
  destination = {
    connection_id = syncform_postgresql_connection.db.id
    configuration = jsonencode({ schema = "raw" })
  }
  schemas = [
    { id = "public.people", enabled = true, fields = [{ id = "id", enabled = true }, { id = "name", enabled = true }] },
  ]
}
`;

let database: Database;
let workspace: Workspace;
const ids: Record<string, string> = {};
const configuration = () => [
  database.connection('db'),
  model(),
  sync({ fields: listOfFields('name', 'price') }),
  BULK_SYNC,
];

beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(PEOPLE);
  await workspace.configure(...configuration());
  await workspace.apply();
  for (const { address, values } of Object.values(await workspace.state())) ids[address] = String(values.id);
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

test('the bulk sync made its table', async () => {
  expect(Object.keys(ids)).toHaveLength(4);
  expect(await database.rows('SELECT count(*), max(name) FROM raw.people')).toEqual([['100', 'name 99']]);
});

test('every resource is imported by id, and the plan after it is empty', async () => {
  for (const address of Object.keys(ids).reverse()) await workspace.run(['state', 'rm', address]);
  const imports = Object.entries(ids).map(
    ([to, id]) => `import {\n  to = ${to}\n  id = ${JSON.stringify(id)}\n}\n`,
  );
  await workspace.configure(...configuration(), ...imports);
  const { code, output } = await workspace.plan();
  expect(output).toContain('Plan: 4 to import, 0 to add, 0 to change, 0 to destroy.');
  expect(code).toBe(2);
  await workspace.apply('tfplan');
  await workspace.configure(...configuration());
  const again = await workspace.plan();
  expect(again.output).toContain('No changes.');
});

test('an import of another type of connection, or of nothing, says so', async () => {
  await workspace.run(['state', 'rm', 'syncform_model.people']);
  const nothing = await workspace.run(['import', '-no-color', 'syncform_model.people', 'no-such-id']);
  expect(nothing.output).toContain('Cannot import non-existent remote object');
  await workspace.run([
    'import',
    '-no-color',
    'syncform_model.people',
    ids['syncform_model.people'] as string,
  ]);
  expect((await workspace.plan()).code).toBe(0);
});

test('moved takes over the state of polytomic’s resources', async () => {
  const state = await workspace.rawState();
  for (const resource of state.resources as {
    type: string;
    provider: string;
    instances: { attributes: Record<string, unknown> }[];
  }[]) {
    resource.type = resource.type.replace(/^syncform_/, 'polytomic_');
    resource.provider = 'provider["registry.terraform.io/polytomic/polytomic"]';
    for (const { attributes } of resource.instances) asPolytomicWrites(resource.type, attributes);
  }
  await workspace.write('terraform.tfstate', JSON.stringify({ ...state, serial: state.serial + 1 }));
  const moves = Object.keys(ids).map(
    (to) => `moved {\n  from = ${to.replace(/^syncform_/, 'polytomic_')}\n  to   = ${to}\n}\n`,
  );
  await workspace.configure(...configuration(), ...moves);
  const { output, code } = await workspace.plan();
  expect(output).toContain('Plan: 0 to add, 0 to change, 0 to destroy.');
  expect(code).toBe(2);
  await workspace.apply('tfplan');
  expect(Object.keys(await workspace.state()).sort()).toEqual(Object.keys(ids).sort());
  expect((await workspace.plan()).code).toBe(0);
});

/** Only the attributes that Polytomic's provider has, in its types. */
function asPolytomicWrites(type: string, attributes: Record<string, unknown>): void {
  const own = [
    'run_on_apply',
    'run_timeout',
    'on_destroy',
    'triggers',
    'tables',
    'columns',
    'definition_version',
    'target_state',
    'last_execution',
    'validate',
    'secrets_version',
  ];
  for (const name of own) delete attributes[name];
  const unwrap = (value: unknown) =>
    typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
  for (const [name, key] of [
    ['fields', 'target'],
    ['schemas', 'id'],
  ] as const)
    if (attributes[name]) attributes[name] = asSet(unwrap(attributes[name]), key);
  if (type === 'polytomic_model') attributes.configuration = JSON.stringify(unwrap(attributes.configuration));
  for (const schema of (attributes.schemas ?? []) as Record<string, unknown>[]) {
    schema.output_name = String(schema.id).replace('.', '_');
    schema.filters = null;
    schema.fields = asSet(schema.fields, 'id');
  }
}

function asSet(elements: unknown, key: string): unknown {
  if (Array.isArray(elements) || elements === null || elements === undefined) return elements;
  return Object.entries(elements).map(([id, element]) => ({ [key]: id, ...(element as object) }));
}
