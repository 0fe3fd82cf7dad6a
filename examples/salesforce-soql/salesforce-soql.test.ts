import { salesforce } from '../../engine/connectors/saas/salesforce.ts';
import { Database } from '../../test/acceptance/database.ts';
import {
  exampleWorkspace,
  expectNothingToDo,
  salesforceVariables,
  startBusinessSystem,
} from '../../test/acceptance/example.ts';

const FIELDS = [
  { name: 'Name', type: 'string' },
  { name: 'Amount', type: 'currency' },
];

test('what a query in SOQL selects, at a stand-in made from Salesforce’s manifest, arrives in Postgres', async () => {
  await using database = await Database.create();
  await using crm = await startBusinessSystem(salesforce, FIELDS);
  const asked: string[] = [];
  crm.answers((path, query) => {
    if (!path.endsWith('/query')) return undefined;
    asked.push(query.get('q') ?? '');
    const deal = (Id: string, Name: string, Amount: number | null, account: string | null) => ({
      attributes: { type: 'Opportunity' },
      Id,
      Name,
      Amount,
      Account: account === null ? null : { attributes: { type: 'Account' }, Name: account },
    });
    return { done: true, records: [deal('1', 'Big', 12.5, 'Acme'), deal('2', 'Small', null, null)] };
  });
  const { host, port, user, database: name, password } = database.service;
  await using workspace = await exampleWorkspace(import.meta.dirname, {
    ...salesforceVariables(crm),
    postgres: { host, port, user, database: name, ssl: false },
    postgres_password: password,
  });
  await workspace.apply();
  expect(await database.rows('SELECT id, name, amount, account FROM open_deals ORDER BY id')).toEqual([
    ['1', 'Big', '12.5', 'Acme'],
    ['2', 'Small', null, null],
  ]);
  // The query goes as it stands.
  expect(new Set(asked)).toEqual(
    new Set(['SELECT Id, Name, Amount, Account.Name FROM Opportunity WHERE IsClosed = false']),
  );
  await expectNothingToDo(workspace);
});
