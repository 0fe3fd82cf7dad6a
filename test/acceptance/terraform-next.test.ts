import { describeNeeding } from '../needing.ts';
import { NEXT_VERSION, nextTerraform } from '../services/terraform-next.ts';
import { Database } from './database.ts';
import { mapOfFields, model, PEOPLE, sync } from './definitions.ts';
import { succeeded, Workspace } from './workspace.ts';

/*
 * What Terraform has got since 1.11, the oldest that is supported: identities, queries, actions.
 */

const next = await nextTerraform();
const missing = 'missing' in next ? next.missing : undefined;
const program = 'program' in next ? next.program : '';

describeNeeding(missing, `with Terraform ${NEXT_VERSION}`, () => {
  let database: Database;
  let workspace: Workspace;
  beforeAll(async () => {
    database = await Database.create();
    workspace = await Workspace.create(program);
    await database.sql(PEOPLE);
    await configure();
    await workspace.apply();
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
  });

  const SECRET = `  encryption_passphrase = var.passphrase
}
variable "passphrase" {
  type      = string
  ephemeral = true
  default   = "a passphrase that nobody keeps"
}
`;
  const secretSync = () => sync().replace(/\n\}\n$/, `\n${SECRET}`);
  const configure = (...blocks: readonly string[]) =>
    workspace.configure(database.connection('db'), model(), secretSync(), ...blocks);
  const idOf = (address: string) => workspace.value<string>(address, 'id');

  test('it plans and applies as the oldest does, and write-only values from ephemeral ones are kept nowhere', async () => {
    expect((await workspace.run(['version'])).raw).toContain(`v${NEXT_VERSION}`);
    expect(await database.value('SELECT count(*) FROM people_copy')).toBe('100');
    expect((await workspace.plan()).code).toBe(0);
    expect(JSON.stringify(await workspace.rawState())).not.toContain('a passphrase that nobody keeps');
  });

  test('every resource has its identity in the state, and an import block takes it', async () => {
    const { resources } = await workspace.rawState();
    const identities = resources.flatMap(({ instances }) => instances as { identity?: { id: string } }[]);
    expect(identities).toHaveLength(3);
    expect(identities.every(({ identity }) => typeof identity?.id === 'string')).toBe(true);

    const id = await idOf('syncform_model.people');
    await workspace.run(['state', 'rm', 'syncform_model.people']);
    await configure(`import {
      to       = syncform_model.people
      identity = { id = ${JSON.stringify(id)} }
    }`);
    expect((await workspace.plan()).output).toContain('1 to import');
    await workspace.apply('tfplan');
    expect(await idOf('syncform_model.people')).toBe(id);
    await configure();
    expect((await workspace.plan()).code).toBe(0);
  });

  test('terraform query finds what the store has, and writes configuration for it', async () => {
    const engine = await workspace.engine();
    const { id: connection_id } = (await engine.connections.list())[0] as { readonly id: string };
    const made = await engine.models.create({
      name: 'by hand',
      connection_id,
      configuration: { query: 'SELECT 1 AS one' },
    });
    await engine[Symbol.asyncDispose]();
    const lists = ['postgresql_connection', 'model', 'sync', 'bulk_sync'].map(
      (type) => `list "syncform_${type}" "all" {\n  provider = syncform\n}\n`,
    );
    await workspace.write('all.tfquery.hcl', lists.join(''));
    const { raw } = succeeded(
      await workspace.run(['query', '-no-color', '-generate-config-out=found.tf.txt']),
    );
    expect(raw).toMatch(/list\.syncform_postgresql_connection\.all\s+id=\S+\s+db/);
    expect(raw).toMatch(new RegExp(`list\\.syncform_model\\.all\\s+id=${made.id}\\s+by hand`));
    expect(raw).toMatch(/list\.syncform_sync\.all\s+id=\S+\s+copy of people/);
    expect(raw).not.toContain('list.syncform_bulk_sync.all ');
  });

  test('an action runs a sync, one moves everything again, and one stops what does not run', async () => {
    const actions = (event: string, action: string) => `
action "syncform_${action}" "copy" {
  config { sync_id = syncform_sync.copy.id }
}
resource "terraform_data" "trigger" {
  input = "${action}"
  lifecycle {
    action_trigger {
      events  = [${event}]
      actions = [action.syncform_${action}.copy]
    }
  }
}`;
    await database.sql(`INSERT INTO people VALUES (101, 'new', 1)`);
    await configure(actions('after_create', 'run'));
    const ran = await workspace.apply();
    expect(ran.output).toMatch(/"copy of people" ended \(completed\): 101 read, 1 inserted/);
    expect(await database.value('SELECT count(*) FROM people_copy')).toBe('101');

    await configure(actions('after_update', 'resync'));
    expect((await workspace.apply()).output).toMatch(/"copy of people" ended \(completed\): 101 read/);

    await configure(actions('after_update', 'cancel'));
    expect((await workspace.apply()).output).toContain('"copy of people" does not run');
  });

  test('an action that fails fails the apply, and says why', async () => {
    await configure(`
action "syncform_run" "none" {
  config { sync_id = "nobody" }
}`);
    const { code, output } = await workspace.run([
      'apply',
      '-auto-approve',
      '-input=false',
      '-no-color',
      '-invoke=action.syncform_run.none',
    ]);
    expect(code).toBe(1);
    expect(output).toContain('There is no sync or bulk sync nobody');
  });

  test('fields of a new sync are planned with it as with the oldest', async () => {
    await configure(
      sync({ label: 'second', name: 'second', table: 'public.second', fields: mapOfFields('name') }),
    );
    const { code } = await workspace.plan();
    expect(code).toBe(2);
    const planned = (await workspace.plannedChanges())['syncform_sync.second'];
    expect(Object.keys((planned?.after?.tables ?? {}) as object)).toEqual(['public.second']);
  });
});
