import { join } from 'node:path';
import { type BulkLab, bulkLab, toDuckdb } from './bulk-lab.ts';
import { inDuckdb } from './in-duckdb.ts';

/*
 * Small tables of which several are committed together.
 */

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
  for (const table of ['one', 'two', 'three', 'four'])
    await lab.sql(`CREATE TABLE ${table} (id int PRIMARY KEY, n int);
                   INSERT INTO ${table} SELECT i, i FROM generate_series(1, 10) AS s(i); ANALYZE ${table}`);
});
afterEach(() => lab[Symbol.asyncDispose]());

const inStore = (...statements: string[]) => inDuckdb(join(lab.dir, 'store.duckdb'), statements);
const commits = async () =>
  (
    await inStore(
      `SELECT string_agg(table_id, ' ' ORDER BY table_id) FROM _syncform_commits GROUP BY committed_at ORDER BY 1`,
    )
  ).map(([tables]) => tables);
const sums = async () => {
  const read = (table: string) => lab.rows(toDuckdb, 'count(*), sum(n)', table);
  return [await read('one'), await read('two'), await read('three'), await read('four')].map(([row]) =>
    row?.join(' '),
  );
};

test('each has a record of its own of the one commit, and is counted by itself', async () => {
  const id = await lab.create(toDuckdb);
  const first = await lab.moved(id);
  expect(await commits()).toEqual(['lake.four lake.one lake.three lake.two']);
  expect(first.objects.map(({ status, counts }) => [status, counts.read, counts.inserted])).toEqual(
    Array.from({ length: 4 }, () => ['completed', 10, 10]),
  );
  // What is deleted at the source is marked, and stays.
  await lab.sql(
    'UPDATE two SET n = 100 WHERE id = 1; DELETE FROM three WHERE id > 5; INSERT INTO four VALUES (11, 1)',
  );
  const second = await lab.moved(id);
  expect(second.counts).toMatchObject({ inserted: 1, updated: 1, deleted: 5 });
  expect(await sums()).toEqual(['10 55', '10 154', '10 55', '11 56']);
});

test('one that refuses a record, or is at fault, keeps none of the others back', async () => {
  await inStore('CREATE SCHEMA lake', 'CREATE TABLE lake.two (id INTEGER, n INTEGER CHECK (n > 0))');
  const id = await lab.create(toDuckdb, { disable_record_timestamps: true });
  await lab.moved(id);
  for (const table of ['one', 'two', 'three', 'four']) await lab.sql(`INSERT INTO ${table} VALUES (11, 0)`);
  const execution = await lab.run('bulkSyncs', id);
  expect(execution.status).toBe('errors');
  const told = execution.objects.map(({ id: object, status, counts: { inserted, rejected } }) =>
    [object, status, inserted, rejected].join(' '),
  );
  expect(told.sort()).toEqual([
    'public.four completed 1 0',
    'public.one completed 1 0',
    'public.three completed 1 0',
    'public.two completed 0 1',
  ]);
  expect(await sums()).toEqual(['11 55', '10 55', '11 55', '11 55']);
  expect(await commits()).toContain('lake.four lake.one lake.three');
});

test('what was committed together before the positions were written is there once', async () => {
  const id = await lab.create(toDuckdb);
  const dying = await lab.another({
    failpoint: async (name) => {
      if (name === 'before:position') throw new Error('died');
    },
  });
  const { id: execution } = await dying.bulkSyncs.start(id);
  expect(await dying.executions.ended(execution)).toMatchObject({ status: 'failed' });
  await dying[Symbol.asyncDispose]();
  expect(await sums()).toEqual(['10 55', '10 55', '10 55', '10 55']);
  await lab.sql('UPDATE one SET n = 2 WHERE id = 1');
  await lab.moved(id);
  expect(await sums()).toEqual(['10 56', '10 55', '10 55', '10 55']);
});

test('tables of up to 1,000 rows are packed loosely when they are made, which makes their file no larger', async () => {
  const texts = (rows: number) =>
    `SELECT i AS id, 'the quick brown fox ' || i || ' jumps over the lazy dog ' || i * 7 AS n FROM generate_series(1, ${rows}) AS s(i)`;
  const made = async (...sizes: readonly number[]) => {
    const names = sizes.map((rows, i) => `texts_${sizes.length}_${i}_${rows}`);
    for (const [i, name] of names.entries())
      await lab.sql(
        `CREATE TABLE ${name} AS ${texts(sizes[i] as number)}; ALTER TABLE ${name} ADD PRIMARY KEY (id); ANALYZE ${name}`,
      );
    const id = await lab.create(toDuckdb, { schemas: names.map((name) => ({ id: `public.${name}` })) });
    await lab.moved(id);
    return inStore(
      `SELECT DISTINCT compression ILIKE '%FSST%' FROM pragma_storage_info('lake.${names[0]}') WHERE column_name = 'n' AND segment_type = 'VARCHAR'`,
    );
  };
  expect(await made(1_000, 1_000)).toEqual([['false']]);
  // Of few rows DuckDB looks at a part, by chance, and may find that tight packing would not pay.
  expect(await made(20_000, 20_000)).toEqual([['true']]);
});
