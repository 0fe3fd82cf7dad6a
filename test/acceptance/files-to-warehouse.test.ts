import { mkdir } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { Database } from './database.ts';
import { Workspace } from './workspace.ts';

let database: Database;
let workspace: Workspace;
beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await mkdir(workspace.path('files'));
  await workspace.write('files/people.csv', csv(100));
  await workspace.write('files/orders.ndjson', orders(300));
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const csv = (n: number, name = 'name') =>
  ['id,name', ...Array.from({ length: n }, (_, i) => `${i + 1},${name} ${i + 1}`), ''].join('\n');
const orders = (n: number) =>
  Array.from(
    { length: n },
    (_, i) => `${JSON.stringify({ id: i, person: (i % 100) + 1, total: 1.5 })}\n`,
  ).join('');

const CONNECTIONS = `
resource "syncform_local_files_connection" "files" {
  name          = "files"
  configuration = { path = "files" }
}
resource "syncform_duckdb_connection" "warehouse" {
  name          = "warehouse"
  configuration = { path = "warehouse.duckdb" }
}
`;

const bulkSync = (schemas: string) => `
resource "syncform_bulk_sync" "raw" {
  name        = "files to warehouse"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "manual" }
  source      = { connection_id = syncform_local_files_connection.files.id }
  destination = {
    connection_id = syncform_duckdb_connection.warehouse.id
    configuration = { schema = "raw" }
  }
  schemas  = { ${schemas} }
  triggers = { for file in fileset("files", "*") : file => filesha256("files/\${file}") }
}
`;

const modelSync = (name: string, query: string) => `
resource "syncform_model" "${name}" {
  name          = "${name}"
  connection_id = syncform_duckdb_connection.warehouse.id
  configuration = { query = "${query}" }
  depends_on    = [syncform_bulk_sync.raw]
}
resource "syncform_sync" "${name}" {
  name     = "${name}"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "manual" }
  target   = { connection_id = syncform_postgresql_connection.db.id, create = { name = "public.${name}" } }
  identity = {
    source   = { model_id = syncform_model.${name}.id, field = "id" }
    target   = "id"
    function = "Equality"
  }
  fields   = { name = { source = { model_id = syncform_model.${name}.id, field = "name" } } }
  triggers = { loaded = syncform_bulk_sync.raw.last_execution.id }
}
`;
const PEOPLE = modelSync('people', 'SELECT id, name FROM raw.people');

async function duckdb(query: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(workspace.path('warehouse.duckdb'));
  try {
    const connection = await instance.connect();
    const rows = await (await connection.runAndReadAll(query)).getRowsJson();
    connection.closeSync();
    return rows as unknown[][];
  } finally {
    instance.closeSync();
  }
}

test('files become tables, and a query over them rows in Postgres', async () => {
  await workspace.configure(database.connection('db'), CONNECTIONS, bulkSync('"people.csv" = {}'), PEOPLE);
  await workspace.apply();
  expect(await duckdb('SELECT count(*)::int, max(name) FROM raw.people')).toEqual([[100, 'name 99']]);
  expect(await database.rows('SELECT count(*), max(name) FROM people')).toEqual([['100', 'name 99']]);
  expect((await workspace.plan()).output).toContain('No changes.');
});

test('a changed file runs what depends on it, and only changed records are written', async () => {
  await workspace.write('files/people.csv', csv(100).replace('name 7\n', 'changed\n'));
  await workspace.apply();
  expect(await workspace.value('syncform_sync.people', 'last_execution')).toMatchObject({
    records_inserted: 0,
    records_updated: 1,
    records_unchanged: 99,
  });
  expect((await workspace.plan()).code).toBe(0);
});

test('a table and a model over it can come with one apply', async () => {
  const buyers = modelSync(
    'buyers',
    'SELECT person AS id, count(*)::varchar AS name FROM raw.orders GROUP BY ALL',
  );
  await workspace.configure(
    database.connection('db'),
    CONNECTIONS,
    bulkSync('"people.csv" = {}, "orders.ndjson" = {}'),
    PEOPLE,
    buyers,
  );
  const planned = await workspace.plan();
  expect(planned.output).toContain('The model "buyers" can only be checked during apply');
  expect(planned.code).toBe(2);
  await workspace.apply('tfplan');
  expect(await database.rows('SELECT count(*), max(name) FROM buyers')).toEqual([['100', '3']]);
  expect((await workspace.plan()).code).toBe(0);
});

test('progress is in Terraform’s log', async () => {
  await workspace.write('files/people.csv', csv(50));
  const { raw } = await workspace.tryApply([], { env: { TF_LOG: 'INFO' } });
  expect(raw).toMatch(/"files to warehouse": running, [\d,]+ records read/);
  expect(raw).toMatch(/"people" ended: completed/);
});

test('records that the target refuses are a warning that says what to do', async () => {
  await database.sql(`ALTER TABLE people ADD CONSTRAINT short CHECK (length(name) < 12)`);
  await workspace.write('files/people.csv', csv(50).replace('name 7\n', 'much too long a name\n'));
  const { code, output } = await workspace.tryApply();
  expect(code).toBe(0);
  expect(output).toContain('The target refused 1 record of "people"');
  expect(output).toMatch(/syncform rejected [0-9a-f-]{36}/);
  expect(await workspace.value('syncform_sync.people', 'last_execution')).toMatchObject({
    status: 'errors',
    records_rejected: 1,
  });
  expect((await workspace.plan()).code).toBe(0);
});
