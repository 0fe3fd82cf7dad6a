import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { expectNothingToDo } from '../../test/acceptance/example.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';
import { describeNeeding } from '../../test/needing.ts';
import {
  type CassandraService,
  missingCassandra,
  startCassandra,
} from '../../test/services/cassandra/cassandra.ts';

const MAIN = join(import.meta.dirname, '../../engine/cli/main.ts');

describeNeeding(await missingCassandra(), 'the example of ScyllaDB, at Apache Cassandra', () => {
  let server: CassandraService;
  let workspace: Workspace;

  beforeAll(async () => {
    server = await startCassandra();
    await server.client.execute(
      'CREATE TABLE readings (sensor text, day date, value decimal, tags frozen<set<text>>, PRIMARY KEY (sensor, day))',
    );
    await server.client.execute(
      "INSERT INTO readings (sensor, day, value, tags) VALUES ('a', '2024-02-29', 0.10, {'x', 'y'})",
    );
    await server.client.execute("INSERT INTO readings (sensor, day, value) VALUES ('b', '2024-02-29', 2)");
    workspace = await Workspace.create();
    await workspace.write('main.tf', await readFile(join(import.meta.dirname, 'main.tf'), 'utf8'));
    const { hosts, username, password } = server.configuration;
    const scylladb = { hosts, username, keyspace: server.keyspace, tls: true, ca_cert: server.tls.authority };
    await workspace.write('terraform.tfvars.json', JSON.stringify({ scylladb, scylladb_password: password }));
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const rows = () =>
    withDuckdbSession({ tempDir: workspace.folder }, async (session) => {
      const path = workspace.path('warehouse.duckdb');
      const catalog = await session.attach(path, 'read', new AbortController().signal);
      const list = 'sensor, CAST(day AS text), CAST(value AS DECIMAL(9, 2)), CAST(tags AS text)';
      return (await session.all(`SELECT ${list} FROM ${catalog}.app.readings ORDER BY sensor`)).map((row) =>
        row.map(String),
      );
    });

  test('apply reads the table by TLS, and the next run loads what was written since', async () => {
    await workspace.apply();
    expect(await rows()).toEqual([
      ['a', '2024-02-29', '0.10', '[x, y]'],
      ['b', '2024-02-29', '2.00', 'null'],
    ]);
    await expectNothingToDo(workspace);
    await server.client.execute("UPDATE readings SET value = 3.5 WHERE sensor = 'b' AND day = '2024-02-29'");
    const run = [MAIN, 'run', 'App to warehouse', '--data-dir', workspace.path('.syncform')];
    await promisify(execFile)(process.execPath, run, { env: { ...process.env, NODE_OPTIONS: '' } });
    expect((await rows()).map(([sensor, , value]) => [sensor, value])).toEqual([
      ['a', '0.10'],
      ['b', '3.50'],
    ]);
    await using engine = await workspace.engine();
    const [last] = await engine.executions.list({ limit: 1 });
    expect(last).toMatchObject({ status: 'completed', counts: { inserted: 0, updated: 1 } });
  });
});
