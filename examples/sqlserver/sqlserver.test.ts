import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { openPool } from '../../engine/connectors/databases/mssql/synapse/testing/contract-fixture.ts';
import {
  type SqlServerStandIn,
  startSqlServerStandIn,
} from '../../engine/connectors/databases/mssql/testing/stand-in.ts';
import { expectNothingToDo } from '../../test/acceptance/example.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';
import { describeNeeding } from '../../test/needing.ts';
import { missingAzurite } from '../../test/services/azurite.ts';

const MAIN = join(import.meta.dirname, '../../engine/cli/main.ts');

describeNeeding(
  await missingAzurite(),
  'the example of SQL Server and Azure Synapse, at their stand-ins',
  () => {
    let source: SqlServerStandIn;
    let pool: Awaited<ReturnType<typeof openPool>>;
    let workspace: Workspace;

    beforeAll(async () => {
      source = await startSqlServerStandIn();
      pool = await openPool();
      await source.run(
        'CREATE TABLE dbo.customers (id int PRIMARY KEY, name nvarchar(50), email nvarchar(50))',
      );
      await source.run('CREATE TABLE dbo.orders (id bigint PRIMARY KEY, amount decimal(12,2))');
      for (const table of ['customers', 'orders'])
        await source.run(`SELECT sys.track_changes(CAST(N'dbo.${table}' AS regclass))`);
      await source.run("INSERT INTO dbo.customers VALUES (1, N'one', N'1@example.com')");
      await source.run('INSERT INTO dbo.orders VALUES (1, 1.01), (2, 2.02), (3, 3.03)');
      workspace = await Workspace.create();
      await workspace.write('main.tf', await readFile(join(import.meta.dirname, 'main.tf'), 'utf8'));
      const { azure, server } = pool;
      const at = ({
        configuration: { hostname: host, port, username: user, database, ssl },
      }: SqlServerStandIn) => ({
        ...{ host, port, user, database, ssl },
      });
      await workspace.write(
        'terraform.tfvars.json',
        JSON.stringify({
          sqlserver: at(source),
          sqlserver_password: source.configuration.password,
          pool: at(server),
          pool_password: server.configuration.password,
          staging: { account: azure.account, container: azure.container, endpoint: azure.endpoint },
          staging_access_key: azure.key,
        }),
      );
    });
    afterAll(async () => {
      await workspace?.[Symbol.asyncDispose]();
      await pool?.[Symbol.asyncDispose]();
      await source?.[Symbol.asyncDispose]();
    });

    async function rows(query: string): Promise<readonly (readonly string[])[]> {
      const client = new pg.Client(pool.server.postgres.connectionString);
      await client.connect();
      try {
        const { rows: found } = await client.query<unknown[]>({ text: query, rowMode: 'array' } as never);
        return found.map((row) => row.map(String));
      } finally {
        await client.end();
      }
    }

    test('apply reads the tables, the plan after it is empty, and the next run has what changed', async () => {
      await workspace.apply();
      expect(await rows('SELECT id, amount FROM app.orders ORDER BY id')).toEqual([
        ['1', '1.01'],
        ['2', '2.02'],
        ['3', '3.03'],
      ]);
      expect(await rows('SELECT name, length(email) FROM app.customers')).toEqual([['one', '64']]);
      await expectNothingToDo(workspace);
      await source.run('UPDATE dbo.orders SET amount = 100 WHERE id = 1');
      await source.run('DELETE FROM dbo.orders WHERE id = 2');
      await source.run('INSERT INTO dbo.orders VALUES (4, 4.04)');
      const run = [MAIN, 'run', 'App to warehouse', '--data-dir', workspace.path('.syncform')];
      await promisify(execFile)(process.execPath, run, { env: { ...process.env, NODE_OPTIONS: '' } });
      expect(
        await rows('SELECT id, amount FROM app.orders WHERE _syncform_deleted_at IS NULL ORDER BY id'),
      ).toEqual([
        ['1', '100.00'],
        ['3', '3.03'],
        ['4', '4.04'],
      ]);
      expect(await pool.azure.blobs()).toEqual([]);
    }, 180_000);
  },
);
