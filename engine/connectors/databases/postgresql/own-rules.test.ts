import { createHash } from 'node:crypto';
import { type Fixture, openFixture } from './testing/fixture.ts';
import { type LoadRows, loadRows } from './testing/load-rows.ts';

/*
 * What a table's own triggers, constraints and indexes make of rows.
 */

let fixture: Fixture;
let tables = 0;
beforeAll(async () => {
  fixture = await openFixture();
  for (const [name, body] of Object.entries({
    skip: 'IF NEW.n < 0 THEN RETURN NULL; END IF; RETURN NEW;',
    refuse: "IF NEW.n < 0 THEN RAISE EXCEPTION 'n is %', NEW.n; END IF; RETURN NEW;",
    refuse_by_own_code:
      "IF NEW.n < 0 THEN RAISE 'n is %', NEW.n USING ERRCODE = 'U0042'; END IF; RETURN NEW;",
    lower: 'NEW.name := lower(NEW.name); RETURN NEW;',
    keep: 'RETURN CASE WHEN OLD.n = 7 THEN NULL ELSE OLD END;',
    mark: 'EXECUTE format($q$UPDATE %s SET name = $1 WHERE id = $2$q$, TG_RELID::regclass) USING $q$gone$q$, OLD.id; RETURN NULL;',
    elsewhere:
      'EXECUTE format($q$INSERT INTO %s_heir SELECT $1.*$q$, TG_RELID::regclass) USING NEW; RETURN NULL;',
  }))
    await fixture.sql(
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $body$BEGIN ${body} END$body$`,
    );
});
afterAll(() => fixture?.[Symbol.asyncDispose]());

const columns = [
  { name: 'id', type: 'int' },
  { name: 'name', type: 'string' },
  { name: 'n', type: 'int' },
];
const none = { inserted: 0, updated: 0, deleted: 0, rejected: [] };

/** A table with the rows (1, 'one', 1) and (7, 'seven', 7). */
async function newTable(
  trigger?: string,
  when = 'INSERT OR UPDATE',
  ddl = 'id int PRIMARY KEY, name text, n int',
) {
  const table = `public.r${tables++}`;
  await fixture.sql(`CREATE TABLE ${table} (${ddl})`);
  await fixture.sql(`INSERT INTO ${table} VALUES (1, 'one', 1), (7, 'seven', 7)`);
  if (trigger) await addTrigger(table, trigger, when);
  return table;
}
const addTrigger = (table: string, trigger: string, when: string) =>
  fixture.sql(
    `CREATE TRIGGER ${trigger} BEFORE ${when} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${trigger}()`,
  );

const load = (work: Omit<LoadRows, 'columns'> & { columns?: LoadRows['columns'] }) =>
  loadRows(fixture, { columns, ...work });
const contents = (table: string) => fixture.sql(`SELECT id, name, n FROM ${table} ORDER BY 1, 2, 3`);
const key = ['id'];

describe('a row that a trigger sets aside is a refused record', () => {
  const reason = (table: string) => `the trigger "skip" of ${table} set the row aside`;

  test.each(['upsert', 'insert', 'append', 'replace'] as const)('of %s', async (operation) => {
    const table = await newTable('skip');
    const outcome = await load({
      table,
      operation,
      key: operation === 'append' ? [] : key,
      rows: [
        [2, 'two', 2],
        [3, 'three', -3],
        [4, 'four', 4],
      ],
    });
    expect(outcome).toMatchObject({
      inserted: 2,
      updated: 0,
      rejected: [{ key: { id: '3' }, reason: reason(table) }],
    });
    expect(outcome.rejected).toHaveLength(1);
    expect((await contents(table)).map(([id]) => id)).toEqual(
      operation === 'replace' ? ['2', '4'] : ['1', '2', '4', '7'],
    );
  });

  test.each(['upsert', 'update'] as const)('of %s, among rows that are changed', async (operation) => {
    const table = await newTable('skip');
    const outcome = await load({
      table,
      operation,
      key,
      rows: [
        [1, 'one', -1],
        [7, 'SEVEN', 7],
      ],
    });
    expect(outcome).toEqual({
      ...none,
      updated: 1,
      rejected: [{ key: { id: '1' }, reason: reason(table) }],
    });
    expect(await contents(table)).toEqual([
      ['1', 'one', '1'],
      ['7', 'SEVEN', '7'],
    ]);
  });

  test('of one partition, and of several triggers', async () => {
    const table = `public.r${tables++}`;
    await fixture.sql(`CREATE TABLE ${table} (id int PRIMARY KEY, name text, n int) PARTITION BY RANGE (id)`);
    await fixture.sql(`CREATE TABLE ${table}_low PARTITION OF ${table} FOR VALUES FROM (0) TO (10)`);
    await fixture.sql(`CREATE TABLE ${table}_high PARTITION OF ${table} FOR VALUES FROM (10) TO (20)`);
    await addTrigger(`${table}_high`, 'skip', 'INSERT');
    await addTrigger(`${table}_high`, 'lower', 'INSERT');
    const rows = [
      [1, 'one', -1],
      [11, 'ELEVEN', -11],
      [12, 'TWELVE', 12],
    ];
    expect(await load({ table, operation: 'upsert', key, rows })).toEqual({
      ...none,
      inserted: 2,
      rejected: [
        {
          key: { id: '11' },
          reason: `the trigger "lower" or the trigger "skip" of ${table} set the row aside`,
        },
      ],
    });
  });

  test('of a rule that does nothing instead', async () => {
    const table = await newTable();
    await fixture.sql(`CREATE RULE nothing AS ON INSERT TO ${table} DO INSTEAD NOTHING`);
    const outcome = await load({ table, operation: 'append', rows: [[2, 'two', 2]] });
    expect(outcome).toMatchObject({
      inserted: 0,
      rejected: [{ reason: `the rule "nothing" of ${table} set the row aside` }],
    });
  });

  test('of rows that it changes, too', async () => {
    const table = await newTable(undefined, undefined, 'id int, name text PRIMARY KEY, n int');
    await addTrigger(table, 'lower', 'INSERT OR UPDATE');
    await addTrigger(table, 'skip', 'INSERT OR UPDATE');
    const rows = Array.from({ length: 300 }, (_, i) => [i, `N${i}`, i % 50 === 0 ? -1 : 1]);
    const outcome = await load({ table, operation: 'insert', key: ['name'], rows });
    expect(outcome.inserted).toBe(294);
    expect(outcome.rejected.map(({ key }) => key.name).toSorted()).toEqual(
      ['N0', 'N50', 'N100', 'N150', 'N200', 'N250'].toSorted(),
    );
  });
});

test('a row that a trigger leaves as it was, because nothing would change, is delivered', async () => {
  const table = await newTable('lower');
  await fixture.sql(
    `CREATE TRIGGER suppress BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
  );
  // The table's trigger runs first and makes it equal.
  expect(await load({ table, operation: 'upsert', key, rows: [[1, 'ONE', 1]] })).toEqual(none);
  await addTrigger(table, 'skip', 'UPDATE');
  const rows = [
    [1, 'ONE', 1],
    [7, 'seven', -7],
  ];
  expect(await load({ table, operation: 'upsert', key, rows })).toMatchObject({
    updated: 0,
    rejected: [{ key: { id: '7' } }],
  });
  expect(await fixture.sql(`SELECT tgenabled FROM pg_trigger WHERE tgrelid = '${table}'::regclass`)).toEqual([
    ['O'],
    ['O'],
    ['O'],
  ]);
});

test('a row that a trigger puts into a table that inherits is inserted', async () => {
  for (const operation of ['append', 'upsert'] as const) {
    const table = await newTable();
    await fixture.sql(`CREATE TABLE ${table}_heir () INHERITS (${table})`);
    await addTrigger(table, 'elsewhere', 'INSERT');
    const rows = [
      [2, 'two', 2],
      [3, 'three', 3],
    ];
    expect(await load({ table, operation, key: operation === 'append' ? [] : key, rows })).toEqual({
      ...none,
      inserted: 2,
    });
    expect(await contents(`ONLY ${table}_heir`)).toHaveLength(2);
  }
});

describe('a row that is not let go', () => {
  test('by a trigger is refused by its key, and the others go', async () => {
    const table = await newTable('keep', 'DELETE');
    const kept = {
      inserted: 0,
      updated: 0,
      deleted: 1,
      rejected: [{ key: { id: '7' }, reason: `the trigger "keep" of ${table} set the row aside` }],
    };
    const gone = [
      [1, null, null],
      [7, null, null],
    ];
    expect(await load({ table, operation: 'delete', key, rows: gone })).toEqual(kept);
    await fixture.sql(`INSERT INTO ${table} VALUES (1, 'one', 1)`);
    expect(await load({ table, operation: 'upsert', key, deleteMissing: true, rows: [] })).toEqual(kept);
  });

  test('by another table’s foreign key is refused by its key, and the others go', async () => {
    const table = await newTable();
    await fixture.sql(`CREATE TABLE ${table}_child (parent int REFERENCES ${table})`);
    await fixture.sql(`INSERT INTO ${table}_child VALUES (7)`);
    expect(
      await load({ table, operation: 'upsert', key, deleteMissing: true, rows: [[2, 'two', 2]] }),
    ).toMatchObject({
      inserted: 1,
      deleted: 1,
      rejected: [{ key: { id: '7' }, reason: expect.stringContaining('foreign key') }],
    });
    expect((await contents(table)).map(([id]) => id)).toEqual(['2', '7']);
  });

  test('but marked by a trigger, is deleted the table’s own way', async () => {
    const table = await newTable('mark', 'DELETE');
    expect(await load({ table, operation: 'delete', key, rows: [[1, null, null]] })).toEqual(none);
    expect(await contents(table)).toEqual([
      ['1', 'gone', '1'],
      ['7', 'seven', '7'],
    ]);
  });
});

describe('what is said of one record is that record’s refusal', () => {
  test.each([
    ['refuse', 'n is -3'],
    ['refuse_by_own_code', 'n is -3'],
  ])('by a trigger that raises an error (%s)', async (trigger, reason) => {
    const table = await newTable(trigger);
    const rows = [
      [2, 'two', 2],
      [3, 'three', -3],
      [1, 'one', -3],
    ];
    const outcome = await load({ table, operation: 'upsert', key, rows });
    expect(outcome.inserted).toBe(1);
    expect(outcome.rejected.toSorted((a, b) => Number(a.key.id) - Number(b.key.id))).toEqual([
      { key: { id: '1' }, reason },
      { key: { id: '3' }, reason },
    ]);
  });

  test.each(['upsert', 'replace'] as const)('by an index that cannot hold it, of %s', async (operation) => {
    const long = Array.from({ length: 400 }, (_, i) =>
      createHash('sha256').update(`${i}`).digest('hex'),
    ).join('');
    for (const [ddl, rows] of [
      ['id int PRIMARY KEY, name text, n int', ''],
      ['id int, name text PRIMARY KEY, n int', ''],
      ['id int, name text PRIMARY KEY, n int', "(100, 'x', 1)"],
    ] as const) {
      const table = `public.r${tables++}`;
      await fixture.sql(`CREATE TABLE ${table} (${ddl})`);
      await fixture.sql(`CREATE INDEX ON ${table} (name)`);
      if (rows) await fixture.sql(`INSERT INTO ${table} VALUES ${rows}`);
      const by = ddl.includes('name text PRIMARY') ? 'name' : 'id';
      const outcome = await load({
        table,
        operation,
        key: [by],
        isRepeatable: true,
        rows: [
          [2, 'two', 2],
          [3, long, 3],
          [4, 'four', 4],
        ],
      });
      expect(outcome).toMatchObject({
        inserted: 2,
        rejected: [{ reason: expect.stringMatching(/^index row .*(exceeds btree|maximum size)/) }],
      });
    }
  });

  test('a table that refuses every one of many ends the load, and says so', async () => {
    const table = await newTable('refuse', 'INSERT');
    const rows = Array.from({ length: 20_000 }, (_, i) => [i + 10, 'x', -1]);
    await expect(load({ table, operation: 'upsert', key, rows })).rejects.toThrow(
      /refused 1000 records in a row, and \d+ more that were tried from all over the rest, the last because: n is -1/,
    );
    expect(await contents(table)).toHaveLength(2);
    // Where the rest is well, they are refused one by one.
    const mixed = rows.map(([id], i) => [id ?? 0, 'x', i < 1500 ? -1 : 1]);
    const outcome = await load({ table, operation: 'upsert', key, rows: mixed });
    expect(outcome).toMatchObject({ inserted: 18_500 });
    expect(outcome.rejected).toHaveLength(1500);
  });
});
