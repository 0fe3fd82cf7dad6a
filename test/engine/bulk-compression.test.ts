import { join } from 'node:path';
import { type BulkLab, bulkLab, toParquet } from './bulk-lab.ts';
import { inDuckdb } from './in-duckdb.ts';

/*
 * Local files of every format under every compression that it has: written, read back, merged into and written again.
 */

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
  await lab.sql(`CREATE TABLE people (id int PRIMARY KEY, name text);
                 INSERT INTO people VALUES (1, 'Ann'), (2, ''), (3, NULL)`);
});
afterEach(() => lab[Symbol.asyncDispose]());

const to = (configuration: Record<string, string>) => ({
  disable_record_timestamps: true,
  destination: { connection_id: lab.connections.files, configuration },
});
const codec = async (file: string) =>
  (
    await inDuckdb(':memory:', [
      `SELECT DISTINCT compression FROM parquet_metadata('${join(lab.dir, 'files', file)}')`,
    ])
  ).flat();
const rows = (file: string) =>
  lab.rows({ ...toParquet, table: (name) => `"${name}"` }, 'id, name', file, 'ORDER BY id');
const merged = [
  ['1', 'Ann'],
  ['2', 'Bob'],
  ['4', ''],
];

test.each([
  ['parquet', 'none', 'people.parquet', 'UNCOMPRESSED'],
  ['parquet', 'gzip', 'people.parquet', 'GZIP'],
  ['parquet', 'zstd', 'people.parquet', 'ZSTD'],
  ['parquet', 'snappy', 'people.parquet', 'SNAPPY'],
  ['csv', 'none', 'people.csv', undefined],
  ['csv', 'gzip', 'people.csv.gz', undefined],
  ['csv', 'zstd', 'people.csv.zst', undefined],
  ['json', 'gzip', 'people.json.gz', undefined],
  ['json', 'zstd', 'people.json.zst', undefined],
])('%s by %s', async (format, compression, file, codecName) => {
  const id = await lab.create(toParquet, to({ format, compression }));
  await lab.moved(id);
  await lab.sql(`UPDATE people SET name = 'Bob' WHERE id = 2; DELETE FROM people WHERE id = 3;
                 INSERT INTO people VALUES (4, '')`);
  expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 1, updated: 1, deleted: 1 } });
  expect(await rows(file)).toEqual(merged);
  if (codecName) expect(await codec(file)).toEqual([codecName]);
  expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 0, updated: 0, deleted: 0 } });
  const plan = await lab.engine.bulkSyncs.plan(lab.bulk(toParquet, to({ format, compression })), { id });
  expect(plan.tables.flatMap(({ statements }) => statements)).toEqual([]);
});

test('a parquet file is written again under another compression, with the rows that it has', async () => {
  const id = await lab.create(toParquet, to({ format: 'parquet' }));
  await lab.moved(id);
  expect(await codec('people.parquet')).toEqual(['ZSTD']);
  await lab.engine.bulkSyncs.update(
    id,
    lab.bulk(toParquet, to({ format: 'parquet', compression: 'snappy' })),
  );
  await lab.moved(id);
  expect(await codec('people.parquet')).toEqual(['SNAPPY']);
  expect((await rows('people.parquet')).length).toBe(3);
});

test('CSV by snappy is a conflict of the plan', async () => {
  const plan = lab.engine.bulkSyncs.plan(lab.bulk(toParquet, to({ format: 'csv', compression: 'snappy' })));
  await expect(plan).rejects.toThrow('csv files cannot be compressed by snappy: choose none, gzip or zstd');
});
