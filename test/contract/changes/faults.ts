import { randomUUID } from 'node:crypto';
import { never } from '../open-connector.ts';
import { inWords } from './replica.ts';
import { type ChangesUnderTest, EventReader, lastPosition } from './under-test.ts';

/** What a stream does where something is wrong, and how it comes back. */
export function faultsSuite(under: () => ChangesUnderTest): void {
  const sql = (statement: string) => under().sql(statement);
  const object = (table: string) => under().fixture.object(table);

  test('check finds nothing wrong with tables that can be followed, and names those that cannot', async () => {
    const table = await under().filledTable();
    expect(await under().changes.check(under().stream([table]), never)).toEqual([]);
    const keyless = await under().fixture.keyless();
    const stream = { ...under().stream([table, 'no_such_table']) };
    const objects = [...stream.objects, keyless];
    const faults = await under().changes.check({ ...stream, objects }, never);
    expect(faults.map((fault) => fault.object).sort()).toEqual([keyless, object('no_such_table')].sort());
    for (const { message } of faults) expect(message).not.toBe('');
  });

  test('what was not acknowledged comes again; prepare may be repeated', async () => {
    const table = await under().filledTable();
    const { stream, followed, from } = await under().begin(table);
    await sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
    const once = await under().eventsUntilNow(stream, [followed], from);
    expect(await under().changes.prepare(stream, from, never)).toBe(from);
    const again = await under().eventsUntilNow(stream, [followed], from);
    const words = (events: typeof once) => events.filter(({ type }) => type !== 'commit').map(inWords);
    expect(words(again)).toEqual(words(once));
    expect(words(once)).toHaveLength(1);
  });

  test('what was acknowledged is not said again, and following goes on from there', async () => {
    const table = await under().filledTable();
    const { stream, followed, from } = await under().begin(table);
    await sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
    let position: string;
    {
      await using following = await under().changes.follow({ stream, objects: [followed], from }, never);
      position = lastPosition(await new EventReader(following).untilCommit());
      await following.acknowledge(position);
    }
    await sql(`INSERT INTO ${table} VALUES (4, 'four', 4)`);
    const later = await under().changes.prepare(stream, position, never);
    expect(await under().wordsUntilNow(stream, [followed], later)).toEqual([
      `insert ${object(table)} 4,four,4`,
    ]);
  });

  test('a line that is cut is a connection’s error, and following goes on after it', async () => {
    const table = await under().filledTable();
    const { stream, followed, from } = await under().begin(table);
    let position = from;
    {
      await using following = await under().changes.follow({ stream, objects: [followed], from }, never);
      const reader = new EventReader(following);
      await sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
      position = lastPosition(await reader.untilCommit());
      await under().fixture.cut(stream.id);
      await expect(reader.until(() => false)).rejects.toMatchObject({ code: 'connection_failed' });
    }
    await sql(`INSERT INTO ${table} VALUES (4, 'four', 4)`);
    await under().changes.prepare(stream, position, never);
    expect(await under().wordsUntilNow(stream, [followed], position)).toEqual([
      `insert ${object(table)} 4,four,4`,
    ]);
  });

  test('a signal that fires ends the events', async () => {
    const table = await under().filledTable();
    const { stream, followed, from } = await under().begin(table);
    const controller = new AbortController();
    await using following = await under().changes.follow(
      { stream, objects: [followed], from },
      controller.signal,
    );
    setTimeout(() => controller.abort(), 50);
    await expect(new EventReader(following).until(() => false)).rejects.toMatchObject({ code: 'canceled' });
  });

  test('a log that is lost is said to be, before anything is read', async () => {
    const table = await under().filledTable();
    const { stream, followed, from } = await under().begin(table);
    await sql(`INSERT INTO ${table} VALUES (3, 'three', 3)`);
    await under().fixture.lose(stream.id);
    const prepared = under().changes.prepare(stream, from, never);
    await expect(prepared).rejects.toMatchObject({
      code: 'changes_lost',
      hint: expect.stringMatching(/resync/i),
    });
    const follow = async () => {
      await using following = await under().changes.follow({ stream, objects: [followed], from }, never);
      await new EventReader(following).until(() => false);
    };
    await expect(follow()).rejects.toMatchObject({ code: 'changes_lost' });
    // From the beginning, everything works again.
    const begun = await under().changes.prepare(stream, null, never);
    const anew = await under().snapshot(stream, table);
    expect(anew.rows).toHaveLength(3);
    expect(await under().wordsUntilNow(stream, [anew.followed], begun)).toEqual([]);
  });

  test('the lag is known, and release may be repeated', async () => {
    const table = await under().filledTable();
    const { stream } = await under().begin(table);
    const lag = await under().changes.lag(stream, never);
    // Some sources do not say it.
    expect(lag.bytes ?? 0).toBeGreaterThanOrEqual(0);
    expect(lag.warnings).toEqual([]);
    await under().changes.release(stream.id, never);
    await under().changes.release(stream.id, never);
    await under().changes.release(randomUUID(), never);
  });

  test('positions compare as the log has them', async () => {
    const { compare, head } = under().changes;
    const before = await head(never);
    await under().filledTable();
    const after = await head(never);
    expect(compare(before, before)).toBe(0);
    expect(compare(before, after)).toBeLessThan(0);
    expect(compare(after, before)).toBeGreaterThan(0);
  });

  test('a connection that is not set to detect changes does not follow any', async () => {
    await using open = await under().open(under().fixture.plain);
    expect(open.facets.changes).toBeUndefined();
  });
}
