import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { z } from 'zod';
import { localFilesConfig } from '../../connectors/files/local_files/config.ts';
import { openLocalFiles } from '../../connectors/files/local_files/open.ts';
import type { ConnectorHost, RejectedRecord } from '../../contract/contract.ts';
import type { JsonObject } from '../../kit/json.ts';
import { storeFields } from './config.ts';
import { openStore } from './open-store.ts';
import { MemoryStore } from './testing/memory-store.ts';
import { FilesUnderTest, never, testHost } from './testing/open-files.ts';

/* Files of one JSON document a line, of which some lines are none: in a store and in a folder. */

const options = z.strictObject(storeFields);
let host: ConnectorHost & AsyncDisposable;
let store: MemoryStore;
let folder: string;
beforeEach(async () => {
  host = await testHost();
  store = new MemoryStore();
  folder = await mkdtemp(join(tmpdir(), 'broken-'));
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, content: string | Buffer): Promise<void> {
  store.set(name, content);
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
}

/** A new connection to the same files; what was found out about those of the store is kept. */
async function open(where: string, config: JsonObject, said: JsonObject = {}): Promise<FilesUnderTest> {
  const { facets } =
    where === 'a store'
      ? openStore(store, options.parse(config), { ...host, cacheDir: folder })
      : await openLocalFiles(localFilesConfig.parse({ path: folder, ...config }), host);
  return new FilesUnderTest(facets, host, said);
}

async function setAside(files: FilesUnderTest, object: string): Promise<readonly string[]> {
  const [schema] = await files.facets.discover.describe([object], {}, never);
  const fields = schema?.fields.map(({ id }) => id) ?? [];
  const { rejected = [] } = await files.facets.read.extract({ object, fields, configuration: {} }, never);
  return rejected.map(({ key, reason }: RejectedRecord) => `${key.file} ${key.line}: ${reason}`);
}

const LINES = [
  '{"id":1,"n":"a"}',
  '{"id":2,"n":"b',
  '',
  '{"id":3,"n":"c"}',
  '  \r',
  'rubbish',
  '{"id":4,"n":"d"}\r',
  '{"id":5,"n":"\\ud800"}',
  '[6]',
  '{"id":7,"n":"e"}{"id":8}',
  '{"id":9,"n":"f"}',
  '{"id":10,"n":"g"}',
  '{"id":11,"n":"h"}',
  '{"id":12,"n"',
].join('\n');
const ROWS = ['10|g', '11|h', '1|a', '3|c', '4|d', '9|f'];
const BROKEN = [2, 6, 8, 9, 10, 14].map(
  (line) => `${line}: the line is not ${line === 9 ? 'a JSON object' : 'JSON'}`,
);

describe.each(['a store', 'a folder'])('in %s', (where) => {
  const connect = (config: JsonObject, said?: JsonObject) => open(where, config, said);

  test.each([
    ['people.ndjson', (text: string) => text],
    ['people.jsonl.gz', gzipSync],
    ['people.json.zst', zstdCompressSync],
  ])('broken lines of %s are left out and told, once that is said', async (name, packed) => {
    await write(name, packed(LINES));
    const refused = (await connect({})).types(name);
    await expect(refused).rejects.toThrow(new RegExp(`${name}.*(record|line) 2\\b`));
    await expect(refused).rejects.toMatchObject({ hint: expect.stringContaining('broken_lines') });
    for (const _ of ['seen for the first time', 'seen before']) {
      const files = await connect({ broken_lines: 'set_aside' });
      expect(await files.rows(name)).toEqual(ROWS);
      expect(await setAside(files, name)).toEqual(BROKEN.map((told) => `${name} ${told}`));
    }
    expect(await (await connect({}, { broken_lines: 'set_aside' })).rows(name)).toEqual(ROWS);
  });

  test('a file of more broken lines than others, and one that is not a file of lines, are read as they were', async () => {
    await write('a.ndjson', 'x\ny\n{"id":1}\n');
    await write('b.json', '[\n{"id":1},\n{"id":2}\n]\n');
    await write('c.json', '{\n"id": 1\n}\n{\n"id": 2\n}\n');
    await write('d.ndjson', '{"id":1}\n{"id":2}\n');
    const files = await connect({ broken_lines: 'set_aside' });
    await expect(files.types('a.ndjson')).rejects.toThrow(/a\.ndjson/);
    for (const name of ['b.json', 'c.json', 'd.ndjson']) {
      expect([name, await files.rows(name)]).toEqual([name, ['1', '2']]);
      expect(await setAside(files, name)).toEqual([]);
    }
  });

  test('a key that a record has twice is told at its record, and its line is set aside', async () => {
    await write('twice.ndjson', '{"id":1}\n{"id":2,"id":3}\n{"id":4}\n');
    await expect((await connect({})).rows('twice.ndjson')).rejects.toThrow(
      /twice\.ndjson: record 2 cannot be read: it has duplicate key "id"$/,
    );
    const files = await connect({ broken_lines: 'set_aside' });
    expect(await files.rows('twice.ndjson')).toEqual(['1', '4']);
    expect(await setAside(files, 'twice.ndjson')).toEqual(['twice.ndjson 2: the line has a key twice']);
  });

  test('compressed data without an end is refused anyway', async () => {
    await write('cut.ndjson.gz', gzipSync('{"id":1}\n'.repeat(1000)).subarray(0, 40));
    await expect((await connect({ broken_lines: 'set_aside' })).types('cut.ndjson.gz')).rejects.toThrow(
      'cut short',
    );
  });
});
