import { mkdir, writeFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { Workspace } from './workspace.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
  await mkdir(workspace.path('files'));
});
afterEach(() => workspace[Symbol.asyncDispose]());

const connections = (said: string) => `
resource "syncform_local_files_connection" "files" {
  name          = "files"
  configuration = {
    path = "files"
    ${said}
  }
}
resource "syncform_duckdb_connection" "warehouse" {
  name          = "warehouse"
  configuration = { path = "warehouse.duckdb" }
}
`;

const bulkSync = (said: string) => `
resource "syncform_bulk_sync" "raw" {
  name        = "files to warehouse"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "manual" }
  source = {
    connection_id = syncform_local_files_connection.files.id
    configuration = { ${said} }
  }
  destination = {
    connection_id = syncform_duckdb_connection.warehouse.id
    configuration = { schema = "raw" }
  }
}
`;

const orders = async () => {
  const instance = await DuckDBInstance.create(workspace.path('warehouse.duckdb'));
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(
    'SELECT id, CAST(ordered AS VARCHAR), place, _syncform_created_at IS NULL FROM raw.orders ORDER BY id',
  );
  connection.closeSync();
  instance.closeSync();
  return read.getRowsJson().map((row) => row.slice(0, 3));
};

test('what CSV files are is said on the connection and the bulk sync, and a change of it reads them again', async () => {
  const text =
    'Orders of the year\nid;ordered;place\n1;03/04/2024;Köln\n2;n/a;"Aix; nord"\n3;05/04/2024;Gif;sur\n';
  await writeFile(workspace.path('files/orders.csv'), Buffer.from(text, 'latin1'));
  const said = 'skip_lines = 1, delimiter = ";", encoding = "latin-1"'.replaceAll(', ', '\n    ');
  await workspace.configure(connections(said));
  await workspace.apply();
  await workspace.configure(connections(said), bulkSync(''));
  const { output } = await workspace.plan();
  expect(output).toContain('orders.csv: line 5 has 4 values, and the header has 3');
  expect(output).toContain('ragged_rows = "set_aside"');
  const types = (format: string) =>
    `null_text = "n/a", ragged_rows = "set_aside", column_types = { ordered = { type = "date", format = "${format}" } }`;
  await workspace.configure(connections(said), bulkSync(types('%d/%m/%Y')));
  await workspace.apply();
  expect(await orders()).toEqual([
    ['1', '2024-04-03', 'Köln'],
    ['2', null, 'Aix; nord'],
  ]);
  await workspace.configure(connections(said), bulkSync(types('%m/%d/%Y')));
  await workspace.apply();
  expect((await orders())[0]).toEqual(['1', '2024-03-04', 'Köln']);
});

test('what cannot be is refused at its attribute', async () => {
  await writeFile(workspace.path('files/orders.csv'), 'id,day\n1,2024-01-02\n');
  await workspace.configure(
    connections(
      'quote = "ab"\n encoding = "klingon"\n column_types = { day = { type = "date", format = "dd.mm." } }',
    ),
  );
  const { code, output } = await workspace.plan();
  expect(code).toBe(1);
  expect(output).toMatch(/quote: has to be one ASCII character, or empty/);
  expect(output).toMatch(/encoding = "klingon" is not a known encoding/);
  expect(output).toMatch(
    /has to be made of specifiers such as .* At configuration\.column_types\.day\.format/,
  );
  expect(output).toMatch(/in resource "syncform_local_files_connection" "files"/);
  await workspace.configure(connections(''));
  await workspace.apply();
  await workspace.configure(connections(''), bulkSync('ragged_rows = "drop", delimitr = ";"'));
  const bulk = await workspace.plan();
  expect(bulk.output).toMatch(/ragged_rows: has to be one of refuse, set_aside/);
  expect(bulk.output).toMatch(/There is no setting "delimitr"/);
});
