import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeNeeding } from '../../test/needing.ts';
import { buildExampleProvider } from './example-provider/build.ts';

/** The plugin as the real `terraform` sees it, with the example provider. */

const found = spawnSync('terraform', ['version', '-json'], { encoding: 'utf8' });
const missing = found.status === 0 ? undefined : 'terraform 1.11 or newer is not on the PATH';

let root: string;
let cliConfig: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'plugin-acceptance-'));
  ({ cliConfig } = await buildExampleProvider(root));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

let workspaces = 0;

/** A root module in a folder of its own, and the folder where its provider keeps the notes. */
class Workspace {
  readonly folder: string;
  readonly notes: string;

  constructor(body: string) {
    workspaces += 1;
    this.folder = join(root, `workspace-${workspaces}`);
    this.notes = join(this.folder, 'notes');
    mkdirSync(this.notes, { recursive: true });
    this.configure(body);
  }

  configure(body: string): void {
    const providers = ['example', 'legacy']
      .map((name) => `${name} = { source = "test/test/${name}" }`)
      .join('\n');
    const blocks = ['example', 'legacy']
      .map((name) => `provider "${name}" { folder = "${this.notes}" }`)
      .join('\n');
    writeFileSync(
      join(this.folder, 'main.tf'),
      `terraform {\n required_providers {\n${providers}\n}\n}\n${blocks}\n${body}\n`,
    );
  }

  command(...args: string[]) {
    const result = spawnSync('terraform', [...args, '-no-color'], {
      cwd: this.folder,
      env: this.environment,
      encoding: 'utf8',
    });
    return { code: result.status, output: `${result.stdout}${result.stderr}` };
  }

  apply(): string {
    const { code, output } = this.command('apply', '-auto-approve', '-input=false');
    if (code !== 0) throw new Error(output);
    return output;
  }

  /** The code of `plan -detailed-exitcode`: 0 for no changes, 2 for changes. */
  plan() {
    return this.command('plan', '-input=false', '-detailed-exitcode');
  }

  get state(): string {
    return readFileSync(join(this.folder, 'terraform.tfstate'), 'utf8');
  }

  /** The one managed resource. */
  resource(): { type: string; status?: string; attributes: Record<string, unknown>; schema_version: number } {
    const { resources } = JSON.parse(this.state) as {
      resources: { mode: string; type: string; instances: object[] }[];
    };
    const managed = resources.find(({ mode }) => mode === 'managed')!;
    return { type: managed.type, ...managed.instances[0] } as never;
  }

  get stored(): string[] {
    return readdirSync(this.notes).filter((name) => name.endsWith('.json'));
  }

  get events(): string {
    const path = join(this.notes, 'events');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      TF_CLI_CONFIG_FILE: cliConfig,
      CHECKPOINT_DISABLE: '1',
      NODE_OPTIONS: '',
      TF_LOG: '',
    };
  }
}

describeNeeding(missing, 'terraform', () => {
  test('creates, plans nothing, updates, notices drift, replaces and destroys', () => {
    const workspace = new Workspace(
      'resource "example_note" "a" {\n title = "one"\n parts = [{ name = "x" }]\n}\n' +
        'data "example_note" "a" { id = example_note.a.id }\noutput "title" { value = data.example_note.a.title }',
    );
    expect(workspace.apply()).toContain('title = "one"');
    const before = workspace.resource().attributes;
    expect(before).toMatchObject({
      kind: 'plain',
      revision: 1,
      tags: [],
      parts: [{ name: 'x', label: 'X' }],
    });
    expect(workspace.plan()).toMatchObject({ code: 0 });

    workspace.configure(
      'resource "example_note" "a" {\n title = "two"\n parts = [{ name = "x" }, { name = "y" }]\n}',
    );
    expect(workspace.apply()).toContain('1 changed');
    expect(workspace.resource().attributes).toMatchObject({ id: before.id, title: 'two', revision: 2 });

    writeFileSync(
      join(workspace.notes, `${before.id}.json`),
      JSON.stringify({ ...before, title: 'drifted', tags: ['t'] }),
    );
    expect(workspace.plan().output).toContain('"drifted" -> "two"');

    workspace.configure('resource "example_note" "a" {\n title = "two"\n kind = "rich"\n}');
    expect(workspace.apply()).toContain('1 added, 0 changed, 1 destroyed');
    expect(workspace.resource().attributes.id).not.toBe(before.id);

    expect(workspace.command('destroy', '-auto-approve').output).toContain('1 destroyed');
    expect(workspace.stored).toEqual([]);
  });

  test('compares a dynamic attribute by meaning, whether an object or jsonencode', () => {
    const body = (written: string) => `resource "example_note" "a" {\n title = "one"\n body = ${written}\n}`;
    const workspace = new Workspace(body('{ b = [1, 12345678901234567890], a = { x = null, y = "é" } }'));
    workspace.apply();
    expect(workspace.plan()).toMatchObject({ code: 0 });
    workspace.configure(body('jsonencode({ a = { y = "é" }, b = [1, 12345678901234567890] })'));
    expect(workspace.plan()).toMatchObject({ code: 0 });
    workspace.configure(body('jsonencode({ b = [1, 12345678901234567891] })'));
    expect(workspace.apply()).toContain('1 changed');
    expect(workspace.plan()).toMatchObject({ code: 0 });
    expect(workspace.state).toContain('12345678901234567891');
  });

  test('imports with an import block and with terraform import, and plans nothing afterwards', () => {
    const note = 'resource "example_note" "a" { title = "there" }';
    const workspace = new Workspace(`${note}\nimport {\n to = example_note.a\n id = "n1"\n}`);
    const stored = { title: 'there', kind: 'plain', body: null, tags: ['t'], revision: 3, secret: null };
    writeFileSync(join(workspace.notes, 'n1.json'), JSON.stringify(stored));
    expect(workspace.apply()).toContain('1 imported, 0 added, 0 changed');
    expect(workspace.plan()).toMatchObject({ code: 0 });

    workspace.configure(note);
    expect(workspace.command('state', 'rm', 'example_note.a').code).toBe(0);
    expect(workspace.command('import', 'example_note.a', 'n1').output).toContain('Import successful');
    expect(workspace.plan()).toMatchObject({ code: 0 });
    expect(workspace.command('import', 'example_note.b', 'nowhere').code).not.toBe(0);
  });

  test('upgrades a state that an older version wrote, numbers past 2^53 included', () => {
    const workspace = new Workspace(
      'resource "example_note" "a" {\n title = "old"\n body = 9007199254740993\n}',
    );
    workspace.apply();
    const id = workspace.resource().attributes.id;
    const state = workspace.state
      .replace('"schema_version": 1', '"schema_version": 0')
      .replace('"title": "old"', '"name": "old"')
      .replace('"serial": 1', '"serial": 2');
    writeFileSync(join(workspace.folder, 'terraform.tfstate'), state);
    expect(workspace.plan()).toMatchObject({ code: 0 });
    workspace.configure('resource "example_note" "a" {\n title = "new"\n body = 9007199254740993\n}');
    expect(workspace.apply()).toContain('1 changed');
    expect(workspace.resource()).toMatchObject({ schema_version: 1, attributes: { id, title: 'new' } });
    expect(workspace.state).toContain('9007199254740993');
  });

  test('moves a resource from another provider', () => {
    const workspace = new Workspace(
      'resource "legacy_note" "old" {\n name = "kept"\n text = "{\\"a\\":1}"\n}',
    );
    workspace.apply();
    const { id } = workspace.resource().attributes;
    workspace.configure(
      'resource "example_note" "new" {\n title = "kept"\n body = { a = 1 }\n}\nmoved {\n from = legacy_note.old\n to = example_note.new\n}',
    );
    expect(workspace.plan().output).toContain('has moved to');
    workspace.apply();
    expect(workspace.resource()).toMatchObject({
      type: 'example_note',
      attributes: { id, title: 'kept', revision: 7 },
    });
    expect(workspace.stored).toEqual([`${id}.json`]);
    expect(workspace.plan()).toMatchObject({ code: 0 });
  });

  test('keeps a write-only value out of state and plan, and notices that it was rotated', () => {
    const body = (seed: string) =>
      `ephemeral "example_password" "p" { seed = "${seed}" }\n` +
      'resource "example_note" "a" {\n title = "one"\n secret = ephemeral.example_password.p.value\n}';
    const workspace = new Workspace(body('tulip'));
    workspace.apply();
    expect(workspace.resource().attributes).toMatchObject({ secret: null, secrets_version: 1 });
    expect(workspace.plan()).toMatchObject({ code: 0 });

    workspace.configure(body('orchid'));
    expect(workspace.command('plan', '-out=plan.bin').output).toContain('secrets_version = 1 -> 2');
    const planned = workspace.command('show', '-json', 'plan.bin').output;
    workspace.apply();
    const stored = readFileSync(join(workspace.notes, `${workspace.resource().attributes.id}.json`), 'utf8');
    expect(JSON.parse(stored).secret).toBe('pw-orchid');
    expect(`${workspace.state}${planned}`).not.toMatch(/pw-(tulip|orchid)/);
    expect(workspace.events).toContain('close tulip');
  });

  test('points at the attribute, key or argument that is wrong', () => {
    const workspace = new Workspace('resource "example_note" "a" {\n title = "one"\n kind  = "odd"\n}');
    const invalid = workspace.command('validate').output;
    expect(invalid).toMatch(
      /Error: Invalid value[\s\S]*kind\s+= "odd"[\s\S]*kind must be one of "plain", "rich", not "odd"/,
    );

    workspace.configure(
      'resource "example_note" "a" {\n title = "one"\n body  = {\n  a = 1\n  forbidden = 1\n }\n}',
    );
    expect(workspace.command('validate').output).toMatch(
      /Forbidden key[\s\S]*on main.tf line 13[\s\S]*forbidden = 1/,
    );

    workspace.configure('output "x" { value = provider::example::repeat("a", "b", "") }');
    expect(workspace.plan().output).toMatch(
      /Invalid value for "more" parameter: it must not be empty either/,
    );
    workspace.configure('output "x" { value = provider::example::repeat("a", "b") }');
    expect(workspace.plan().output).toContain('"a b"');
  });

  test('keeps what was made when an apply fails part-way, and goes on from there', () => {
    const workspace = new Workspace('resource "example_note" "a" {\n title  = "one"\n breaks = true\n}');
    const failed = workspace.command('apply', '-auto-approve');
    expect(failed.code).toBe(1);
    expect(failed.output).toMatch(/Error: It broke[\s\S]*breaks = true[\s\S]*Take "breaks" away/);
    expect(workspace.resource()).toMatchObject({
      status: 'tainted',
      attributes: { title: 'one', tags: [], revision: null },
    });
    workspace.configure('resource "example_note" "a" { title = "one" }');
    expect(workspace.apply()).toContain('1 added, 0 changed, 1 destroyed');

    workspace.configure('resource "example_note" "a" {\n title = "two"\n breaks = true\n}');
    expect(workspace.command('apply', '-auto-approve').code).toBe(1);
    expect(workspace.resource().attributes).toMatchObject({ title: 'one', revision: 1 });
  });

  test('answers what went wrong when something fails that nothing was waiting for', () => {
    const workspace = new Workspace('resource "example_note" "a" {\n title = "one"\n crashes = true\n}');
    const { code, output } = workspace.command('apply', '-auto-approve');
    expect(code).toBe(1);
    expect(output).toContain('Something failed unexpectedly (Error) in the provider');
    expect(output).not.toContain('Plugin did not respond');
    expect(output).not.toContain('hunter22');
    expect(workspace.resource().status).toBe('tainted');
  });

  test('stops a running create when it is interrupted, and keeps what was made', async () => {
    const workspace = new Workspace('resource "example_note" "a" {\n title = "one"\n waits = true\n}');
    const terraform = spawn('terraform', ['apply', '-auto-approve', '-no-color'], {
      cwd: workspace.folder,
      env: workspace.environment,
      detached: true,
    });
    let output = '';
    for (const stream of [terraform.stdout, terraform.stderr]) stream.on('data', (text) => (output += text));
    const ended = new Promise<number | null>((resolve) => terraform.on('close', resolve));
    while (!workspace.events.includes('waiting')) await sleep(50);
    // As a terminal does it: to Terraform and to the providers that it started.
    process.kill(-terraform.pid!, 'SIGINT');
    expect(await ended).toBe(1);
    expect(output).toContain('Cancelled: could not create example_note');
    const { status, attributes } = workspace.resource();
    expect(status).toBe('tainted');
    expect(workspace.stored).toEqual([`${attributes.id}.json`]);
  });
});
