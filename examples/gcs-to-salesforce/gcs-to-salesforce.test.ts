import { contactsAfterApply } from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingGcs, startGcs } from '../../test/services/gcs.ts';

testNeeding(
  await missingGcs(),
  'CSV files of a bucket, at fake-gcs-server, become contacts of Salesforce, at a stand-in made from its manifest',
  async () => {
    await using gcs = await startGcs();
    await gcs.put('contacts/one.csv', 'email,last_name\nann@example.com,Ann\n');
    await gcs.put('contacts/two.csv', 'email,last_name\nben@example.com,Ben\n');
    const contacts = await contactsAfterApply(import.meta.dirname, {
      gcs: { bucket: gcs.bucket, endpoint: gcs.endpoint },
      gcs_service_account: gcs.serviceAccount,
    });
    // Who was there was updated, who was not was created.
    expect(contacts).toEqual([
      { Email: 'ann@example.com', LastName: 'Ann' },
      { Email: 'ben@example.com', LastName: 'Ben' },
    ]);
  },
);
