import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../engine/kit/clock.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { type BulkLab, bulkLab, destinations, toDuckdb, toPostgres } from './bulk-lab.ts';

/*
 * Arrays of Postgres, whose columns hold values of any number of dimensions, and values that a target's type does not have:
 * read by DuckDB's extension, in parts, and by COPY.
 */

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

/** Moves everything; answers how many records were refused, and why. */
async function refused(id: string): Promise<readonly string[]> {
  const execution = await lab.run('bulkSyncs', id);
  await using store = await openStoreForReading(lab.dataDir, systemClock);
  const reasons = await store.rejections.list({ sync_id: id });
  const ending = { status: execution.status, error: execution.error ?? '' };
  expect(ending).toEqual(
    reasons.length > 0
      ? { status: 'errors', error: expect.stringMatching(/refused by the target/) }
      : { status: 'completed', error: '' },
  );
  expect(execution.counts.rejected).toBe(reasons.length);
  return reasons.map(({ reason }) => reason);
}

const files = destinations.filter(({ connection }) => connection === 'files');

test.each([toDuckdb, ...files])('arrays of two dimensions arrive whole in $name', async (to) => {
  await lab.sql(`CREATE TABLE grids (id int PRIMARY KEY, n int[][], t text[][], d numeric(5,2)[][]);
    INSERT INTO grids VALUES
      (1, '{{1,2},{3,NULL}}', '{{a,"[b]"},{"c,d",NULL}}', '{{1.50,2}}'), (2, '{}', '{}', '{}'), (3, NULL, NULL, NULL)`);
  const id = await lab.create(to);
  expect(await refused(id)).toEqual([]);
  const texts = ['n', 't', 'd'].map((name) => `CAST(to_json(${name}) AS VARCHAR)`).join(', ');
  expect(await lab.rows(to, `id, ${texts}`, 'grids', 'ORDER BY id')).toEqual([
    ['1', '[[1,2],[3,null]]', '[["a","[b]"],["c,d",null]]', expect.stringMatching(/^\[\["?1\.50?"?,"?2/)],
    ['2', '[]', '[]', '[]'],
    ['3', null, null, null],
  ]);
  const { tables } = await lab.engine.bulkSyncs.plan(lab.bulk(to));
  expect(tables[0]?.columns.slice(1, 3).map(({ source_type }) => source_type)).toEqual([
    'integer[][]',
    'text[][]',
  ]);
});

test('arrays of two dimensions are JSON in another Postgres, and arrays where its column is one', async () => {
  await lab.sql(`CREATE TABLE grids (id int PRIMARY KEY, n int[][], t text[][]);
    INSERT INTO grids VALUES (1, '{{1,2},{3,NULL}}', '{{a,"[b]"}}'), (2, '{}', NULL)`);
  await lab.moved(await lab.create(toPostgres));
  expect(await lab.sql('SELECT id, n::text, t::text FROM lake.grids ORDER BY id')).toEqual([
    ['1', '[[1, 2], [3, null]]', '[["a", "[b]"]]'],
    ['2', '[]', null],
  ]);
  await lab.sql('CREATE TABLE arrays (id int PRIMARY KEY, n int[][], t text[])');
  const { id: model_id } = await lab.engine.models.create({
    name: 'grids',
    connection_id: lab.connection,
    configuration: { table: 'public.grids' },
  });
  const field = (name: string) => ({ target: name, source: { model_id, field: name } });
  const sync = await lab.engine.syncs.create({
    name: 'grids',
    active: true,
    mode: 'updateOrCreate',
    schedule: { frequency: 'manual' },
    target: { connection_id: lab.connection, object: 'public.arrays' },
    fields: [field('n'), field('t')],
    identity: { ...field('id'), function: 'Equality' },
  });
  expect(await lab.run('syncs', sync.id)).toMatchObject({ status: 'completed', error: null });
  expect(await lab.sql('SELECT id, n::text, t::text FROM arrays ORDER BY id')).toEqual([
    ['1', '{{1,2},{3,NULL}}', '{{a,[b]}}'],
    ['2', '{}', null],
  ]);
});

test.each([toDuckdb, ...files])(
  'records with a value that a column of $name cannot hold are refused alone',
  async (to) => {
    await lab.sql(`CREATE TABLE odd (id int PRIMARY KEY, list int[], words text[], price numeric(10,2));
    INSERT INTO odd SELECT i, ARRAY[i], ARRAY['w'], 1.25 FROM generate_series(1, 10) AS i;
    INSERT INTO odd VALUES (11, '{{1,2}}', NULL, 1), (12, NULL, '{{a,b}}', 1), (13, NULL, NULL, 'NaN')`);
    const id = await lab.create(to);
    const [list, words, price] = (await refused(id)).toSorted();
    expect(price).toMatch(/^column "words" is VARCHAR\[\] and cannot hold \[\["a","b"\]\]/);
    expect(words).toMatch(/^column "price" is DECIMAL\(10,2\) and cannot hold NaN/);
    expect(list).toMatch(/^column "list" is INTEGER\[\] and cannot hold \[\[1,2\]\]/);
    expect(await lab.rows(to, 'count(*), sum(price)', 'odd')).toEqual([['10', '12.50']]);
  },
);

test('of a large table that is read in parts, a record with a NaN is refused alone', async () => {
  await lab.sql(`CREATE TABLE big (id int PRIMARY KEY, price numeric(10,2));
    INSERT INTO big SELECT i, CASE WHEN i = 70000 THEN 'NaN' ELSE 1.25 END FROM generate_series(1, 120000) AS i;
    ANALYZE big`);
  expect(await refused(await lab.create(toDuckdb))).toEqual([
    expect.stringMatching(/^column "price" is DECIMAL\(10,2\) and cannot hold NaN/),
  ]);
  expect(await lab.rows(toDuckdb, 'count(*)', 'big')).toEqual([['119999']]);
});

test('JSON in a JSON file is a part of its document, in the digits that it came with, also once it is merged', async () => {
  const [json] = destinations.filter(({ name }) => name === 'local_files (json)');
  if (!json) throw new TypeError('there is no destination of JSON files');
  await lab.sql(`CREATE TABLE docs (id int PRIMARY KEY, doc json, list numeric(5,2)[]);
    INSERT INTO docs VALUES (1, '{"price":1.50}', '{1.50,NULL}'), (2, '{"price":1.5}', '{}'), (3, '{"a":1,"a":2.10}', NULL),
      (4, 'null', NULL), (5, '"null"', NULL), (6, NULL, NULL), (7, E'{\n\t"t":"a\\\\tb\\\\n"}', NULL), (8, '1.0', NULL)`);
  const id = await lab.create(json, { disable_record_timestamps: true });
  await lab.moved(id);
  const path = join(lab.dir, 'files', 'docs.json');
  const documents = [
    '{"id":1,"doc":{"price":1.50},"list":["1.50",null]}',
    '{"id":2,"doc":{"price":1.5},"list":[]}',
    '{"id":3,"doc":{"a":1,"a":2.10},"list":null}',
    '{"id":4,"doc":null,"list":null}',
    '{"id":5,"doc":"null","list":null}',
    '{"id":6,"doc":null,"list":null}',
    '{"id":7,"doc":{"t":"a\\tb\\n"},"list":null}',
    '{"id":8,"doc":1.0,"list":null}',
  ];
  const lines = async () =>
    (await readFile(path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll(/\s/g, ''))
      .toSorted();
  expect(await lines()).toEqual(documents);
  const texts = async () =>
    (await lab.rows(json, 'CAST(doc AS VARCHAR)', 'docs', 'ORDER BY id')).map(([doc]) => doc?.trim() ?? null);
  const before = await texts();
  expect(before.toSpliced(6, 1)).toEqual([
    '{"price":1.50}',
    '{"price":1.5}',
    '{"a":1,"a":2.10}',
    'null',
    '"null"',
    null,
    '1.0',
  ]);
  await lab.sql(`UPDATE docs SET doc = '{"price":2.50}' WHERE id = 2`);
  // Record 7 as well: a document's line breaks are spaces in the file, which is not the same text.
  expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 0, updated: 2, deleted: 0 } });
  expect(await lines()).toEqual(documents.map((line) => line.replace('1.5}', '2.50}')));
  expect(await texts()).toEqual(before.map((doc) => doc?.replace('1.5}', '2.50}') ?? null));
});

test.each([toDuckdb, ...files])(
  'a record that is refused later keeps the row that $name has of it',
  async (to) => {
    await lab.sql('CREATE TABLE prices (id int PRIMARY KEY, price numeric(10,2))');
    await lab.sql('INSERT INTO prices VALUES (1, 1.5), (2, 2.5), (3, 3.5)');
    const id = await lab.create(to, { schemas: [{ id: 'public.prices' }] });
    expect(await refused(id)).toEqual([]);
    await lab.sql(`UPDATE prices SET price = 'NaN' WHERE id = 1`);
    await lab.sql('DELETE FROM prices WHERE id = 2');
    expect(await refused(id)).toHaveLength(1);
    expect(await lab.rows(to, 'id, price, _syncform_deleted_at IS NULL', 'prices', 'ORDER BY id')).toEqual([
      ['1', '1.50', 'true'],
      ['2', '2.50', 'false'],
      ['3', '3.50', 'true'],
    ]);
  },
);
