import { salesloft } from '../../engine/connectors/saas/salesloft.ts';
import { snowflakeConfig } from '../../engine/connectors/warehouses/snowflake/config.ts';
import { openSessions } from '../../engine/connectors/warehouses/snowflake/sessions.ts';
import { exampleWorkspace, expectNothingToDo, startBusinessSystem } from '../../test/acceptance/example.ts';
import { SETTING } from '../../test/manifests/fake-system.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingSnowflake, startSnowflake } from '../../test/services/snowflake/snowflake.ts';

testNeeding(
  await missingSnowflake(),
  'users of Snowflake, at fakesnow, come into a cadence of Salesloft, at a stand-in made from its manifest',
  async () => {
    await using engage = await startBusinessSystem(salesloft);
    engage.writes.add('people', { email_address: 'ann@example.com', first_name: 'Old' });
    engage.writes.add('people', { email_address: 'zoe@example.com', first_name: 'Zoe' });
    // The people that are read are those that were written, under numbers as Salesloft has them.
    engage.answers((path, query) =>
      path.endsWith('/people') && !query.has('email_addresses[]')
        ? {
            data: [...(engage.writes.held.get('people') ?? [])].map(([id, { email_address }]) => ({
              id: Number(id.split('-')[1]),
              email_address,
              updated_at: '2024-03-01T10:00:00Z',
            })),
          }
        : undefined,
    );
    await using server = await startSnowflake();
    await using sessions = openSessions(snowflakeConfig.parse(server.configuration));
    for (const statement of [
      'CREATE TABLE PUBLIC.USERS (EMAIL TEXT, FIRST_NAME TEXT, LAST_NAME TEXT, PLAN TEXT)',
      "INSERT INTO PUBLIC.USERS VALUES ('ann@example.com', 'Ann', 'Abel', 'trial'), ('ben@example.com', 'Ben', 'Bell', 'trial')",
      "INSERT INTO PUBLIC.USERS VALUES ('zoe@example.com', 'Zoe', 'Zorn', 'paid')",
    ])
      await sessions.use(new AbortController().signal, (session) => session.rows(statement));
    const { password, ...snowflake } = server.configuration;

    await using workspace = await exampleWorkspace(import.meta.dirname, {
      salesloft: { application_id: SETTING, ...engage.addresses },
      salesloft_secrets: { client_secret: SETTING, refresh_token: SETTING },
      cadence_id: 42,
      snowflake,
      snowflake_password: password,
    });
    await workspace.apply();
    expect([...(engage.writes.held.get('people')?.values() ?? [])]).toEqual([
      { email_address: 'ann@example.com', first_name: 'Ann', last_name: 'Abel' },
      { email_address: 'zoe@example.com', first_name: 'Zoe' },
      { email_address: 'ben@example.com', first_name: 'Ben', last_name: 'Bell' },
    ]);
    // Whoever is not on trial stays out of it.
    expect([...(engage.writes.held.get('cadence_memberships')?.values() ?? [])]).toEqual([
      { person_id: 1, cadence_id: 42 },
      { person_id: 3, cadence_id: 42 },
    ]);
    await expectNothingToDo(workspace);
  },
);
