import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { registry } from '../../../../engine/connectors/registry.ts';
import type {
  ChangeEvent,
  ChangeStream,
  ChangesFacet,
  FollowedObject,
} from '../../../../engine/contract/changes.ts';
import { UNCHANGED } from '../../../../engine/contract/changes.ts';
import type { ConnectorHost, OpenConnector } from '../../../../engine/contract/contract.ts';
import type { JsonObject } from '../../../../engine/kit/json.ts';
import { transfer } from '../../../../engine/movement/transfer.ts';
import { never, testHost } from '../../open-connector.ts';
import { inWords, type Text, textOf } from '../replica.ts';
import { EventReader, lastPosition } from '../under-test.ts';
import type { DocumentsFixture, OpenDocuments, TestDocument } from './fixture.ts';

const TWO: readonly TestDocument[] = [
  { id: 'a', name: 'one', n: 1 },
  { id: 'b', name: 'two', n: 2 },
];

/** What a stream says of what happens to documents, how it fits to snapshots, and what it does where something is wrong. */
export function documentsSuite(of: DocumentsFixture): void {
  let fixture: OpenDocuments;
  let host: ConnectorHost & AsyncDisposable;
  let opened: OpenConnector;
  let changes: ChangesFacet;
  const open = async (config: JsonObject) => {
    const definition = registry.get(of.connector);
    if (!definition) throw new Error(`there is no connector ${of.connector}`);
    return definition.open(definition.config.parse(config), host);
  };
  beforeAll(async () => {
    fixture = await of.open();
    host = await testHost();
    opened = await open(fixture.config);
    if (!opened.facets.changes) throw new Error('no changes facet');
    changes = opened.facets.changes;
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await fixture?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
  });

  const streamOf = (objects: readonly string[], id: string = randomUUID()): ChangeStream => ({
    id,
    objects,
    configuration: fixture.configuration,
  });
  const fields = () => [fixture.key, 'name', 'n'];
  const snapshot = async (stream: ChangeStream, object: string, wanted = fields()) => {
    const request = { object, fields: wanted, configuration: fixture.configuration };
    await using taken = await changes.snapshot(stream, request, never);
    const rows = await host.withSession(async (session) => {
      const transferring = { session, signal: never, log: () => {} };
      const { rows: source } = await transfer(taken.extraction, ['rows'], transferring);
      if (source.format !== 'rows') throw new TypeError(source.format);
      const all: Text[][] = [];
      for await (const batch of source.open(never)) all.push(...batch.map((row) => row.map(textOf)));
      return all.sort();
    });
    const followed: FollowedObject = {
      id: object,
      fields: wanted,
      key: [fixture.key],
      handover: taken.handover,
    };
    return { rows, followed };
  };
  const begin = async (documents: readonly TestDocument[] = TWO) => {
    const object = await fixture.collection(documents);
    const stream = streamOf([object]);
    const from = await changes.prepare(stream, null, never);
    return { object, stream, from, ...(await snapshot(stream, object)) };
  };
  const eventsUntilNow = async (
    stream: ChangeStream,
    objects: readonly FollowedObject[],
    from: string,
    through?: string,
  ) => {
    const until = await changes.head(never);
    const request = { stream, objects, from, until, ...(through === undefined ? {} : { through }) };
    await using following = await changes.follow(request, never);
    const events: ChangeEvent[] = [];
    for await (const portion of following.events) events.push(...portion);
    return events;
  };
  const words = (events: readonly ChangeEvent[]) => events.filter((e) => e.type !== 'commit').map(inWords);
  const wordsUntilNow = async (...of: Parameters<typeof eventsUntilNow>) =>
    words(await eventsUntilNow(...of));

  test('documents that are written and removed come in their order', async () => {
    const { object, stream, followed, rows, from } = await begin();
    expect(rows).toEqual([
      ['a', 'one', '1'],
      ['b', 'two', '2'],
    ]);
    await fixture.put(object, { id: 'c', name: 'three' });
    await fixture.put(object, { id: 'c', name: '', n: 3 });
    await fixture.remove(object, 'a');
    const events = await eventsUntilNow(stream, [followed], from);
    expect(words(events).slice(0, 2)).toEqual([`insert ${object} c,three,`, `update ${object} c,,3`]);
    expect(words(events)[2]).toMatch(/^delete \S+ a,/);
    expect(words(events)).toHaveLength(3);
    const commits = events.filter((event) => event.type === 'commit');
    for (const { time } of commits)
      expect(time ?? '2026-01-01 00:00:00+00').toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/);
    for (const [i, { position }] of commits.slice(1).entries())
      expect(changes.compare(commits[i]?.position as string, position)).toBeLessThan(0);
  });

  test('fields come as they were asked for: some of them, in their order', async () => {
    const object = await fixture.collection(TWO);
    const stream = streamOf([object]);
    const from = await changes.prepare(stream, null, never);
    const { followed } = await snapshot(stream, object, ['n', fixture.key]);
    await fixture.put(object, { id: 'c', name: 'three', n: 30 });
    expect(await wordsUntilNow(stream, [followed], from)).toEqual([`insert ${object} 30,c`]);
  });

  test('a snapshot under writes, and every change from there on, make the documents as they are', async () => {
    const object = await fixture.collection(TWO);
    const stream = streamOf([object]);
    const from = await changes.prepare(stream, null, never);
    let isStopped = false;
    let writes = 0;
    const writing = (async () => {
      for (let i = 0; !isStopped; i++) {
        const id = `w${i % 23}`;
        if (i % 5 === 4) await fixture.remove(object, id);
        else await fixture.put(object, { id, name: `round ${i}`, n: i });
        writes++;
      }
    })();
    const more = async () => {
      for (const end = writes + 60; writes < end; ) await sleep(5);
    };
    await more();
    const { rows, followed } = await snapshot(stream, object);
    await more();
    isStopped = true;
    await writing;
    const replica = new Map(rows.map((row) => [row[0], row]));
    for (const event of await eventsUntilNow(stream, [followed], from)) {
      if (event.type !== 'insert' && event.type !== 'update' && event.type !== 'delete') continue;
      const row = event.values.map((value) => (value === UNCHANGED ? null : textOf(value)));
      if (fixture.isOfOneMoment) expect(replica.has(row[0] as Text)).toBe(event.type !== 'insert');
      if (event.type === 'delete') replica.delete(row[0] as Text);
      else replica.set(row[0] as Text, row);
    }
    const now = await snapshot(streamOf([object]), object);
    expect([...replica.values()].sort()).toEqual(now.rows);
  });

  test('an object that joins the stream later is followed beside the others', async () => {
    const first = await begin();
    const other = await fixture.collection(TWO);
    await fixture.put(first.object, { id: 'c' });
    const events = await eventsUntilNow(first.stream, [first.followed], first.from);
    expect(words(events)).toEqual([`insert ${first.object} c,,`]);
    const both = streamOf([first.object, other], first.stream.id);
    const from = await changes.prepare(both, lastPosition(events), never);
    const second = await snapshot(both, other);
    await fixture.put(other, { id: 'd', n: 4 });
    await fixture.put(first.object, { id: 'e', n: 5 });
    expect((await wordsUntilNow(both, [first.followed, second.followed], from)).sort()).toEqual(
      [`insert ${other} d,,4`, `insert ${first.object} e,,5`].sort(),
    );
  });

  test('what was not acknowledged comes again; prepare may be repeated', async () => {
    const { object, stream, followed, from } = await begin();
    await fixture.put(object, { id: 'c', n: 3 });
    const once = await wordsUntilNow(stream, [followed], from);
    expect(await changes.prepare(stream, from, never)).toBe(from);
    expect(once).toHaveLength(1);
    expect(await wordsUntilNow(stream, [followed], from)).toEqual(once);
  });

  test('a batch that was under way ends where it did, and the rest comes after it', async () => {
    const { object, stream, followed, from } = await begin();
    await fixture.put(object, { id: 'c', n: 3 });
    const before = await eventsUntilNow(stream, [followed], from);
    const through = lastPosition(before);
    await fixture.put(object, { id: 'd', n: 4 });
    const again = await eventsUntilNow(stream, [followed], from, through);
    const at = again.findIndex(
      (event) => event.type === 'commit' && changes.compare(event.position, through) >= 0,
    );
    expect(again[at]).toMatchObject({ position: through });
    expect(words(again.slice(0, at))).toEqual(words(before));
    expect(words(again.slice(at))).toEqual([`insert ${object} d,,4`]);
  });

  test('what was acknowledged is not said again, by another connection either', async () => {
    const { object, stream, followed, from } = await begin();
    await fixture.put(object, { id: 'c', n: 3 });
    const position = lastPosition(await eventsUntilNow(stream, [followed], from));
    await fixture.put(object, { id: 'd', n: 4 });
    await using other = await open(fixture.config);
    const facet = other.facets.changes as ChangesFacet;
    const prepared = await facet.prepare(stream, position, never);
    const until = await facet.head(never);
    await using following = await facet.follow({ stream, objects: [followed], from: prepared, until }, never);
    const events: ChangeEvent[] = [];
    for await (const portion of following.events) events.push(...portion);
    await following.acknowledge(lastPosition(events));
    expect(words(events)).toEqual([`insert ${object} d,,4`]);
  });

  test('a value of another kind ends what is said of the object, and of no other', async () => {
    const [one, other] = [await fixture.collection(TWO), await fixture.collection(TWO)];
    const stream = streamOf([one, other]);
    const from = await changes.prepare(stream, null, never);
    const taken = [await snapshot(stream, one), await snapshot(stream, other)];
    await fixture.putOtherKind(one, 'x');
    await fixture.put(one, { id: 'c', n: 3 });
    await fixture.put(other, { id: 'c', n: 3 });
    const objects = taken.map(({ followed }) => followed);
    const events = await eventsUntilNow(stream, objects, from);
    expect(words(events).sort()).toEqual([`altered ${one}`, `insert ${other} c,,3`]);
    const altered = events.find((event) => event.type === 'altered');
    expect(altered?.type === 'altered' && altered.reason).toMatch(/"n"/);
  });

  test('check finds nothing wrong with what can be followed, and names what cannot', async () => {
    const object = await fixture.collection(TWO);
    expect(await changes.check(streamOf([object]), never)).toEqual([]);
    const others = ['no_such_collection', await fixture.unfollowable()];
    const faults = await changes.check(streamOf([object, ...others]), never);
    expect(faults.map((fault) => fault.object).sort()).toEqual(others.sort());
    for (const { message } of faults) expect(message).not.toBe('');
  });

  test('a log that is lost is said to be, before anything is read', async () => {
    const { object, stream, followed, from } = await begin();
    await fixture.lose(object);
    const prepared = changes.prepare(stream, from, never);
    await expect(prepared).rejects.toMatchObject({
      code: 'changes_lost',
      hint: expect.stringMatching(/resync/i),
    });
    const follow = async () => {
      await using following = await changes.follow({ stream, objects: [followed], from }, never);
      await new EventReader(following).until(() => false);
    };
    await expect(follow()).rejects.toMatchObject({ code: 'changes_lost' });
    const begun = await changes.prepare(stream, null, never);
    const anew = await snapshot(stream, object);
    expect(anew.rows).toHaveLength(2);
    expect(await wordsUntilNow(stream, [anew.followed], begun)).toEqual([]);
  });

  test('a signal that fires ends the events; while nothing happens, commits say how far the source is', async () => {
    const { stream, followed, from } = await begin();
    const controller = new AbortController();
    await using following = await changes.follow({ stream, objects: [followed], from }, controller.signal);
    const reader = new EventReader(following);
    for (let i = 0; i < 2; i++) await reader.until((event) => event.type === 'commit');
    setTimeout(() => controller.abort(), 50);
    await expect(reader.until(() => false)).rejects.toMatchObject({ code: 'canceled' });
  });

  test('positions compare as the log has them; release may be repeated', async () => {
    const { compare, head } = changes;
    const before = await head(never);
    const { stream } = await begin();
    const after = await head(never);
    expect(compare(before, before)).toBe(0);
    expect(compare(before, after)).toBeLessThan(0);
    expect((await changes.lag(stream, never)).warnings).toEqual([]);
    await changes.release(stream.id, never);
    await changes.release(stream.id, never);
  });

  test('a connection that is not set to detect changes does not follow any', async () => {
    await using plain = await open(fixture.plain);
    expect(plain.facets.changes).toBeUndefined();
  });
}
