import { Database } from '../../test/acceptance/database.ts';
import { exampleWorkspace, expectNothingToDo } from '../../test/acceptance/example.ts';
import type { Workspace } from '../../test/acceptance/workspace.ts';
import { describeNeeding } from '../../test/needing.ts';
import {
  type BigqueryService,
  missingBigquery,
  startBigquery,
} from '../../test/services/bigquery/bigquery.ts';

describeNeeding(await missingBigquery(), 'into BigQuery and out of it, at bqemulator', () => {
  let database: Database;
  let server: BigqueryService;
  let workspace: Workspace;

  beforeAll(async () => {
    database = await Database.create();
    server = await startBigquery();
    const { host, port, user, database: name, password } = database.service;
    const { service_account, endpoint } = server.configuration;
    workspace = await exampleWorkspace(import.meta.dirname, {
      postgres: { host, port, user, database: name, ssl: false },
      postgres_password: password,
      service_account,
      bigquery: { location: 'EU', endpoint },
    });
    // As Polytomic's exports write it: every setting of the type, with empty texts where nothing is said.
    await workspace.write(
      'polytomic.tf',
      `resource "syncform_bigquery_connection" "exported" {
  name = "Exported"
  configuration = {
    auth_method               = "service_account_key"
    service_account           = var.service_account
    credential_config         = ""
    wif_project_id            = ""
    override_project_id       = ""
    location                  = ""
    structured_values_as_json = false
    use_extract               = false
    bucket                    = ""
    endpoint                  = var.bigquery.endpoint
  }
}
resource "syncform_model" "exported" {
  name          = "Exported"
  connection_id = syncform_bigquery_connection.exported.id
  configuration = jsonencode({ query = "SELECT 1 AS id", table = "", view = "" })
  identifier    = ""
}
`,
    );
    await database.sql(`
      CREATE TABLE customers (id int PRIMARY KEY, name text, email text, tags text[]);
      CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, amount numeric(12,2), placed_at timestamptz);
      INSERT INTO customers SELECT i, 'customer ' || i, 'c' || i || '@example.com', ARRAY['a', 'b'] FROM generate_series(1, 10) i;
      INSERT INTO orders SELECT i, i % 10 + 1, i + 0.01, '2026-01-01T00:00:00Z'::timestamptz + i * interval '6 hours'
        FROM generate_series(1, 40) i;`);
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
  });

  test('applies move everything, what Polytomic’s export says is taken, and the plan after them is empty', async () => {
    // The model reads a table that the first apply makes.
    await workspace.apply('-target=syncform_bulk_sync.raw');
    await workspace.apply();
    const spent =
      'SELECT customer_id, orders, amount::numeric(12,2) FROM spending ORDER BY customer_id LIMIT 2';
    expect(await database.rows(spent)).toEqual([
      ['1', '4', '100.04'],
      ['2', '4', '64.04'],
    ]);
    await expectNothingToDo(workspace);
    const state = JSON.stringify(await workspace.state());
    expect(state).toContain('loader@project.iam.gserviceaccount.com');
    expect(state).not.toContain('PRIVATE KEY');
  });
});
