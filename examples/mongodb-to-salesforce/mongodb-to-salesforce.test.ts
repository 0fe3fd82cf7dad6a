import { contactsAfterApply } from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingMongodb, startMongodb } from '../../test/services/mongodb.ts';

testNeeding(
  await missingMongodb(),
  'a query in MongoDB’s language, at SecantusDB, becomes contacts of Salesforce, at a stand-in made from its manifest',
  async () => {
    await using server = await startMongodb();
    await server.db.collection('users').insertMany([
      { email: 'ann@example.com', active: true, name: { last: 'Ann' } },
      { email: 'ben@example.com', active: true, name: { last: 'Ben' } },
      { email: 'carl@example.com', active: false, name: { last: 'Carl' } },
    ]);
    const contacts = await contactsAfterApply(import.meta.dirname, {
      mongodb: server.configuration,
    });
    // Who was there was updated, who was not was created.
    expect(contacts).toEqual([
      { Email: 'ann@example.com', LastName: 'Ann' },
      { Email: 'ben@example.com', LastName: 'Ben' },
    ]);
  },
);
