import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { Database } from '../../test/acceptance/database.ts';
import { expectNothingToDo } from '../../test/acceptance/example.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';

const MAIN = join(import.meta.dirname, '../../engine/cli/main.ts');
let database: Database;
let workspace: Workspace;

beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await workspace.write('main.tf', await readFile(join(import.meta.dirname, 'main.tf'), 'utf8'));
  const { host, port, user, database: name, password } = database.service;
  await workspace.write(
    'terraform.tfvars.json',
    JSON.stringify({
      postgres: { host, port, user, database: name, ssl: false },
      postgres_password: password,
    }),
  );
  await database.sql(`
    CREATE TABLE customers (id int PRIMARY KEY, name text, email text);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, amount numeric(12,2));
    INSERT INTO customers SELECT i, 'customer ' || i, 'c' || i || '@example.com' FROM generate_series(1, 3) i;
    INSERT INTO orders SELECT i, i % 3 + 1, i + 0.01 FROM generate_series(1, 5) i;`);
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const rows = (list: string, rest: string) =>
  withDuckdbSession({ tempDir: workspace.folder }, async (session) => {
    const path = workspace.path('warehouse.duckdb');
    const catalog = await session.attach(path, 'read', new AbortController().signal);
    return (await session.all(`SELECT ${list} FROM ${catalog}.app.${rest}`)).map((row) => row.map(String));
  });

test('apply makes the tables and fills them, and the plan after it is empty', async () => {
  await workspace.apply();
  const tables = await workspace.value<Record<string, object>>('syncform_bulk_sync.app', 'tables');
  expect(Object.keys(tables)).toEqual([
    'app.customers',
    'app.customers_history',
    'app.orders',
    'app.orders_history',
  ]);
  expect(await rows('count(*)', 'orders')).toEqual([['5']]);
  await expectNothingToDo(workspace);
});

test('serve streams what changes until it is told to stop', async () => {
  const serve = spawn(process.execPath, [MAIN, 'serve', '--data-dir', workspace.path('.syncform')], {
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [serve.stdout, serve.stderr])
    stream.on('data', (text) => {
      said += text;
    });
  while (!said.includes('App to warehouse: started') && serve.exitCode === null) await sleep(50);
  await database.sql(`
    UPDATE orders SET amount = 100 WHERE id = 1;
    DELETE FROM orders WHERE id = 2;
    UPDATE customers SET name = 'renamed' WHERE id = 3`);
  await database.sql('INSERT INTO orders VALUES (6, 1, 6.5)');
  const reached = await database.value('SELECT pg_current_wal_lsn()');
  while (
    serve.exitCode === null &&
    (await database.value(
      `SELECT bool_and(confirmed_flush_lsn >= '${reached}') FROM pg_replication_slots WHERE database = current_database()`,
    )) !== 'true'
  )
    await sleep(100);
  serve.kill('SIGINT');
  const [code] = serve.exitCode === null ? await once(serve, 'exit') : [serve.exitCode];
  expect([code, said]).toEqual([0, expect.stringContaining('App to warehouse: canceled')]);
  expect(await rows('id, amount, _syncform_deleted_at IS NULL', 'orders ORDER BY id')).toEqual([
    ['1', '100.00', 'true'],
    ['2', '2.01', 'false'],
    ['3', '3.01', 'true'],
    ['4', '4.01', 'true'],
    ['5', '5.01', 'true'],
    ['6', '6.50', 'true'],
  ]);
  expect(await rows('name, length(email)', 'customers WHERE id = 3')).toEqual([['renamed', '64']]);
  expect(
    await rows(
      '_syncform_operation, id',
      'orders_history ORDER BY _syncform_transaction, _syncform_sequence',
    ),
  ).toEqual([
    ['update', '1'],
    ['delete', '2'],
    ['insert', '6'],
  ]);
}, 120_000);

test('destroy gives the slot back', async () => {
  await workspace.destroy();
  expect(
    await database.value('SELECT count(*) FROM pg_replication_slots WHERE database = current_database()'),
  ).toBe('0');
});
