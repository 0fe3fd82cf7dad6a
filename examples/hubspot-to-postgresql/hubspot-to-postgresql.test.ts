import { hubspot } from '../../engine/connectors/saas/hubspot.ts';
import { Database } from '../../test/acceptance/database.ts';
import { exampleWorkspace, expectNothingToDo, startBusinessSystem } from '../../test/acceptance/example.ts';
import { SETTING } from '../../test/manifests/fake-system.ts';

test('objects of HubSpot, at a stand-in made from its manifest, arrive in Postgres, and the plan after that is empty', async () => {
  await using database = await Database.create();
  await using crm = await startBusinessSystem(hubspot, [
    { name: 'firstname', type: 'string' },
    { name: 'lastname', type: 'string' },
    { name: 'email', type: 'string' },
    { name: 'custom_number', type: 'number' },
  ]);
  const { host, port, user, database: name, password } = database.service;
  await using workspace = await exampleWorkspace(import.meta.dirname, {
    hubspot: { base_url: crm.addresses.base_url },
    hubspot_access_token: SETTING,
    postgres: { host, port, user, database: name, ssl: false },
    postgres_password: password,
  });
  await workspace.apply();
  // Two whole pages of 100, and one record.
  expect(
    await database.rows(
      'SELECT count(*), count(DISTINCT id), min(updated_at) IS NOT NULL FROM hubspot.contacts',
    ),
  ).toEqual([['201', '201', 'true']]);
  expect(await database.rows('SELECT max(custom_number) FROM hubspot.companies')).toEqual([['200']]);
  expect(await database.value('SELECT count(*) FROM hubspot.owners')).toBe('201');
  expect(crm.requests.filter((one) => one.includes('/crm/v3/objects/deals')).length).toBeGreaterThan(2);
  await expectNothingToDo(workspace);
  expect(JSON.stringify(await workspace.rawState())).not.toContain(SETTING);
});
