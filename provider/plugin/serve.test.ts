import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Metadata, status } from '@grpc/grpc-js';
import { encode } from '../framework/cty/codec.ts';
import { GRPCBrokerClient } from '../protocol/generated/grpc_broker.ts';
import { GRPCControllerClient } from '../protocol/generated/grpc_controller.ts';
import { HealthClient } from '../protocol/generated/grpc_health.ts';
import { GRPCStdioClient } from '../protocol/generated/grpc_stdio.ts';
import {
  type GetMetadata_Response,
  type GetProviderSchema_Response,
  ProviderClient,
} from '../protocol/generated/tfplugin6.ts';
import { makeIdentity } from './certificate.ts';
import { buildExampleProvider } from './example-provider/build.ts';
import { ask, cookie, invitation, Plugin } from './testing/started-plugin.ts';

/** The plugin as go-plugin's client sees it. */

let root: string;
let bundle: string;
const running: Plugin[] = [];

function started(environment?: NodeJS.ProcessEnv): Plugin {
  const plugin = new Plugin(bundle, environment);
  running.push(plugin);
  return plugin;
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'plugin-serve-'));
  ({ bundle } = await buildExampleProvider(root));
});

afterEach(() => {
  for (const plugin of running.splice(0)) plugin.process.kill('SIGKILL');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the handshake', () => {
  test('has six fields, and a certificate without padding that is its own authority', async () => {
    const plugin = started();
    const [core, protocol, network, socket, transport, encoded, ...more] = await plugin.handshake();
    expect([core, protocol, network, transport, more]).toEqual(['1', '6', 'unix', 'grpc', []]);
    expect(encoded).not.toContain('=');
    const certificate = new X509Certificate(Buffer.from(encoded!, 'base64'));
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate).toMatchObject({ ca: true, subjectAltName: 'DNS:localhost', subject: 'CN=localhost' });
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(existsSync(socket!)).toBe(true);
  });

  test('has a seventh field only for a client that asks for it', async () => {
    const fields = await started({ PLUGIN_MULTIPLEX_GRPC: 'true' }).handshake();
    expect(fields).toHaveLength(7);
    expect(fields[6]).toBe('false');
  });

  test('is refused with a friendly line to whoever is not a Terraform of protocol 6', () => {
    const alone = spawnSync(process.execPath, [bundle], { env: {}, encoding: 'utf8' });
    expect(alone).toMatchObject({ status: 1, stdout: '' });
    expect(alone.stderr).toContain('This is the Terraform provider "example"');
    const old = spawnSync(process.execPath, [bundle], {
      env: { ...cookie, PLUGIN_PROTOCOL_VERSIONS: '4,5' },
      encoding: 'utf8',
    });
    expect(old).toMatchObject({ status: 1, stdout: '' });
    expect(old.stderr).toContain('offers 4, 5');
  });
});

test('answers calls over mutual TLS, and only over that', async () => {
  const plugin = started();
  const provider = await plugin.connect(ProviderClient);
  const metadata = await ask<object, GetMetadata_Response>(provider.getMetadata.bind(provider), {});
  expect(metadata.resources).toEqual([{ type_name: 'example_note' }]);
  expect(metadata.server_capabilities).toMatchObject({
    get_provider_schema_optional: true,
    move_resource_state: true,
  });
  const schema = await ask<object, GetProviderSchema_Response>(provider.getProviderSchema.bind(provider), {});
  expect(Object.keys(schema.resource_schemas ?? {})).toEqual(['example_note']);
  await expect(ask(provider.getStates.bind(provider), {})).rejects.toMatchObject({
    code: status.UNIMPLEMENTED,
  });

  const stranger = await plugin.connect(ProviderClient, makeIdentity());
  await expect(ask(stranger.getMetadata.bind(stranger), {})).rejects.toMatchObject({
    code: status.UNAVAILABLE,
  });
  stranger.close();
  provider.close();
});

test('is healthy, holds its streams open, and ends when it is told to', async () => {
  const plugin = started();
  const health = await plugin.connect(HealthClient);
  expect(await ask(health.check.bind(health), { service: 'plugin' })).toEqual({ status: 1 });
  await expect(ask(health.check.bind(health), { service: 'other' })).rejects.toMatchObject({
    code: status.NOT_FOUND,
  });

  let closed = 0;
  const stdio = (await plugin.connect(GRPCStdioClient)).streamStdio({}, new Metadata());
  const broker = (await plugin.connect(GRPCBrokerClient)).startStream();
  for (const stream of [stdio, broker]) {
    stream.resume();
    for (const event of ['error', 'end']) {
      stream.on(event, () => {
        closed += 1;
      });
    }
  }
  expect(await ask(health.check.bind(health), { service: 'plugin' })).toEqual({ status: 1 });
  expect(closed).toBe(0);

  const socket = (await plugin.handshake())[3]!;
  const controller = await plugin.connect(GRPCControllerClient);
  await ask(controller.shutdown.bind(controller), {});
  expect(await plugin.ended).toBe(0);
  expect(existsSync(socket)).toBe(false);
});

test('takes no notice of an interrupt, which is for Terraform to handle', async () => {
  const plugin = started();
  const health = await plugin.connect(HealthClient);
  await ask(health.check.bind(health), {});
  plugin.process.kill('SIGINT');
  expect(await ask(health.check.bind(health), {})).toEqual({ status: 1 });
  health.close();
});

test('ends when the Terraform that started it is gone', async () => {
  const pidFile = join(root, 'pid');
  const script = `const { spawn } = require('child_process');
    const child = spawn(process.execPath, [${JSON.stringify(bundle)}], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.once('data', () => { require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid)); process.kill(process.pid, 'SIGKILL'); });`;
  spawnSync(process.execPath, ['-e', script], { env: { ...process.env, ...invitation } });
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(pid).toBeGreaterThan(0);
  while (isAlive(pid)) await sleep(50);
});

test('removes the socket of a plugin that was killed, and no other', async () => {
  const sockets = mkdtempSync(join(tmpdir(), 'sockets-'));
  try {
    const start = () => started({ PLUGIN_UNIX_SOCKET_DIR: sockets });
    const living = start();
    const killed = start();
    const [living_, killed_] = await Promise.all(
      [living, killed].map(async (plugin) => (await plugin.handshake())[3]!),
    );
    expect(living_!.startsWith(sockets)).toBe(true);
    killed.process.kill('SIGKILL');
    await killed.ended;
    expect(existsSync(killed_!)).toBe(true);
    await start().handshake();
    while (existsSync(killed_!)) await sleep(20);
    expect(existsSync(living_!)).toBe(true);
  } finally {
    for (const plugin of running.splice(0)) plugin.process.kill('SIGKILL');
    rmSync(sockets, { recursive: true, force: true });
  }
});

/** A process that has ended may stay listed until its new parent takes notice. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

describe('the log', () => {
  const configure = async (environment: NodeJS.ProcessEnv) => {
    const plugin = started(environment);
    const provider = await plugin.connect(ProviderClient);
    const config = { msgpack: encode(['object', { folder: 'string' }], { folder: root }) };
    await ask(provider.configureProvider.bind(provider), { config });
    const controller = await plugin.connect(GRPCControllerClient);
    await ask(controller.shutdown.bind(controller), {});
    await plugin.ended;
    return plugin;
  };

  test('is silent unless it is asked for', async () => {
    const plugin = await configure({});
    expect(plugin.stderr).toBe('');
  });

  test('is hclog JSON at the level that is asked for', async () => {
    const plugin = await configure({ TF_LOG: 'error', TF_LOG_PROVIDER: 'trace' });
    const lines = plugin.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line['@message'])).toContain('call of configureProvider');
    for (const line of lines) expect(line['@timestamp']).toMatch(/\.\d{6}Z$/);
    expect((await configure({ TF_LOG: 'error' })).stderr).toBe('');
  });
});
