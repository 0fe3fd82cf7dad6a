import { salesforce } from '../../engine/connectors/saas/salesforce.ts';
import {
  exampleWorkspace,
  expectNothingToDo,
  salesforceVariables,
  startBusinessSystem,
} from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingMongodb, startMongodb } from '../../test/services/mongodb.ts';

const FIELDS = [
  { name: 'Email', type: 'string', isUnique: true },
  { name: 'LastName', type: 'string' },
  { name: 'Spent__c', type: 'double' },
];

testNeeding(
  await missingMongodb(),
  'a query in MongoDB’s language, at SecantusDB, becomes contacts of Salesforce, at a stand-in made from its manifest',
  async () => {
    await using crm = await startBusinessSystem(salesforce, FIELDS);
    crm.writes.add('Contact', { Email: 'ann@example.com', LastName: 'Old' });
    await using server = await startMongodb();
    await server.db.collection('users').insertMany([
      { email: 'ann@example.com', active: true, name: { last: 'Ann' } },
      { email: 'ben@example.com', active: true, name: { last: 'Ben' } },
      { email: 'carl@example.com', active: false, name: { last: 'Carl' } },
    ]);

    await using workspace = await exampleWorkspace(import.meta.dirname, {
      ...salesforceVariables(crm),
      mongodb: server.configuration,
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
