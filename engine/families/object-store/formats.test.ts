import { z } from 'zod';
import { canonical, samples } from '../../../test/contract/samples.ts';
import type { CellValue } from '../../contract/contract.ts';
import { storeFields } from './config.ts';
import { openStore } from './open-store.ts';
import { MemoryStore } from './testing/memory-store.ts';
import { FilesUnderTest, never, testHost } from './testing/open-files.ts';

const types = Object.keys(samples);
const columns = [
  { name: 'id', type: 'int' },
  { name: 'half', type: 'boolean' },
  ...types.map((type, i) => ({ name: `c${i}`, type })),
];
const height = Math.max(...Object.values(samples).map((values) => values.length));
/** A row of NULLs after as many as it takes for every value to come once. */
const rows = Array.from({ length: height + 1 }, (_, row): CellValue[] => [
  row,
  row % 2 === 0,
  ...types.map((type) => samples[type]?.[row] ?? null),
]);
const comparable = (all: readonly (readonly CellValue[])[]) =>
  [...all]
    .sort((a, b) => Number(a[0]) - Number(b[0]))
    .map((row) => row.map((value, i) => canonical(columns[i]?.type ?? 'string', value)));

test.each([
  { format: 'parquet' },
  { format: 'parquet', partition_by: 'half' },
  { format: 'csv' },
  { format: 'csv', compression: 'gzip' },
  { format: 'csv', partition_by: 'half', compression: 'zstd' },
  { format: 'json' },
  { format: 'json', compression: 'zstd' },
  { format: 'json', partition_by: 'half', compression: 'gzip' },
])('every type and value comes back as it went: %j', async (configuration) => {
  await using host = await testHost();
  const store = new MemoryStore();
  const files = new FilesUnderTest(
    openStore(store, z.strictObject(storeFields).parse({}), host).facets,
    host,
  );
  const table = await files.create('t', columns, ['id'], configuration);
  expect(await files.load(table, 'replace', rows)).toMatchObject({ inserted: rows.length, rejected: [] });
  expect(await files.types('t')).toEqual(columns.map(({ name, type }) => `${name} ${type}`));
  const request = { object: 't', fields: columns.map(({ name }) => name), configuration: {} };
  const read = async () => files.cells(await files.facets.read.extract(request, never));
  expect(comparable(await read())).toEqual(comparable(rows));
  // What was written equals what comes again.
  expect(await files.load(table, 'upsert', rows)).toEqual({
    inserted: 0,
    updated: 0,
    deleted: 0,
    rejected: [],
  });
  await files.load(
    table,
    'upsert',
    rows.slice(0, 1).map(([id, half]) => [id ?? null, half ?? null, ...types.map(() => null)]),
  );
  expect(comparable(await read()).slice(1)).toEqual(comparable(rows).slice(1));
});
