import { DuckDBInstance } from '@duckdb/node-api';
import mysql from 'mysql2/promise';
import { describeNeeding } from '../needing.ts';
import { type MysqlService, missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { numbersTo } from '../services/mysql/words.ts';
import { Database } from './database.ts';
import { PEOPLE } from './definitions.ts';
import { Workspace } from './workspace.ts';

const missing = missingMysql();

describeNeeding(missing, `the mysql connector through terraform, at ${serverName}`, () => {
  let database: Database;
  let workspace: Workspace;
  let server: MysqlService;
  let client: mysql.Connection;
  beforeAll(async () => {
    database = await Database.create();
    workspace = await Workspace.create();
    server = await startMysql();
    const { host, port, user, password } = server;
    client = await mysql.createConnection({
      host,
      port,
      user,
      password,
      database: server.database,
      rowsAsArray: true,
      typeCast: (field) => field.string(),
    });
    await database.sql(PEOPLE);
    await client.query(
      `CREATE TABLE orders (id bigint unsigned PRIMARY KEY, person int, total decimal(65,30), placed datetime(6), state enum('open', 'sent'))`,
    );
    await client.query(
      `INSERT INTO orders SELECT 18446744073709551515 + seq, seq, seq + 0.000000000000000000000000000001,
         '2024-01-01 00:00:00.000001' + INTERVAL seq HOUR, IF(seq % 2, 'open', 'sent') FROM ${numbersTo(100)}`,
    );
  });
  afterAll(async () => {
    await client?.end();
    await workspace?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
    await server?.stop();
  });

  const rows = async (sql: string) => (await client.query(sql))[0] as unknown as (string | null)[][];

  const connection = (name: string) => `
resource "syncform_mysql_connection" ${JSON.stringify(name)} {
  name = ${JSON.stringify(name)}
  configuration = {
    hostname = ${JSON.stringify(server.host)}
    port     = ${server.port}
    account  = ${JSON.stringify(server.user)}
    passwd   = ${JSON.stringify(server.password)}
    dbname   = ${JSON.stringify(server.database)}
  }
}
`;
  const bulkSync = (name: string, source: string, destination: string, schema: string) => `
resource "syncform_bulk_sync" ${JSON.stringify(name)} {
  name        = ${JSON.stringify(name)}
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "manual" }
  source      = { connection_id = ${source}.id }
  destination = { ${destination} }
  schemas     = { ${JSON.stringify(schema)} = {} }
}
`;
  const configuration = () => [
    database.connection('db'),
    connection('shop'),
    `resource "syncform_duckdb_connection" "lake" {
  name          = "lake"
  configuration = { path = "lake.duckdb" }
}
`,
    bulkSync(
      'to_mysql',
      'syncform_postgresql_connection.db',
      'connection_id = syncform_mysql_connection.shop.id',
      'public.people',
    ),
    bulkSync(
      'to_lake',
      'syncform_mysql_connection.shop',
      'connection_id = syncform_duckdb_connection.lake.id, configuration = { schema = "raw" }',
      `${server.database}.orders`,
    ),
    `resource "syncform_model" "totals" {
  name          = "totals"
  connection_id = syncform_mysql_connection.shop.id
  configuration = { query = "SELECT state, count(*) AS orders, sum(total) AS total FROM orders GROUP BY state" }
}
resource "syncform_sync" "totals" {
  name     = "totals"
  active   = true
  mode     = "updateOrCreate"
  schedule = { frequency = "manual" }
  target   = { connection_id = syncform_postgresql_connection.db.id, create = { name = "public.totals" } }
  identity = {
    source   = { model_id = syncform_model.totals.id, field = "state" }
    target   = "state"
    function = "Equality"
  }
  fields = {
    orders = { source = { model_id = syncform_model.totals.id, field = "orders" } }
    total  = { source = { model_id = syncform_model.totals.id, field = "total" } }
  }
}
`,
  ];

  test('a wrong password fails at the password, without telling it', async () => {
    const withVariable = connection('shop').replace(/passwd {3}= .*/, 'passwd   = var.passwd');
    await workspace.configure('variable "passwd" {\n  sensitive = true\n}\n', withVariable);
    const { code, output, raw } = await workspace.tryApply([], { env: { TF_VAR_passwd: 'planted-secret' } });
    expect(code).toBe(1);
    expect(output).toMatch(/refuses user/);
    expect(raw).not.toContain('planted-secret');
  });

  test(`rows go from Postgres to ${serverName}, from ${serverName} to DuckDB, and a query’s to Postgres`, async () => {
    await workspace.configure(...configuration());
    await workspace.apply();
    expect(await rows('SELECT count(*), min(name), sum(price) FROM people')).toEqual([
      ['100', 'name 1', '7575.00'],
    ]);
    const instance = await DuckDBInstance.create(workspace.path('lake.duckdb'));
    const lake = await instance.connect();
    const read = await lake.runAndReadAll(
      'SELECT count(*)::int, max(id)::varchar, max(total)::varchar, max(placed)::varchar FROM raw.orders',
    );
    expect(read.getRowsJson()).toEqual([
      [
        100,
        '18446744073709551615',
        expect.stringMatching(/^9?9?[0-9]+\.0{29}1$/),
        '2024-01-05 04:00:00.000001',
      ],
    ]);
    lake.closeSync();
    instance.closeSync();
    expect(await database.rows('SELECT state, orders, total FROM totals ORDER BY 1')).toEqual([
      ['open', '50', '2500.000000000000000000000000000050'],
      ['sent', '50', '2550.000000000000000000000000000050'],
    ]);
    expect((await workspace.plan()).output).toContain('No changes.');
  });

  test('what changes is moved, and nothing else', async () => {
    await client.query(`UPDATE orders SET state = 'sent' WHERE person = 1`);
    await database.sql(`UPDATE people SET name = 'renamed' WHERE id = 7; DELETE FROM people WHERE id = 8`);
    await workspace.apply('-replace=syncform_bulk_sync.to_mysql', '-replace=syncform_sync.totals');
    expect(await database.rows('SELECT orders FROM totals ORDER BY state')).toEqual([['49'], ['51']]);
    expect(await rows('SELECT name FROM people WHERE id IN (7, 8)')).toEqual([['renamed']]);
  });

  test('the connection is imported by its id, and the plan after it is empty', async () => {
    const id = await workspace.value<string>('syncform_mysql_connection.shop', 'id');
    await workspace.run(['state', 'rm', 'syncform_mysql_connection.shop']);
    await workspace.configure(
      ...configuration(),
      `import {\n  to = syncform_mysql_connection.shop\n  id = ${JSON.stringify(id)}\n}\n`,
    );
    expect((await workspace.plan()).output).toContain('1 to import, 0 to add, 0 to change, 0 to destroy');
    await workspace.apply('tfplan');
    await workspace.configure(...configuration());
    expect((await workspace.plan()).code).toBe(0);
  });
});
