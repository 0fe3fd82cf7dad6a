import { createHash } from 'node:crypto';
import { linkedinads } from '../../engine/connectors/saas/linkedinads.ts';
import { snowflakeConfig } from '../../engine/connectors/warehouses/snowflake/config.ts';
import { openSessions } from '../../engine/connectors/warehouses/snowflake/sessions.ts';
import { exampleWorkspace, expectNothingToDo, startBusinessSystem } from '../../test/acceptance/example.ts';
import { SETTING } from '../../test/manifests/fake-system.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingSnowflake, startSnowflake } from '../../test/services/snowflake/snowflake.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

testNeeding(
  await missingSnowflake(),
  'customers of Snowflake, at fakesnow, are an audience of LinkedIn, at a stand-in made from its manifest',
  async () => {
    await using ads = await startBusinessSystem(linkedinads);
    await using server = await startSnowflake();
    await using sessions = openSessions(snowflakeConfig.parse(server.configuration));
    for (const statement of [
      'CREATE TABLE PUBLIC.CUSTOMERS (EMAIL TEXT, COMPANY TEXT, IS_ACTIVE BOOLEAN)',
      "INSERT INTO PUBLIC.CUSTOMERS VALUES ('Ann@Example.com', 'A', TRUE), ('ben@example.com', 'B', TRUE)",
      "INSERT INTO PUBLIC.CUSTOMERS VALUES ('zoe@example.com', 'Z', FALSE)",
    ])
      await sessions.use(new AbortController().signal, (session) => session.rows(statement));
    const { password, ...snowflake } = server.configuration;

    await using workspace = await exampleWorkspace(import.meta.dirname, {
      linkedin: { client_id: SETTING, ...ads.addresses },
      linkedin_secrets: { client_secret: SETTING, refresh_token: SETTING },
      segment_id: '42',
      snowflake,
      snowflake_password: password,
    });
    await workspace.apply();
    // What arrived are hashes: of the letters, trimmed and in lower case.
    const members = [...(ads.writes.held.get('segments/{segment_id}') ?? [])];
    expect(members).toEqual([
      [hash('ann@example.com'), { company: 'A' }],
      [hash('ben@example.com'), { company: 'B' }],
    ]);
    await expectNothingToDo(workspace);
  },
);
