import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inDuckdb } from '../../../test/engine/in-duckdb.ts';
import { openEngine } from '../../embedded.ts';
import { cliIn } from '../testing/cli-in.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncform-verify-'));
  await writeFile(join(folder, 'people.csv'), 'id,name\n1,Ada\n2,Grace\n3,Barbara\n');
  await using engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
  const connect = (type: string, configuration: { path: string }) =>
    engine.connections.create({ name: type, type, configuration });
  const files = await connect('local_files', { path: '.' });
  const copies = await connect('duckdb', { path: 'copies.duckdb' });
  const people = await engine.models.create({
    name: 'people',
    connection_id: files.id,
    configuration: { table: 'people.csv' },
  });
  const source = (field: string) => ({ model_id: people.id, field });
  await engine.syncs.create({
    name: 'people out',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: copies.id, create: { name: 'main.people' } },
    fields: [{ target: 'name', source: source('name') }],
    identity: { source: source('id'), target: 'id', function: 'Equality' },
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cli = cliIn(() => folder);

test('verify tells with its exit code whether something is wrong, and repair sends it', async () => {
  expect((await cli('run', 'people out')).code).toBe(0);
  const agreed = await cli('verify', 'people out');
  expect(agreed).toMatchObject({ code: 0, errors: '' });
  expect(agreed.output).toContain('✓ nothing is wrong');

  await inDuckdb(join(folder, 'copies.duckdb'), [
    'DELETE FROM people WHERE id = 2',
    "UPDATE people SET name = 'Barbara L.' WHERE id = 3",
  ]);
  const wrong = await cli('verify', 'people out');
  expect(wrong).toMatchObject({ code: 1, errors: '' });
  expect(wrong.output).toContain('3 records, 3 acknowledged, 2 rows in the target: 1 missing, 1 different');
  expect(wrong.output).toContain('✗ 2 wrong');
  expect(wrong.output).toContain('- id=2 missing');
  expect(wrong.output).toContain('~ id=3 different: name');
  const json = await cli('verify', 'people out', '--json');
  expect(JSON.parse(json.output)).toMatchObject({ objects: [{ counts: { wrong: 2, missing: 1 } }] });

  const repaired = await cli('verify', 'people out', '--repair');
  expect(repaired).toMatchObject({ code: 0, errors: '' });
  expect(repaired.output).toContain('repair completed');
});

test('verify answers 2 where it cannot tell', async () => {
  expect(await cli('verify')).toMatchObject({ code: 2, errors: expect.stringContaining('which sync?') });
  expect(await cli('verify', 'nobody')).toMatchObject({
    code: 2,
    errors: expect.stringContaining('there is no sync "nobody"'),
  });
});
