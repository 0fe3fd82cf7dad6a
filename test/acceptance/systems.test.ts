import { registry } from '../../engine/connectors/registry.ts';
import { manifestOf } from '../../engine/families/manifest/connector.ts';
import type { Manifest } from '../../engine/families/manifest/manifest.ts';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { type FakeSystem, SETTING, startFake } from '../manifests/fake-system.ts';
import { Workspace } from './workspace.ts';

const never = new AbortController().signal;
const ids = ['hubspot', 'linear'] as const;

let workspace: Workspace;
let fakes: Record<(typeof ids)[number], FakeSystem>;

beforeAll(async () => {
  workspace = await Workspace.create();
  const [hubspot, linear] = await Promise.all(ids.map((id) => startFake(manifest(id))));
  fakes = { hubspot, linear } as typeof fakes;
});
afterAll(async () => {
  for (const fake of Object.values(fakes ?? {})) await fake[Symbol.asyncDispose]();
  await workspace?.[Symbol.asyncDispose]();
});

function manifest(id: string): Manifest {
  const definition = registry.get(id);
  const found = definition && manifestOf(definition);
  if (!found) throw new Error(`${id} is not declared`);
  return found;
}

const sync = (system: string, objects: readonly string[], run: number) => `
resource "syncform_bulk_sync" "${system}" {
  name     = "${system}"
  active   = true
  mode     = "replicate"
  schedule = { frequency = "manual" }
  source = { connection_id = syncform_${system}_connection.own.id }
  destination               = { connection_id = syncform_duckdb_connection.lake.id, configuration = { schema = "${system}" } }
  schemas                   = { ${objects.map((name) => `${name} = {}`).join(', ')} }
  triggers                  = { run = ${run} }
}
`;

const configuration = (run: number) => `
resource "syncform_hubspot_connection" "own" {
  name = "HubSpot"
  configuration = {
    access_token            = "${SETTING}"
    base_url                = "${fakes.hubspot.origin}/base"
    allow_private_addresses = true
  }
}
resource "syncform_linear_connection" "own" {
  name = "Linear"
  configuration = {
    api_key                 = "${SETTING}"
    base_url                = "${fakes.linear.origin}/base"
    allow_private_addresses = true
  }
}
resource "syncform_duckdb_connection" "lake" {
  name          = "lake"
  configuration = { path = "lake.duckdb" }
}
${sync('hubspot', ['contacts', 'deal_pipelines'], run)}
${sync('linear', ['issues'], run)}
`;

/** Rows of the lake, as text. */
async function rows(query: string): Promise<readonly (readonly unknown[])[]> {
  return withDuckdbSession({ tempDir: workspace.folder }, async (session) => {
    const catalog = await session.attach(workspace.path('lake.duckdb'), 'read', never);
    await session.run(`USE ${catalog}`);
    return session.all(query);
  });
}

test('declared systems, under fakes made from their manifests: fields of the account, keys, and only what is new in the next run', async () => {
  await workspace.configure(configuration(1));
  await workspace.apply();
  expect(
    await rows(
      'SELECT count(*)::INT, count(custom_number)::INT, max(custom_number)::INT, min(custom_text) FROM hubspot.contacts',
    ),
  ).toEqual([[201, 201, 200, 'text 0']]);
  expect(await rows('SELECT count(*)::INT, count(DISTINCT id)::INT FROM linear.issues')).toEqual([
    [201, 201],
  ]);
  const asked = fakes.linear.requests.length;

  await workspace.configure(configuration(2));
  await workspace.apply();
  // One page: what is at or after the largest updatedAt of the first run.
  expect(fakes.linear.requests.length).toBe(asked + 1);
  expect(await rows('SELECT count(*)::INT FROM linear.issues')).toEqual([[201]]);
});
