import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../../engine/kit/json.ts';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { RecordServer } from '../contract/receiver.ts';
import { Workspace } from './workspace.ts';

const never = new AbortController().signal;

let server: RecordServer;
let url: string;
let workspace: Workspace;
let headers: IncomingHttpHeaders[] = [];
const TOKEN = 'bearer-of-the-test-Kd83';

beforeAll(async () => {
  server = new RecordServer({
    isKnown: ({ headers: sent }) => sent['x-token'] === TOKEN,
    read(request, body) {
      headers.push(request.headers);
      const { records } = JSON.parse(body) as { records: { operation: string; record: JsonObject }[] };
      return {
        key: String(request.headers['webhook-id']),
        records: records.map(({ operation, record }) => ({ operation, values: record })),
      };
    },
    answer: (response, reasons) =>
      response.end(
        JSON.stringify({
          results: reasons.flatMap((error, index) => (error === undefined ? [] : [{ index, error }])),
        }),
      ),
  });
  url = await server.listen();
  workspace = await Workspace.create();
  await people("CREATE TABLE %.people AS SELECT i AS id, 'name ' || i AS name FROM range(1, 11) t(i)");
});
beforeEach(() => {
  server.reset();
  headers = [];
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
});

/** Runs SQL on the source, in which % is its catalog. */
async function people(sql: string): Promise<void> {
  await withDuckdbSession({ tempDir: workspace.folder }, async (session) => {
    const catalog = await session.attach(workspace.path('people.duckdb'), 'write', never);
    await session.run(sql.replaceAll('%', catalog));
  });
}

const configuration = (run = 1, token = TOKEN) => `
resource "syncform_duckdb_connection" "people" {
  name          = "people"
  configuration = { path = "people.duckdb" }
}
resource "syncform_webhook_connection" "hook" {
  name = "hook"
  configuration = {
    url                     = "${url}/hook"
    auth_method             = "header"
    header                  = { name = "x-token", value = "${token}" }
    allow_private_addresses = true
  }
}
resource "syncform_model" "people" {
  name          = "people"
  connection_id = syncform_duckdb_connection.people.id
  configuration = { table = "main.people" }
}
resource "syncform_sync" "hook" {
  name     = "people to the hook"
  active   = true
  mode     = "replace"
  schedule = { frequency = "manual" }
  target = {
    connection_id = syncform_webhook_connection.hook.id
    object        = "webhook"
    configuration = { batch_size = 4 }
  }
  fields   = [{ target = "name", source = { model_id = syncform_model.people.id, field = "name" } }]
  identity = { source = { model_id = syncform_model.people.id, field = "id" }, target = "id", function = "Equality" }
  triggers = { run = ${run} }
}
`;
const sent = () =>
  server.requests
    .flatMap((r) => r.records.map(({ operation, values }) => `${operation} ${values.id}`))
    .sort();

test('the first apply sends every record, signed with the secret that syncform made', async () => {
  await workspace.configure(configuration());
  await workspace.apply();
  expect(await workspace.value('syncform_sync.hook', 'last_execution')).toMatchObject({
    status: 'completed',
    records_inserted: 10,
  });
  expect(sent()).toEqual([1, 10, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => `create ${id}`));

  await using engine = await workspace.engine();
  const [hook] = (await engine.connections.list()).filter((c) => c.type === 'webhook');
  const { secret = '' } = await engine.connections.generatedSecrets(hook?.id ?? '');
  expect(secret).toMatch(/^whsec_/);
  const [sentHeaders = {}] = headers;
  const signed = `${sentHeaders['webhook-id']}.${sentHeaders['webhook-timestamp']}.${server.requests[0]?.body}`;
  expect(sentHeaders['webhook-signature']).toBe(
    `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update(signed)
      .digest('base64')}`,
  );
  const state = JSON.stringify(await workspace.rawState());
  expect(state).not.toContain(secret);
  expect(state).not.toContain(TOKEN);
  expect((await workspace.plan()).code).toBe(0);
});

test('the next one sends what is new, changed and gone', async () => {
  await people(`UPDATE %.people SET name = 'changed' WHERE id = 3`);
  await people('DELETE FROM %.people WHERE id = 5');
  await people(`INSERT INTO %.people VALUES (11, 'new')`);
  await workspace.configure(configuration(2));
  await workspace.apply();
  expect(await workspace.value('syncform_sync.hook', 'last_execution')).toMatchObject({
    status: 'completed',
    records_inserted: 1,
    records_updated: 1,
    records_deleted: 1,
  });
  expect(sent()).toEqual(['create 11', 'remove 5', 'update 3']);
});

test('a refused record is a warning of the apply, and sent again by the next one', async () => {
  server.refuse(({ values }) => (values.id === 12 ? 'twelve is too many' : undefined));
  await people(`INSERT INTO %.people VALUES (12, 'new'), (13, 'new')`);
  await workspace.configure(configuration(3));
  const applied = await workspace.tryApply();
  expect(applied.output).toContain('The target refused 1 record');
  server.reset();
  await workspace.configure(configuration(4));
  await workspace.apply();
  expect(sent()).toEqual(['create 12']);
});

test('a receiver that does not know the sender fails the apply', async () => {
  await workspace.configure(configuration(4, 'wrong-token-Zz19'));
  const failed = await workspace.tryApply();
  expect(failed.code).toBe(1);
  expect(failed.output).toMatch(/user or password/i);
  await workspace.configure(configuration(4));
  await workspace.destroy();
});
