import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ensureBuilt } from '../../provider/build/ensure-built.ts';
import { cliConfigFile, root } from '../../provider/build/paths.ts';
import { Database } from './database.ts';
import { model, PEOPLE, sync } from './definitions.ts';

/*
 * What docs/ci.md tells a CI system to do, done by a shell in a new folder for each job. In place of the actions that bring a
 * cache and save it, and of GitLab's cache, there is a folder that outlives the jobs.
 */

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: { readonly path: string; readonly key: string; readonly 'restore-keys'?: string };
}
interface GithubWorkflow {
  readonly concurrency: string;
  readonly jobs: {
    readonly apply: { readonly env: Record<string, string>; readonly steps: readonly Step[] };
  };
}
interface GitlabPipeline {
  readonly apply: {
    readonly resource_group: string;
    readonly cache: { readonly key: string; readonly paths: readonly string[]; readonly when: string };
    readonly script: readonly string[];
  };
}

const SECRETS = { SYNCFORM_SECRET_KEY: 'an example of a key, long enough' };

let database: Database;
let place: string;
beforeAll(async () => {
  await ensureBuilt();
  database = await Database.create();
});
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'syncform-ci-'));
  await mkdir(join(place, 'caches'));
  await database.sql(
    `DROP TABLE IF EXISTS people, added, knob; ${PEOPLE} CREATE TABLE knob AS SELECT 0 AS zero`,
  );
});
afterEach(() => rm(place, { recursive: true, force: true, maxRetries: 5 }));
afterAll(() => database[Symbol.asyncDispose]());

const jobs: readonly (readonly [string, (number: number) => Promise<Job>])[] = [
  ['GitHub Actions', githubJob],
  ['GitLab', gitlabJob],
];

test.each(jobs)(
  'as docs/ci.md has it for %s, the store outlives jobs, failed ones included',
  async (_, job) => {
    const first = await job(1);
    expect(first).toMatchObject({ code: 0 });
    expect(await database.value('SELECT count(*) FROM added')).toBe('100');

    await database.sql("INSERT INTO people VALUES (101, 'later', 1); UPDATE knob SET zero = 1");
    const failed = await job(2);
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain('division by zero');
    expect(await database.value('SELECT count(*) FROM added')).toBe('101');

    await database.sql('UPDATE knob SET zero = 0');
    const third = await job(3);
    expect(third).toMatchObject({ code: 0 });
    expect(third.output).not.toContain('The store is not the one');
    expect(await database.value('SELECT count(*) FROM added')).toBe('101');
    for (const cache of await readdir(join(place, 'caches')))
      expect(await readdir(join(place, 'caches', cache, '.syncform'))).not.toContain('secret.key');
  },
);

interface Job {
  readonly code: number;
  readonly output: string;
}

/** The YAML of a section of docs/ci.md. */
async function example<T>(heading: string): Promise<T> {
  const page = await readFile(join(root, 'docs/ci.md'), 'utf8');
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(section) ?? [];
  return parse(yaml) as T;
}

async function githubJob(number: number): Promise<Job> {
  const workflow = await example<GithubWorkflow>('GitHub Actions');
  const { steps, env } = workflow.jobs.apply;
  expect(workflow.concurrency).toEqual(expect.any(String));
  const value = (text: string) =>
    text.replace(/\$\{\{ *([\w.]+) *\}\}/g, (_, name: string) => {
      const known: Record<string, string> = {
        'secrets.SYNCFORM_SECRET_KEY': SECRETS.SYNCFORM_SECRET_KEY,
        'github.run_id': String(number),
        'github.run_attempt': '1',
      };
      const found = known[name];
      if (found === undefined) throw new Error(`the workflow uses ${name}, which GitHub does not have here`);
      return found;
    });
  const environment = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, value(text)]));
  const folder = join(place, `github-${number}`);
  let code = 0;
  let output = '';
  for (const step of steps) {
    if (code !== 0 && step.if !== 'always()') continue;
    if (step.run !== undefined) {
      const ran = await shell(step.run, folder, environment);
      code ||= ran.code;
      output += ran.output;
    } else await githubAction(step, folder, value, number);
  }
  return { code, output };
}

async function githubAction(
  step: Step,
  folder: string,
  value: (text: string) => string,
  number: number,
): Promise<void> {
  const [action] = (step.uses ?? '').split('@');
  if (action === 'actions/checkout') return checkOut(folder);
  if (action === 'hashicorp/setup-terraform') return undefined;
  const { path = '', key = '', 'restore-keys': prefix = '' } = step.with ?? {};
  const cache = join(place, 'caches', value(key));
  if (action === 'actions/cache/save') return cp(join(folder, path), join(cache, path), { recursive: true });
  expect(action).toBe('actions/cache/restore');
  const [newest] = (await readdir(join(place, 'caches')))
    .filter((name) => name.startsWith(prefix))
    .sort()
    .reverse();
  expect(newest === undefined).toBe(number === 1);
  if (newest !== undefined)
    await cp(join(place, 'caches', newest, path), join(folder, path), { recursive: true });
}

async function gitlabJob(number: number): Promise<Job> {
  const { apply } = await example<GitlabPipeline>('GitLab');
  expect(apply).toMatchObject({ resource_group: expect.any(String), cache: { when: 'always' } });
  const folder = join(place, `gitlab-${number}`);
  await checkOut(folder);
  const cache = join(place, 'caches', apply.cache.key);
  await mkdir(cache, { recursive: true });
  await cp(cache, folder, { recursive: true });
  const job = await shell(apply.script.join('\n'), folder, SECRETS);
  for (const path of apply.cache.paths) await cp(join(folder, path), join(cache, path), { recursive: true });
  return job;
}

/** A repository whose state is kept in a backend: records are added to a table, and another sync depends on a knob. */
async function checkOut(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const added = sync({ table: 'public.added' })
    .replace('"updateOrCreate"', '"append"')
    .replace(/ {2}identity = \{[\s\S]*?\n {2}\}\n/, '');
  const dividing = `
resource "syncform_model" "divided" {
  name          = "divided"
  connection_id = syncform_postgresql_connection.db.id
  configuration = { query = "SELECT id, 1 / (1 - (SELECT zero FROM knob)) AS price FROM people" }
}
`;
  const other = sync({
    label: 'divided',
    name: 'divided',
    table: 'public.divided',
    fields: '{ price = { source = { model_id = syncform_model.divided.id, field = "price" } } }',
    more: 'triggers = { now = timestamp() }\n  depends_on = [syncform_sync.copy]',
  }).replaceAll('syncform_model.people', 'syncform_model.divided');
  const backend = `terraform {
  required_providers {
    syncform = { source = "syncform/syncform" }
  }
  backend "local" { path = ${JSON.stringify(join(place, 'terraform.tfstate'))} }
}
`;
  const triggered = added.replace(/\n\}\n$/, '\n  triggers = { now = timestamp() }\n}\n');
  await writeFile(
    join(folder, 'main.tf'),
    [
      backend,
      database.connection('db'),
      model().replace('configuration', 'identifier    = "id"\n  configuration'),
      triggered,
      dividing,
      other,
    ].join('\n'),
  );
}

/** Runs commands as a runner's shell does: the first that fails ends them. */
async function shell(
  commands: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Job> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(TF_|SYNCFORM_|POLYTOMIC_|NODE_)/.test(name),
  );
  const child = spawn('bash', ['-e', '-c', commands], {
    cwd,
    env: { ...Object.fromEntries(kept), TF_CLI_CONFIG_FILE: cliConfigFile, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve(exitCode ?? -1));
  });
  return { code, output };
}
