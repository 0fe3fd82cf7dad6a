import { never } from '../open-connector.ts';
import type { ChangesFixture } from './fixture.ts';
import { inWords } from './replica.ts';
import { type ChangesUnderTest, EventReader, lastPosition } from './under-test.ts';

const INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/;

/** What a stream says of what happens at the source. */
export function followingSuite(
  under: () => ChangesUnderTest,
  { refusesTruncate, tellsLastChanges = false }: ChangesFixture,
): void {
  const object = (table: string) => under().fixture.object(table);
  const sql = (statement: string) => under().sql(statement);

  test('rows that are written and deleted come in the order of their commits', async () => {
    const table = await under().filledTable();
    const { stream, followed, rows, from } = await under().begin(table);
    expect([...rows].sort()).toEqual([
      ['1', 'one', '1'],
      ['2', 'two', '2'],
    ]);
    await sql(`INSERT INTO ${table} VALUES (3, 'three', NULL), (4, '', 4)`);
    await sql(`UPDATE ${table} SET name = 'drei', n = 3 WHERE id = 3`);
    await sql(`DELETE FROM ${table} WHERE id = 1`);
    const events = await under().eventsUntilNow(stream, [followed], from);
    const words = events.map(inWords).filter((word) => word !== 'commit');
    expect(words.slice(0, -1)).toEqual(
      tellsLastChanges
        ? [`insert ${object(table)} 4,,4`, `insert ${object(table)} 3,drei,3`]
        : [
            `insert ${object(table)} 3,three,`,
            `insert ${object(table)} 4,,4`,
            `update ${object(table)} 3,drei,3`,
          ],
    );
    expect(words.at(-1)).toMatch(new RegExp(`^delete ${object(table).replaceAll('.', '\\.')} 1,`));
    const commits = events.filter((event) => event.type === 'commit');
    expect(commits.filter(({ time }) => time !== undefined).length).toBeGreaterThanOrEqual(3);
    for (const { time } of commits) expect(time ?? '2026-01-01 00:00:00+00').toMatch(INSTANT);
    const positions = commits.map(({ position }) => position);
    for (const [i, position] of positions.slice(1).entries())
      expect(under().changes.compare(positions[i] as string, position)).toBeLessThanOrEqual(0);
  });

  test('a transaction is whole, whatever it touches, and one that is rolled back says nothing', async () => {
    const tables = [await under().filledTable(), await under().filledTable()];
    const [a, b] = tables as [string, string];
    const stream = under().stream(tables);
    const from = await under().changes.prepare(stream, null, never);
    const taken = [await under().snapshot(stream, a), await under().snapshot(stream, b)];
    await sql('BEGIN');
    await sql(`INSERT INTO ${a} VALUES (3, 'gone', 3)`);
    await sql('ROLLBACK');
    await sql('BEGIN');
    await sql(`INSERT INTO ${a} VALUES (4, 'four', 4)`);
    await sql(`DELETE FROM ${b} WHERE id = 2`);
    await sql(`UPDATE ${a} SET n = 40 WHERE id = 4`);
    await sql('COMMIT');
    const objects = taken.map(({ followed }) => followed);
    const events = await under().eventsUntilNow(stream, objects, from);
    const changes = events.filter((event) => event.type !== 'commit');
    expect(changes.map(({ type, object }) => `${type} ${object}`)).toEqual([
      `insert ${object(a)}`,
      `delete ${object(b)}`,
      ...(tellsLastChanges ? [] : [`update ${object(a)}`]),
    ]);
    const [first, last] = [changes[0], changes.at(-1)].map((event) => events.indexOf(event as never));
    expect(events.slice(first, last).filter(({ type }) => type === 'commit')).toEqual([]);
  });

  const keyTitle = tellsLastChanges
    ? 'a key that changes is a row that is gone and a new one'
    : 'a key that changes brings the key that was';
  test(keyTitle, async () => {
    const table = await under().filledTable();
    const { stream, followed, from } = await under().begin(table);
    await sql(`UPDATE ${table} SET id = 10 WHERE id = 1`);
    await sql(`UPDATE ${table} SET n = 20 WHERE id = 2`);
    const words = await under().wordsUntilNow(stream, [followed], from);
    expect(words.at(-1)).toBe(`update ${object(table)} 2,two,20`);
    expect(words.slice(0, -1).sort()).toEqual(
      tellsLastChanges
        ? [`delete ${object(table)} 1,?,?`, `insert ${object(table)} 10,one,1`]
        : [`update ${object(table)} 10,one,1 was 1`],
    );
  });

  test('fields come as they were asked for: some of them, in their order', async () => {
    const table = await under().filledTable();
    const { stream, followed, from, rows } = await under().begin(table, ['n', 'id']);
    expect([...rows].sort()).toEqual([
      ['1', '1'],
      ['2', '2'],
    ]);
    await sql(`INSERT INTO ${table} VALUES (3, 'three', 30)`);
    expect(await under().wordsUntilNow(stream, [followed], from)).toEqual([`insert ${object(table)} 30,3`]);
  });

  test('a key of several columns, named and filled with whatever there is', async () => {
    const odd = under().fixture.quoted('n ö 漢');
    const table = await under().table(`a int, b varchar(40), ${odd} text, PRIMARY KEY (b, a)`);
    await sql(`INSERT INTO ${table} VALUES (1, 'ü', 'x')`);
    const stream = under().stream([table]);
    const from = await under().changes.prepare(stream, null, never);
    const { followed } = await under().snapshot(stream, table, ['a', 'b', 'n ö 漢'], ['b', 'a']);
    await sql(`UPDATE ${table} SET b = '🦆' WHERE a = 1`);
    await sql(`DELETE FROM ${table}`);
    const words = await under().wordsUntilNow(stream, [followed], from);
    expect(words.at(-1)).toMatch(/^delete .* 1,🦆,/);
    expect(words.slice(0, -1)).toEqual([
      tellsLastChanges ? `delete ${object(table)} 1,ü,?` : `update ${object(table)} 1,🦆,x was ü,1`,
    ]);
  });

  const truncated = async () => {
    const table = await under().filledTable();
    const { stream, followed, from } = await under().begin(table);
    await sql(`TRUNCATE TABLE ${table}`);
    await sql(`INSERT INTO ${table} VALUES (1, 'again', 1)`);
    expect(await under().wordsUntilNow(stream, [followed], from)).toEqual([
      `truncate ${object(table)}`,
      `insert ${object(table)} 1,again,1`,
    ]);
  };
  if (!refusesTruncate) test('a truncated table says so', truncated);

  test.each([
    ['added', (table: string) => `ALTER TABLE ${table} ADD COLUMN more int`],
    ['dropped', (table: string) => `ALTER TABLE ${table} DROP COLUMN n`],
    ['renamed', (table: string) => `ALTER TABLE ${table} RENAME COLUMN n TO m`],
    ['of another type', (table: string) => under().fixture.retyped(table, 'n', 'bigint')],
  ])('a column that is %s ends what is said of the object, and of no other', async (_what, alter) => {
    const [table, other] = [await under().filledTable(), await under().filledTable()];
    const stream = under().stream([table, other]);
    const from = await under().changes.prepare(stream, null, never);
    const taken = [await under().snapshot(stream, table), await under().snapshot(stream, other)];
    await sql(`UPDATE ${table} SET name = 'uno' WHERE id = 1`);
    await sql(alter(table));
    await sql(`INSERT INTO ${table} (id, name) VALUES (3, 'three')`);
    await sql(`DELETE FROM ${other} WHERE id = 1`);
    await sql(`INSERT INTO ${table} (id, name) VALUES (4, 'four')`);
    const objects = taken.map(({ followed }) => followed);
    const events = await under().eventsUntilNow(stream, objects, from);
    const words = events.filter((event) => event.type !== 'commit').map(inWords);
    expect(words.slice(0, -1)).toEqual([
      ...(tellsLastChanges ? [] : [`update ${object(table)} 1,uno,1`]),
      `altered ${object(table)}`,
    ]);
    expect(words.at(-1)).toMatch(/^delete/);
    const altered = events.find((event) => event.type === 'altered');
    expect(altered?.type === 'altered' && altered.reason).toMatch(/column/);
    // Read again, it goes on.
    const anew = await under().snapshot(stream, table, ['id', 'name']);
    await sql(`INSERT INTO ${table} (id, name) VALUES (5, 'five')`);
    const last = objects[1] as (typeof objects)[number];
    expect(await under().wordsUntilNow(stream, [anew.followed, last], lastPosition(events))).toEqual([
      `insert ${object(table)} 5,five`,
    ]);
  });

  test('while nothing happens, commits without changes say how far the source is', async () => {
    const [table, other] = [await under().filledTable(), await under().filledTable()];
    const { stream, followed, from } = await under().begin(table);
    await using following = await under().changes.follow({ stream, objects: [followed], from }, never);
    const reader = new EventReader(following);
    await sql(`INSERT INTO ${other} VALUES (3, 'three', 3)`);
    const head = await under().changes.head(never);
    const events = await reader.until(
      (event) => event.type === 'commit' && under().changes.compare(event.position, head) >= 0,
    );
    expect(events.filter(({ type }) => type !== 'commit')).toEqual([]);
    await following.acknowledge(lastPosition(events));
    // Nothing is written any more, and still it is heard of.
    for (let i = 0; i < 3; i++) await reader.until((event) => event.type === 'commit');
  });
}
