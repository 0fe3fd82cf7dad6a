import pg from 'pg';
import { never, testHost } from '../../../test/contract/open-connector.ts';
import { startRedshiftStandIn } from '../../../test/services/redshift.ts';
import { redshiftServer, redshiftSystem } from '../../connectors/warehouses/redshift/system.ts';
import { openSessions } from '../postgresql/sessions.ts';
import { sqlFacets } from './facets.ts';

test('where a step can be undone, a record that a constraint refuses is rejected by itself, and the others are merged', async () => {
  await using host = await testHost();
  await using server = await startRedshiftStandIn();
  const { enable_case_sensitive_identifier, ...settings } = redshiftServer.settings;
  const config = { ...server.configuration, inactivity_timeout: 60 };
  await using sessions = openSessions(config, { ...redshiftServer, settings }, undefined);
  const system = redshiftSystem(sessions, undefined, false);
  const { dialect } = system;
  const savepoints = { set: 'SAVEPOINT step', back: 'ROLLBACK TO SAVEPOINT step' };
  const { load, read } = sqlFacets({
    ...system,
    dialect: { ...dialect, transactions: { ...dialect.transactions, savepoints } },
  });
  const client = new pg.Client(server.connectionString);
  await client.connect();
  await client.query(
    'CREATE TABLE t (id bigint PRIMARY KEY, n integer CHECK (n < 10)); INSERT INTO t VALUES (1, 1)',
  );
  await client.end();

  const columns = [
    { name: 'id', type: 'bigint' },
    { name: 'n', type: 'int' },
  ];
  const outcome = await host.withSession((session) =>
    load.load({
      table: {
        id: 'public.t',
        key: ['id'],
        columns: columns.map((c) => ({ ...c, target_type: c.type, nullable: c.name !== 'id' })),
      },
      operation: 'upsert',
      columns,
      key: ['id'],
      rows: {
        format: 'rows',
        async *open() {
          yield [
            ['1', 2],
            ['2', 20],
            ['3', 3],
            ['4', 40],
          ];
        },
      },
      batch: { scope: 't', id: 'one' },
      session,
      signal: never,
      onProgress: () => {},
    }),
  );
  expect(outcome).toMatchObject({ inserted: 1, updated: 1, deleted: 0 });
  expect(outcome.rejected.map(({ key }) => key.id).sort()).toEqual(['2', '4']);
  for (const { reason } of outcome.rejected) expect(reason).toMatch(/violates check constraint/);
  const next = await read.next(
    { object: 'public.t', configuration: {}, trackingField: undefined },
    null,
    never,
  );
  expect(next.what).toBe('whole');
});
