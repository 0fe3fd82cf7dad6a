import { snowflakeConfig } from '../../engine/connectors/warehouses/snowflake/config.ts';
import { openSessions } from '../../engine/connectors/warehouses/snowflake/sessions.ts';
import { contactsAfterApply } from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingSnowflake, startSnowflake } from '../../test/services/snowflake/snowflake.ts';

testNeeding(
  await missingSnowflake(),
  'a query of Snowflake, at fakesnow, becomes contacts of Salesforce, at a stand-in made from its manifest',
  async () => {
    await using server = await startSnowflake();
    await using sessions = openSessions(snowflakeConfig.parse(server.configuration));
    for (const statement of [
      'CREATE TABLE PUBLIC.CUSTOMERS (ID INT, EMAIL TEXT, LAST_NAME TEXT)',
      'CREATE TABLE PUBLIC.ORDERS (CUSTOMER_ID INT, AMOUNT NUMBER(12, 2))',
      "INSERT INTO PUBLIC.CUSTOMERS VALUES (1, 'ann@example.com', 'Ann'), (2, 'ben@example.com', 'Ben')",
      'INSERT INTO PUBLIC.ORDERS VALUES (1, 10.10), (1, 2.02), (2, 3.30)',
    ])
      await sessions.use(new AbortController().signal, (session) => session.rows(statement));
    const { password, ...snowflake } = server.configuration;
    const contacts = await contactsAfterApply(import.meta.dirname, {
      snowflake,
      snowflake_password: password,
    });
    // Who was there was updated, who was not was created.
    expect(contacts).toEqual([
      { Email: 'ann@example.com', LastName: 'Ann', Spent__c: 12.12 },
      { Email: 'ben@example.com', LastName: 'Ben', Spent__c: 3.3 },
    ]);
  },
);
