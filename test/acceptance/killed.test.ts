import { spawnSync } from 'node:child_process';
import { cliIn } from '../../engine/cli/testing/cli-in.ts';
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

const cli = cliIn(() => workspace.folder);

test('a provider that is killed loses nothing: apply again takes up what it left', async () => {
  await database.sql('CREATE TABLE tempo AS SELECT 0.2::float8 AS seconds');
  const slow = model('SELECT id, name || pg_sleep((SELECT seconds FROM tempo))::text AS name FROM people');
  const table = 'public.people_killed';
  const fields = '{ name = { source = { model_id = syncform_model.people.id, field = "name" } } }';
  await workspace.configure(database.connection('db'), slow, sync({ table, fields }));
  await applyAndKill('syncform_sync.copy');
  expect((await workspace.state())['syncform_sync.copy']).toBeUndefined();
  await database.sql('UPDATE tempo SET seconds = 0');
  await workspace.apply();
  expect(await database.value(`SELECT count(*) FROM ${table}`)).toBe('100');
  expect((await workspace.plan()).code).toBe(0);
  await using engine = await workspace.engine();
  expect(await engine.syncs.list()).toHaveLength(1);
});

describe('what an apply that was killed left in the store', () => {
  beforeEach(async () => {
    await database.sql('DROP SCHEMA IF EXISTS src, made, moved CASCADE; CREATE SCHEMA src');
    await database.sql('CREATE TABLE src.plain AS SELECT * FROM people');
    await database.sql('CREATE VIEW src.slow AS SELECT id, name || pg_sleep(0.2)::text AS name FROM people');
    await workspace.configure(database.connection('db'), bulk('made'));
    await applyAndKill('syncform_bulk_sync.slow');
    await database.sql(
      'CREATE OR REPLACE VIEW src.slow AS SELECT id, name || now()::text AS name FROM people',
    );
  });

  test('goes on under its id where the definition changed, but not what it reads and writes', async () => {
    const [left] = await halfMade();
    await workspace.configure(database.connection('db'), bulk('made', 'concurrency_limit = 1'));
    const { output } = await workspace.plan();
    expect(output.split('An apply that was killed left something behind')).toHaveLength(2);
    expect(output).toContain(`bulk sync "slow" (${left})`);
    await workspace.apply();
    expect(await workspace.value('syncform_bulk_sync.slow', 'id')).toBe(left);
    expect(await halfMade()).toEqual([]);
    expect((await workspace.plan()).code).toBe(0);
  });

  test('gives way to one of its name that writes elsewhere', async () => {
    const [left] = await halfMade();
    await workspace.configure(database.connection('db'), bulk('moved'));
    await workspace.apply();
    await using engine = await workspace.engine();
    const all = await engine.bulkSyncs.list();
    expect(all.map(({ id }) => id)).toEqual([await workspace.value('syncform_bulk_sync.slow', 'id')]);
    expect(all[0]?.id).not.toBe(left);
    expect((await workspace.destroy()).code).toBe(0);
  });

  test('is in the way of no destroy', async () => {
    await workspace.configure(database.connection('db'));
    expect((await workspace.plan()).output).toContain('An apply that was killed left something behind');
    await workspace.destroy();
    await using engine = await workspace.engine();
    expect(await engine.bulkSyncs.list()).toEqual([]);
    expect(await engine.connections.list()).toEqual([]);
  });

  test('is listed and deleted by the command line, which leaves alone what a state may name', async () => {
    const [left] = await halfMade();
    const { output } = await cli('list');
    expect(output).toMatch(/bulk sync +slow +\S+ +half-made: an apply that was killed left it/);
    expect(await cli('delete', 'db')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('a Terraform state may name the connection "db"'),
    });
    const deleted = await cli('delete', 'slow', '--json');
    expect(JSON.parse(deleted.output)).toMatchObject({ type: 'bulk_sync', id: left, deleted: true });
    expect(await halfMade()).toEqual([]);
    await workspace.configure(database.connection('db'));
    const after = await workspace.plan();
    expect(after.code).toBe(0);
    expect(after.output).not.toContain('left something behind');
  });
});

function bulk(schema: string, more = ''): string {
  return `
resource "syncform_bulk_sync" "slow" {
  name        = "slow"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "manual" }
  source      = { connection_id = syncform_postgresql_connection.db.id }
  destination = { connection_id = syncform_postgresql_connection.db.id, configuration = { schema = "${schema}" } }
  schemas     = { "src.slow" = {}, "src.plain" = {} }
  ${more}
}
`;
}

async function halfMade(): Promise<readonly string[]> {
  const { output } = await cli('list', '--json');
  const all = JSON.parse(output) as readonly { readonly id: string; readonly half_made: boolean }[];
  return all.flatMap(({ id, half_made }) => (half_made ? [id] : []));
}

/** Applies, and kills the provider while it creates a resource and has moved some of its rows. */
async function applyAndKill(address: string): Promise<void> {
  let killed = false;
  const crashed = await workspace.tryApply([], {
    onOutput(child, output) {
      if (killed || !output.includes(`${address}: Creating...`)) return;
      killed = true;
      void killOnceRunning(child.pid as number);
    },
  });
  expect(crashed.code).toBe(1);
  expect((await workspace.state())[address]).toBeUndefined();
}

async function killOnceRunning(terraform: number): Promise<void> {
  for (;;) {
    const { output } = await cli('executions', '--json');
    if (output.includes('"running"')) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const pid of childrenOf(terraform)) process.kill(pid, 'SIGKILL');
}

function childrenOf(pid: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout.split('\n').map(Number).filter(Boolean);
}
