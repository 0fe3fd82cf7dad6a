import { Database } from './database.ts';
import { listOfFields, model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

const ORGANIZATION = '2f6a1c5e-0d0f-4a38-9b63-9a5b7c1f0e11';
const THEIR_CONNECTION = '6d1b9a9e-7a0c-4e0b-8f0e-000000000001';
const THEIR_MODEL = '6d1b9a9e-7a0c-4e0b-8f0e-000000000002';
const ACTOR = { id: ORGANIZATION, name: 'Ann', type: 'user' };
const STAMPS = {
  policies: [],
  created_at: '2024-01-01T00:00:00Z',
  created_by: ACTOR,
  updated_at: '2024-05-01T00:00:00Z',
  updated_by: ACTOR,
};
const SCHEDULE = {
  frequency: 'manual',
  minute: null,
  hour: null,
  day_of_week: null,
  day_of_month: null,
  month: null,
};

const BULK_SYNC = `
resource "syncform_bulk_sync" "all" {
  name        = "all tables"
  active      = true
  mode        = "replicate"
  schedule    = { frequency = "manual" }
  source      = { connection_id = syncform_postgresql_connection.db.id }
  destination = {
    connection_id = syncform_postgresql_connection.db.id
    configuration = jsonencode({ schema = "raw" })
  }
  schemas = [{ id = "public.people", enabled = true }]
}
`;

const KEYS = `
resource "syncform_connection_schema_primary_keys" "people" {
  connection_id = syncform_postgresql_connection.db.id
  schema_id     = "public.people"
  field_ids     = ["id"]
}
`;

let database: Database;
let workspace: Workspace;

beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(PEOPLE);
  // What Polytomic has brought already: one row is as it was some time ago.
  await database.sql(`
    CREATE TABLE people_copy (id int PRIMARY KEY, name text, price numeric(10,2));
    INSERT INTO people_copy SELECT id, name, price FROM people;
    UPDATE people_copy SET name = 'an old name' WHERE id = 7;
    CREATE TABLE log (name text);
    INSERT INTO log SELECT name FROM people;
  `);
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

/** A resource of a state as Polytomic's provider writes it. */
function theirs(type: string, name: string, attributes: Record<string, unknown>) {
  return {
    mode: 'managed',
    type: `polytomic_${type}`,
    name,
    provider: 'provider["registry.terraform.io/polytomic/polytomic"]',
    instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }],
  };
}

const theirConnection = theirs('postgresql_connection', 'db', {
  id: THEIR_CONNECTION,
  name: 'db',
  organization: ORGANIZATION,
  force_destroy: null,
  configuration: {
    hostname: 'db.example.com',
    port: 5432,
    username: 'reader',
    password: 'it stands in their state',
    database: 'app',
    ssl: true,
    ssh: null,
    ssh_host: null,
    ssh_port: null,
    ssh_user: null,
    ssh_private_key: null,
    change_detection: false,
    publication: null,
    client_certs: false,
    client_certificate: null,
    client_key: null,
    ca_cert: null,
  },
});

const theirModel = theirs('model', 'people', {
  id: THEIR_MODEL,
  name: 'people',
  organization: ORGANIZATION,
  connection_id: THEIR_CONNECTION,
  configuration: '{"query":"SELECT id, name, price FROM people"}',
  type: 'postgresql',
  version: 3,
  fields: ['id', 'name', 'price'],
  additional_fields: [],
  identifier: null,
  relations: [],
  tracking_columns: [],
  ...STAMPS,
});

function theirSync(label: string, id: string, mode: string, object: string) {
  const source = (field: string) => ({ model_id: THEIR_MODEL, field });
  return theirs('sync', label, {
    id,
    name: label,
    organization: ORGANIZATION,
    mode,
    active: true,
    schedule: {
      ...SCHEDULE,
      job_id: null,
      connection_id: null,
      run_after: null,
      run_after_success_only: null,
    },
    target: {
      connection_id: THEIR_CONNECTION,
      object,
      create: null,
      configuration: null,
      new_name: null,
      filter_logic: null,
    },
    fields: [
      {
        source: source('name'),
        target: 'name',
        new: false,
        override_value: null,
        sync_mode: null,
        encryption_enabled: false,
      },
    ],
    identity: null,
    filters: [],
    filter_logic: null,
    target_filters: [],
    overrides: [],
    override_fields: [],
    sync_all_records: false,
    skip_initial_backfill: false,
    only_enrich_updates: null,
    encryption_passphrase: null,
    model_ids: [THEIR_MODEL],
    ...STAMPS,
  });
}

const theirBulkSync = theirs('bulk_sync', 'all', {
  id: '6d1b9a9e-7a0c-4e0b-8f0e-000000000005',
  name: 'all tables',
  organization: ORGANIZATION,
  mode: 'replicate',
  active: true,
  schedule: SCHEDULE,
  source: { connection_id: THEIR_CONNECTION, configuration: null },
  destination: { connection_id: THEIR_CONNECTION, configuration: '{"schema":"raw"}' },
  schemas: [
    {
      id: 'public.people',
      enabled: true,
      fields: [{ id: 'id', enabled: true, obfuscate: false, output_name: 'id', user_output_name: null }],
      filters: null,
      output_name: 'public_people',
      user_output_name: null,
      partition_key: null,
      tracking_field: null,
      data_cutoff_timestamp: null,
      disable_data_cutoff: null,
    },
  ],
  automatically_add_new_fields: 'all',
  automatically_add_new_objects: 'none',
  concurrency_limit: null,
  resync_concurrency_limit: null,
  data_cutoff_timestamp: null,
  disable_record_timestamps: false,
  normalize_names: 'enabled',
  ...STAMPS,
});

const theirKeys = theirs('connection_schema_primary_keys', 'people', {
  id: `${THEIR_CONNECTION}-public.people`,
  organization: ORGANIZATION,
  connection_id: THEIR_CONNECTION,
  schema_id: 'public.people',
  field_ids: ['id'],
});

async function writeState(...resources: object[]): Promise<void> {
  const state = {
    version: 4,
    terraform_version: '1.9.8',
    serial: 7,
    lineage: '0b6f3b1c-5a55-4d0e-b6a4-7a3d0c9f1e11',
    outputs: {},
    resources,
    check_results: null,
  };
  await workspace.write('terraform.tfstate', JSON.stringify(state));
}

const MOVED = [
  'syncform_postgresql_connection.db',
  'syncform_model.people',
  'syncform_connection_schema_primary_keys.people',
  'syncform_sync.copy',
  'syncform_bulk_sync.all',
];
const moves = (addresses: readonly string[]) =>
  addresses.map((to) => `moved {\n  from = ${to.replace(/^syncform_/, 'polytomic_')}\n  to   = ${to}\n}\n`);

const copy = sync({ name: 'copy', fields: listOfFields('name', 'price') }).replace(
  'create        = { name = "public.people_copy" }',
  'object        = "public.people_copy"',
);
const append = (more = '') =>
  sync({ name: 'log', label: 'log', fields: listOfFields('name'), more })
    .replace('create        = { name = "public.people_copy" }', 'object        = "public.log"')
    .replace('"updateOrCreate"', '"append"')
    .replace(/identity = \{[\s\S]*?\n {2}\}/, '');

describe('with ids that the store has never had', () => {
  beforeAll(async () => {
    await writeState(
      theirConnection,
      theirModel,
      theirKeys,
      theirSync('copy', '6d1b9a9e-7a0c-4e0b-8f0e-000000000003', 'updateOrCreate', 'public.people_copy'),
      theirBulkSync,
    );
    await workspace.configure(database.connection('db'), model(), KEYS, copy, BULK_SYNC, ...moves(MOVED));
  });

  test('the plan creates the same definitions again and says so once', async () => {
    const { output, code } = await workspace.plan();
    expect(code).toBe(2);
    expect(output).toContain('Plan: 5 to add, 0 to change, 0 to destroy.');
    for (const address of MOVED) {
      const from = address.replace(/^syncform_/, 'polytomic_');
      expect(output).toContain(`# ${address} will be created # (moved from ${from})`);
    }
    expect(output.split('What is moved from Polytomic is recreated here')).toHaveLength(2);
    expect(output).toContain('turn its syncs off there before you apply');
    expect(output).not.toContain('The store is not the one that this state was made with');
    const changes = await workspace.plannedChanges();
    expect(Object.keys(changes).sort()).toEqual([...MOVED].sort());
    for (const change of Object.values(changes)) expect(change.actions).toEqual(['create']);
  });

  test('apply makes them under ids of its own, and each sync runs once', async () => {
    await workspace.apply('tfplan');
    const text = JSON.stringify(await workspace.rawState());
    expect(text).not.toContain(THEIR_CONNECTION);
    expect(text).not.toContain('it stands in their state');
    await using engine = await workspace.engine();
    const executions = await engine.executions.list({});
    expect(executions.map(({ status }) => status)).toEqual(['completed', 'completed']);
  });

  test('rows that Polytomic had brought are found by their key', async () => {
    expect(await workspace.value('syncform_sync.copy', 'last_execution')).toMatchObject({
      records_inserted: 0,
      records_deleted: 0,
    });
    expect(await database.rows('SELECT count(*), count(DISTINCT id) FROM people_copy')).toEqual([
      ['100', '100'],
    ]);
    expect(await database.value('SELECT name FROM people_copy WHERE id = 7')).toBe('name 7');
    expect(await database.value('SELECT count(*) FROM raw.people')).toBe('100');
  });

  test('the plan after it is empty, with the moved blocks and without', async () => {
    expect((await workspace.plan()).output).toContain('No changes.');
    await workspace.configure(database.connection('db'), model(), KEYS, copy, BULK_SYNC);
    expect((await workspace.plan()).output).toContain('No changes.');
  });
});

describe('a sync in mode append', () => {
  const theirLog = theirSync('log', '6d1b9a9e-7a0c-4e0b-8f0e-000000000004', 'append', 'public.log');
  const addresses = ['syncform_postgresql_connection.db', 'syncform_model.people', 'syncform_sync.log'];

  test('is refused until it is said what becomes of records that Polytomic has sent', async () => {
    await writeState(theirConnection, theirModel, theirLog);
    await workspace.configure(database.connection('db'), model(), append(), ...moves(addresses));
    const { output, code } = await workspace.plan();
    expect(code).toBe(1);
    expect(output).toContain('A moved sync in mode append would add every record again');
    expect(output).toContain('skip_initial_backfill = true');
  });

  test('adds none of them with skip_initial_backfill', async () => {
    await workspace.configure(
      database.connection('db'),
      model(),
      append('skip_initial_backfill = true'),
      ...moves(addresses),
    );
    await workspace.apply();
    expect(await database.value('SELECT count(*) FROM log')).toBe('100');
    await database.sql(`INSERT INTO people VALUES (101, 'new', 1)`);
    await using engine = await workspace.engine();
    const id = String(await workspace.value('syncform_sync.log', 'id'));
    const { status } = await engine.executions.ended((await engine.syncs.start(id)).id);
    expect(status).toBe('completed');
    expect(await database.value('SELECT count(*) FROM log')).toBe('101');
  });
});
