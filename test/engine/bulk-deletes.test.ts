import { type BulkLab, bulkLab, destinations } from './bulk-lab.ts';

/*
 * What becomes of records in tables that are read whole: new, changed, gone, there again, the same as before.
 */

let lab: BulkLab;
beforeEach(async () => {
  lab = await bulkLab();
  await lab.sql('CREATE TABLE people (id int PRIMARY KEY, name text, born date)');
  await lab.sql(`INSERT INTO people VALUES (1, 'Ann', '1990-01-01'), (2, '', NULL), (3, NULL, '2001-02-03')`);
});
afterEach(() => lab[Symbol.asyncDispose]());

const change = () =>
  lab.sql(`UPDATE people SET name = 'Bob' WHERE id = 2; DELETE FROM people WHERE id = 3;
           INSERT INTO people VALUES (4, 'Dan', NULL)`);
const counts = { inserted: 1, updated: 1, deleted: 1, rejected: 0 };

test.each(destinations)('to $name: marked as deleted, and there again', async (to) => {
  const id = await lab.create(to);
  await lab.moved(id);
  const read = (list: string) => lab.rows(to, list, 'people', 'ORDER BY id');
  const times = 'id, _syncform_created_at, _syncform_updated_at, _syncform_deleted_at';
  const first = await read(times);
  expect(first.map(([key, created, updated, deleted]) => [key, created === updated, deleted])).toEqual([
    ['1', true, null],
    ['2', true, null],
    ['3', true, null],
  ]);

  await change();
  expect(await lab.moved(id)).toMatchObject({ counts });
  expect(await read('id, name')).toEqual([
    ['1', 'Ann'],
    ['2', 'Bob'],
    ['3', null],
    ['4', 'Dan'],
  ]);
  const second = await read(times);
  expect(second[0]).toEqual(first[0]);
  expect(second[1]).toEqual(['2', first[1]?.[1], expect.not.stringMatching(String(first[1]?.[2])), null]);
  expect(second[2]?.[1]).toBe(first[2]?.[1]);
  expect(second[2]?.[3]).toBe(second[1]?.[2]);
  expect(second[2]?.[2]).toBe(second[2]?.[3]);
  expect(second[3]?.[3]).toBeNull();

  expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 0, updated: 0, deleted: 0 } });
  expect(await read(times)).toEqual(second);

  await lab.sql(`INSERT INTO people VALUES (3, NULL, '2001-02-03')`);
  expect(await lab.moved(id)).toMatchObject({ counts: { inserted: 0, updated: 1, deleted: 0 } });
  const fourth = await read(times);
  expect(fourth[2]).toEqual(['3', first[2]?.[1], expect.any(String), null]);
  expect([fourth[0], fourth[1], fourth[3]]).toEqual([second[0], second[1], second[3]]);
  const plan = await lab.engine.bulkSyncs.plan(lab.bulk(to), { id });
  expect(plan.tables.flatMap(({ statements }) => statements)).toEqual([]);
});

test.each(destinations)('to $name: deleted for good', async (to) => {
  const id = await lab.create(to, {
    destination: {
      connection_id: lab.connections[to.connection],
      configuration: { ...to.configuration, advanced: { hard_deletes: true, table_prefix: 'raw_' } },
    },
  });
  await lab.moved(id);
  await change();
  expect(await lab.moved(id)).toMatchObject({ counts });
  const rows = await lab.rows(to, '*', 'raw_people', 'ORDER BY id');
  expect(rows.map(([key, name]) => [key, name])).toEqual([
    ['1', 'Ann'],
    ['2', 'Bob'],
    ['4', 'Dan'],
  ]);
  expect(rows[0]).toHaveLength(5);
});

test.each(destinations)('to $name: without record timestamps the table is what the source is', async (to) => {
  const id = await lab.create(to, { disable_record_timestamps: true });
  await lab.moved(id);
  await change();
  expect(await lab.moved(id)).toMatchObject({ counts });
  expect(await lab.rows(to, '*', 'people', 'ORDER BY id')).toEqual([
    ['1', 'Ann', '1990-01-01'],
    ['2', 'Bob', null],
    ['4', 'Dan', null],
  ]);
});

test.each(destinations)('to $name: a table without a key is replaced, and so is a snapshot', async (to) => {
  await lab.sql('CREATE TABLE log AS SELECT name FROM people; INSERT INTO log TABLE log');
  const options = { schemas: [{ id: 'public.log' }, { id: 'public.people' }] };
  const replicate = await lab.create(to, options);
  await lab.moved(replicate);
  await lab.sql(`DELETE FROM log WHERE name = 'Ann'`);
  await lab.moved(replicate);
  expect(await lab.rows(to, 'name, _syncform_updated_at IS NULL', 'log', 'ORDER BY name')).toHaveLength(4);

  const snapshot = await lab.create(to, {
    ...options,
    name: 'snapshot',
    mode: 'snapshot',
    schemas: [{ id: 'public.people', user_output_name: 'snap' }],
  });
  await lab.moved(snapshot);
  await change();
  await lab.moved(snapshot);
  const rows = await lab.rows(to, '*', 'snap', 'ORDER BY id');
  expect(rows.map(([key]) => key)).toEqual(['1', '2', '4']);
  expect(new Set(rows.map((row) => row[3])).size).toBe(1);
  expect(rows[0]).toHaveLength(5);
});

test('a whole read after a change of the definition keeps what is known of each record', async () => {
  const [to] = destinations as [(typeof destinations)[number]];
  const id = await lab.create(to);
  await lab.moved(id);
  await change();
  await lab.moved(id);
  const before = await lab.rows(
    to,
    'id, _syncform_created_at, _syncform_deleted_at',
    'people',
    'ORDER BY id',
  );
  await lab.moved(id, { resync: true });
  expect(
    await lab.rows(to, 'id, _syncform_created_at, _syncform_deleted_at', 'people', 'ORDER BY id'),
  ).toEqual(before);
});
