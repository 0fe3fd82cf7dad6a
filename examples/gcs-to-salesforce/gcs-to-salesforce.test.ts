import { salesforce } from '../../engine/connectors/saas/salesforce.ts';
import {
  exampleWorkspace,
  expectNothingToDo,
  salesforceVariables,
  startBusinessSystem,
} from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingGcs, startGcs } from '../../test/services/gcs.ts';

const FIELDS = [
  { name: 'Email', type: 'string', isUnique: true },
  { name: 'LastName', type: 'string' },
  { name: 'Spent__c', type: 'double' },
];

testNeeding(
  await missingGcs(),
  'CSV files of a bucket, at fake-gcs-server, become contacts of Salesforce, at a stand-in made from its manifest',
  async () => {
    await using crm = await startBusinessSystem(salesforce, FIELDS);
    crm.writes.add('Contact', { Email: 'ann@example.com', LastName: 'Old' });
    await using gcs = await startGcs();
    await gcs.put('contacts/one.csv', 'email,last_name\nann@example.com,Ann\n');
    await gcs.put('contacts/two.csv', 'email,last_name\nben@example.com,Ben\n');

    await using workspace = await exampleWorkspace(import.meta.dirname, {
      ...salesforceVariables(crm),
      gcs: { bucket: gcs.bucket, endpoint: gcs.endpoint },
      gcs_service_account: gcs.serviceAccount,
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
