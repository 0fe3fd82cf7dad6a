import { salesforce } from '../../engine/connectors/saas/salesforce.ts';
import {
  exampleWorkspace,
  expectNothingToDo,
  salesforceVariables,
  startBusinessSystem,
} from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingBigquery, startBigquery } from '../../test/services/bigquery/bigquery.ts';

const FIELDS = [
  { name: 'Email', type: 'string', isUnique: true },
  { name: 'LastName', type: 'string' },
  { name: 'Spent__c', type: 'double' },
];

testNeeding(
  await missingBigquery(),
  'a query of BigQuery, at bqemulator, becomes contacts of Salesforce, at a stand-in made from its manifest',
  async () => {
    await using crm = await startBusinessSystem(salesforce, FIELDS);
    crm.writes.add('Contact', { Email: 'ann@example.com', LastName: 'Old' });
    await using server = await startBigquery();
    await server.sql('CREATE SCHEMA crm');
    await server.sql('CREATE TABLE crm.people (email STRING, last_name STRING)');
    await server.sql(
      "INSERT INTO crm.people VALUES ('ann@example.com', 'Ann'), ('ben@example.com', 'Ben'), (NULL, 'Carl')",
    );

    await using workspace = await exampleWorkspace(import.meta.dirname, {
      ...salesforceVariables(crm),
      service_account: server.configuration.service_account,
      bigquery: { location: 'EU', endpoint: server.configuration.endpoint },
    });
    await workspace.apply();
    // Who was there was updated, who was not was created.
    expect([...(crm.writes.held.get('Contact')?.values() ?? [])]).toEqual([
      { Email: 'ann@example.com', LastName: 'Ann' },
      { Email: 'ben@example.com', LastName: 'Ben' },
    ]);
    await expectNothingToDo(workspace);
  },
);
