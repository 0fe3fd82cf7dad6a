import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BulkSyncInput } from '../../engine/api/documents.ts';
import { type BulkLab, bulkLab, toDuckdb, toParquet, toPostgres } from './bulk-lab.ts';

/*
 * Every option that a source has a part in, from each source that DuckDB reads by itself: filters, a tracking field, hashes,
 * keys that were set, timestamps.
 */

interface Source {
  readonly object: string;
  readonly connection: string;
  /** Makes these the source's records: id, name, day. */
  write(records: readonly (readonly [number, string | null, string])[]): Promise<void>;
}

let lab: BulkLab;
let server: Server;
let served = '';
beforeEach(async () => {
  lab = await bulkLab();
  await mkdir(join(lab.dir, 'in'));
  server = createServer(({ headers }, response) => {
    const etag = `"${createHash('sha256').update(served).digest('hex')}"`;
    response.setHeader('etag', etag);
    if (headers['if-none-match'] === etag) response.writeHead(304).end();
    else response.end(served);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
  await new Promise((resolve) => server.close(resolve));
});

const csv = (records: readonly (readonly [number, string | null, string])[]) =>
  ['id,name,day', ...records.map(([id, name, day]) => `${id},${name ?? ''},${day}`), ''].join('\n');

async function duckdb(statements: readonly string[], path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

const values = (records: readonly (readonly [number, string | null, string])[]) =>
  records
    .map(([id, name, day]) => `(${id}, ${name === null ? 'NULL' : `'${name}'`}, DATE '${day}')`)
    .join(', ');

const connect = async (type: string, configuration: Record<string, string>) =>
  (await lab.engine.connections.create({ name: `in ${type}`, type, configuration })).id;

const sources: Readonly<Record<string, () => Promise<Source>>> = {
  duckdb: async () => {
    const path = join(lab.dir, 'source.duckdb');
    const write: Source['write'] = (records) =>
      duckdb(
        [
          'CREATE TABLE IF NOT EXISTS people (id INT, name VARCHAR, day DATE)',
          'DELETE FROM people',
          `INSERT INTO people VALUES ${values(records)}`,
        ],
        path,
      );
    await write([[0, 'nobody', '2020-01-01']]);
    return { object: 'people', connection: await connect('duckdb', { path }), write };
  },
  'local_files (csv)': async () => ({
    object: 'people.csv',
    connection: await connect('local_files', { path: 'in' }),
    write: (records) => writeFile(join(lab.dir, 'in', 'people.csv'), csv(records)),
  }),
  'local_files (parquet)': async () => ({
    object: 'people.parquet',
    connection: await connect('local_files', { path: 'in' }),
    write: (records) =>
      duckdb(
        [
          `COPY (SELECT * FROM (VALUES ${values(records)}) AS t(id, name, day)) TO '${join(lab.dir, 'in', 'people.parquet')}' (FORMAT parquet)`,
        ],
        ':memory:',
      ),
  }),
  csv: async () => {
    const { port } = server.address() as AddressInfo;
    served = csv([[0, 'nobody', '2020-01-01']]);
    return {
      object: 'people.csv',
      connection: await connect('csv', { url: `http://127.0.0.1:${port}/people.csv` }),
      write: async (records) => {
        served = csv(records);
      },
    };
  },
};

const pairs = Object.keys(sources).flatMap((from) =>
  [toPostgres, toDuckdb, toParquet].map((to) => ({ from, name: to.name, to })),
);

test.each(pairs)('$from → $name', async ({ from, to }) => {
  const source = await (sources[from] as () => Promise<Source>)();
  await source.write([
    [1, 'ann', '2024-01-01'],
    [2, 'spam', '2024-01-02'],
    [3, null, '2024-01-03'],
  ]);
  const { id: connection_id, schema_id } = { id: source.connection, schema_id: source.object };
  const listed = (await lab.engine.connections.bulkSource(connection_id)).schemas.map((s) => s.id);
  const object = listed.find((id) => id === schema_id || id.endsWith(`.${schema_id}`)) as string;
  await lab.engine.connections.setPrimaryKeys({ connection_id, schema_id: object, field_ids: ['id'] });
  const schema = (name: string, more: object) => ({
    schemas: [
      {
        id: object,
        user_output_name: name,
        filters: [{ field_id: 'name', function: 'Inequality', value: 'spam' }],
        fields: [{ id: 'id' }, { id: 'name', obfuscate: true }, { id: 'day' }],
        ...more,
      },
    ],
  });
  const create = (name: string, more: object, over: Partial<BulkSyncInput> = {}) =>
    lab.create(to, { name, source: { connection_id }, ...schema(name, more), ...over });
  const whole = await create('whole', {});
  const tracked = await create(
    'tracked',
    { tracking_field: 'day' },
    { data_cutoff_timestamp: '2023-12-31T12:00:00Z' },
  );
  for (const id of [whole, tracked]) await lab.moved(id);
  const first = await lab.rows(to, 'id, name, _syncform_deleted_at', 'whole', 'ORDER BY id');
  expect(first).toEqual([
    ['1', expect.stringMatching(/^[0-9a-f]{64}$/), null],
    ['3', null, null],
  ]);

  await source.write([
    [1, 'spam', '2024-01-05'],
    [2, 'spam', '2024-01-02'],
    [4, 'ann', '2024-01-04'],
  ]);
  expect(await lab.moved(whole)).toMatchObject({ counts: { inserted: 1, updated: 0, deleted: 2 } });
  expect(await lab.moved(tracked)).toMatchObject({ counts: { inserted: 1, updated: 0, deleted: 1 } });
  const gone = (name: string) =>
    lab.rows(to, 'id, name, _syncform_deleted_at IS NOT NULL', name, 'ORDER BY id');
  const hash = first[0]?.[1];
  expect(await gone('whole')).toEqual([
    ['1', hash, 'true'],
    ['3', null, 'true'],
    ['4', hash, 'false'],
  ]);
  expect(await gone('tracked')).toEqual([
    ['1', hash, 'true'],
    ['3', null, 'false'],
    ['4', hash, 'false'],
  ]);
  const again = await lab.run('bulkSyncs', whole);
  expect(again.status).toBe('completed');
  expect(again.counts).toMatchObject({ inserted: 0, updated: 0, deleted: 0 });
});

test('a source that becomes something else replaces nothing, until its new fields are listed', async () => {
  const source = await (sources['local_files (csv)'] as () => Promise<Source>)();
  await source.write([[1, 'ann', '2024-01-01']]);
  const schema = { id: 'people.csv', user_output_name: 'people' };
  const definition = lab.bulk(toDuckdb, { source: { connection_id: source.connection }, schemas: [schema] });
  const { id } = await lab.engine.bulkSyncs.create(definition);
  await lab.moved(id);
  const file = join(lab.dir, 'in', 'people.csv');
  await writeFile(file, '<!DOCTYPE html><html><body>Please sign in</body></html>');
  const page = await lab.run('bulkSyncs', id);
  expect(page.status).toBe('failed');
  expect(page.error).toContain('people.csv is no CSV file: it is a web page');
  await writeFile(file, 'message,code\nService unavailable,503\n');
  const foreign = await lab.run('bulkSyncs', id);
  expect(foreign.status).toBe('failed');
  expect(foreign.error).toContain('has none of the fields that were synced before (id, name, day)');
  expect(await lab.rows(toDuckdb, 'id, name', 'people')).toEqual([['1', 'ann']]);
  await lab.engine.bulkSyncs.update(id, {
    ...definition,
    schemas: [{ ...schema, fields: [{ id: 'message' }, { id: 'code' }] }],
  });
  await lab.moved(id);
  expect(await lab.rows(toDuckdb, 'message', 'people', 'WHERE code = 503')).toEqual([
    ['Service unavailable'],
  ]);
});

test('a file that cannot be read fails alone: the others are moved, and its table keeps its rows', async () => {
  const file = (name: string) => join(lab.dir, 'in', name);
  const whole = '{"id": 1}\n{"id": 2}\n';
  await writeFile(file('a.ndjson'), whole);
  await writeFile(file('b.csv'), 'id\n1\n');
  await writeFile(file('c.csv'), 'id\n1\n');
  const connection_id = await connect('local_files', { path: 'in' });
  const id = await lab.create(toDuckdb, { source: { connection_id } });
  await lab.moved(id);
  await writeFile(file('a.ndjson'), `${whole}{"id": 3, "na`);
  await writeFile(file('b.csv'), '<!DOCTYPE html><html><body>Sign in</body></html>');
  await writeFile(file('c.csv'), 'id\n1\n2\n');
  const run = await lab.run('bulkSyncs', id);
  expect(run).toMatchObject({ status: 'failed', error: expect.stringMatching(/a\.ndjson/) });
  const ends = new Map(run.objects.map(({ id, status, error }) => [id, { status, error }]));
  expect(ends.get('a.ndjson')).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/a\.ndjson/),
  });
  expect(ends.get('b.csv')).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/b\.csv is no CSV file: it is a web page/),
  });
  expect(ends.get('c.csv')).toMatchObject({ status: 'completed' });
  expect(await lab.rows(toDuckdb, 'count(*)', 'a')).toEqual([['2']]);
  expect(await lab.rows(toDuckdb, 'count(*)', 'b')).toEqual([['1']]);
  expect(await lab.rows(toDuckdb, 'count(*)', 'c')).toEqual([['2']]);
  await writeFile(file('a.ndjson'), `${whole}{"id": 3}\n`);
  await writeFile(file('b.csv'), 'id\n7\n');
  await lab.moved(id);
  expect(await lab.rows(toDuckdb, 'count(*)', 'a')).toEqual([['3']]);
});

test('objects that cannot be read leave a plan standing, unless the definition names them', async () => {
  const file = (name: string) => join(lab.dir, 'in', name);
  await writeFile(file('good.csv'), 'id\n1\n');
  await writeFile(file('half.ndjson'), '{"id": 1}\n{"id": 2, "na');
  await writeFile(file('nothing.csv'), '');
  await writeFile(file('page.csv'), '<!DOCTYPE html><html><body>Sign in</body></html>');
  const connection_id = await connect('local_files', { path: 'in' });
  const over = { source: { connection_id } };
  const { tables, warnings } = await lab.engine.bulkSyncs.plan(lab.bulk(toDuckdb, over));
  expect(tables.map(({ source }) => source)).toEqual(['good.csv']);
  const told = (name: string) => warnings.find((sentence) => sentence.startsWith(`${name}: `));
  expect(told('half.ndjson')).toMatch(
    /left out of the plan, as it cannot be read now; .*half\.ndjson is cut short/,
  );
  expect(told('page.csv')).toMatch(/page\.csv is no CSV file: it is a web page/);
  expect(told('nothing.csv')).toBe('nothing.csv: has no fields, and is left out until it has some');

  const schemas = ['half.ndjson', 'good.csv', 'gone.csv', 'nothing.csv', 'page.csv'].map((id) => ({ id }));
  await expect(lab.engine.bulkSyncs.plan(lab.bulk(toDuckdb, { ...over, schemas }))).rejects.toMatchObject({
    code: 'invalid',
    issues: [
      { path: ['schemas', 2, 'id'], message: expect.stringMatching(/no object "gone\.csv"/) },
      { path: ['schemas', 0], message: expect.stringMatching(/half\.ndjson is cut short/) },
      { path: ['schemas', 4], message: expect.stringMatching(/page\.csv is no CSV file/) },
      { path: ['schemas', 3], message: expect.stringMatching(/"nothing\.csv" has no fields/) },
    ],
  });

  const id = await lab.create(toDuckdb, over);
  const run = await lab.run('bulkSyncs', id);
  const ends = Object.fromEntries(run.objects.map((object) => [object.id, object.status]));
  expect(ends).toEqual({ 'good.csv': 'completed', 'half.ndjson': 'failed', 'page.csv': 'failed' });
  await writeFile(file('half.ndjson'), '{"id": 1}\n{"id": 2}\n');
  await writeFile(file('nothing.csv'), 'id\n7\n');
  await writeFile(file('page.csv'), 'id\n8\n');
  await lab.moved(id);
  expect(await lab.rows(toDuckdb, 'id', 'nothing')).toEqual([['7']]);
  expect(await lab.rows(toDuckdb, 'id', 'page')).toEqual([['8']]);

  const { schemas: listed, unreadable } = await lab.engine.connections.bulkSource(connection_id);
  expect([listed.length, unreadable]).toEqual([4, []]);
  await writeFile(file('page.csv'), '<!DOCTYPE html><html><body>Sign in</body></html>');
  expect((await lab.engine.connections.bulkSource(connection_id)).unreadable).toEqual([
    { id: 'page.csv', reason: expect.stringMatching(/it is a web page/) },
  ]);
});

test('a query on files is not kept from them by a file that it does not read', async () => {
  await writeFile(join(lab.dir, 'in', 'a.ndjson'), '{"id": 1, "na');
  await writeFile(join(lab.dir, 'in', 'good.csv'), 'id\n1\n');
  const connection = await connect('local_files', { path: 'in' });
  const rowsOf = async (query: string) =>
    (await lab.engine.connections.query(connection, { query }, 10)).rows;
  expect(await rowsOf('SELECT id AS a FROM good')).toEqual([['1']]);
  for (const query of ['SELECT * FROM "a.ndjson"', 'SELECT * FROM a'])
    await expect(rowsOf(query)).rejects.toThrow(/a\.ndjson is cut short/);
});

test('a source of which no object can be read has no plan, and each object is told', async () => {
  await writeFile(join(lab.dir, 'in', 'a.csv'), '');
  await writeFile(join(lab.dir, 'in', 'b.ndjson'), '{"id": 1, "na');
  const connection_id = await connect('local_files', { path: 'in' });
  await expect(
    lab.engine.bulkSyncs.plan(lab.bulk(toDuckdb, { source: { connection_id } })),
  ).rejects.toMatchObject({
    issues: [
      { path: ['source'], message: expect.stringMatching(/b\.ndjson is cut short/) },
      { path: ['source'], message: expect.stringMatching(/"a\.csv" has no fields/) },
    ],
  });
});

test('tables without columns, and views of what is gone, are left out by name (postgresql, duckdb)', async () => {
  await lab.sql(
    'CREATE TABLE bare (); CREATE TABLE people (id int PRIMARY KEY); INSERT INTO people VALUES (1)',
  );
  const fromPostgres = await lab.engine.bulkSyncs.plan(lab.bulk(toDuckdb));
  expect(fromPostgres.tables.map(({ source }) => source)).toEqual(['public.people']);
  expect(fromPostgres.warnings).toContain('public.bare: has no fields, and is left out until it has some');
  await lab.moved(await lab.create(toDuckdb));
  await expect(
    lab.engine.bulkSyncs.plan(
      lab.bulk(toDuckdb, { schemas: [{ id: 'public.people' }, { id: 'public.bare' }] }),
    ),
  ).rejects.toMatchObject({
    issues: [{ path: ['schemas', 1], message: expect.stringMatching(/"public\.bare" has no fields/) }],
  });

  const path = join(lab.dir, 'views.duckdb');
  await duckdb(
    [
      'CREATE TABLE people (id INT)',
      'CREATE TABLE t (id INT)',
      'CREATE VIEW ghost AS FROM t',
      'DROP TABLE t',
    ],
    path,
  );
  const connection_id = await connect('duckdb', { path });
  const { tables, warnings } = await lab.engine.bulkSyncs.plan(
    lab.bulk(toPostgres, { source: { connection_id } }),
  );
  expect(tables.map(({ source }) => source)).toEqual(['people']);
  expect(warnings.filter((sentence) => sentence.includes('ghost'))).toEqual([
    expect.stringMatching(/^ghost: left out of the plan/),
  ]);
});

test('a source that shrinks to nothing is a warning of the run; one without fields replaces nothing', async () => {
  const source = await (sources['local_files (csv)'] as () => Promise<Source>)();
  await source.write([
    [1, 'ann', '2024-01-01'],
    [2, 'bob', '2024-01-02'],
  ]);
  const over = { source: { connection_id: source.connection } };
  const keyless = await lab.create(toDuckdb, over);
  const snapshot = await lab.create(toPostgres, { ...over, mode: 'snapshot' });
  for (const id of [keyless, snapshot]) {
    const first = await lab.moved(id);
    expect(await lab.engine.executions.warnings(first.id)).toEqual([]);
  }
  await writeFile(join(lab.dir, 'in', 'people.csv'), '');
  for (const id of [keyless, snapshot])
    expect(await lab.run('bulkSyncs', id)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/"people\.csv" has no fields any more; id, name, day were synced before/),
    });
  expect(await lab.rows(toDuckdb, 'count(*)', 'people')).toEqual([['2']]);
  await source.write([]);
  for (const [id, table] of [
    [keyless, 'lake.people'],
    [snapshot, 'lake.people'],
  ] as const) {
    const emptied = await lab.moved(id);
    expect(emptied.counts).toMatchObject({ read: 0, deleted: 2 });
    expect(await lab.engine.executions.warnings(emptied.id)).toEqual([
      `people.csv has no records any more, so that all 2 records of ${table} were removed; if that is not meant, fix the source and run again`,
    ]);
  }
  const { id: connection_id, schema_id } = { id: source.connection, schema_id: 'people.csv' };
  await lab.engine.connections.setPrimaryKeys({ connection_id, schema_id, field_ids: ['id'] });
  await source.write([[1, 'ann', '2024-01-01']]);
  const keyed = await lab.create(toParquet, over);
  await lab.moved(keyed);
  await source.write([]);
  const marked = await lab.moved(keyed);
  expect(await lab.engine.executions.warnings(marked.id)).toEqual([
    expect.stringMatching(/^people\.csv has no records any more, so that the one record of people\.parquet /),
  ]);
});
