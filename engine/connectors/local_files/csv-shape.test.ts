import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDuckdbSession } from '../../movement/duckdb-hub.ts';
import { selectCsv, sniffCsv } from './csv-file.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'csv-shape-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** The columns, and the rows as text, of a file with this content. */
async function read(content: string | Buffer, skipLines = 0) {
  const path = join(dir, 'a.csv');
  await writeFile(path, content);
  return withDuckdbSession({ tempDir: dir }, async (session) => {
    const layout = await sniffCsv(session, path, content.length, { hasHeader: true, skipLines });
    const columns = layout.columns.map(({ name, type }) => `${name} ${type}`);
    return {
      columns,
      rows: await session.all(`SELECT CAST(r AS VARCHAR) FROM (${selectCsv(path, layout)}) AS r`),
    };
  });
}

test.each([
  [
    'a later line with one value more',
    'id,name,city\n1,A,X\n2,B,Y\n3,Smith, John,Paris\n',
    /a\.csv: record 4 .* has 4 values, and the header has 3/,
  ],
  [
    'a line with one value less',
    'a,b,c\n1,2\n1,2,3\n',
    /a\.csv: record 2 .* has 2 values, and the header has 3/,
  ],
  ['a title', 'My report\nid,name,city\n1,A,X\n2,B,Y\n', /a\.csv: line/],
  ['a line that names the delimiter', 'sep=;\nid;name\n1;a\n2;b\n', /a\.csv: line/],
  ['a comment', '# made by, a machine\nid,name,city\n1,a,b\n2,b,c\n', /a\.csv: (line|record)/],
  ['mixed line ends', 'id,name\r\n1,a\n2,b\r\n3,c\n', /a\.csv/],
])('%s is refused by file and line, and no column of whole lines', async (_, content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});

test('a wider row at 1,000 of 30,000 is refused', async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => (i === 1_000 ? `${i},a,b,c` : `${i},a,b`));
  await expect(read(`id,x,y\n${lines.join('\n')}\n`)).rejects.toThrow(/a\.csv/);
});

test('lines before the header are left out where skip_lines says so; an empty first line is refused by its number', async () => {
  expect((await read('My report\nid,name\n1,A\n', 1)).columns).toEqual(['id BIGINT', 'name VARCHAR']);
  expect((await read('sep=;\nid;name\n1;A\n', 1)).columns).toEqual(['id BIGINT', 'name VARCHAR']);
  await expect(read('\nid,name\n1,a\n2,b\n')).rejects.toThrow(/a\.csv: line 1 is empty/);
  expect((await read('\nid,name\n1,a\n', 1)).rows).toEqual([["{'id': 1, 'name': a}"]]);
});

test('one column of text stays one, with delimiters in some of its values', async () => {
  expect((await read('note\n"a, b; c"\nx\n')).columns).toEqual(['note VARCHAR']);
  expect((await read('"note"\n"a, b"\n"c, d"\n')).columns).toEqual(['note VARCHAR']);
  expect((await read('id\n1\n2\n')).columns).toEqual(['id BIGINT']);
});

test.each([
  ['01/02/2024', 'VARCHAR'],
  ['14/02/2024', 'VARCHAR'],
  ['02/14/2024 10:00', 'VARCHAR'],
  ['1-2-3', 'VARCHAR'],
  ['1.2.3', 'VARCHAR'],
  ['1/2', 'VARCHAR'],
  ['2024-01-02', 'DATE'],
  ['2024-01-02 10:00:00.123456', 'TIMESTAMP'],
  ['2024-01-02T10:00:00.123456000Z', 'TIMESTAMP WITH TIME ZONE'],
  ['2024-01-02T10:00:00.123456789', 'VARCHAR'],
  ['2024-01-02T10:00:00+02:00', 'TIMESTAMP WITH TIME ZONE'],
  ['10:00:00', 'TIME'],
])('%s is %s', async (value, type) => {
  expect((await read(`id,at\n1,${value}\n2,\n`)).columns).toEqual(['id BIGINT', `at ${type}`]);
});

test.each([
  ['UTF-16', Buffer.from('\ufeffid,name\n1,é\n', 'utf16le')],
  ['Latin-1', Buffer.from('id,name\n1,é\n', 'latin1')],
])('%s is refused as not UTF-8, by file', async (_, content) => {
  await expect(read(content)).rejects.toThrow(/a\.csv is not UTF-8 text/);
});
