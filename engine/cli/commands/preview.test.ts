import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../embedded.ts';
import { cliIn } from '../testing/cli-in.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncform-preview-'));
  await writeFile(join(folder, 'people.csv'), 'id,name\n1,Ada\n2,"two\nlines"\n2,twice\n');
  await using engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
  const connect = (type: string, configuration: { path: string }) =>
    engine.connections.create({ name: type, type, configuration });
  const files = await connect('local_files', { path: '.' });
  const file = await connect('duckdb', { path: 'out.duckdb' });
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
    target: { connection_id: file.id, create: { name: 'people' } },
    fields: [{ target: 'name', source: source('name') }],
    identity: { source: source('id'), target: 'id', function: 'Equality' },
  });
  await engine.bulkSyncs.create({
    name: 'all files',
    active: true,
    mode: 'replicate',
    schedule: { frequency: 'manual' },
    source: { connection_id: files.id },
    destination: { connection_id: file.id, configuration: { schema: 'raw' } },
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cli = cliIn(() => folder);

test('preview shows what a sync would do, as lines', async () => {
  const { code, output, errors } = await cli('preview', 'people out', '--limit', '1');
  expect({ code, errors }).toEqual({ code: 4, errors: '' });
  expect(output).toContain('\n    runs CREATE TABLE');
  expect(output.split('\n').filter((line) => !line.startsWith('    runs'))).toEqual([
    'people out · sync · nothing was written',
    expect.stringMatching(/^ {2}people → /),
    '    reads all records of "people"',
    '    3 read: 2 to create, 0 to update, 0 to remove, 0 unchanged, 1 rejected',
    '    + id=1 name=Ada',
    '    ! id=2: another record of the model has the same identity; only one of them is sent',
    '',
  ]);
});

test('preview shows what a bulk sync would read, and what it would read after that', async () => {
  const before = await cli('preview', 'all files', '--json');
  expect(before.code).toBe(0);
  expect(JSON.parse(before.output)).toMatchObject({
    type: 'bulk_sync',
    objects: [{ id: 'people.csv', reads: 'all rows', counts: null }],
  });
  expect((await cli('run', 'all files')).code).toBe(0);
  const { output } = await cli('preview', 'all files');
  expect(output).toContain('reads nothing: the source has not changed since the last run');
});

test('preview says what it does not know', async () => {
  expect(await cli('preview')).toMatchObject({ code: 2, errors: expect.stringContaining('which sync?') });
  expect(await cli('preview', 'nobody', '--json')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('"not_found"'),
  });
});
