import { Database } from './database.ts';
import { model, PEOPLE, sync } from './definitions.ts';
import { succeeded, Workspace } from './workspace.ts';

test('terraform test runs against the provider', async () => {
  await using database = await Database.create();
  await using workspace = await Workspace.create();
  await database.sql(PEOPLE);
  await workspace.configure(database.connection('db'), model(), sync({ more: 'on_destroy = "drop"' }));
  await workspace.write(
    'people.tftest.hcl',
    `
run "moves_everyone" {
  assert {
    condition     = syncform_sync.copy.last_execution.records_inserted == 100
    error_message = "expected 100 records"
  }
  assert {
    condition     = syncform_sync.copy.tables["public.people_copy"].key == tolist(["id"])
    error_message = "expected the key to be id"
  }
}

run "has_nothing_more_to_do" {
  command = plan
  assert {
    condition     = syncform_sync.copy.target_state == "ready"
    error_message = "expected the table to be there"
  }
}
`,
  );
  const { output } = succeeded(await workspace.run(['test', '-no-color']));
  expect(output).toContain('2 passed, 0 failed');
  expect(await database.value(`SELECT to_regclass('public.people_copy')::text`)).toBeNull();
});
