import { salesforce } from '../../engine/connectors/saas/salesforce.ts';
import { snowflakeConfig } from '../../engine/connectors/warehouses/snowflake/config.ts';
import { openSessions } from '../../engine/connectors/warehouses/snowflake/sessions.ts';
import {
  exampleWorkspace,
  expectNothingToDo,
  salesforceVariables,
  startBusinessSystem,
} from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingSnowflake, startSnowflake } from '../../test/services/snowflake/snowflake.ts';

const FIELDS = [
  { name: 'Email', type: 'string', isUnique: true },
  { name: 'LastName', type: 'string' },
  { name: 'Spent__c', type: 'double' },
];

testNeeding(
  await missingSnowflake(),
  'a query of Snowflake, at fakesnow, becomes contacts of Salesforce, at a stand-in made from its manifest',
  async () => {
    await using crm = await startBusinessSystem(salesforce, FIELDS);
    crm.writes.add('Contact', { Email: 'ann@example.com', LastName: 'Old' });
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

    await using workspace = await exampleWorkspace(import.meta.dirname, {
      ...salesforceVariables(crm),
      snowflake,
      snowflake_password: password,
    });
    await workspace.apply();
    // Who was there was updated, who was not was created.
    expect([...(crm.writes.held.get('Contact')?.values() ?? [])]).toEqual([
      { Email: 'ann@example.com', LastName: 'Ann', Spent__c: 12.12 },
      { Email: 'ben@example.com', LastName: 'Ben', Spent__c: 3.3 },
    ]);
    await expectNothingToDo(workspace);
  },
);
