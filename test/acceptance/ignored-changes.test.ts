import { Database } from './database.ts';
import { model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

/** The connection with changes of these attributes ignored. */
function ignoring(attributes: string, connection: string): string {
  return connection.replace(/\}\s*$/, `  lifecycle {\n    ignore_changes = [${attributes}]\n  }\n}\n`);
}

test('a connection whose configuration is ignored keeps its secrets and settles', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await db.sql(PEOPLE);
  const name = (text: string, to: string) => text.replace(/name = .*/, `name = "${to}"`);
  const connection = ignoring('configuration', db.connection('db'));
  await workspace.configure(connection, model(), sync());
  await workspace.apply();
  expect((await workspace.plan()).output).toContain('No changes');

  // A change of something else does not bring the ignored ones with it.
  const moved = name(connection, 'renamed').replace(/hostname = .*/, 'hostname = "nowhere.invalid"');
  await workspace.configure(moved.replace(/password = .*/, 'password = "another"'), model(), sync());
  await workspace.apply();
  expect(await workspace.value('syncform_postgresql_connection.db', 'name')).toBe('renamed');
  expect(await workspace.value('syncform_postgresql_connection.db', 'secrets_version')).toBe(1);
  expect((await workspace.plan()).output).toContain('No changes');
});

test('an ignored secret stays while the rest is changed; a secret that is taken out and not ignored is cleared', async () => {
  await using db = await Database.create();
  await using workspace = await Workspace.create();
  await db.sql(PEOPLE);
  const connection = ignoring('configuration.password', db.connection('db'));
  await workspace.configure(connection);
  await workspace.apply();
  await workspace.configure(
    connection
      .replace(/password = .*/, 'password = "another"')
      .replace(/ssl .*/, 'ssl = false\n    inactivity_timeout = 90'),
  );
  await workspace.apply();
  expect(await workspace.value('syncform_postgresql_connection.db', 'secrets_version')).toBe(1);
  expect((await workspace.plan()).output).toContain('No changes');

  // What is not ignored is cleared when it is taken out.
  const certified = (more: string) => db.connection('other').replace(/ssl .*/, `ssl = false\n    ${more}`);
  await workspace.configure(certified('ca_cert = "of nobody"'));
  await workspace.apply();
  await workspace.configure(certified(''));
  await workspace.apply();
  expect(await workspace.value('syncform_postgresql_connection.other', 'secrets_version')).toBe(2);
});
