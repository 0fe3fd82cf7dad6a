import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../embedded.ts';
import { cliIn } from '../testing/cli-in.ts';

let folder: string;
const cli = cliIn(() => folder);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'syncform-connections-'));
  await using engine = await openEngine({ dataDir: join(folder, '.syncform'), baseDir: folder });
  const create = (name: string, url: string) =>
    engine.connections.create({ name, type: 'webhook', configuration: { url }, validate: false });
  await create('hook', 'https://example.com/a');
  await create('other', 'https://example.com/b');
  await engine.connections.create({ name: 'lake', type: 'duckdb', configuration: { path: 'l.duckdb' } });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('secret shows what a webhook is signed with, and each has its own', async () => {
  const hook = await cli('connections', 'secret', 'hook');
  expect(hook).toMatchObject({ code: 0, output: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=\n$/) });
  expect(await cli('connections', 'secret', 'hook')).toEqual(hook);
  expect((await cli('connections', 'secret', 'other')).output).not.toBe(hook.output);
  expect(JSON.parse((await cli('connections', 'secret', 'hook', '--json')).output)).toEqual({
    secret: hook.output.trim(),
  });
  expect((await cli('connections', '--json')).output).not.toContain('whsec_');
});

test('secret of what has none, or of nothing, says so', async () => {
  expect(await cli('connections', 'secret', 'lake')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('no secret that syncform made'),
  });
  expect(await cli('connections', 'secret', 'nothing')).toMatchObject({ code: 1 });
  expect(await cli('connections', 'secret')).toMatchObject({ code: 2 });
});
