import { postgresql } from '../../../../../test/contract/changes/postgresql.ts';
import { inWords } from '../../../../../test/contract/changes/replica.ts';
import {
  ChangesUnderTest,
  EventReader,
  lastPosition,
} from '../../../../../test/contract/changes/under-test.ts';
import { UNCHANGED } from '../../../../contract/changes.ts';

let under: ChangesUnderTest;
const never = new AbortController().signal;
const sql = (statement: string) => under.sql(statement);
beforeAll(async () => {
  under = await ChangesUnderTest.open(postgresql);
});
afterAll(() => under?.[Symbol.asyncDispose]());

/** Random text that does not compress, so that the server stores it beside the row. */
const LARGE = `(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 500))`;

describe('a large value that did not change', () => {
  const table = async (identity = 'DEFAULT') => {
    const name = await under.table('id int PRIMARY KEY, big text, n int');
    await sql(`ALTER TABLE ${name} REPLICA IDENTITY ${identity}`);
    await sql(`INSERT INTO ${name} VALUES (1, ${LARGE}, 1)`);
    const [row] = await sql(`SELECT big FROM ${name}`);
    return { name, big: row?.[0] as string };
  };

  test('is not brought', async () => {
    const { name } = await table();
    const { stream, followed, from } = await under.begin(name, ['id', 'big', 'n']);
    await sql(`UPDATE ${name} SET n = 2`);
    const events = await under.eventsUntilNow(stream, [followed], from);
    expect(events.find(({ type }) => type === 'update')).toEqual({
      type: 'update',
      object: `public.${name}`,
      values: ['1', UNCHANGED, '2'],
    });
  });

  test('is brought where the old row is logged whole', async () => {
    const { name, big } = await table('FULL');
    const { stream, followed, from } = await under.begin(name, ['id', 'big', 'n']);
    await sql(`UPDATE ${name} SET n = 2`);
    await sql(`DELETE FROM ${name}`);
    const events = await under.eventsUntilNow(stream, [followed], from);
    const [update, gone] = events.filter(({ type }) => type !== 'commit');
    expect(update).toMatchObject({ values: ['1', big, '2'] });
    expect(update).not.toHaveProperty('oldKey');
    expect(gone).toMatchObject({ type: 'delete', values: ['1', big, '2'] });
  });

  test('is looked up where the key changed; a row that has moved on brings it later', async () => {
    const { name, big } = await table();
    const { stream, followed, from } = await under.begin(name, ['id', 'big', 'n']);
    await sql(`UPDATE ${name} SET id = 2`);
    await sql(`UPDATE ${name} SET id = 3`);
    const events = await under.eventsUntilNow(stream, [followed], from);
    const updates = events.filter(({ type }) => type === 'update');
    expect(updates).toEqual([
      { type: 'update', object: `public.${name}`, values: ['2', null, '1'], oldKey: ['1'] },
      { type: 'update', object: `public.${name}`, values: ['3', big, '1'], oldKey: ['2'] },
    ]);
  });
});

test('a row is told by the index that the table says, or by all of its columns', async () => {
  const name = await under.table('id int NOT NULL, name varchar(100), n int NOT NULL');
  await sql(`CREATE UNIQUE INDEX ${name}_n ON ${name} (n)`);
  await sql(`ALTER TABLE ${name} REPLICA IDENTITY USING INDEX ${name}_n`);
  await sql(`INSERT INTO ${name} VALUES (1, 'one', 10)`);
  const stream = under.stream([name]);
  const from = await under.changes.prepare(stream, null, never);
  const { followed } = await under.snapshot(stream, name, ['id', 'name', 'n'], ['n']);
  await sql(`UPDATE ${name} SET n = 11`);
  await sql(`ALTER TABLE ${name} REPLICA IDENTITY FULL`);
  await sql(`UPDATE ${name} SET n = 12, id = 2`);
  await sql(`UPDATE ${name} SET name = NULL`);
  expect(await under.wordsUntilNow(stream, [followed], from)).toEqual([
    `update public.${name} 1,one,11 was 10`,
    `update public.${name} 2,one,12 was 11`,
    `update public.${name} 2,,12`,
  ]);
});

test('a key that the log does not tell rows by is refused, and ends the object where it comes to be', async () => {
  const name = await under.filledTable();
  const stream = under.stream([name]);
  const from = await under.changes.prepare(stream, null, never);
  const byName = await under.snapshot(stream, name, ['id', 'name', 'n'], ['name']);
  await expect(
    under.changes.follow({ stream, objects: [byName.followed], from }, never),
  ).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('REPLICA IDENTITY FULL'),
  });
  await sql(`ALTER TABLE ${name} REPLICA IDENTITY FULL`);
  await using following = await under.changes.follow({ stream, objects: [byName.followed], from }, never);
  await sql(`ALTER TABLE ${name} REPLICA IDENTITY DEFAULT`);
  await sql(`UPDATE ${name} SET id = 5 WHERE id = 1`);
  const events = await new EventReader(following).untilCommit();
  expect(events.map(inWords)).toContain(`altered public.${name}`);
});

test('several tables are truncated at once, those that refer to them too', async () => {
  const a = await under.filledTable();
  const b = await under.table(`id int PRIMARY KEY, name text, n int REFERENCES ${a}`);
  const other = await under.filledTable();
  const stream = under.stream([a, b, other]);
  const from = await under.changes.prepare(stream, null, never);
  const taken = [
    await under.snapshot(stream, a),
    await under.snapshot(stream, b),
    await under.snapshot(stream, other),
  ];
  await sql(`TRUNCATE ${a} RESTART IDENTITY CASCADE`);
  const words = await under.wordsUntilNow(
    stream,
    taken.map(({ followed }) => followed),
    from,
  );
  expect([...words].sort()).toEqual([`truncate public.${a}`, `truncate public.${b}`].sort());
});

test('changes of partitions come as the table’s, those that move between them too', async () => {
  const name = await under.table('id int, name text, n int, PRIMARY KEY (id, n)');
  await sql(`DROP TABLE ${name}`);
  await sql(`CREATE TABLE ${name} (id int, name text, n int, PRIMARY KEY (id, n)) PARTITION BY RANGE (n)`);
  await sql(`CREATE TABLE ${name}_low PARTITION OF ${name} FOR VALUES FROM (0) TO (10)`);
  // Its columns are in another order.
  await sql(
    `CREATE TABLE ${name}_high (n int NOT NULL, extra int, name text, id int NOT NULL, PRIMARY KEY (id, n))`,
  );
  await sql(`ALTER TABLE ${name}_high DROP COLUMN extra`);
  await sql(`ALTER TABLE ${name} ATTACH PARTITION ${name}_high FOR VALUES FROM (10) TO (20)`);
  await sql(`INSERT INTO ${name} VALUES (1, 'one', 1)`);
  const stream = under.stream([name]);
  const from = await under.changes.prepare(stream, null, never);
  const { followed, rows } = await under.snapshot(stream, name, ['id', 'name', 'n'], ['id', 'n']);
  expect(rows).toEqual([['1', 'one', '1']]);
  await sql(`INSERT INTO ${name} VALUES (2, 'two', 12)`);
  await sql(`UPDATE ${name} SET n = 11 WHERE id = 1`);
  await sql(`TRUNCATE ${name}`);
  const words = await under.wordsUntilNow(stream, [followed], from);
  expect(words).toEqual([
    `insert public.${name} 2,two,12`,
    `delete public.${name} 1,?,1`,
    `insert public.${name} 1,one,11`,
    `truncate public.${name}`,
  ]);
});

test('what becomes of partitions without the log’s knowing has the table read again; a new partition has not', async () => {
  const name = await under.table('id int PRIMARY KEY');
  await sql(`DROP TABLE ${name}`);
  await sql(`CREATE TABLE ${name} (id int PRIMARY KEY) PARTITION BY RANGE (id)`);
  const part = (low: number) =>
    `${name}_${low} PARTITION OF ${name} FOR VALUES FROM (${low}) TO (${low + 10})`;
  for (const low of [0, 10]) await sql(`CREATE TABLE ${part(low)}`);
  const stream = under.stream([name]);
  const from = await under.changes.prepare(stream, null, never);
  const words = async () => {
    const { followed, position } = await under.snapshot(stream, name, ['id']);
    return async (statement: string) => {
      await sql(statement);
      const events = await under.eventsUntilNow(stream, [followed], from);
      return events.flatMap((event) => (event.type === 'altered' ? [event.reason] : [])).join() || position;
    };
  };
  let after = await words();
  await after(`CREATE TABLE ${part(20)}`);
  expect(await after(`INSERT INTO ${name} VALUES (5), (15), (25)`)).not.toContain('partition');
  expect(await after(`TRUNCATE ${name}_10`)).toContain('a partition was truncated');
  after = await words();
  expect(await after(`DROP TABLE ${name}_0`)).toContain('a partition was dropped');
  after = await words();
  await sql(`CREATE TABLE ${name}_30 (id int PRIMARY KEY)`);
  await sql(`INSERT INTO ${name}_30 VALUES (35)`);
  expect(
    await after(`ALTER TABLE ${name} ATTACH PARTITION ${name}_30 FOR VALUES FROM (30) TO (40)`),
  ).toContain('a partition was attached');
  after = await words();
  expect(await after('SELECT 1')).not.toContain('partition');
});

test('a table that is recreated, renamed, or taken out of the publication ends', async () => {
  const tables = [
    await under.filledTable(),
    await under.filledTable(),
    await under.filledTable(),
    await under.filledTable(),
  ];
  const [anew, renamed, out, kept] = tables as [string, string, string, string];
  const stream = under.stream(tables);
  const from = await under.changes.prepare(stream, null, never);
  const objects = [];
  for (const table of tables) objects.push((await under.snapshot(stream, table)).followed);
  await sql(`DROP TABLE ${anew}`);
  await sql(`CREATE TABLE ${anew} (id int PRIMARY KEY, name varchar(100), n int)`);
  await sql(`ALTER TABLE ${renamed} RENAME TO ${renamed}_b`);
  const publication = under.fixture.config.publication as string;
  await sql(`ALTER PUBLICATION "${publication.replaceAll('"', '""')}" DROP TABLE ${out}`);
  await sql(`INSERT INTO ${out} VALUES (3, 'not published', 3)`);
  await sql(`ALTER TABLE ${renamed}_b RENAME TO ${renamed}`);
  await sql(`INSERT INTO ${kept} VALUES (3, 'three', 3)`);
  // Put back, it has missed something.
  expect(await under.changes.prepare(stream, from, never)).toBe(from);
  const events = await under.eventsUntilNow(stream, objects, from);
  expect(events.map(inWords).filter((word) => word !== 'commit')).toEqual([
    `altered public.${anew}`,
    `altered public.${out}`,
    `insert public.${kept} 3,three,3`,
  ]);
});

test('a transaction that began before its table was published is in the rows, not lost in between', async () => {
  const [first, later] = [await under.filledTable(), await under.filledTable()];
  const stream = under.stream([first]);
  const from = await under.changes.prepare(stream, null, never);
  const a = await under.snapshot(stream, first);
  await using other = await under.fixture.session();
  await other.sql('BEGIN');
  await other.sql(`INSERT INTO ${later} VALUES (3, 'before', 3)`);
  const both = under.stream([first, later], stream.id);
  await under.changes.prepare(both, from, never);
  await other.sql(`INSERT INTO ${later} VALUES (4, 'after', 4)`);
  const reading = under.snapshot(both, later);
  await other.sql('COMMIT');
  const b = await reading;
  expect(b.rows).toHaveLength(4);
  expect(await under.wordsUntilNow(both, [a.followed, b.followed], from)).toEqual([]);
});

test('a value of hundreds of megabytes’ kind passes: many pieces of the line', async () => {
  const name = await under.table('id int PRIMARY KEY, big text');
  const { stream, followed, from } = await under.begin(name, ['id', 'big']);
  await sql(`INSERT INTO ${name} SELECT 1, repeat('0123456789', 4000000)`);
  const events = await under.eventsUntilNow(stream, [followed], from);
  const insert = events.find(({ type }) => type !== 'commit');
  expect(insert?.type === 'insert' && String(insert.values[1]).length).toBe(40_000_000);
  await under.changes.prepare(stream, lastPosition(events), never);
});
