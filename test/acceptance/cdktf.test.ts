// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions in Terraform's own language
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { buildConstructs } from '../../constructs/build.ts';
import { environment, Terraform, terraformVersion } from '../../examples/quickstart/terraform.ts';
import { ensureBuilt } from '../../provider/build/ensure-built.ts';
import { cliConfigFile, root } from '../../provider/build/paths.ts';
import { testNeeding } from '../needing.ts';

const example = join(root, 'examples/cdktf');
const missing = whatIsMissing();

let folder: string;

/** The published package in a folder of its own, beside what a user installs with it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncform-cdktf-'));
  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  await buildConstructs(join(modules, '@syncform/constructs'));
  for (const name of ['cdktf', 'cdktn', 'constructs', 'vega-datasets'])
    await symlink(join(root, 'node_modules', name), join(modules, name), 'junction');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A user's folder with the example in it, for one of the libraries, and its data; and the built provider. */
async function program(library: 'cdktf' | 'cdktn'): Promise<string> {
  await ensureBuilt();
  const user = join(folder, library);
  await mkdir(user);
  await cp(join(example, 'package.json'), join(user, 'package.json'));
  await cp(join(example, 'data.ts'), join(user, 'data.ts'));
  const main = await readFile(join(example, 'main.ts'), 'utf8');
  await writeFile(join(user, 'main.ts'), main.replaceAll(/(?<=['/])cdktf(?=')/g, library));
  run(user, 'data.ts');
  return user;
}

/** Runs one of the example's files with plain Node. */
function run(user: string, file: string): void {
  const { status, stderr } = spawnSync(process.execPath, [file], {
    cwd: user,
    env: { ...environment(cliConfigFile), NODE_OPTIONS: '' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${file} failed:\n${stderr}`);
}

/** Synthesises the example; answers the folder for Terraform to run in. */
function synthesise(user: string): string {
  run(user, 'main.ts');
  return join(user, 'cdktf.out/stacks/flights');
}

async function configurationIn(stack: string): Promise<unknown> {
  return JSON.parse(await readFile(join(stack, 'cdk.tf.json'), 'utf8'));
}

async function terraform(stack: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const { code, output } = await new Terraform(stack, environment(cliConfigFile)).runHeld(args);
  return { code, output: output.toString() };
}

async function succeeds(stack: string, ...args: string[]): Promise<void> {
  const { code, output } = await terraform(stack, ...args);
  expect([args.join(' '), code, output]).toEqual([args.join(' '), 0, output]);
}

test('the package has the types that a strict program needs', async () => {
  const user = join(folder, 'typed');
  await mkdir(user);
  await cp(join(example, 'main.ts'), join(user, 'main.ts'));
  await writeFile(join(user, 'package.json'), '{ "type": "module" }');
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck'];
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
  const { stdout } = spawnSync(process.execPath, [compiler, ...options, ...types, 'main.ts'], {
    cwd: user,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
});

testNeeding(
  missing,
  'the example for cdktf synthesises, validates, plans and applies, and then has nothing to do',
  async () => {
    const user = await program('cdktf');
    const stack = synthesise(user);
    const warehouse = '${syncform_duckdb_connection.warehouse.id}';
    const model_id = '${syncform_model.delays.id}';
    const field = (name: string) => ({ source: { field: name, model_id } });
    expect(await configurationIn(stack)).toMatchObject({
      provider: { syncform: [{ data_dir: join(user, '.syncform') }] },
      terraform: { required_providers: { syncform: { source: 'syncform/syncform' } } },
      resource: {
        syncform_local_files_connection: { files: { configuration: { path: join(user, 'data') } } },
        syncform_duckdb_connection: {
          warehouse: { configuration: { path: join(user, 'warehouse.duckdb') } },
        },
        syncform_bulk_sync: {
          raw: {
            mode: 'replicate',
            source: { connection_id: '${syncform_local_files_connection.files.id}' },
            destination: { connection_id: warehouse, configuration: { schema: 'raw' } },
            schemas: {
              'airports.csv': { user_output_name: 'airports' },
              'birdstrikes.csv': { user_output_name: 'birdstrikes' },
              'flights-3m.parquet': { user_output_name: 'flights' },
              'movies.json': { user_output_name: 'movies' },
            },
          },
        },
        syncform_model: {
          delays: { connection_id: warehouse, identifier: 'airport', depends_on: ['syncform_bulk_sync.raw'] },
        },
        syncform_sync: {
          airport_delays: {
            mode: 'updateOrCreate',
            target: { connection_id: warehouse, create: { name: 'airport_delays' } },
            identity: { source: { model_id, field: 'airport' }, target: 'airport', function: 'Equality' },
            fields: {
              name: field('name'),
              city: field('city'),
              flights: field('flights'),
              average_delay: field('average_delay'),
              late: field('late'),
            },
            triggers: { loaded: '${syncform_bulk_sync.raw.last_execution.id}' },
          },
        },
      },
    });

    await succeeds(stack, 'init', '-input=false');
    await succeeds(stack, 'validate');
    await succeeds(stack, 'plan', '-input=false', '-out=first.tfplan');
    await succeeds(stack, 'apply', '-input=false', 'first.tfplan');
    const outputs = new Terraform(stack, environment(cliConfigFile));
    expect(outputs.output('loaded')).toMatchObject({ status: 'completed', records_rejected: 0 });
    expect(outputs.output('synced')).toMatchObject({ status: 'completed', records_inserted: 229 });
    expect(await countRows(join(user, 'warehouse.duckdb'), 'airport_delays')).toBe(229n);

    synthesise(user);
    const again = await terraform(stack, 'plan', '-input=false', '-detailed-exitcode');
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining('No changes.') });
  },
  300_000,
);

testNeeding(
  missing,
  'the example for cdktn synthesises, validates and plans',
  async () => {
    const stack = synthesise(await program('cdktn'));
    await succeeds(stack, 'init', '-input=false');
    await succeeds(stack, 'validate');
    await succeeds(stack, 'plan', '-input=false');
  },
  300_000,
);

async function countRows(file: string, table: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const [row] = await (await connection.runAndReadAll(`SELECT count(*) FROM ${table}`)).getRows();
    return row?.[0];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Why Terraform cannot run here; undefined if it can. */
function whatIsMissing(): string | undefined {
  try {
    terraformVersion();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
