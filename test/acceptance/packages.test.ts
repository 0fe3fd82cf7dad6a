import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../provider/build/paths.ts';

const WORKSPACES = ['engine', 'provider', 'constructs'];

/** What a user of all three writes. */
const PROGRAM = `
import { scheduleFrequencies } from '@syncform/engine/schedules/check-schedule.js';
import { BulkSync, DuckdbConnection, PostgresqlConnection, SecretVariable, SyncformProvider } from '@syncform/constructs/cdktf';
import provider from '@syncform/provider';
import { App, TerraformStack } from 'cdktf';

const app = new App();
const stack = new TerraformStack(app, 'stack');
new SyncformProvider(stack, 'syncform');
const password = new SecretVariable(stack, 'password');
new BulkSync(stack, 'raw', {
  source: {
    connection: new PostgresqlConnection(stack, 'shop', { hostname: 'db', database: 'shop', username: 'me', password }),
    configuration: { replicationSlot: 'orders' },
  },
  destination: new DuckdbConnection(stack, 'warehouse', { path: 'warehouse.duckdb' }),
});
app.synth();
const frequencies: readonly string[] = scheduleFrequencies;
console.log(JSON.stringify({ frequencies: frequencies.length, resources: Object.keys(provider.resources ?? {}) }));
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncform-packages-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a program; answers what it wrote to stdout. */
function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  if (error || status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? ''}\n${stdout}${stderr}`);
  return stdout;
}

test('npm pack of each workspace installs in an empty project, has types, runs and synthesises', async () => {
  for (const name of WORKSPACES) run(root, 'npm', 'pack', '-w', name, '--pack-destination', folder);

  const packages = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  expect(packages).toHaveLength(WORKSPACES.length);
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  const devDependencies = async (folder: string) =>
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).devDependencies;
  const libraries = await devDependencies(join(root, 'constructs'));
  const tools = await devDependencies(root);
  run(
    folder,
    'npm',
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    ...packages.map((name) => `./${name}`),
    ...['cdktf', 'constructs'].map((name) => `${name}@${libraries[name]}`),
    ...['typescript', '@types/node'].map((name) => `${name}@${tools[name]}`),
  );

  await writeFile(join(folder, 'main.ts'), PROGRAM);
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--skipLibCheck'];
  const compiler = join(folder, 'node_modules/typescript/bin/tsc');
  const types = ['--types', 'node', '--lib', 'es2025,esnext.disposable'];
  expect(run(folder, process.execPath, compiler, ...options, ...types, 'main.ts')).toBe('');
  const said = JSON.parse(run(folder, process.execPath, 'main.ts'));
  expect(said).toMatchObject({ frequencies: 10, resources: expect.arrayContaining(['sync', 'bulk_sync']) });
  const synthesised = await readFile(join(folder, 'cdktf.out/stacks/stack/cdk.tf.json'), 'utf8');
  expect(JSON.parse(synthesised)).toMatchObject({
    resource: {
      syncform_bulk_sync: { raw: { source: { configuration: { replication_slot: 'orders' } } } },
    },
  });
  const commandLine = join(folder, 'node_modules/.bin/syncform');
  expect(run(folder, process.execPath, commandLine, '--help')).toMatch(/Usage: syncform <command>/);
}, 1_200_000);
