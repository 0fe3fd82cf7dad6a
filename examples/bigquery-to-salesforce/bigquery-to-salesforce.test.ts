import { contactsAfterApply } from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingBigquery, startBigquery } from '../../test/services/bigquery/bigquery.ts';

testNeeding(
  await missingBigquery(),
  'a query of BigQuery, at bqemulator, becomes contacts of Salesforce, at a stand-in made from its manifest',
  async () => {
    await using server = await startBigquery();
    await server.sql('CREATE SCHEMA crm');
    await server.sql('CREATE TABLE crm.people (email STRING, last_name STRING)');
    await server.sql(
      "INSERT INTO crm.people VALUES ('ann@example.com', 'Ann'), ('ben@example.com', 'Ben'), (NULL, 'Carl')",
    );
    const contacts = await contactsAfterApply(import.meta.dirname, {
      service_account: server.configuration.service_account,
      bigquery: { location: 'EU', endpoint: server.configuration.endpoint },
    });
    // Who was there was updated, who was not was created.
    expect(contacts).toEqual([
      { Email: 'ann@example.com', LastName: 'Ann' },
      { Email: 'ben@example.com', LastName: 'Ben' },
    ]);
  },
);
