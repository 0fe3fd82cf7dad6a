import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from './framework/cty/codec.ts';
import { Unknown } from './framework/index.ts';
import { objectType } from './framework/schema/cty-types.ts';
import type { Attributes } from './framework/types.ts';
import syncform from './index.ts';
import { ask, Plugin } from './plugin/testing/started-plugin.ts';
import {
  type ConfigureProvider_Response,
  Deferred_Reason,
  type PlanResourceChange_Response,
  ProviderClient,
  type ReadDataSource_Response,
  type ReadResource_Response,
} from './protocol/generated/tfplugin6.ts';

/*
 * What the provider puts off where Terraform lets it (`-allow-deferral`), as its real server answers a client of the protocol.
 */

type Values = Record<string, unknown>;

let dir: string;
let plugin: Plugin;
let client: ProviderClient;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'deferral-'));
  plugin = new Plugin(join(import.meta.dirname, 'main.ts'), {}, dir);
  client = await plugin.connect(ProviderClient);
});
afterEach(async () => {
  client.close();
  plugin.process.kill('SIGKILL');
  await plugin.ended;
  await rm(dir, { recursive: true, force: true });
});

function loaded<D>(list: Readonly<Record<string, () => D>> | undefined, name: string): D {
  const load = list?.[name];
  if (!load) throw new Error(`there is no ${name}`);
  return load();
}

const allowed = { deferral_allowed: true };
const nothing = (attributes: Attributes): Values =>
  Object.fromEntries(Object.keys(attributes).map((name) => [name, null]));

/** Values as the wire has them, null for what is not named. */
function message(attributes: Attributes, values: Values | null) {
  return { msgpack: encode(objectType(attributes), values && { ...nothing(attributes), ...values }) };
}

async function configure(config: Values, client_capabilities = {}): Promise<ConfigureProvider_Response> {
  return ask(client.configureProvider.bind(client), {
    config: message(syncform.attributes, config),
    client_capabilities,
  });
}

/** The plan of a resource that is to be created. */
async function plan(type: string, config: Values, client_capabilities = {}) {
  const { attributes } = await loaded(syncform.resources, type);
  const response: PlanResourceChange_Response = await ask(client.planResourceChange.bind(client), {
    type_name: `syncform_${type}`,
    config: message(attributes, config),
    prior_state: message(attributes, null),
    proposed_new_state: message(attributes, config),
    client_capabilities,
  });
  const errors = response.diagnostics?.filter(({ severity }) => severity === 1).map((d) => d.summary);
  return {
    reason: response.deferred?.reason,
    planned: decode(objectType(attributes), response.planned_state?.msgpack ?? Buffer.alloc(0)) as Values,
    errors,
  };
}

const connection = (path: unknown): Values => ({ name: 'lake', configuration: { path } });
const model = (connection_id: unknown): Values => ({
  name: 'm',
  connection_id,
  configuration: { query: 'SELECT 1 AS id' },
});

test('a connection whose configuration is not known waits for its values, and what depends on it for it', async () => {
  await configure({ data_dir: join(dir, 'store') }, allowed);
  const lake = await plan('duckdb_connection', connection(Unknown), allowed);
  expect(lake).toMatchObject({ reason: Deferred_Reason.RESOURCE_CONFIG_UNKNOWN, errors: [] });
  expect(lake.planned).toMatchObject({ name: 'lake', id: Unknown });
  expect(await plan('model', model(Unknown), allowed)).toMatchObject({
    reason: Deferred_Reason.RESOURCE_CONFIG_UNKNOWN,
    errors: [],
  });
  // What is known is planned as ever.
  const known = await plan('duckdb_connection', connection('lake.duckdb'), allowed);
  expect(known).toMatchObject({ reason: undefined, errors: [] });
});

test('to a Terraform that cannot put changes off it is planned as far as it is known', async () => {
  await configure({ data_dir: join(dir, 'store') });
  for (const planned of [
    await plan('duckdb_connection', connection(Unknown)),
    await plan('model', model(Unknown)),
  ])
    expect(planned).toMatchObject({ reason: undefined, errors: [], planned: { id: Unknown } });
});

test('all waits where the provider’s own configuration is not known', async () => {
  expect((await configure({ data_dir: Unknown }, allowed)).diagnostics ?? []).toEqual([]);
  const reason = Deferred_Reason.PROVIDER_CONFIG_UNKNOWN;
  expect(await plan('duckdb_connection', connection('lake.duckdb'), allowed)).toMatchObject({
    reason,
    errors: [],
    planned: { name: 'lake', id: Unknown },
  });
  const { attributes } = await loaded(syncform.dataSources, 'query');
  const config = { connection_id: 'c', query: 'SELECT 1' };
  const read: ReadDataSource_Response = await ask(client.readDataSource.bind(client), {
    type_name: 'syncform_query',
    config: message(attributes, config),
    client_capabilities: allowed,
  });
  expect([read.deferred?.reason, read.diagnostics ?? []]).toEqual([reason, []]);
  const connectionResource = await loaded(syncform.resources, 'duckdb_connection');
  const current_state = message(connectionResource.attributes, { id: 'x', name: 'lake' });
  const refreshed: ReadResource_Response = await ask(client.readResource.bind(client), {
    type_name: 'syncform_duckdb_connection',
    current_state,
    client_capabilities: allowed,
  });
  expect(refreshed.deferred?.reason).toBe(reason);
  expect(refreshed.new_state?.msgpack?.equals(current_state.msgpack)).toBe(true);
});

test('without leave to wait, a provider whose folder is not known is an error', async () => {
  const { diagnostics } = await configure({ data_dir: Unknown });
  expect(diagnostics?.map(({ summary }) => summary)).toEqual([
    expect.stringContaining('data_dir is not known yet'),
  ]);
});
