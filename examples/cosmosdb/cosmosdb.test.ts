import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Container } from '@azure/cosmos';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { expectNothingToDo } from '../../test/acceptance/example.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';
import { describeNeeding } from '../../test/needing.ts';
import {
  type CosmosdbService,
  missingCosmosdb,
  putItems,
  startCosmosdb,
} from '../../test/services/cosmosdb.ts';

const MAIN = join(import.meta.dirname, '../../engine/cli/main.ts');

describeNeeding(await missingCosmosdb(), 'the example of Azure Cosmos DB, at cosmosdb-server', () => {
  let server: CosmosdbService;
  let orders: Container;
  let workspace: Workspace;

  beforeAll(async () => {
    server = await startCosmosdb();
    orders = await server.container('orders', '/customer', [
      { id: 'a', customer: 'x', total: 12.5 },
      { id: 'a', customer: 'y', total: 3 },
    ]);
    const { uri, key, database } = server.configuration;
    workspace = await Workspace.create();
    await workspace.write('main.tf', await readFile(join(import.meta.dirname, 'main.tf'), 'utf8'));
    await workspace.write('terraform.tfvars.json', JSON.stringify({ account: { uri, database }, key }));
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const rows = () =>
    withDuckdbSession({ tempDir: workspace.folder }, async (session) => {
      const path = workspace.path('warehouse.duckdb');
      const catalog = await session.attach(path, 'read', new AbortController().signal);
      return session.all(
        `SELECT customer, id, CAST(total AS text) FROM ${catalog}.shop.orders ORDER BY customer, id`,
      );
    });

  test('apply reads the container, a plan has nothing left to do, and the next run has what was written since', async () => {
    await workspace.apply();
    expect(await rows()).toEqual([
      ['x', 'a', '12.5'],
      ['y', 'a', '3.0'],
    ]);
    await expectNothingToDo(workspace);
    await putItems(orders, [
      { id: 'a', customer: 'y', total: 4 },
      { id: 'b', customer: 'z', total: 0.1 },
    ]);
    const run = [MAIN, 'run', 'Shop to warehouse', '--data-dir', workspace.path('.syncform')];
    await promisify(execFile)(process.execPath, run, { env: { ...process.env, NODE_OPTIONS: '' } });
    expect(await rows()).toEqual([
      ['x', 'a', '12.5'],
      ['y', 'a', '4.0'],
      ['z', 'b', '0.1'],
    ]);
  });
});
