import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { ensureBuilt } from '../../provider/build/ensure-built.ts';
import { cliConfigFile, commandLine } from '../../provider/build/paths.ts';
import { Database } from '../../test/acceptance/database.ts';
import { describeNeeding } from '../../test/needing.ts';
import { conftest } from '../../test/services/conftest.ts';

/*
 * The steps of the example's own workflow and pipeline, done by a shell in a checkout of it. What stands in: `gh`, which keeps
 * the comment, and an HTTP server for GitLab's API.
 */

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly env: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >;
}
interface PipelineJob {
  readonly extends: string;
  readonly rules: readonly { readonly if: string }[];
  readonly script: readonly string[];
}
interface Template {
  readonly before_script: readonly string[];
  readonly parallel: { readonly matrix: readonly { readonly ENVIRONMENT: readonly string[] }[] };
}
type Variables = Readonly<Record<string, string>>;
interface Ended {
  readonly code: number;
  readonly output: string;
}

const policies = await conftest();
const missing = 'missing' in policies ? policies.missing : undefined;
const exec = promisify(execFile);

describeNeeding(missing, 'the example of a repository', () => {
  let database: Database;
  let place: string;
  let workflow: Workflow;
  let values: Readonly<Record<string, string>>;

  beforeAll(async () => {
    await ensureBuilt();
    database = await Database.create();
    place = await mkdtemp(join(tmpdir(), 'syncform-gitops-'));
    await database.sql(`
      CREATE SCHEMA staging; CREATE SCHEMA production;
      CREATE TABLE people (id int PRIMARY KEY, name text, email text, city text);
      INSERT INTO people SELECT i, 'name ' || i, 'p' || i || '@example.com', 'city' FROM generate_series(1, 20) i;
      CREATE TABLE orders (id int PRIMARY KEY, amount numeric(12,2), email text);
      INSERT INTO orders SELECT i, i, 'p' || i || '@example.com' FROM generate_series(1, 30) i;`);
    await checkOut();
    workflow = parse(
      await readFile(join(place, 'repository/.github/workflows/syncform.yml'), 'utf8'),
    ) as Workflow;
    const { host, port, user, database: name, password } = database.service;
    const server = JSON.stringify({ hostname: host, port, username: user, database: name, ssl: false });
    values = {
      'secrets.SYNCFORM_SECRET_KEY': 'an example of a key, long enough',
      'vars.APP': server,
      'vars.WAREHOUSE': server,
      'secrets.APP_PASSWORD': password,
      'secrets.WAREHOUSE_PASSWORD': password,
      'secrets.PASSPHRASE': 'a passphrase that is secret',
      'github.token': 'token',
      'github.event.pull_request.number': '7',
    };
    await mkdir(join(place, 'bin'));
    await writeFile(
      join(place, 'bin/gh'),
      `#!/bin/sh\ncp "$5" ${JSON.stringify(join(place, 'comment.md'))}\necho "$@" > ${JSON.stringify(join(place, 'gh'))}\n`,
    );
    await chmod(join(place, 'bin/gh'), 0o755);
  });
  afterAll(async () => {
    await database?.[Symbol.asyncDispose]();
    await rm(place, { recursive: true, force: true, maxRetries: 5 });
  });

  /** A new checkout; a change is made to the text of files by their paths. */
  async function checkOut(change: (path: string, text: string) => string = (_, same) => same): Promise<void> {
    const folder = join(place, 'repository');
    await rm(folder, { recursive: true, force: true });
    await cp(import.meta.dirname, folder, { recursive: true });
    for (const path of ['modules/people/main.tf', 'modules/people/people.sql']) {
      const before = await readFile(join(folder, path), 'utf8');
      await writeFile(join(folder, path), change(path, before));
    }
  }

  /** A job of the workflow, in one environment. */
  async function job(name: string, environment: string): Promise<Ended & { readonly summary: string }> {
    const { env, steps } = workflow.jobs[name] as Workflow['jobs'][string];
    const value = (given: string) =>
      given.replace(/\$\{\{ *([\w.]+) *\}\}/g, (_, of: string) => {
        const found = of === 'matrix.environment' ? environment : values[of];
        if (found === undefined) throw new Error(`the workflow uses ${of}, which is not given`);
        return found;
      });
    const summary = join(place, 'summary.md');
    await writeFile(summary, '');
    const given = Object.entries({ ...workflow.env, ...env, GITHUB_STEP_SUMMARY: summary });
    const environmentOf = Object.fromEntries(given.map(([key, of]) => [key, value(of)]));
    let ended: Ended = { code: 0, output: '' };
    for (const step of steps) {
      if (ended.code !== 0) break;
      if (step.run === undefined) {
        expect(step.uses).toBe('actions/checkout@v4');
        continue;
      }
      const { code, output } = await shell(step.run, environmentOf);
      ended = { code: ended.code || code, output: ended.output + output };
    }
    return { ...ended, summary: await readFile(summary, 'utf8') };
  }

  async function shell(commands: string, environment: Readonly<Record<string, string>>): Promise<Ended> {
    const kept = Object.entries(process.env).filter(
      ([name]) => !/^(TF_|SYNCFORM_|POLYTOMIC_|NODE_)/.test(name),
    );
    const folder = 'folder' in policies ? policies.folder : '';
    const path = [join(place, 'bin'), dirname(commandLine), folder, process.env.PATH].join(delimiter);
    const child = spawn('bash', ['-eo', 'pipefail', '-c', commands], {
      cwd: join(place, 'repository'),
      env: {
        ...Object.fromEntries(kept),
        PATH: path,
        TF_CLI_CONFIG_FILE: cliConfigFile,
        NO_COLOR: '1',
        SYNCFORM_STORES: join(place, 'stores'),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = once(child, 'close');
    const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await closed) as [number | null];
    return { code: code ?? -1, output: `${out}${errors}` };
  }

  test('a push applies each environment, and personal data arrives encrypted or as hashes', async () => {
    for (const environment of ['staging', 'production']) {
      const { code, output } = await job('apply', environment);
      expect(`${code} ${output}`).toMatch(/^0 /);
      const email = `SELECT count(*) FROM ${environment}.people WHERE email LIKE '%@%'`;
      expect(await database.value(email)).toBe('0');
      expect(await database.value(`SELECT count(*) FROM ${environment}.people`)).toBe('20');
      expect(await database.value(`SELECT count(*) FROM ${environment}.orders WHERE email LIKE '%@%'`)).toBe(
        '0',
      );
    }
  });

  test('a pull request gets its report as a comment, and no secret is in the plan or the report', async () => {
    await checkOut((path, before) =>
      path.endsWith('.sql')
        ? before.replace('email', 'email, city')
        : before.replace(
            '  fields = {\n    name',
            '  fields = {\n    city  = { source = { model_id = syncform_model.people.id, field = "city" } }\n    name',
          ),
    );
    const { code, output } = await job('plan', 'staging');
    expect(`${code} ${output}`).toMatch(/^0 /);
    const comment = await readFile(join(place, 'comment.md'), 'utf8');
    expect(await readFile(join(place, 'gh'), 'utf8')).toBe('pr comment 7 --body-file report.md\n');
    expect(comment).toContain('## syncform: 2 to change · 1 run');
    expect(comment).toContain('ALTER TABLE "staging"."people" ADD COLUMN IF NOT EXISTS "city" text');
    expect(comment).toContain('up to 20 records may be sent again');
    const plan = await readFile(join(place, 'repository/plan.json'), 'utf8');
    for (const secret of [database.service.password, 'a passphrase that is secret'])
      expect(`${plan}${comment}`.includes(`"${secret}"`)).toBe(false);
  });

  test('a sync without an owner and personal data in clear do not pass', async () => {
    await checkOut((_, before) =>
      before
        .replace(/"\$\{var\.owner\}: people"/, '"people"')
        .replace(', encryption_enabled = true', '')
        .replace('email = { obfuscate = true }', 'email = {}'),
    );
    const { code, output } = await job('plan', 'staging');
    expect(code).not.toBe(0);
    expect(output).toContain('module.people.syncform_sync.people has no owner');
    expect(output).toContain('module.people.syncform_sync.people sends email to staging.people in clear');
    expect(output).toContain(
      'module.people.syncform_bulk_sync.orders sends email to staging.orders in clear',
    );
    expect(output).toContain('3 failures');
  });

  test('nothing destructive passes in production, by the policies as by the provider', async () => {
    const found = { code: 'destructive', severity: 'warning', message: '2 rows are replaced' };
    const after = { name: 'growth: x', tables: {}, findings: [found] };
    const sync = { address: 's', type: 'syncform_sync', change: { actions: ['update'], after, before: {} } };
    const gone = {
      address: 'g',
      type: 'syncform_sync',
      change: { actions: ['delete'], after: null, before: { on_destroy: 'drop' } },
    };
    const judged = async (environment: string) => {
      const plan = { variables: { environment: { value: environment } }, resource_changes: [sync, gone] };
      await writeFile(join(place, 'repository/judged.json'), JSON.stringify(plan));
      return shell('conftest test --no-color --policy policies judged.json', {});
    };
    expect((await judged('staging')).code).toBe(0);
    const { code, output } = await judged('production');
    expect(code).toBe(1);
    expect(output).toContain('s: 2 rows are replaced');
    expect(output).toContain('g is destroyed with its tables');

    await database.sql('CREATE TABLE production.theirs (id int PRIMARY KEY, name text, email text)');
    await database.sql(`INSERT INTO production.theirs VALUES (1, 'theirs', 'x')`);
    await checkOut((_, before) =>
      before
        .replace('mode     = "updateOrCreate"', 'mode     = "replace"\n  allow_destructive = true')
        .replace(/create {8}= \{ name = "\$\{var\.schema\}\.people" \}/, 'object = "production.theirs"'),
    );
    const refused = await job('plan', 'production');
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('[destructive]');
  });

  test('the nightly job fails on drift, and its summary says what apply would do', async () => {
    await checkOut();
    expect(await job('drift', 'staging')).toMatchObject({
      code: 0,
      summary: expect.stringContaining('## syncform: nothing to do'),
    });
    await database.sql('ALTER TABLE staging.people DROP COLUMN name');
    const { code, summary } = await job('drift', 'staging');
    expect(code).toBe(1);
    expect(summary).toContain('**The target drifted**');
    expect(summary).toContain('ADD COLUMN IF NOT EXISTS "name"');
  });

  describe('GitLab’s pipeline', () => {
    const [mergeRequest, push, nightly] = [
      { CI_PIPELINE_SOURCE: 'merge_request_event', CI_MERGE_REQUEST_IID: '3' },
      { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main' },
      { CI_PIPELINE_SOURCE: 'schedule', CI_COMMIT_BRANCH: 'main' },
    ] as const;

    /** The jobs that a pipeline of these variables runs, by name, each with its commands for one environment and with what it ends. */
    async function runPipeline(of: Variables, environment: string, more: Variables = {}) {
      const { variables, ...jobs } = parse(
        await readFile(join(place, 'repository/.gitlab-ci.yml'), 'utf8'),
      ) as { readonly variables: Variables } & Readonly<Record<string, PipelineJob & Template & Variables>>;
      const ended: Record<string, Ended> = {};
      for (const [name, job] of Object.entries(jobs)) {
        if (name.startsWith('.') || !job.rules.some((rule) => applies(rule.if, of))) continue;
        const template = jobs[job.extends] as Template;
        expect(template.parallel.matrix.flatMap(({ ENVIRONMENT }) => ENVIRONMENT)).toContain(environment);
        const project = Object.entries(workflow.env).map(([variable, given]) => [
          variable,
          values[given.slice(4, -3)] ?? given,
        ]);
        ended[name] = await shell([...template.before_script, ...job.script].join('\n'), {
          ...Object.fromEntries(project),
          ...variables,
          ...of,
          ...more,
          CI_PROJECT_ID: '12',
          ENVIRONMENT: environment,
        });
      }
      return ended;
    }

    /** Whether a rule of these few forms holds: `$A == "x" && $B == "y"`. */
    function applies(rule: string, of: Variables): boolean {
      return rule.split(' && ').every((part) => {
        const [, name = '', wanted] = /^\$(\w+) == "([^"]*)"$/.exec(part) ?? [];
        if (wanted === undefined) throw new Error(`the rule ${part} is of no known form`);
        return of[name] === wanted;
      });
    }

    test('of a merge request plans, and comments on it', async () => {
      const notes: { readonly url: string | undefined; readonly token: unknown; readonly body: string }[] =
        [];
      const server = createServer(async (request, response) => {
        notes.push({ url: request.url, token: request.headers['private-token'], body: await text(request) });
        response.writeHead(201).end('{}');
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        await checkOut();
        const { plan, ...others } = await runPipeline(mergeRequest, 'staging', {
          GITLAB_TOKEN: 'a token',
          CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
        });
        expect(others).toEqual({});
        expect(`${plan?.code} ${plan?.output}`).toMatch(/^0 /);
        expect(notes).toMatchObject([
          { url: '/api/v4/projects/12/merge_requests/3/notes', token: 'a token' },
        ]);
        expect(notes[0]?.body).toContain('## syncform: 1 to change');
      } finally {
        server.close();
      }
    });

    test('of a push to main applies, and repairs what drifted', async () => {
      const { apply, ...others } = await runPipeline(push, 'staging');
      expect(others).toEqual({});
      expect(`${apply?.code} ${apply?.output}`).toMatch(/^0 /);
      expect(apply?.output).toContain('Apply complete!');
      expect(await database.value('SELECT count(name) FROM staging.people')).toBe('20');
    });

    test('of a push does not apply what the policies refuse', async () => {
      await checkOut((_, before) => before.replace('email = { obfuscate = true }', 'email = {}'));
      const { apply } = await runPipeline(push, 'staging');
      expect(apply?.code).not.toBe(0);
      expect(apply?.output).toContain('sends email to staging.orders in clear');
      expect(apply?.output).not.toContain('Apply complete!');
      expect(await database.value(`SELECT count(*) FROM staging.orders WHERE email LIKE '%@%'`)).toBe('0');
    });

    test('of a night fails on drift alone', async () => {
      await checkOut();
      const { drift: calm, ...others } = await runPipeline(nightly, 'staging');
      expect(others).toEqual({});
      expect(`${calm?.code} ${calm?.output}`).toMatch(/^0 /);
      expect(calm?.output).toContain('## syncform: nothing to do');
      await database.sql('ALTER TABLE staging.people DROP COLUMN name');
      const { drift } = await runPipeline(nightly, 'staging');
      expect(drift?.code).toBe(1);
      expect(drift?.output).toContain('**The target drifted**');
    });
  });

  test('the configurations are formatted as terraform does it', async () => {
    const { stdout } = await exec('terraform', ['fmt', '-check', '-recursive', import.meta.dirname]);
    expect(stdout).toBe('');
  });
});
