import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Workspace } from './workspace.ts';

let server: Server;
let workspace: Workspace;
let token = 'first-token-7Hq';
beforeAll(async () => {
  workspace = await Workspace.create();
  server = createServer((request, response) => {
    const allowed = request.headers['x-key'] === token && request.url === '/people.csv?page=1';
    response.writeHead(allowed ? 200 : 401, { 'content-type': 'text/csv' });
    response.end(allowed ? 'id,name\n1,one\n2,two\n' : 'no');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server?.close();
  await workspace?.[Symbol.asyncDispose]();
});

const connections = () => `
resource "syncform_csv_connection" "web" {
  name = "web"
  configuration = {
    url        = "http://127.0.0.1:${(server.address() as AddressInfo).port}/people.csv"
    headers    = [{ name = "accept", value = "text/csv" }, { name = "x-key", value = "${token}" }]
    parameters = [{ name = "page", value = "1" }]
  }
}
resource "syncform_duckdb_connection" "warehouse" {
  name          = "warehouse"
  configuration = { path = "warehouse.duckdb" }
}
`;
const BULK_SYNC = `
resource "syncform_bulk_sync" "people" {
  name        = "people"
  active      = true
  mode        = "snapshot"
  schedule    = { frequency = "manual" }
  source      = { connection_id = syncform_csv_connection.web.id }
  destination = { connection_id = syncform_duckdb_connection.warehouse.id }
}
`;

test('a file on the web is loaded with its secret header, which is nowhere in the state', async () => {
  await workspace.configure(connections(), BULK_SYNC);
  await workspace.apply();
  expect(await workspace.value('syncform_bulk_sync.people', 'last_execution')).toMatchObject({
    status: 'completed',
    records_inserted: 2,
  });
  expect(await workspace.value('syncform_csv_connection.web', 'configuration')).toMatchObject({
    headers: [
      { name: 'accept', value: null },
      { name: 'x-key', value: null },
    ],
    parameters: [{ name: 'page', value: '1' }],
  });
  expect(JSON.stringify(await workspace.rawState())).not.toContain(token);
  expect((await workspace.plan()).code).toBe(0);
});

test('connections with secrets in lists are imported without a change', async () => {
  const state = await workspace.state();
  const imports: string[] = [];
  for (const { address, values } of Object.values(state)) {
    await workspace.run(['state', 'rm', address]);
    imports.push(`import {\n  to = ${address}\n  id = ${JSON.stringify(values.id)}\n}\n`);
  }
  await workspace.configure(connections(), BULK_SYNC, ...imports);
  await workspace.plan();
  expect((await workspace.plan()).output).toContain(
    'Plan: 3 to import, 0 to add, 0 to change, 0 to destroy.',
  );
  await workspace.apply('tfplan');
  expect((await workspace.plan()).code).toBe(0);
});

test('a new header value is noticed, tested and used', async () => {
  token = 'second-token-9Rt';
  await workspace.configure(
    connections(),
    BULK_SYNC.replace('snapshot"', 'snapshot"\n  triggers = { n = 2 }'),
  );
  expect((await workspace.plan()).output).toContain('secrets_version = 1 -> 2');
  await workspace.apply('tfplan');
  expect(await workspace.value('syncform_bulk_sync.people', 'last_execution')).toMatchObject({
    status: 'completed',
  });
});
