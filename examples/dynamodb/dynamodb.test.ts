import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DeleteTableCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { expectNothingToDo } from '../../test/acceptance/example.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';
import { describeNeeding } from '../../test/needing.ts';
import { clientOf, createTable, putItems } from '../../test/services/dynamodb.ts';
import { type MotoService, missingMoto, startMoto } from '../../test/services/moto.ts';

const MAIN = join(import.meta.dirname, '../../engine/cli/main.ts');

describeNeeding(await missingMoto(), 'the example of DynamoDB, at moto', () => {
  let moto: MotoService;
  let client: DynamoDBClient;
  let workspace: Workspace;
  const order = (id: string, amount: string) => ({ id: { S: id }, amount: { N: amount } });

  beforeAll(async () => {
    moto = await startMoto();
    const keys = { region: 'eu-west-3', access_id: 'AKIDEXAMPLE', endpoint: moto.endpoint };
    const secret_access_key = 'not a secret here';
    client = clientOf({ ...keys, secret_access_key });
    await createTable(client, 'orders', ['id']);
    await putItems(client, 'orders', [order('a', '12345678901234567890.12'), order('b', '2')]);
    workspace = await Workspace.create();
    await workspace.write('main.tf', await readFile(join(import.meta.dirname, 'main.tf'), 'utf8'));
    await workspace.write('terraform.tfvars.json', JSON.stringify({ aws: keys, secret_access_key }));
  });
  afterAll(async () => {
    await client?.send(new DeleteTableCommand({ TableName: 'orders' }));
    client?.destroy();
    await workspace?.[Symbol.asyncDispose]();
    await moto?.[Symbol.asyncDispose]();
  });

  const rows = (list: string, rest: string) =>
    withDuckdbSession({ tempDir: workspace.folder }, async (session) => {
      const path = workspace.path('warehouse.duckdb');
      const catalog = await session.attach(path, 'read', new AbortController().signal);
      return (await session.all(`SELECT ${list} FROM ${catalog}.app.${rest}`)).map((row) => row.map(String));
    });

  test('apply reads the table, gives it a stream, and the next run has what changed', async () => {
    await workspace.apply();
    expect(await rows('id, CAST(amount AS text)', 'orders ORDER BY id')).toEqual([
      ['a', expect.stringMatching(/^12345678901234567890\.120*$/)],
      ['b', expect.stringMatching(/^2(\.0*)?$/)],
    ]);
    await expectNothingToDo(workspace);
    await client.send(new PutItemCommand({ TableName: 'orders', Item: order('c', '3.5') }));
    const run = [MAIN, 'run', 'App to warehouse', '--data-dir', workspace.path('.syncform')];
    await promisify(execFile)(process.execPath, run, { env: { ...process.env, NODE_OPTIONS: '' } });
    expect(await rows('id', "orders_history WHERE _syncform_operation = 'insert'")).toEqual([['c']]);
  });
});
