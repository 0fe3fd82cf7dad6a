import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { Database } from '../../test/acceptance/database.ts';
import { expectNothingToDo } from '../../test/acceptance/example.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';
import { describeNeeding } from '../../test/needing.ts';
import { type MysqlService, missingMysql, startMysql } from '../../test/services/mysql/mysql.ts';

const missing = missingMysql();

/** The example's files; in `duckdb` a DuckDB file takes MotherDuck's place, which no test can reach. */
async function example(kind: 'as it is' | 'duckdb'): Promise<ReadonlyMap<string, string>> {
  const folder = import.meta.dirname;
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tf'));
  const files = new Map<string, string>();
  for (const name of names) files.set(name, await readFile(join(folder, name), 'utf8'));
  if (kind === 'as it is') return files;
  const standIn = `resource "syncform_duckdb_connection" "warehouse" {
  name          = "Warehouse"
  configuration = { path = "analytics.duckdb" }
}
`;
  return new Map(
    [...files].map(([name, text]) => [
      name,
      name === 'motherduck.tf'
        ? standIn
        : text.replaceAll('syncform_motherduck_connection', 'syncform_duckdb_connection'),
    ]),
  );
}

test('the configuration is what the provider takes', async () => {
  await using workspace = await Workspace.create();
  for (const [name, text] of await example('as it is')) await workspace.write(name, text);
  const outcome = await workspace.run(['validate']);
  expect(outcome).toMatchObject({ code: 0, output: expect.stringContaining('The configuration is valid') });
});

describeNeeding(missing, 'into the warehouse and out of it', () => {
  let database: Database;
  let shop: MysqlService;
  let hook: Server;
  let workspace: Workspace;
  const sent: { operation: string; record: Record<string, unknown> }[] = [];

  beforeAll(async () => {
    database = await Database.create();
    shop = await startMysql();
    hook = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        // The connection's test asks without records.
        if (request.method === 'POST') sent.push(...JSON.parse(body).records);
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    workspace = await Workspace.create();
    for (const [name, text] of await example('duckdb')) await workspace.write(name, text);
    await mkdir(workspace.path('reports'));
    const { host, port, user, database: name, password } = database.service;
    await workspace.write(
      'terraform.tfvars.json',
      JSON.stringify({
        postgres: { host, port, user, database: name, ssl: false },
        postgres_password: password,
        mysql: { host: shop.host, port: shop.port, user: shop.user, database: shop.database },
        mysql_password: shop.password,
        webhook: {
          url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`,
          allow_private_addresses: true,
        },
      }),
    );
    await database.sql(`
      CREATE TABLE customers (id int PRIMARY KEY, name text, email text);
      CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, amount numeric(12,2), placed_at timestamptz);
      INSERT INTO customers SELECT i, 'customer ' || i, 'c' || i || '@example.com' FROM generate_series(1, 10) i;
      INSERT INTO orders SELECT i, i % 10 + 1, i + 0.01, '2026-01-01T00:00:00Z'::timestamptz + i * interval '6 hours'
        FROM generate_series(1, 40) i;`);
  });
  afterAll(async () => {
    hook?.close();
    await workspace?.[Symbol.asyncDispose]();
    await shop?.stop();
    await database?.[Symbol.asyncDispose]();
  });

  /** Rows of the warehouse, as texts. */
  const inWarehouse = (query: string): Promise<readonly (readonly unknown[])[]> =>
    withDuckdbSession({ tempDir: workspace.folder }, async (session) => {
      const catalog = await session.attach(
        workspace.path('analytics.duckdb'),
        'read',
        new AbortController().signal,
      );
      await session.run(`USE ${catalog}`);
      return session.all(query);
    });

  test('the first apply moves everything, and the plan after it is empty', async () => {
    await workspace.apply();
    expect(await inWarehouse('SELECT count(*), sum(amount)::VARCHAR FROM app.orders')).toEqual([
      [40n, '820.40'],
    ]);
    expect(await inWarehouse("SELECT count(*) FROM app.customers WHERE email LIKE '%@%'")).toEqual([[0n]]);
    expect(await inWarehouse('SELECT count(*), sum(amount)::VARCHAR FROM orders_a_day')).toEqual([
      [11n, '820.40'],
    ]);

    const best = await database.rows(
      'SELECT customer_id, name, orders, amount FROM best_customers ORDER BY 1',
    );
    expect(best.length).toBeGreaterThan(0);
    expect(best.every(([, , orders, amount]) => orders === '4' && Number(amount) >= 100)).toBe(true);
    const { host, port, user, password } = shop;
    const client = await mysql.createConnection({ host, port, user, password, database: shop.database });
    const [[count]] = (await client.query('SELECT count(*) AS n FROM best_customers')) as unknown as [
      [{ n: number }],
    ];
    await client.end();
    expect(count.n).toBe(best.length);
    const file = await readFile(workspace.path('reports/best_customers.csv'), 'utf8');
    expect(file.trim().split('\n')).toHaveLength(best.length + 1);
    expect(sent.map(({ operation }) => operation)).toEqual(best.map(() => 'create'));

    await expectNothingToDo(workspace);
  });
});
