import { Database } from './database.ts';
import { model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

test('a connection that leads to another database: the plan says that its sync starts over, and apply does it', async () => {
  await using source = await Database.create();
  await using first = await Database.create();
  await using second = await Database.create();
  await using workspace = await Workspace.create();
  await source.sql(PEOPLE);
  const into = (target: Database) =>
    workspace.configure(
      source.connection('db'),
      target.connection('into'),
      model(),
      sync().replace(
        'syncform_postgresql_connection.db.id\n    create',
        'syncform_postgresql_connection.into.id\n    create',
      ),
    );
  await into(first);
  await workspace.apply();
  expect(await first.value('SELECT count(*) FROM people_copy')).toBe('100');

  await second.sql('CREATE TABLE people_copy (id int PRIMARY KEY, name text, price numeric(10,2))');
  await into(second);
  const { output } = await workspace.plan();
  expect(output).toContain('points elsewhere than before (database was');
  expect(output).toContain('the sync starts over there');
  expect(output).toContain('syncform_sync.copy will be updated in-place');
  await workspace.apply();
  expect(await second.value('SELECT count(*) FROM people_copy')).toBe('100');
  expect((await workspace.plan()).output).toContain('No changes');
});
