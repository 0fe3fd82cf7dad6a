import { gong } from '../../engine/connectors/saas/gong.ts';
import { snowflakeConfig } from '../../engine/connectors/warehouses/snowflake/config.ts';
import { openSessions } from '../../engine/connectors/warehouses/snowflake/sessions.ts';
import { exampleWorkspace, expectNothingToDo, startBusinessSystem } from '../../test/acceptance/example.ts';
import { SETTING } from '../../test/manifests/fake-system.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingSnowflake, startSnowflake } from '../../test/services/snowflake/snowflake.ts';

testNeeding(
  await missingSnowflake(),
  'contacts of Snowflake, at fakesnow, come into a flow of Gong, at a stand-in made from its manifest',
  async () => {
    await using engage = await startBusinessSystem(gong);
    await using server = await startSnowflake();
    await using sessions = openSessions(snowflakeConfig.parse(server.configuration));
    for (const statement of [
      'CREATE TABLE PUBLIC.CONTACTS (CRM_ID TEXT, OWNER_EMAIL TEXT, FOLLOW_UP BOOLEAN)',
      "INSERT INTO PUBLIC.CONTACTS VALUES ('003A', 'rep@example.com', TRUE), ('003B', 'rep@example.com', FALSE)",
      "INSERT INTO PUBLIC.CONTACTS VALUES ('00QC', 'other@example.com', TRUE)",
    ])
      await sessions.use(new AbortController().signal, (session) => session.rows(statement));
    const { password, ...snowflake } = server.configuration;

    await using workspace = await exampleWorkspace(import.meta.dirname, {
      gong: { access_key: SETTING, base_url: engage.addresses.base_url },
      gong_access_secret: SETTING,
      flow_id: '1695493301223590792',
      snowflake,
      snowflake_password: password,
    });
    await workspace.apply();
    expect([...(engage.writes.held.get('flows/{flow_id}') ?? [])]).toEqual([
      ['003A', { flowInstanceOwnerEmail: 'rep@example.com' }],
      ['00QC', { flowInstanceOwnerEmail: 'other@example.com' }],
    ]);
    await expectNothingToDo(workspace);
  },
);
