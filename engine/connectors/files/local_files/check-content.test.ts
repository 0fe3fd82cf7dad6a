import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { checkContent } from '../../../families/files/check-content.ts';

const never = new AbortController().signal;

function check(name: string, bytes: Buffer | string, format: 'csv' | 'json' = 'csv') {
  // In small pieces, so that what spans two of them is seen.
  const all = Buffer.from(bytes);
  const pieces = function* () {
    for (let i = 0; i < all.length; i += 1000) yield all.subarray(i, i + 1000);
  };
  return checkContent({ name, format, open: () => Readable.from(pieces()) }, never).then(
    () => 'whole',
    (error: Error) => error.message,
  );
}

const rows = `id,name\n${Array.from({ length: 5000 }, (_, i) => `${i},name ${(i * 7919) % 5003}`).join('\n')}\n`;
const documents = JSON.stringify(Array.from({ length: 500 }, (_, id) => ({ id, name: '[}"\\' })));

describe.each([
  ['gz', gzipSync(rows)],
  ['zst', zstdCompressSync(rows)],
  ['zst', Buffer.concat([zstdCompressSync(rows), zstdCompressSync(rows)])],
])('a file compressed as .%s', (extension, whole) => {
  test('is read when it is whole', async () => {
    expect(await check(`a.csv.${extension}`, whole)).toBe('whole');
  });

  test('is refused wherever it is cut', async () => {
    for (let i = 1; i < 40; i++) {
      const length = Math.floor((whole.length * i) / 40);
      // Between two frames a file is whole.
      if (length * 2 === whole.length && extension === 'zst') continue;
      const found = await check(`a.csv.${extension}`, whole.subarray(0, length));
      expect([i, found]).toEqual([i, `a.csv.${extension} is cut short: its compressed data has no end`]);
    }
  });

  test('is refused when it is damaged', async () => {
    const damaged = Buffer.from(whole);
    damaged.fill(0, 0, 4);
    expect(await check(`a.csv.${extension}`, damaged)).toMatch(/cannot be decompressed|cut short/);
  });
});

test('JSON is refused wherever it is cut', async () => {
  expect(await check('a.json', documents, 'json')).toBe('whole');
  expect(await check('a.ndjson', '{"a":1}\n{"a":2}\n', 'json')).toBe('whole');
  for (const length of [1, 20, 1500, documents.length - 1])
    expect(await check('a.json', documents.slice(0, length), 'json')).toMatch(/^a\.json is cut short: /);
  expect(await check('a.ndjson', '{"a":1}\n{"a":"2', 'json')).toBe(
    'a.ndjson is cut short: a text is not closed at its end, in line 2',
  );
  expect(await check('a.ndjson', '{"a":1}\n{"a":"2\n{"a":3}\n', 'json')).toBe(
    'a.ndjson is cut short: a text is not closed at its end, in line 4; what is not closed begins in line 2',
  );
  expect(await check('a.json.gz', gzipSync('[{"a":1},'), 'json')).toBe(
    'a.json.gz is cut short: an array or an object is not closed at its end, in line 1',
  );
});

test('JSON that is nested too deep is refused', async () => {
  expect(await check('a.json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'json')).toBe(
    'a.json has JSON that is nested more than 1000 levels deep, in line 1',
  );
});

test.each([
  ['<!DOCTYPE html><html><body>Sign in</body></html>', 'it is a web page'],
  ['\uFEFF\n<html lang="en">', 'it is a web page'],
  ['<?xml version="1.0"?><a/>', 'it is an XML document'],
  ['PK\u0003\u0004rest', 'it is a zip archive (or a workbook of Excel)'],
  [gzipSync('a,b\n1,2\n'), 'it is compressed by gzip, and its name must then end in .gz'],
  [Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), 'it is in UTF-16'],
  [Buffer.from('a,b\n1,2\n', 'utf16le'), 'it is binary, or in UTF-16 or UTF-32'],
])('what is no CSV file is named: %j', async (content, found) => {
  expect(await check('a.csv', content)).toBe(`a.csv is no CSV file: ${found}`);
});

test('a line without end in a compressed file is refused while it comes', async () => {
  const long = gzipSync(Buffer.alloc(140 * 1024 * 1024, 'x'));
  expect(await check('a.csv.gz', long)).toBe('a.csv.gz has a line of more than 128 MiB');
});

test('ends as soon as it is stopped', async () => {
  const stopped = AbortSignal.abort();
  await expect(
    checkContent({ name: 'a.csv', format: 'csv', open: () => Readable.from([Buffer.from('a')]) }, stopped),
  ).rejects.toMatchObject({ code: 'canceled' });
});

test('stops in the middle of a compressed file whose bytes no longer come', async () => {
  const whole = gzipSync(rows);
  const stuck = new Readable({ read() {} });
  stuck.push(whole.subarray(0, whole.length / 2));
  const stop = new AbortController();
  const checked = checkContent({ name: 'a.csv.gz', format: 'csv', open: () => stuck }, stop.signal);
  setImmediate(() => stop.abort());
  await expect(checked).rejects.toMatchObject({ code: 'canceled' });
});
