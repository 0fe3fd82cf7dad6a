import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BulkSyncInput } from '../../engine/api/documents.ts';
import { systemClock } from '../../engine/kit/clock.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { type BulkLab, bulkLab, toPostgres } from './bulk-lab.ts';

/*
 * What a table refused of a bulk sync stays counted and listed in every run until it arrives or goes, also where the source
 * says that nothing changed, or where only what is new by a tracking field is read.
 */

type Person = readonly [id: number, n: number, day: string];

/** A source of one object, whose records are what was written last. */
interface Source {
  readonly object: string;
  readonly connection: string;
  write(records: readonly Person[]): Promise<void>;
}

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
  await mkdir(join(lab.dir, 'in'));
});
afterEach(() => lab[Symbol.asyncDispose]());

const connect = async (type: string, configuration: Record<string, string>) =>
  (await lab.engine.connections.create({ name: `in ${type}`, type, configuration })).id;
const values = (records: readonly Person[]) =>
  records.map(([id, n, day]) => `(${id}, ${n}, DATE '${day}')`).join(', ');

async function duckdb(path: string, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

const sources: Readonly<Record<string, () => Promise<Source>>> = {
  'a CSV file': async () => ({
    object: 'people.csv',
    connection: await connect('local_files', { path: 'in' }),
    write: (records) =>
      writeFile(
        join(lab.dir, 'in', 'people.csv'),
        ['id,n,day', ...records.map((record) => record.join(',')), ''].join('\n'),
      ),
  }),
  'a Parquet file': async () => ({
    object: 'people.parquet',
    connection: await connect('local_files', { path: 'in' }),
    write: (records) =>
      duckdb(
        ':memory:',
        `COPY (SELECT * FROM (VALUES ${values(records)}) AS t(id, n, day)) TO '${join(lab.dir, 'in', 'people.parquet')}' (FORMAT parquet)`,
      ),
  }),
  'a DuckDB file': async () => {
    const path = join(lab.dir, 'source.duckdb');
    await duckdb(path, 'CREATE TABLE people (id INT, n INT, day DATE)');
    return {
      object: 'people',
      connection: await connect('duckdb', { path }),
      write: (records) => duckdb(path, 'DELETE FROM people', `INSERT INTO people VALUES ${values(records)}`),
    };
  },
  'a Postgres table': async () => {
    await lab.sql('CREATE TABLE public.people (id int PRIMARY KEY, n int, day date)');
    return {
      object: 'public.people',
      connection: lab.connections.postgres,
      write: async (records) => {
        await lab.sql('DELETE FROM public.people');
        await lab.sql(`INSERT INTO public.people VALUES ${values(records)}`);
      },
    };
  },
};

const rejected = async () => {
  await using store = await openStoreForReading(lab.dataDir, systemClock);
  return (await store.rejections.list()).map(({ key, reason, attempts }) => ({ key, reason, attempts }));
};

const cases = Object.keys(sources).flatMap((from) =>
  [undefined, 'day'].map((tracking_field) => ({ from, by: tracking_field ?? 'no field', tracking_field })),
);

test.each(cases)('of $from, tracked by $by', async ({ from, tracking_field }) => {
  const source = await (sources[from] as () => Promise<Source>)();
  const start: readonly Person[] = [
    [1, 1, '2024-01-01'],
    [2, 2, '2024-01-02'],
  ];
  await source.write(start);
  if (from !== 'a Postgres table')
    await lab.engine.connections.setPrimaryKeys({
      connection_id: source.connection,
      schema_id: source.object,
      field_ids: ['id'],
    });
  const input: Partial<BulkSyncInput> = {
    source: { connection_id: source.connection },
    schemas: [
      { id: source.object, user_output_name: 'people', ...(tracking_field ? { tracking_field } : {}) },
    ],
  };
  const id = await lab.create(toPostgres, input);
  await lab.moved(id);
  await lab.sql('ALTER TABLE lake.people ADD CONSTRAINT positive CHECK (n > 0)');

  // The first record is gone from the source, and what comes after the refused one moves the position on.
  await source.write([...start.slice(1), [3, -3, '2024-01-03'], [4, 4, '2024-01-04']]);
  const run = () => lab.run('bulkSyncs', id);
  expect(await run()).toMatchObject({ status: 'errors', counts: { inserted: 1, rejected: 1 } });
  for (const attempts of [2, 3]) {
    expect(await run()).toMatchObject({
      status: 'errors',
      counts: { inserted: 0, updated: 0, deleted: 0, rejected: 1 },
    });
    expect(await rejected()).toEqual([
      { key: { id: '3' }, reason: expect.stringContaining('positive'), attempts },
    ]);
  }

  await lab.sql('ALTER TABLE lake.people DROP CONSTRAINT positive');
  expect(await run()).toMatchObject({ status: 'completed', counts: { inserted: 1, rejected: 0 } });
  expect(await rejected()).toEqual([]);
  // A tracking field says nothing of what is deleted: that a record was refused does not change that.
  const there = await lab.sql('SELECT id, _syncform_deleted_at IS NULL FROM lake.people ORDER BY id');
  expect(there).toEqual([
    ['1', tracking_field ? 't' : 'f'],
    ['2', 't'],
    ['3', 't'],
    ['4', 't'],
  ]);
  expect(await run()).toMatchObject({
    status: 'completed',
    counts: { inserted: 0, updated: 0, rejected: 0 },
  });
});

test('a refused record that is gone from the source is forgotten', async () => {
  const source = await (sources['a CSV file'] as () => Promise<Source>)();
  await source.write([[1, 1, '2024-01-01']]);
  const id = await lab.create(toPostgres, {
    source: { connection_id: source.connection },
    schemas: [{ id: source.object, user_output_name: 'people' }],
  });
  await lab.moved(id);
  await lab.sql('ALTER TABLE lake.people ADD CONSTRAINT positive CHECK (n > 0)');
  await source.write([
    [1, 1, '2024-01-01'],
    [2, -2, '2024-01-02'],
  ]);
  const run = () => lab.run('bulkSyncs', id);
  expect(await run()).toMatchObject({ status: 'errors', counts: { rejected: 1 } });
  await source.write([[1, 1, '2024-01-01']]);
  expect(await run()).toMatchObject({ status: 'completed', counts: { rejected: 0 } });
  expect(await rejected()).toEqual([]);
});
