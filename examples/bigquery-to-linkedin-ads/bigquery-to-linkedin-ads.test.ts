import { createHash } from 'node:crypto';
import { linkedinads } from '../../engine/connectors/saas/linkedinads.ts';
import { exampleWorkspace, expectNothingToDo, startBusinessSystem } from '../../test/acceptance/example.ts';
import { SETTING } from '../../test/manifests/fake-system.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingBigquery, startBigquery } from '../../test/services/bigquery/bigquery.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

testNeeding(
  await missingBigquery(),
  'customers of BigQuery, at bqemulator, are an audience of LinkedIn, at a stand-in made from its manifest',
  async () => {
    await using ads = await startBusinessSystem(linkedinads);
    await using server = await startBigquery();
    await server.sql('CREATE SCHEMA crm');
    await server.sql('CREATE TABLE crm.customers (email STRING, company STRING, is_active BOOL)');
    await server.sql(
      "INSERT INTO crm.customers VALUES ('Ann@Example.com', 'A', TRUE), ('ben@example.com', 'B', TRUE), ('zoe@example.com', 'Z', FALSE)",
    );

    await using workspace = await exampleWorkspace(import.meta.dirname, {
      linkedin: { client_id: SETTING, ...ads.addresses },
      linkedin_secrets: { client_secret: SETTING, refresh_token: SETTING },
      segment_id: '42',
      service_account: server.configuration.service_account,
      bigquery: { location: 'EU', endpoint: server.configuration.endpoint },
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
