import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Database } from './database.ts';
import { type StateResource, Workspace } from './workspace.ts';

/*
 * Configurations in the words of Polytomic's documentation, the prefix changed: every documented setting is written out, as
 * its exports do, with empty texts where nothing is said.
 */

const EMPTY_SCHEDULE = `{
    frequency = "manual", minute = "", hour = "", day_of_week = "", day_of_month = "", month = ""
  }`;

let database: Database;
let workspace: Workspace;
let server: Server;
let url: string;
const posted: unknown[] = [];
let state: Readonly<Record<string, StateResource>>;
let planned: string;

beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(`
    CREATE SCHEMA crm; CREATE SCHEMA billing;
    CREATE TABLE crm.users (id int PRIMARY KEY, email text, plan text, active boolean);
    INSERT INTO crm.users SELECT i, 'u' || i || '@example.com', CASE WHEN i % 3 = 0 THEN 'pro' ELSE 'free' END, i % 2 = 0
      FROM generate_series(1, 12) i;
    CREATE VIEW crm.active_users AS SELECT * FROM crm.users WHERE active;
    CREATE TABLE billing.users (id int PRIMARY KEY, iban text);
    INSERT INTO billing.users SELECT i, 'DE' || i FROM generate_series(1, 3) i;
  `);
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      if (request.url === '/people.csv') return response.end('id,name\n1,Ann\n2,Bob\n');
      if (request.url === '/people')
        return response.end('[{"id": 1, "name": "Ann"}, {"id": 2, "name": "Bob"}]');
      if (request.method === 'POST') posted.push(JSON.parse(body));
      return response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await workspace.configure(...configuration());
  const { code, output, raw } = await workspace.plan();
  if (code !== 2) throw new Error(raw);
  planned = output;
  await workspace.apply('tfplan');
  state = await workspace.state();
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
  server?.close();
});

function configuration(): readonly string[] {
  const { host, port, user, password, database: name } = database.service;
  return [
    `
resource "syncform_postgresql_connection" "pg" {
  name = "pg"
  configuration = {
    hostname = "${host}", port = ${port}, username = "${user}", password = "${password}", database = "${name}"
    ssl = false, change_detection = false, publication = ""
    ssh = false, ssh_host = "", ssh_port = 22, ssh_user = "", ssh_private_key = ""
    client_certs = false, client_certificate = "", client_key = "", ca_cert = ""
  }
}
resource "syncform_model" "view" {
  name          = "view"
  connection_id = syncform_postgresql_connection.pg.id
  configuration = jsonencode({ view = "crm.active_users", query = "", table = "" })
  identifier    = ""
}
resource "syncform_model" "both" {
  name          = "both"
  connection_id = syncform_postgresql_connection.pg.id
  configuration = jsonencode({
    query            = "SELECT id, email, plan FROM crm.users"
    table            = "crm.users"
    tracking_columns = ""
  })
}
resource "syncform_sync" "new_target" {
  name     = "new target"
  active   = true
  mode     = "updateOrCreate"
  schedule = ${EMPTY_SCHEDULE}
  target = {
    connection_id = syncform_postgresql_connection.pg.id
    object        = "__pt_new_target"
    new_name      = "public.pro_users"
    filter_logic  = ""
    search_values = jsonencode({ schema = "public", table = "pro_users" })
    configuration = jsonencode({ preserve_table_on_resync = false })
  }
  identity = {
    source   = { model_id = syncform_model.view.id, field = "id" }
    target   = "id"
    function = "Equality"
  }
  fields = [
    {
      source         = { model_id = syncform_model.view.id, field = "email" }
      target         = "email"
      newField       = true
      override_value = ""
      sync_mode      = ""
    },
    { source = { model_id = syncform_model.view.id, field = "plan" }, target = "plan", new = true },
  ]
  filters = [
    {
      source   = { model_id = syncform_model.view.id, field = "plan" }
      function = "Equality"
      value    = jsonencode("pro")
    },
    {
      source   = { model_id = syncform_model.view.id, field = "id" }
      function = "GreaterThan"
      value    = jsonencode(6)
      label    = ""
    },
  ]
  filter_logic     = "1 AND 2"
  sync_all_records = false
}
resource "syncform_sync" "both" {
  name     = "both"
  active   = true
  mode     = "replace"
  schedule = ${EMPTY_SCHEDULE}
  target = {
    connection_id = syncform_postgresql_connection.pg.id
    object        = ""
    create        = { name = "public.everybody" }
    new_name      = ""
  }
  fields = [
    { source = { model_id = syncform_model.both.id, field = "id" }, target = "id" },
    { source = { model_id = syncform_model.both.id, field = "email" }, target = "email" },
  ]
  filter_logic = ""
}
resource "syncform_bulk_sync" "mirrored" {
  name   = "mirrored"
  active = true
  mode   = "replicate"
  schedule = ${EMPTY_SCHEDULE}
  source = {
    connection_id = syncform_postgresql_connection.pg.id
    configuration = jsonencode({ replication_slot = "" })
  }
  destination = {
    connection_id = syncform_duckdb_connection.lake.id
    configuration = jsonencode({
      schema         = "public"
      mirror_schemas = true
      advanced       = { table_prefix = "", truncate_existing = true, hard_deletes = true, empty_strings_nul = false }
    })
  }
  schemas = ["crm.users", "billing.users"]
  automatically_add_new_fields  = ""
  automatically_add_new_objects = ""
  normalize_names               = ""
  data_cutoff_timestamp         = ""
}
resource "syncform_duckdb_connection" "lake" {
  name          = "lake"
  configuration = { path = "lake.duckdb" }
}
resource "syncform_csv_connection" "csv" {
  name = "csv"
  configuration = {
    url        = "${url}/people.csv"
    headers    = [{ name = "X-Token", value = "t" }]
    parameters = []
  }
}
resource "syncform_model" "csv" {
  name          = "csv"
  connection_id = syncform_csv_connection.csv.id
  configuration = jsonencode({})
}
resource "syncform_api_connection" "api" {
  name = "api"
  configuration = {
    url         = "${url}/people"
    body        = ""
    healthcheck = ""
    headers     = []
    auth        = { basic = { username = "u", password = "p" } }
    # Stricter here: private addresses have to be allowed.
    allow_private_addresses = true
  }
}
resource "syncform_model" "api" {
  name          = "api"
  connection_id = syncform_api_connection.api.id
  configuration = jsonencode({})
}
resource "syncform_webhook_connection" "hook" {
  name = "hook"
  configuration = {
    url         = "${url}/hook"
    auth_method = "header"
    header      = { name = "X-Key", value = "k" }
    basic       = { username = "left over", password = "p" }
    headers     = []
    allow_private_addresses = true
  }
}
resource "syncform_sync" "hook" {
  name     = "hook"
  active   = true
  mode     = "updateOrCreate"
  schedule = ${EMPTY_SCHEDULE}
  target   = { connection_id = syncform_webhook_connection.hook.id, object = "webhook" }
  identity = { source = { model_id = syncform_model.csv.id, field = "id" }, target = "id", function = "Equality" }
  fields   = [{ source = { model_id = syncform_model.csv.id, field = "name" }, target = "name" }]
}
`,
    UNREACHABLE,
  ];
}

/** Types whose service is in the cloud: Polytomic does not try a connection when it is made, nor does `validate = false`. */
const UNREACHABLE = `
resource "syncform_motherduck_connection" "motherduck" {
  name     = "motherduck"
  validate = false
  configuration = {
    access_token = "token", database = "my_db"
    aws_access_key_id = "", aws_secret_access_key = "", s3_bucket_name = "", s3_bucket_region = ""
  }
}
resource "syncform_databricks_connection" "databricks" {
  name     = "databricks"
  validate = false
  configuration = {
    databricks_auth_mode = "access_token", access_token = "token", server_hostname = "dbc-1.cloud.databricks.com"
    port = 443, http_path = "/sql", unity_catalog_enabled = false, cloud_provider = "aws"
    auth_mode = "access_key_and_secret", aws_access_key_id = "AKIA", aws_secret_access_key = "secret"
    s3_bucket_name = "s3://bucket/folder", s3_bucket_region = "us-east-1"
    iam_role_arn = "", storage_credential_name = "", azure_account_name = "left over", azure_access_key = "", container_name = ""
    service_principal_id = "", service_principal_secret = "", enable_delta_uniform = false, enforce_query_limit = false
    set_retention_properties = false, ssh = false, ssh_host = "", ssh_private_key = ""
    use_bulk_sync_staging_schema = false, bulk_sync_staging_schema = ""
  }
}
resource "syncform_mysql_connection" "mysql" {
  name     = "mysql"
  validate = false
  configuration = {
    hostname = "db.example.com", port = 3306, account = "u", passwd = "p", dbname = "", ssl = true, change_detection = false
    ssh = false, ssh_host = "", ssh_port = 22, ssh_user = "", ssh_private_key = ""
  }
}
resource "syncform_s3_connection" "s3" {
  name     = "s3"
  validate = false
  configuration = {
    auth_mode = "iam_role", iam_role_arn = "arn:aws:iam::123456789012:role/x", aws_access_key_id = "left over"
    aws_secret_access_key = "", s3_bucket_name = "s3://bucket/folder", s3_bucket_region = "us-east-1"
    enable_event_notifications = false, event_queue_arn = "", csv_has_headers = true, is_single_table = false
    is_directory_snapshot = false, directory_glob_pattern = "", single_table_name = "collection"
    single_table_file_format = "", single_table_file_formats = [], skip_lines = 0
  }
}
resource "syncform_cloudflare_r2_connection" "r2" {
  name     = "r2"
  validate = false
  configuration = {
    account_id = "abc", aws_access_key_id = "k", aws_secret_access_key = "s", bucket_name = "bucket"
    directory_glob_pattern = "", single_table_name = "", single_table_file_format = ""
  }
}
resource "syncform_gcs_connection" "gcs" {
  name     = "gcs"
  validate = false
  configuration = {
    service_account = jsonencode({
      type = "service_account", project_id = "p", private_key_id = "i", client_email = "a@p.iam.gserviceaccount.com"
      private_key = "-----BEGIN PRIVATE KEY-----\\nx\\n-----END PRIVATE KEY-----\\n", token_uri = "https://oauth2.googleapis.com/token"
    })
    bucket = "bucket", csv_has_headers = true, is_single_table = true, single_table_name = "collection"
    single_table_file_format = "csv", is_directory_snapshot = false, directory_glob_pattern = "", skip_lines = 1
  }
}
resource "syncform_azureblob_connection" "azure" {
  name     = "azure"
  validate = false
  configuration = {
    auth_method = "access_key", account_name = "acc", container_name = "c", access_key = "a2V5"
    client_id = "", client_secret = "", tenant_id = "", oauth_refresh_token = "", single_table_file_format = ""
  }
}
resource "syncform_sftp_connection" "sftp" {
  name     = "sftp"
  validate = false
  configuration = {
    auth_mode = "password", ssh_host = "files.example.com", ssh_port = 22, ssh_user = "u", ssh_password = "p"
    ssh_private_key = "", path = "", skip_lines = 0, is_single_table = false, single_table_name = ""
  }
}
`;

test('every connection, model and sync of it is made', () => {
  expect(Object.keys(state)).toHaveLength(
    configuration()
      .join('')
      .match(/^resource "/gm)?.length ?? 0,
  );
  const runs = Object.values(state).flatMap(({ values }) =>
    'last_execution' in values ? [(values.last_execution as { status: string }).status] : [],
  );
  expect(runs).toEqual(Array(4).fill('completed'));
});

test('the plan after it is empty: empty texts and settings that are ignored leave no difference', async () => {
  expect((await workspace.plan()).output).toContain('No changes.');
});

test('a view is read, numbers in filter_logic mean the filters, and new_name is the table', async () => {
  expect(await database.rows('SELECT id, email, plan FROM pro_users ORDER BY id')).toEqual([
    ['12', 'u12@example.com', 'pro'],
  ]);
});

test('a query counts before a table', async () => {
  expect(await database.value('SELECT count(*) FROM everybody')).toBe('12');
  expect(state['syncform_model.both']?.values.columns).toMatchObject([
    { name: 'id' },
    { name: 'email' },
    { name: 'plan' },
  ]);
});

test('mirrored schemas keep tables of one name apart', async () => {
  expect(Object.keys(state['syncform_bulk_sync.mirrored']?.values.tables as object).sort()).toEqual([
    'billing.users',
    'crm.users',
  ]);
});

test('records reach the webhook', () => {
  expect(JSON.stringify(posted)).toContain('"Ann"');
  expect(JSON.stringify(posted)).toContain('"Bob"');
});

test('what is ignored is told, by the name that it is near to', () => {
  expect(planned).toContain('there is no setting "newField"; did you mean new? It is ignored.');
  expect(planned).toMatch(/azure_account_name: belongs to cloud_provider azure, not to aws; it is ignored/);
  expect(planned).toMatch(/aws_access_key_id: belongs to auth_mode access_key_and_secret, not to iam_role/);
  expect(planned).toContain('belongs to auth_method basic, not to header; it is ignored');
});

test('a resync makes again a table that preserve_table_on_resync = false lets go', async () => {
  await database.sql('ALTER TABLE pro_users ADD note text');
  await using engine = await workspace.engine();
  const id = String(state['syncform_sync.new_target']?.values.id);
  const { id: execution } = await engine.syncs.start(id, { resync: true });
  expect((await engine.executions.ended(execution)).status).toBe('completed');
  const columns = await database.rows(
    `SELECT column_name FROM information_schema.columns WHERE table_name = 'pro_users' ORDER BY 1`,
  );
  expect(columns.flat()).toEqual(['email', 'id', 'plan']);
});

test('new tables of the source are not taken along, unless it is said', async () => {
  await database.sql('CREATE TABLE crm.later (id int PRIMARY KEY)');
  expect((await workspace.plan()).code).toBe(0);
});

test('what is needed and misspelled stays an error that names it', async () => {
  await workspace.configure(
    ...configuration(),
    `
resource "syncform_model" "wrong" {
  name          = "wrong"
  connection_id = syncform_postgresql_connection.pg.id
  configuration = jsonencode({ qurey = "SELECT 1" })
}
`,
  );
  const { code, output } = await workspace.plan();
  expect(code).toBe(1);
  expect(output).toContain('Give a query, a table or a view');
  expect(output).toContain('There is no setting "qurey"; did you mean query?');
});
