import type { Column, TargetTable } from '../../../contract/contract.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';
import { loadRows, targetTable } from './testing/load-rows.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

const columns: readonly Column[] = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
  { name: 'tags', type: 'array<string>' },
];

async function apply(wanted: TargetTable) {
  const { facets, signal } = fixture;
  const change = facets.define.change(wanted, await facets.define.describe(wanted.id, signal));
  await facets.define.apply(change, signal);
  return change;
}

test('a table is made in a schema that is made too, and is then as wanted', async () => {
  const { facets, signal } = fixture;
  const wanted = targetTable(fixture, 'new schema.Users', columns, ['id']);
  expect(await facets.define.describe(wanted.id, signal)).toBeNull();
  const change = await apply(wanted);
  expect(change).toEqual({
    action: 'create',
    conflicts: [],
    statements: [
      'CREATE SCHEMA IF NOT EXISTS "new schema"',
      'CREATE TABLE IF NOT EXISTS "new schema"."Users" (\n  "id" integer NOT NULL,\n  "name" text,\n  "tags" text[],\n  PRIMARY KEY ("id")\n)',
    ],
  });
  await facets.define.apply(change, signal);
  expect(await facets.define.describe(wanted.id, signal)).toMatchObject({
    id: wanted.id,
    key: ['id'],
    unique: [],
  });
  expect(await apply(wanted)).toEqual({ action: 'none', statements: [], conflicts: [] });
});

test('a table of as many columns as can be loaded is made and loaded; one more is a conflict', async () => {
  const many = (count: number) => [
    { name: 'id', type: 'int' },
    ...Array.from({ length: count - 1 }, (_, i) => ({ name: `c${i}`, type: 'int' })),
  ];
  const wanted = targetTable(fixture, 'public.many', many(1599), ['id']);
  await apply(wanted);
  const outcome = await loadRows(fixture, {
    table: wanted.id,
    columns: many(1599),
    key: ['id'],
    operation: 'upsert',
    rows: [[1, 2, ...Array.from({ length: 1597 }, () => null)]],
  });
  expect(outcome).toMatchObject({ inserted: 1 });
  const tooMany = targetTable(fixture, 'public.many', many(1600), ['id']);
  for (const existing of [null, await fixture.facets.define.describe(wanted.id, fixture.signal)])
    expect(fixture.facets.define.change(tooMany, existing).conflicts).toEqual([
      'public.many would have 1600 columns, and Postgres can be loaded with 1599 at most: choose fewer fields',
    ]);
});

test('a schema that is there needs no right to make one', async () => {
  await fixture.sql(`CREATE ROLE maker LOGIN PASSWORD 'm'`).catch(() => {});
  await fixture.sql('CREATE SCHEMA given; GRANT ALL ON SCHEMA given TO maker');
  const connector = await fixture.open({ username: 'maker', password: 'm' });
  const define = connector.facets.define;
  await define?.apply(define.change(targetTable(fixture, 'given.t', columns), null), fixture.signal);
  expect(await fixture.facets.define.describe('given.t', fixture.signal)).not.toBeNull();
  const refused = define?.change(targetTable(fixture, 'forbidden.t', columns), null);
  if (refused) await expect(define?.apply(refused, fixture.signal)).rejects.toThrow('permission denied');
});

test('columns are added, widened and let be NULL; what would lose is refused', async () => {
  await fixture.sql(
    `CREATE TABLE wide (id int PRIMARY KEY, a smallint NOT NULL, b varchar(5), c bigint, d timestamptz, extra int)`,
  );
  await fixture.sql(`INSERT INTO wide VALUES (1, 2, 'x', 3, now(), 4)`);
  const typed = (type: string, name: string) => ({ name, type });
  const wanted = targetTable(
    fixture,
    'public.wide',
    [typed('int', 'id'), typed('bigint', 'a'), typed('string', 'b'), typed('int', 'c'), typed('json', 'new')],
    ['id'],
  );
  const change = await apply(wanted);
  expect(change.statements).toEqual([
    'ALTER TABLE "public"."wide" ALTER COLUMN "a" TYPE bigint USING "a"::bigint',
    'ALTER TABLE "public"."wide" ALTER COLUMN "a" DROP NOT NULL',
    'ALTER TABLE "public"."wide" ALTER COLUMN "b" TYPE text USING "b"::text',
    'ALTER TABLE "public"."wide" ADD COLUMN IF NOT EXISTS "new" jsonb',
  ]);
  expect((await apply(wanted)).action).toBe('none');
  const lossy = targetTable(fixture, 'public.wide', [typed('int', 'id'), typed('date', 'd')], ['id']);
  const existing = await fixture.facets.define.describe('public.wide', fixture.signal);
  expect(fixture.facets.define.change(lossy, existing).conflicts).toEqual([
    'column "d" of public.wide is timestamp with time zone and cannot become date without loss',
  ]);
  const otherKey = targetTable(fixture, 'public.wide', [typed('int', 'id'), typed('bigint', 'a')], ['a']);
  expect(fixture.facets.define.change(otherKey, existing).conflicts).toEqual([
    'the primary key of public.wide is (id), not (a)',
  ]);
});

test('a change is applied whole or not at all', async () => {
  const { facets, signal } = fixture;
  const statements = ['CREATE TABLE half (x int)', 'CREATE TABLE half (y int)'];
  const change = { action: 'create' as const, statements, conflicts: [] };
  await expect(facets.define.apply(change, signal)).rejects.toThrow('relation "half" already exists');
  expect(await facets.define.describe('public.half', signal)).toBeNull();
});

test('describes keys and unique constraints, and views as no tables', async () => {
  await fixture.sql(`
    CREATE TABLE keyed (a int, b text, c int, PRIMARY KEY (b, a), UNIQUE (c, a));
    CREATE UNIQUE INDEX ON keyed (c) WHERE a > 1;
    CREATE UNIQUE INDEX ON keyed (lower(b));
    CREATE UNIQUE INDEX ON keyed (c) INCLUDE (b);
    CREATE VIEW looked AS SELECT * FROM keyed;
  `);
  const table = await fixture.facets.define.describe('public.keyed', fixture.signal);
  expect(table?.key).toEqual(['b', 'a']);
  expect(table?.unique).toEqual(expect.arrayContaining([['c', 'a'], ['c']]));
  expect(table?.unique).toHaveLength(2);
  expect(await fixture.facets.define.describe('public.looked', fixture.signal)).toBeNull();
});

test('names become ids', () => {
  const { tableId } = fixture.facets.define;
  expect(tableId('users', {})).toBe('public.users');
  expect(tableId('app.users', {})).toBe('app.users');
  expect(tableId('users', { schema: 'app' })).toBe('app.users');
  expect(tableId('a.b', { schema: 'app' })).toBe('app."a.b"');
});

test('a dropped table takes along what is kept about it', async () => {
  const { facets, signal } = fixture;
  for (const id of ['gone.one', 'gone.two']) {
    await apply(targetTable(fixture, id, columns, ['id']));
    await loadRows(fixture, {
      table: id,
      columns,
      key: ['id'],
      operation: 'upsert',
      rows: [[1, 'x', '["a"]']],
      batch: 'b',
    });
  }
  await facets.define.drop('gone.one', signal);
  await facets.define.drop('gone.one', signal);
  expect(await facets.load.committed('gone.one', { scope: 'gone.one', id: 'b' }, signal)).toBeUndefined();
  expect(await facets.load.committed('gone.two', { scope: 'gone.two', id: 'b' }, signal)).toBeDefined();
  await facets.define.drop('gone.two', signal);
  expect(await fixture.sql(`SELECT relname FROM pg_class WHERE relnamespace = 'gone'::regnamespace`)).toEqual(
    [],
  );
});

test('names that are looked at together are each what they are: a table, a view or nothing', async () => {
  const { describe, isView } = fixture.facets.define;
  await fixture.sql(`
    CREATE SCHEMA together;
    CREATE TABLE together.a (id int PRIMARY KEY, name text COLLATE "C" CHECK (name <> ''));
    CREATE TABLE together."B ""c" (x numeric(10,2)[], UNIQUE (x));
    CREATE VIEW together.seen AS SELECT id FROM together.a`);
  const ids = ['together.a', 'together.seen', 'together.none', 'together."B ""c"'];
  const one = [];
  for (const id of ids) one.push([await describe(id, fixture.signal), await isView?.(id, fixture.signal)]);
  const together = await Promise.all(
    ids.map(async (id) => [await describe(id, fixture.signal), await isView?.(id, fixture.signal)]),
  );
  expect(together).toEqual(one);
  expect(together).toMatchObject([
    [{ id: 'together.a', key: ['id'], rules: [{ text: "CHECK ((name <> ''::text))" }] }, false],
    [null, true],
    [null, false],
    [
      { id: 'together."B ""c"', columns: [{ name: 'x', type: 'array<decimal(10,2)>' }], unique: [['x']] },
      false,
    ],
  ]);
});
