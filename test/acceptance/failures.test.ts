import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from './database.ts';
import { model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

let database: Database;
beforeAll(async () => {
  database = await Database.create();
  await database.sql(PEOPLE);
});
afterAll(() => database[Symbol.asyncDispose]());

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace[Symbol.asyncDispose]());

describe('a configuration with faults', () => {
  test('is refused at the attribute, before anything is made', async () => {
    await workspace.configure(
      database
        .connection('db')
        .replace(
          'ssl      = false',
          'ssl = false\n    ssh = true\n    client_certs = "perhaps"\n    prot = 1',
        ),
    );
    const typed = await workspace.plan();
    expect(typed.output).toMatch(
      /client_certs.*bool required|Inappropriate value for attribute "configuration"/,
    );
    await workspace.configure(
      database.connection('db').replace('ssl      = false', 'ssl = false\n    ssh = true'),
    );
    const { code, output } = await workspace.plan();
    expect(code).toBe(1);
    expect(output).toContain('ssh_host: is needed when ssh is true');
    expect(output).toMatch(/on main\.tf line \d+, in resource "syncform_postgresql_connection" "db"/);
    await expect(workspace.value('x', 'y')).rejects.toThrow('no x');
  });

  test('names the wrong key, field and table once the connection is there', async () => {
    await workspace.configure(database.connection('db'), model(), sync());
    await workspace.apply();
    await workspace.configure(
      database.connection('db'),
      model('SELECT id, nme FROM people'),
      sync({
        fields: '{ name = { source = { model_id = syncform_model.people.id, field = "nme" }, nwe = true } }',
      }),
    );
    const { output } = await workspace.plan();
    expect(output).toContain('there is no setting "nwe"');
    await workspace.configure(database.connection('db'), model('SELECT id, nme FROM people'), sync());
    const query = await workspace.plan();
    expect(query.output).toMatch(/Error: Cannot update the model "people".*[Cc]olumn "nme" does not exist/);
    expect(query.output).toMatch(/in resource "syncform_model" "people": \d+: configuration = /);
    await workspace.configure(
      database.connection('db'),
      model('SELECT id, name FROM people'),
      sync({ fields: '{ price = { source = { model_id = syncform_model.people.id, field = "price" } } }' }),
    );
    const field = await workspace.plan();
    expect(field.output).toMatch(/[Mm]odel "people" has no field "price"; it has id, name/);
    await workspace.configure(database.connection('db'), model(), sync({ table: 'no_such_schema.people' }));
    expect((await workspace.plan()).code).not.toBe(0);
  });
});

test('a source table that is gone fails neither a plan that does not touch its sync nor a destroy', async () => {
  await database.sql('CREATE TABLE leaving AS SELECT * FROM people');
  await workspace.configure(
    database.connection('db'),
    model('SELECT id, name, price FROM leaving'),
    sync({ table: 'public.leaving_copy' }),
  );
  await workspace.apply();
  await database.sql('DROP TABLE leaving');
  const { code, output } = await workspace.plan();
  expect(code).toBe(0);
  expect(output).toContain('The model "people" cannot work as it is');
  expect(output).toContain('its runs fail until that is fixed');
  expect((await workspace.destroy()).code).toBe(0);
});

describe('a store that is lost', () => {
  const appended = (more = '') =>
    sync({ table: 'public.lost_log', name: 'log', label: 'log', more })
      .replace('"updateOrCreate"', '"append"')
      .replace(/ {2}identity = \{[\s\S]*?\n {2}\}\n/, '');

  test('is said once, and of each sync what starting over does; append wants allow_reset', async () => {
    const people = model().replace('configuration', 'identifier = "id"\n  configuration');
    const configure = (more = '') =>
      workspace.configure(
        database.connection('db'),
        people,
        sync({ table: 'public.lost_copy' }),
        appended(more),
      );
    await configure();
    await workspace.apply();
    await rm(join(workspace.folder, '.syncform'), { recursive: true });
    const refused = await workspace.plan();
    expect(refused.code).toBe(1);
    expect(refused.output.match(/The store is not the one that this state was made with/g)).toHaveLength(1);
    expect(refused.output).toContain('docs/ci.md says how to keep it');
    expect(refused.output).toContain('The sync "log" must not start over by itself');
    expect(refused.output).toContain('Every record is added once more, also those that the target has');

    await configure('allow_reset = true');
    const { code, output } = await workspace.plan();
    expect(code).toBe(2);
    expect(output).toContain('The sync "log" starts over');
    expect(output).toContain('The sync "copy of people" starts over');
    expect(output).toContain('Rows of the target that are equal already are not touched');
    await workspace.apply('tfplan');
    expect(await database.value('SELECT count(*) FROM lost_log')).toBe('200');
    expect(await database.value('SELECT count(*) FROM lost_copy')).toBe('100');
    expect((await workspace.plan()).code).toBe(0);
  });

  test('makes a bulk sync with obfuscated fields wait for a word as well', async () => {
    const bulk = (more = '') => `
resource "syncform_bulk_sync" "hashed" {
  name        = "hashed"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "manual" }
  source      = { connection_id = syncform_postgresql_connection.db.id }
  destination = { connection_id = syncform_postgresql_connection.db.id, configuration = { schema = "hashed" } }
  schemas     = { "public.people" = { fields = { id = {}, name = { obfuscate = true } } } }
  ${more}
}
`;
    await workspace.configure(database.connection('db'), bulk());
    await workspace.apply();
    const before = await database.value('SELECT min(name) FROM hashed.people');
    await rm(join(workspace.folder, '.syncform'), { recursive: true });
    const refused = await workspace.plan();
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('The values of obfuscated fields get other hashes');
    await workspace.configure(database.connection('db'), bulk('allow_reset = true'));
    await workspace.apply();
    expect(await database.value('SELECT min(name) FROM hashed.people')).not.toBe(before);
    expect(await database.value('SELECT count(*) FROM hashed.people')).toBe('100');
  });

  test('a sync that was deleted outside of Terraform is not appended once more by itself', async () => {
    await workspace.configure(
      database.connection('db'),
      model(),
      appended().replace('lost_log', 'deleted_log'),
    );
    await workspace.apply();
    {
      await using engine = await workspace.engine();
      for (const { id } of await engine.syncs.list()) await engine.syncs.delete(id);
    }
    const { code, output } = await workspace.plan();
    expect(code).toBe(1);
    expect(output).not.toContain('The store is not the one');
    expect(output).toContain('It was deleted outside of Terraform');
  });
});

test('a schedule that can never come is refused at its attribute; that nothing runs one yet is said once', async () => {
  const scheduled = (label: string, schedule: string) =>
    sync({ label, table: `public.${label}`, name: label }).replace('frequency = "manual"', schedule);
  await workspace.configure(
    database.connection('db'),
    model(),
    scheduled('nightly', 'frequency = "daily", hour = "25"'),
    scheduled('weekly', 'frequency = "weekly", day_of_week = "Funday"'),
    scheduled('after', 'frequency = "runafter"'),
  );
  const { code, output } = await workspace.plan();
  expect(code).toBe(1);
  expect(output).toContain('"25" is no hour: it is a number from 0 to 23');
  expect(output).toContain('"Funday" is no day of week');
  expect(output).toContain('frequency runafter needs the ids of what it runs after');
  await workspace.configure(
    database.connection('db'),
    model(),
    scheduled('nightly', 'frequency = "daily", hour = "4"'),
    scheduled('weekly', 'frequency = "weekly", day_of_week = "monday"').replace(
      'name = { source',
      'kind = { override_value = 12345 }\n    name = { source',
    ),
  );
  const accepted = await workspace.plan();
  expect(accepted.code).toBe(2);
  expect(accepted.output.split('Nothing runs schedules yet')).toHaveLength(2);
});

test('a wrong password fails the apply, and says what is wrong', async () => {
  await workspace.configure(database.connection('db', { password: 'not-it' }));
  const { code, output } = await workspace.tryApply();
  expect(code).toBe(1);
  expect(output).toContain('Cannot create the connection "db"');
  expect(output).toMatch(/[Uu]ser or password/);
  await workspace.configure(database.connection('db', { password: 'not-it', more: 'validate = false' }));
  await workspace.apply();
});

test('an endpoint is not available yet', async () => {
  await workspace.configure(
    'provider "syncform" {\n  endpoint = "https://example.com"\n}\n',
    database.connection('db'),
  );
  const { output } = await workspace.plan();
  expect(output).toContain('endpoint is not available yet');
  expect(output).toContain('Leave it unset to run the engine inside the provider');
});

test('a key for a server is refused where no server is named', async () => {
  await workspace.configure('provider "syncform" {\n  api_key = "a-key"\n}\n', database.connection('db'));
  const { code, output } = await workspace.plan();
  expect(code).toBe(1);
  expect(output).toContain('api_key is for a server, and none is named');
  await workspace.configure(database.connection('db'));
  const fromEnvironment = await workspace.run(['plan', '-input=false', '-no-color'], {
    env: { SYNCFORM_API_KEY: 'a-key' },
  });
  expect(fromEnvironment.code).toBe(1);
  expect(fromEnvironment.output).toContain('SYNCFORM_API_KEY is set, and no server is named');
  expect(fromEnvironment.output).not.toContain('a-key');
});

test('a connection in use is not deleted, unless forced', async () => {
  await workspace.configure(database.connection('db'), model());
  await workspace.apply();
  await workspace.run(['state', 'rm', 'syncform_model.people']);
  await workspace.configure();
  const refused = await workspace.tryApply();
  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(/[Cc]onnection in use: connection "db" is used by model "people"/);
  await workspace.configure(database.connection('db', { more: 'force_destroy = true' }));
  await workspace.apply();
  await workspace.configure();
  await workspace.apply();
  await using engine = await workspace.engine();
  expect(await engine.models.list()).toEqual([]);
});

test('a failed run fails the apply, and the next apply goes on from what was committed', async () => {
  await database.sql('CREATE SCHEMA faulty; CREATE TABLE faulty.good AS SELECT * FROM people');
  await database.sql('CREATE TABLE faulty.divisors AS SELECT i AS id FROM generate_series(0, 10) i');
  await database.sql('CREATE VIEW faulty.quotients AS SELECT id, 100 / id AS quotient FROM faulty.divisors');
  const bulkSync = `
resource "syncform_bulk_sync" "faulty" {
  name        = "faulty"
  active      = true
  mode        = "snapshot"
  schedule    = { frequency = "manual" }
  source      = { connection_id = syncform_postgresql_connection.db.id }
  destination = { connection_id = syncform_postgresql_connection.db.id, configuration = { schema = "repaired" } }
  schemas     = { "faulty.good" = {}, "faulty.quotients" = {} }
}
`;
  await workspace.configure(database.connection('db'), bulkSync);
  const failed = await workspace.tryApply();
  expect(failed.code).toBe(1);
  expect(failed.output).toContain('Error: The run of "faulty" failed');
  expect(failed.output).toContain('faulty.quotients');
  expect(failed.output).toContain('division by zero');
  const tainted = (await workspace.state())['syncform_bulk_sync.faulty'];
  expect(tainted).toMatchObject({ tainted: true, values: { last_execution: { status: 'failed' } } });
  // What it was to make is not there.
  expect(await database.value(`SELECT to_regclass('repaired.quotients')`)).toBeNull();
  await database.sql('DELETE FROM faulty.divisors WHERE id = 0');
  await workspace.apply();
  expect(await database.value('SELECT sum(quotient) FROM repaired.quotients')).toBe('291');
  expect(await database.value('SELECT count(*) FROM repaired.good')).toBe('100');
  // The one that took its place went on with its progress, under the same id.
  expect(await workspace.value('syncform_bulk_sync.faulty', 'id')).toBe(tainted?.values.id);
  expect((await workspace.plan()).code).toBe(0);
});

test('a run that fails on update is run again by the next apply', async () => {
  const table = 'public.people_updated';
  await workspace.configure(database.connection('db'), model(), sync({ table }));
  await workspace.apply();
  const dividing = model(
    'SELECT id, name, (100 / (id - (SELECT zero FROM knob)))::numeric(10,2) AS price FROM people',
  );
  await database.sql('CREATE TABLE knob AS SELECT 50 AS zero');
  await workspace.configure(database.connection('db'), dividing, sync({ table }));
  const failed = await workspace.tryApply();
  expect(failed.output).toContain('division by zero');
  expect(failed.output).toContain('the next apply goes on from there');
  await database.sql('UPDATE knob SET zero = 1000');
  expect((await workspace.plan()).code).toBe(2);
  await workspace.apply();
  expect(await workspace.value('syncform_sync.copy', 'last_execution')).toMatchObject({
    status: 'completed',
  });
  expect((await workspace.plan()).code).toBe(0);
});

test('a cancelled apply stops the run and keeps what is known; apply again finishes it', async () => {
  await database.sql('CREATE TABLE pace AS SELECT 0.2::float8 AS seconds');
  const slow = model('SELECT id, name || pg_sleep((SELECT seconds FROM pace))::text AS name FROM people');
  const table = 'public.people_slowly';
  const fields = '{ name = { source = { model_id = syncform_model.people.id, field = "name" } } }';
  await workspace.configure(database.connection('db'), slow, sync({ table, fields }));
  let interrupted = false;
  const cancelled = await workspace.tryApply([], {
    onOutput(child, output) {
      if (interrupted || !output.includes('syncform_sync.copy: Creating...')) return;
      interrupted = true;
      setTimeout(() => child.kill('SIGINT'), 2000);
    },
  });
  expect(cancelled.code).toBe(1);
  expect(cancelled.output).toContain('The run of "copy of people" was cancelled');
  expect((await workspace.state())['syncform_sync.copy']).toMatchObject({ tainted: true });
  await database.sql('UPDATE pace SET seconds = 0');
  await workspace.apply();
  expect(await database.value(`SELECT count(*) FROM ${table}`)).toBe('100');
  expect((await workspace.plan()).code).toBe(0);
});

test('a run that takes too long is cancelled', async () => {
  await database.sql('CREATE TABLE patience AS SELECT 0.2::float8 AS seconds');
  const slow = model('SELECT id, name || pg_sleep((SELECT seconds FROM patience))::text AS name FROM people');
  const fields = '{ name = { source = { model_id = syncform_model.people.id, field = "name" } } }';
  await workspace.configure(
    database.connection('db'),
    slow,
    sync({ table: 'public.people_timed', fields, more: 'run_timeout = "1s"' }),
  );
  const { code, output } = await workspace.tryApply();
  expect(code).toBe(1);
  expect(output).toContain('took longer than its run_timeout and was cancelled');
});

test('a source that changes between plan and apply is refused, and nothing is changed', async () => {
  await database.sql('CREATE TABLE drifting AS SELECT id, name, price FROM people');
  const drifting = model('SELECT * FROM drifting');
  const table = 'public.people_drifted';
  await workspace.configure(database.connection('db'));
  await workspace.apply();
  await workspace.configure(database.connection('db'), drifting);
  await workspace.plan();
  await database.sql('ALTER TABLE drifting ADD COLUMN extra text');
  const created = await workspace.tryApply(['tfplan']);
  expect(created.output).toContain('The source schema changed since this plan');
  expect(created.output).not.toContain('bug in the provider');
  await workspace.configure(database.connection('db'), drifting, sync({ table }));
  await workspace.apply();
  await workspace.configure(
    database.connection('db'),
    drifting,
    sync({ table, more: 'triggers = { n = 1 }' }),
  );
  await workspace.plan();
  await database.sql('ALTER TABLE drifting ALTER COLUMN price TYPE numeric(14,4)');
  const updated = await workspace.tryApply(['tfplan']);
  expect(updated.output).toContain('The source schema changed since this plan');
  expect(updated.output).not.toContain('bug in the provider');
  expect(await database.value(`SELECT max(price) FROM ${table}`)).toBe('150.00');
  await workspace.apply();
  expect(await database.value(`SELECT max(price) FROM ${table}`)).toBe('150.0000');
});

test('an unreachable source is a warning while nothing else changes', async () => {
  await workspace.configure(database.connection('db'), model(), sync({ table: 'public.people_unreached' }));
  await workspace.apply();
  {
    await using engine = await workspace.engine();
    const [connection] = await engine.connections.list();
    if (!connection) throw new Error('there is no connection');
    const configuration = { ...connection.configuration, port: 1 };
    await engine.connections.update(connection.id, { ...connection, configuration, validate: false });
  }
  const unreachable = database.connection('db').replace(/port {5}= \d+/, 'port = 1');
  await workspace.configure(unreachable, model(), sync({ table: 'public.people_unreached' }));
  const { code, output } = await workspace.plan();
  expect(output).toContain('No changes.');
  expect(output).toContain('Cannot look at what the sync "copy of people" will do');
  expect(code).toBe(0);
});
