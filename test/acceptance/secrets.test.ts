import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from './database.ts';
import { model, PEOPLE, sync } from './definitions.ts';
import { Workspace } from './workspace.ts';

/** Postgres takes any password here, but nothing may show that it was ever given. */
const PLANTED = 'planted-secret-Zq81';
const ROTATED = 'planted-secret-Yp42';

let database: Database;
let workspace: Workspace;
let output = '';
beforeAll(async () => {
  database = await Database.create();
  workspace = await Workspace.create();
  await database.sql(PEOPLE);
  await database.sql(`CREATE ROLE keeper_${process.pid} SUPERUSER LOGIN PASSWORD '${PLANTED}'`);
});
afterAll(async () => {
  await workspace?.[Symbol.asyncDispose]();
  await database.sql(`DROP OWNED BY keeper_${process.pid}; DROP ROLE keeper_${process.pid}`);
  await database?.[Symbol.asyncDispose]();
});

const connection = (name = 'db') =>
  database
    .connection(name)
    .replace(/username = .*/, `username = "keeper_${process.pid}"`)
    .replace(/password = .*/, 'password = var.password');
const configuration = () => [
  'variable "password" {\n  type      = string\n  sensitive = true\n  ephemeral = true\n}\n',
  connection(),
  model(),
  sync(),
];

async function traced(args: readonly string[], password: string) {
  const done = await workspace.run(args, { env: { TF_LOG: 'TRACE', TF_VAR_password: password } });
  output += done.raw;
  return done;
}

test('a secret is used, and is in no output, state, plan or file', async () => {
  await workspace.configure(...configuration());
  const planned = await traced(['plan', '-input=false', '-no-color', '-out=tfplan'], PLANTED);
  expect(planned.code).toBe(0);
  expect((await traced(['apply', '-input=false', '-no-color', 'tfplan'], PLANTED)).code).toBe(0);
  expect(await database.value('SELECT count(*) FROM people_copy')).toBe('100');
  await traced(['show', '-json'], PLANTED);
  await traced(['show', '-json', 'tfplan'], PLANTED);
  await expectNoTrace(PLANTED);
});

test('a wrong one fails without being named', async () => {
  await workspace.configure(...configuration(), connection('other'));
  const failed = await traced(['apply', '-auto-approve', '-input=false', '-no-color'], ROTATED);
  expect(failed.code).toBe(1);
  expect(failed.output).toMatch(/user or password/i);
  await expectNoTrace(ROTATED);
});

test('rotation moves secrets_version; the same secret does not', async () => {
  await workspace.configure(...configuration());
  const env = (password: string) => ({ env: { TF_VAR_password: password } });
  const same = await workspace.run(['plan', '-detailed-exitcode', '-no-color', '-input=false'], env(PLANTED));
  expect(same.output).toContain('No changes.');
  await database.sql(`ALTER ROLE keeper_${process.pid} PASSWORD '${ROTATED}'`);
  const moved = await workspace.run(
    ['plan', '-detailed-exitcode', '-no-color', '-input=false'],
    env(ROTATED),
  );
  expect(moved.output).toMatch(/~ secrets_version = 1 -> 2/);
  expect((await workspace.tryApply([], env(ROTATED))).code).toBe(0);
  expect(await workspace.value('syncform_postgresql_connection.db', 'secrets_version')).toBe(2);
  const after = await workspace.run(
    ['plan', '-detailed-exitcode', '-no-color', '-input=false'],
    env(ROTATED),
  );
  expect(after.code).toBe(0);
  await expectNoTrace(ROTATED);
});

/** Looks for the secret in everything that was said and written, whatever its encoding. */
async function expectNoTrace(secret: string): Promise<void> {
  const forms = [
    secret,
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('hex'),
  ];
  const found: string[] = forms.filter((form) => output.includes(form)).map(() => 'output');
  for (const entry of await readdir(workspace.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    if (forms.some((form) => bytes.includes(form))) found.push(file);
  }
  expect(found).toEqual([]);
}
