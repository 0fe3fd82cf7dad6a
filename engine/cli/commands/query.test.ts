import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../embedded.ts';
import { cliIn } from '../testing/cli-in.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncform-query-'));
  await writeFile(
    join(folder, 'people.csv'),
    'id,name,balance\n9007199254740993,Ada,1.10\n2,"two\nlines",\n3,Ünï 🦆,-0.5\n',
  );
  await using engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
  await engine.connections.create({ name: 'files', type: 'local_files', configuration: { path: '.' } });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cli = cliIn(() => folder);

test('query shows rows of SQL as a table', async () => {
  const { code, output, errors } = await cli('query', 'files', 'SELECT id, name FROM people ORDER BY id');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output).toBe(
    [
      '              id  name',
      '               2  two lines',
      '               3  Ünï 🦆',
      '9007199254740993  Ada',
      '',
    ].join('\n'),
  );
});

test('query writes exact values as JSON, no more than asked for', async () => {
  const { output } = await cli('query', 'files', '--table', 'people.csv', '--limit', '2', '--json');
  const { fields, rows } = JSON.parse(output);
  expect(fields.map((f: { name: string }) => f.name)).toEqual(['id', 'name', 'balance']);
  expect(rows).toEqual([
    { id: '9007199254740993', name: 'Ada', balance: expect.anything() },
    { id: '2', name: 'two\nlines', balance: null },
  ]);
});

test('query says what is wrong', async () => {
  expect(await cli('query', 'files', 'SELECT nothing FROM people')).toMatchObject({
    code: 1,
    output: '',
    errors: expect.stringContaining('nothing'),
  });
  expect(await cli('query', 'nobody', 'SELECT 1')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('There are: "files"'),
  });
  expect(await cli('query', 'files')).toMatchObject({ code: 2 });
});
