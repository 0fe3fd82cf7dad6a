import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Decimal128, type Document } from 'mongodb';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { expectNothingToDo } from '../../test/acceptance/example.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';
import { describeNeeding } from '../../test/needing.ts';
import { type MongodbService, missingMongodb, startMongodb } from '../../test/services/mongodb.ts';

const MAIN = join(import.meta.dirname, '../../engine/cli/main.ts');

describeNeeding(await missingMongodb(), 'the example of MongoDB, at SecantusDB', () => {
  let server: MongodbService;
  let workspace: Workspace;
  const orders = () => server.db.collection<Document & { _id: string }>('orders');
  const order = (_id: string, customer: string, amount: string) => ({
    _id,
    customer,
    amount: Decimal128.fromString(amount),
  });

  beforeAll(async () => {
    server = await startMongodb();
    const { hosts, database } = server.configuration;
    await server.db.command({ createUser: 'syncform', pwd: 'secret', roles: ['readWrite'] });
    await server.db
      .collection<Document & { _id: string }>('customers')
      .insertOne({ _id: 'ann', name: 'Ann', totals: { since: 2020 } });
    await orders().insertMany([order('a', 'ann', '12345678901234567890.12'), order('b', 'bob', '2')]);
    workspace = await Workspace.create();
    await workspace.write('main.tf', await readFile(join(import.meta.dirname, 'main.tf'), 'utf8'));
    const params = `directConnection=true&authSource=${database}`;
    const mongodb = { hosts, username: 'syncform', database, ssl: false, params };
    await workspace.write('terraform.tfvars.json', JSON.stringify({ mongodb, mongodb_password: 'secret' }));
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const rows = (list: string, rest: string) =>
    withDuckdbSession({ tempDir: workspace.folder }, async (session) => {
      const path = workspace.path('warehouse.duckdb');
      const catalog = await session.attach(path, 'read', new AbortController().signal);
      return (await session.all(`SELECT ${list} FROM ${catalog}.app.${rest}`)).map((row) => row.map(String));
    });
  const customers = async () =>
    (await server.db.collection('customers').find().sort({ _id: 1 }).toArray()).map((customer) =>
      JSON.parse(JSON.stringify(customer)),
    );
  const run = async (name: string) => {
    const program = [MAIN, 'run', name, '--data-dir', workspace.path('.syncform')];
    await promisify(execFile)(process.execPath, program, { env: { ...process.env, NODE_OPTIONS: '' } });
  };

  test('apply reads the collection and writes what the aggregation yields; the next runs have what changed', async () => {
    await workspace.apply();
    expect(await rows('id, CAST(amount AS text)', 'orders ORDER BY id')).toEqual([
      ['a', expect.stringMatching(/^12345678901234567890\.120*$/)],
      ['b', expect.stringMatching(/^2(\.0*)?$/)],
    ]);
    expect(await customers()).toEqual([
      {
        _id: 'ann',
        name: 'Ann',
        orders: 1,
        totals: { since: 2020, spent: { $numberDecimal: '12345678901234567890.12' } },
      },
      { _id: 'bob', orders: 1, totals: { spent: { $numberDecimal: '2' } } },
    ]);
    await expectNothingToDo(workspace);
    await orders().insertOne(order('c', 'bob', '3.5'));
    await orders().deleteOne({ _id: 'a' });
    await run('App to warehouse');
    await run('Orders of each customer');
    expect(await rows('id, _syncform_operation', 'orders_history ORDER BY id')).toEqual([
      ['a', 'delete'],
      ['c', 'insert'],
    ]);
    expect((await customers())[1]).toMatchObject({ orders: 2, totals: { spent: { $numberDecimal: '5.5' } } });
  });
});
