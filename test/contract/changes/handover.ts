import type { FollowedObject } from '../../../engine/contract/changes.ts';
import { never } from '../open-connector.ts';
import type { ChangesFixture } from './fixture.ts';
import { inWords, Replica } from './replica.ts';
import { type ChangesUnderTest, lastPosition } from './under-test.ts';
import { startWriters } from './writers.ts';

/** That a snapshot's rows and the stream fit together without gap and without overlap. */
export function handoverSuite(under: () => ChangesUnderTest, { tellsLastChanges }: ChangesFixture): void {
  const sql = (statement: string) => under().sql(statement);
  const rowsOf = async (table: string) => new Replica(await sql(`SELECT id, name, n FROM ${table}`)).rows;

  test('snapshots under concurrent writes, and every change from there on, make the tables as they are', async () => {
    const tables = [await under().filledTable(), await under().filledTable(), await under().filledTable()];
    const writers = await startWriters(under(), tables);
    const stream = under().stream(tables);
    const from = await under().changes.prepare(stream, null, never);
    const objects: FollowedObject[] = [];
    const replicas = new Map<string, Replica>();
    for (const table of tables) {
      await writers.busy();
      const taken = await under().snapshot(stream, table);
      objects.push(taken.followed);
      replicas.set(taken.followed.id, new Replica(taken.rows, tellsLastChanges));
    }
    await writers.busy();
    const first = await under().eventsUntilNow(stream, objects, from);
    await writers.stop();
    const position = lastPosition(first);
    const rest = await under().eventsUntilNow(stream, objects, position);
    for (const event of [...first, ...rest])
      if (event.type !== 'commit' && event.type !== 'altered') replicas.get(event.object)?.apply(event);
    for (const table of tables)
      expect(replicas.get(under().fixture.object(table))?.rows).toEqual(await rowsOf(table));
  });

  test('a transaction that is open while the snapshot begins comes with the events, all of it', async () => {
    const table = await under().filledTable();
    const stream = under().stream([table]);
    const from = await under().changes.prepare(stream, null, never);
    await using other = await under().fixture.session();
    await other.sql('BEGIN');
    await other.sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
    const snapshot = under().snapshot(stream, table);
    // A source may wait for the writer, or do without its rows.
    await Promise.race([snapshot, under().host.withSession(async () => {})]);
    await other.sql(`UPDATE ${table} SET n = 10 WHERE id = 1`);
    await other.sql('COMMIT');
    const { rows, followed } = await snapshot;
    const replica = new Replica(rows, tellsLastChanges);
    for (const event of await under().eventsUntilNow(stream, [followed], from))
      if (event.type !== 'commit' && event.type !== 'altered') replica.apply(event);
    expect(replica.rows).toEqual(await rowsOf(table));
  });

  test('a snapshot shows one moment, however long it is read', async () => {
    const table = await under().filledTable();
    const stream = under().stream([table]);
    const from = await under().changes.prepare(stream, null, never);
    const object = under().fixture.object(table);
    const request = { object, fields: ['id', 'name', 'n'], configuration: under().fixture.configuration };
    const snapshot = await under().changes.snapshot(stream, request, never);
    await sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
    const { followed, rows } = await under().readSnapshot(snapshot, object, request.fields);
    expect(rows).toHaveLength(2);
    expect(await under().wordsUntilNow(stream, [followed], from)).toEqual([`insert ${object} 3,three,3`]);
  });

  test('a snapshot that is not read ends when it is disposed of', async () => {
    const table = await under().filledTable();
    const stream = under().stream([table]);
    await under().changes.prepare(stream, null, never);
    const object = under().fixture.object(table);
    const request = { object, fields: ['id'], configuration: under().fixture.configuration };
    await (await under().changes.snapshot(stream, request, never))[Symbol.asyncDispose]();
    // It would wait for the snapshot's lock.
    await sql(`DROP TABLE ${table}`);
    expect(await under().changes.check(stream, never)).toHaveLength(1);
  });

  test('a snapshot’s position is not before what its rows hold', async () => {
    const table = await under().filledTable();
    const { stream, followed, position } = await under().begin(table);
    expect(await under().wordsUntilNow(stream, [{ ...followed }], position)).toEqual([]);
  });

  test('an object that joins the stream later is followed beside the others', async () => {
    const [a, b] = [await under().filledTable(), await under().filledTable()];
    const first = await under().begin(a);
    await sql(`INSERT INTO ${a} VALUES (3, 'three', 3)`);
    await sql(`INSERT INTO ${b} VALUES (3, 'three', 3)`);
    const events = await under().eventsUntilNow(first.stream, [first.followed], first.from);
    expect(events.filter(({ type }) => type !== 'commit').map(inWords)).toHaveLength(1);
    const both = under().stream([a, b], first.stream.id);
    const from = await under().changes.prepare(both, lastPosition(events), never);
    await sql(`INSERT INTO ${b} VALUES (4, 'four', 4)`);
    const second = await under().snapshot(both, b);
    expect(second.rows).toHaveLength(4);
    await sql(`INSERT INTO ${b} VALUES (5, 'five', 5)`);
    await sql(`INSERT INTO ${a} VALUES (4, 'four', 4)`);
    expect(await under().wordsUntilNow(both, [first.followed, second.followed], from)).toEqual([
      `insert ${under().fixture.object(b)} 5,five,5`,
      `insert ${under().fixture.object(a)} 4,four,4`,
    ]);
  });
}
