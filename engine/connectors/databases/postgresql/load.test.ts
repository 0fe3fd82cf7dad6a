import type { LoadColumn } from '../../../contract/contract.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';
import { type LoadRows, loadRows } from './testing/load-rows.ts';

let fixture: Fixture;
let tables = 0;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

const columns: readonly LoadColumn[] = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
  { name: 'size', type: 'decimal(12,2)' },
];

/** A new table with three rows; `ddl` are its columns and constraints. */
async function newTable(
  ddl = 'id int PRIMARY KEY, name text, size numeric(12,2)',
  rows = ROWS,
): Promise<string> {
  const id = `public.t${tables++}`;
  await fixture.sql(`CREATE TABLE ${id} (${ddl})`);
  if (rows) await fixture.sql(`INSERT INTO ${id} (id, name, size) VALUES ${rows}`);
  return id;
}
const ROWS = "(1, 'one', 1.10), (2, NULL, 2), (3, '', NULL)";

const load = (work: Omit<LoadRows, 'columns'> & { columns?: readonly LoadColumn[] }) =>
  loadRows(fixture, { columns, ...work });
const contents = (table: string) => fixture.sql(`SELECT * FROM ${table} ORDER BY 1, 2, 3`);
const none = { inserted: 0, updated: 0, deleted: 0, rejected: [] };

describe('append', () => {
  test('adds all rows', async () => {
    const table = await newTable('id int, name text, size numeric(12,2)');
    const outcome = await load({
      table,
      operation: 'append',
      rows: [
        [1, 'again', '3.5'],
        [null, '', null],
      ],
    });
    expect(outcome).toEqual({ ...none, inserted: 2 });
    expect((await contents(table)).slice(-1)).toEqual([[null, '', null]]);
    expect(await contents(table)).toHaveLength(5);
  });
  test('rejects what a constraint refuses and keeps the rest', async () => {
    const table = await newTable();
    const outcome = await load({
      table,
      operation: 'append',
      rows: [
        [4, 'x', '1'],
        [1, 'x', '1'],
        [5, 'x', '1'],
      ],
    });
    expect(outcome.inserted).toBe(2);
    expect(outcome.rejected).toEqual([
      {
        key: { id: '1', name: 'x', size: '1.00' },
        reason: expect.stringContaining('Key (id)=(1) already exists'),
      },
    ]);
  });
});

describe('replace', () => {
  test.each([
    ['filled', ROWS],
    ['empty', ''],
  ])('makes a %s table’s contents exactly the rows', async (_, rows) => {
    const table = await newTable(undefined, rows);
    await fixture.sql(`CREATE VIEW ${table}_view AS SELECT * FROM ${table}`);
    const outcome = await load({
      table,
      operation: 'replace',
      key: ['id'],
      rows: [
        [7, 'a,"b"\r\n', '0.01'],
        [8, '', null],
      ],
    });
    expect(outcome).toEqual({ ...none, inserted: 2, deleted: rows ? 3 : 0 });
    expect(await contents(`${table}_view`)).toEqual([
      ['7', 'a,"b"\r\n', '0.01'],
      ['8', '', null],
    ]);
    const key = await fixture.sql(
      `SELECT conname FROM pg_constraint WHERE conrelid = '${table}'::regclass AND contype = 'p'`,
    );
    expect(key).toHaveLength(1);
  });
  test('deletes where another table refers to the rows', async () => {
    const table = await newTable();
    await fixture.sql(`CREATE TABLE ${table}_child (parent int REFERENCES ${table} ON DELETE CASCADE)`);
    expect(await load({ table, operation: 'replace', key: ['id'], rows: [[9, 'n', null]] })).toEqual({
      ...none,
      inserted: 1,
      deleted: 3,
    });
  });
  test('by no rows empties', async () => {
    const table = await newTable();
    expect(await load({ table, operation: 'replace', key: ['id'], rows: [] })).toEqual({
      ...none,
      deleted: 3,
    });
  });
});

const tablesByKey = [
  ['with a primary key', undefined],
  ['with a unique constraint', 'id int UNIQUE, name text, size numeric(12,2)'],
  ['without a constraint', 'id int, name text, size numeric(12,2)'],
] as const;

describe.each(tablesByKey)('by key, in a table %s', (_, ddl) => {
  const key = ['id'];
  const rows = [
    [1, 'one', '1.10'],
    [2, 'two', '2.00'],
    [4, 'four', '4'],
  ] as const;
  test('upsert inserts, updates and leaves equal rows alone', async () => {
    const table = await newTable(ddl);
    const before = await fixture.sql(`SELECT xmin FROM ${table} WHERE id = 1`);
    expect(await load({ table, operation: 'upsert', key, rows })).toEqual({
      ...none,
      inserted: 1,
      updated: 1,
    });
    expect(await contents(table)).toEqual([
      ['1', 'one', '1.10'],
      ['2', 'two', '2.00'],
      ['3', '', null],
      ['4', 'four', '4.00'],
    ]);
    expect(await fixture.sql(`SELECT xmin FROM ${table} WHERE id = 1`)).toEqual(before);
    expect(await load({ table, operation: 'upsert', key, rows })).toEqual(none);
  });
  test('upsert fills an empty table', async () => {
    const table = await newTable(ddl, '');
    expect(await load({ table, operation: 'upsert', key, rows })).toEqual({ ...none, inserted: 3 });
  });
  test('insert adds only what is not there', async () => {
    const table = await newTable(ddl);
    expect(await load({ table, operation: 'insert', key, rows })).toEqual({ ...none, inserted: 1 });
    expect((await contents(table))[1]).toEqual(['2', null, '2.00']);
  });
  test('update changes only what is there', async () => {
    const table = await newTable(ddl);
    expect(await load({ table, operation: 'update', key, rows })).toEqual({ ...none, updated: 1 });
    expect(await contents(table)).toHaveLength(3);
  });
  test('delete takes away what is named', async () => {
    const table = await newTable(ddl);
    const only = [{ name: 'id', type: 'int' }];
    expect(await load({ table, operation: 'delete', key, columns: only, rows: [[1], [4], [3]] })).toEqual({
      ...none,
      deleted: 2,
    });
    expect(await contents(table)).toEqual([['2', null, '2.00']]);
  });
  test.each(['', "(2, 'old', 2), (3, NULL, 3)"])(
    'columns may be written only on insert, or only on update',
    async (existing) => {
      const table = await newTable(ddl, existing);
      const modes: readonly LoadColumn[] = [
        { name: 'id', type: 'int' },
        { name: 'name', type: 'string', only: 'create' },
        { name: 'size', type: 'decimal(12,2)', only: 'update' },
      ];
      const outcome = await load({ table, operation: 'upsert', key, columns: modes, rows: rows.slice(0, 2) });
      expect(outcome).toEqual({ ...none, inserted: existing ? 1 : 2, updated: 0 });
      expect(await load({ table, operation: 'upsert', key, columns: modes, rows: [[2, 'x', '7']] })).toEqual({
        ...none,
        updated: 1,
      });
      expect((await contents(table)).slice(0, 2)).toEqual([
        ['1', 'one', null],
        ['2', existing ? 'old' : 'two', '7.00'],
      ]);
    },
  );
  test.each(['', ROWS])('NULL keys and repeated keys are rejected', async (existing) => {
    const table = await newTable(ddl, existing);
    const outcome = await load({
      table,
      operation: 'upsert',
      key,
      rows: [
        [5, 'first', null],
        [null, 'x', null],
        [5, 'second', null],
        [6, 'y', null],
      ],
    });
    expect(outcome.inserted).toBe(2);
    expect(outcome.rejected).toEqual([
      { key: { id: null }, reason: expect.stringContaining('NULL') },
      { key: { id: '5' }, reason: expect.stringContaining('earlier record') },
    ]);
    expect(await fixture.sql(`SELECT name FROM ${table} WHERE id = 5`)).toEqual([['first']]);
    expect(await fixture.sql(`SELECT count(*) FROM ${table} WHERE id IS NULL`)).toEqual([['0']]);
  });
});

test('a key of several columns, one of them text of another type', async () => {
  const table = 'public.pairs';
  await fixture.sql(`CREATE TABLE ${table} (a int, b varchar(5), c text, PRIMARY KEY (a, b))`);
  const work = {
    table,
    operation: 'upsert' as const,
    key: ['a', 'b'],
    columns: [
      { name: 'c', type: 'string' },
      { name: 'b', type: 'string' },
      { name: 'a', type: 'string' },
    ],
  };
  expect(
    await load({
      ...work,
      rows: [
        ['x', 'k', '1'],
        ['y', 'k', '01'],
        ['z', 'too long', '2'],
        ['z', 'ok', 'two'],
      ],
    }),
  ).toEqual({
    ...none,
    inserted: 1,
    rejected: expect.arrayContaining([
      { key: { a: '2', b: 'too long' }, reason: 'value too long for type character varying(5)' },
      { key: { a: 'two', b: 'ok' }, reason: 'invalid input syntax for type integer: "two"' },
      { key: { a: '1', b: 'k' }, reason: expect.stringContaining('earlier record') },
    ]),
  });
  expect(await contents(table)).toEqual([['1', 'k', 'x']]);
});

describe('refused records', () => {
  const ddl = `id int PRIMARY KEY, name varchar(10) NOT NULL CHECK (name <> 'bad'), size numeric(4,2), email text UNIQUE`;
  test('are found among many, each with its reason, and the rest is committed', async () => {
    const table = await newTable(ddl, '');
    await fixture.sql(`INSERT INTO ${table} VALUES (100000, 'there', 1, 'taken@x')`);
    const rows = Array.from(
      { length: 5000 },
      (_, i) => [i, `n${i}`, '1.5', `e${i}@x`] as (string | number | null)[],
    );
    (rows[17] as unknown[])[1] = 'bad';
    (rows[18] as unknown[])[1] = null;
    (rows[2500] as unknown[])[1] = 'far too long';
    (rows[2501] as unknown[])[2] = '100';
    (rows[4999] as unknown[])[3] = 'taken@x';
    (rows[3000] as unknown[])[3] = 'nul\0';
    const outcome = await load({
      table,
      operation: 'upsert',
      key: ['id'],
      columns: [...columns.slice(0, 2), { name: 'size', type: 'number' }, { name: 'email', type: 'string' }],
      rows,
    });
    expect(outcome.inserted).toBe(4994);
    const reasons = Object.fromEntries(outcome.rejected.map((r) => [r.key.id, r.reason]));
    expect(Object.keys(reasons).sort()).toEqual(['17', '18', '2500', '2501', '3000', '4999']);
    expect(reasons['17']).toContain('check constraint');
    expect(reasons['18']).toContain('null value in column "name"');
    expect(reasons['2500']).toContain('too long');
    expect(reasons['2501']).toContain('numeric field overflow');
    expect(reasons['3000']).toContain('NUL character');
    expect(reasons['4999']).toContain('Key (email)=(taken@x) already exists');
    expect(await fixture.sql(`SELECT count(*) FROM ${table}`)).toEqual([['4995']]);
  });
  test('of JSON that jsonb cannot hold', async () => {
    const table = await newTable('id int PRIMARY KEY, doc jsonb', '');
    const outcome = await load({
      table,
      operation: 'upsert',
      key: ['id'],
      columns: [
        { name: 'id', type: 'int' },
        { name: 'doc', type: 'json' },
      ],
      rows: [
        [1, '{"a": 1}'],
        [2, String.raw`{"a": "\u0000"}`],
      ],
    });
    expect(outcome.inserted).toBe(1);
    expect(outcome.rejected).toMatchObject([{ key: { id: '2' } }]);
  });
  test('are no reason to commit when the table itself does not fit', async () => {
    const table = await newTable();
    const other = [
      { name: 'id', type: 'int' },
      { name: 'nowhere', type: 'string' },
    ];
    await expect(
      load({ table, operation: 'append', columns: other, rows: [[9, 'x']] }),
    ).rejects.toMatchObject({ code: 'source_changed' });
    expect(await contents(table)).toHaveLength(3);
  });
});

describe('a batch', () => {
  test('is loaded once: the second time its outcome is answered', async () => {
    const table = await newTable();
    const work = {
      table,
      operation: 'append' as const,
      rows: [
        [4, 'x', null],
        [1, 'x', null],
      ] as const,
      batch: 'b',
    };
    const first = await load(work);
    expect(first.inserted).toBe(1);
    expect(await load({ ...work, rows: [[50, 'never', null]] })).toEqual(first);
    expect(await contents(table)).toHaveLength(4);
    const batch = { scope: table, id: 'b' };
    expect(await fixture.facets.load.committed(table, batch, fixture.signal)).toEqual(first);
    const unknown = { scope: table, id: 'c' };
    expect(await fixture.facets.load.committed(table, unknown, fixture.signal)).toBeUndefined();
  });
  test('whose rows break off leaves nothing', async () => {
    const table = await newTable(undefined, '');
    const { facets, host, signal } = fixture;
    const request = (session: Parameters<Parameters<typeof host.withSession>[0]>[0]) => ({
      table: { id: table, key: ['id'], columns: [] },
      operation: 'upsert' as const,
      columns,
      key: ['id'],
      rows: {
        format: 'csv' as const,
        open: async () => {
          const { Readable } = await import('node:stream');
          return Readable.from(
            (async function* () {
              yield Buffer.from('1,"a",1\n2,');
              throw new Error('the source went away');
            })(),
            { objectMode: false },
          );
        },
      },
      batch: { scope: table, id: 'broken' },
      session,
      signal,
      onProgress: () => {},
    });
    await expect(host.withSession((session) => facets.load.load(request(session)))).rejects.toThrow(
      'the source went away',
    );
    expect(await contents(table)).toEqual([]);
    expect(await load({ table, operation: 'upsert', key: ['id'], rows: [[1, 'a', null]] })).toEqual({
      ...none,
      inserted: 1,
    });
  });
  test('is stopped by the signal', async () => {
    const table = await newTable(undefined, '');
    const { facets, host } = fixture;
    const controller = new AbortController();
    const { PassThrough } = await import('node:stream');
    const rows = new PassThrough();
    rows.write('1,"a",1\n');
    const loading = host.withSession((session) =>
      facets.load.load({
        table: { id: table, key: ['id'], columns: [] },
        operation: 'upsert',
        columns,
        key: ['id'],
        rows: { format: 'csv', open: async () => rows },
        batch: { scope: table, id: 'stopped' },
        session,
        signal: controller.signal,
        onProgress: () => controller.abort(),
      }),
    );
    await expect(loading).rejects.toMatchObject({ code: 'canceled' });
    expect(await contents(table)).toEqual([]);
  });
  test('leaves no temporary table to the next one in its session', async () => {
    const table = await newTable();
    for (let i = 0; i < 3; i++)
      await load({ table, operation: 'upsert', key: ['id'], rows: [[i, 'x', null]] });
    expect(await fixture.sql(`SELECT relname FROM pg_class WHERE relname LIKE 'syncform%'`)).toEqual([]);
  });
  test('two of one scope at once take turns', async () => {
    const table = await newTable(undefined, '');
    const work = (n: number) => ({
      table,
      operation: 'upsert' as const,
      key: ['id'],
      rows: [[1, `writer ${n}`, null]] as const,
    });
    const outcomes = await Promise.all([0, 1, 2, 3].map((n) => load(work(n))));
    expect(outcomes.map((o) => o.inserted).sort()).toEqual([0, 0, 0, 1]);
    expect(outcomes.map((o) => o.updated).sort()).toEqual([0, 1, 1, 1]);
  });
});

test('values that only differ in ways that a loose equality overlooks are updated', async () => {
  await fixture.sql(`CREATE EXTENSION IF NOT EXISTS citext`).catch(() => {});
  const table = 'public.loose';
  await fixture.sql(`CREATE TABLE ${table} (id int PRIMARY KEY, span interval, doc json, tag citext)`);
  await fixture.sql(`INSERT INTO ${table} VALUES (1, '1 mon', '{}', 'a'), (2, '1 day', '[]', 'b')`);
  const wide = [
    { name: 'id', type: 'int' },
    { name: 'span', type: 'string' },
    { name: 'doc', type: 'json' },
    { name: 'tag', type: 'string' },
  ];
  const rows = [
    [1, 'P30D', '{}', 'a'],
    [2, 'P1D', '[]', 'b'],
  ] as const;
  expect(await load({ table, operation: 'upsert', key: ['id'], columns: wide, rows })).toEqual({
    ...none,
    updated: 1,
  });
  const tagged = [
    [1, 'P30D', '{}', 'A'],
    [2, 'P1D', '[]', 'b'],
  ] as const;
  expect(await load({ table, operation: 'upsert', key: ['id'], columns: wide, rows: tagged })).toEqual({
    ...none,
    updated: 1,
  });
});

test('a partitioned table and names that need quoting', async () => {
  const table = `"odd ""schema"".x"."T. ""1"""`;
  await fixture.sql(`CREATE SCHEMA "odd ""schema"".x"`);
  await fixture.sql(
    `CREATE TABLE ${table} ("my id" int PRIMARY KEY, "Né ""me""" text) PARTITION BY RANGE ("my id")`,
  );
  await fixture.sql(`CREATE TABLE "odd ""schema"".x".part PARTITION OF ${table} FOR VALUES FROM (0) TO (10)`);
  const odd = [
    { name: 'my id', type: 'int' },
    { name: 'Né "me"', type: 'string' },
  ];
  const outcome = await load({
    table,
    operation: 'upsert',
    key: ['my id'],
    columns: odd,
    rows: [
      [1, 'x'],
      [11, 'no partition'],
    ],
  });
  expect(outcome.inserted).toBe(1);
  expect(outcome.rejected).toMatchObject([{ key: { 'my id': '11' } }]);
  expect(await load({ table, operation: 'upsert', key: ['my id'], columns: odd, rows: [[1, 'y']] })).toEqual({
    ...none,
    updated: 1,
  });
});

describe('values that arrive in other types than the target has', () => {
  const work = {
    operation: 'upsert' as const,
    key: ['id'],
    columns: [
      { name: 'id', type: 'string' },
      { name: 'note', type: 'string' },
      { name: 'born', type: 'string' },
      { name: 'amount', type: 'decimal(12,4)' },
      { name: 'small', type: 'bigint' },
      { name: 'whole', type: 'int' },
      { name: 'details', type: 'json' },
      { name: 'flag', type: 'string' },
    ],
  };
  const made = async () => {
    const id = `public.t${tables++}`;
    await fixture.sql(
      `CREATE TABLE ${id} (id uuid PRIMARY KEY, note varchar(4) NOT NULL, born date, amount numeric(6,2),
         small smallint, whole numeric, details jsonb, flag boolean)`,
    );
    return id;
  };
  const uuid = (n: number) => `A0EEBC99-9C0B-4EF8-BB6D-6BB9BD38${1000 + n}`;
  const good: readonly (string | number | null)[] = [
    uuid(1),
    'four',
    '2024-02-29',
    '1.0050',
    '7',
    7,
    '{"b":1.50,"a":"\u{10fffe}"}',
    'yes',
  ];
  const bad: readonly (readonly [number, string])[] = [
    [0, 'no uuid'],
    [1, 'longer'],
    [2, '2024-02-30'],
    [3, '123456.7'],
    [4, '40000'],
    [6, '{"nul":"\\u0000"}'],
    [7, 'perhaps'],
  ];

  test.each([true, false])(
    'fill an empty table exactly, and only those that it refuses are left out (repeatable: %s)',
    async (isRepeatable) => {
      const table = await made();
      const rows = [
        good,
        ...bad.map(([place, value], n) => good.with(0, uuid(2 + n)).with(place, value)),
        good.with(0, uuid(90)).with(1, 'ok    '),
        good.with(0, uuid(91)).with(1, null),
        [uuid(92), '', null, null, null, null, null, null],
        good.with(0, uuid(1).toLowerCase()),
      ];
      const outcome = await load({ ...work, table, rows, isRepeatable });
      expect(outcome.inserted).toBe(3);
      expect(outcome.rejected).toHaveLength(bad.length + 2);
      expect(await fixture.sql(`SELECT * FROM ${table} ORDER BY id`)).toEqual([
        [
          uuid(1).toLowerCase(),
          'four',
          '2024-02-29',
          '1.01',
          '7',
          '7',
          '{"a": "\u{10fffe}", "b": 1.50}',
          't',
        ],
        [
          uuid(90).toLowerCase(),
          'ok  ',
          '2024-02-29',
          '1.01',
          '7',
          '7',
          '{"a": "\u{10fffe}", "b": 1.50}',
          't',
        ],
        [uuid(92).toLowerCase(), '', null, null, null, null, null, null],
      ]);
    },
  );

  test('go in at once where none is refused', async () => {
    const table = await made();
    const rows = [good, good.with(0, uuid(2))];
    expect(await load({ ...work, table, rows, isRepeatable: true })).toEqual({ ...none, inserted: 2 });
    expect(await fixture.sql(`SELECT amount, details, small, flag FROM ${table}`)).toEqual([
      ['1.01', '{"a": "\u{10fffe}", "b": 1.50}', '7', 't'],
      ['1.01', '{"a": "\u{10fffe}", "b": 1.50}', '7', 't'],
    ]);
  });
});
