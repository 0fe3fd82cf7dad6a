import { randomUUID } from 'node:crypto';
import type { Container } from '@azure/cosmos';
import { inWords } from '../../../../../test/contract/changes/replica.ts';
import { lastPosition } from '../../../../../test/contract/changes/under-test.ts';
import { never, testHost } from '../../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../../test/needing.ts';
import {
  type CosmosdbService,
  missingCosmosdb,
  putItems,
  startCosmosdb,
} from '../../../../../test/services/cosmosdb.ts';
import type { ChangeEvent, ChangesFacet, FollowedObject } from '../../../../contract/changes.ts';
import type { ConnectorHost, OpenConnector } from '../../../../contract/contract.ts';
import type { cosmosdbCapabilities } from '../capabilities.ts';
import { cosmosdbConfig } from '../config.ts';
import { openCosmosdb } from '../open.ts';
import { changeOf } from './feed-change.ts';
import { parsePosition } from './position.ts';

describeNeeding(
  await missingCosmosdb(),
  'the change feed of Azure Cosmos DB, made by a front of the tests: cosmosdb-server has none',
  () => {
    let server: CosmosdbService;
    let host: ConnectorHost & AsyncDisposable;
    let container: Container;
    let object = '';
    let made = 0;
    const opened: OpenConnector<typeof cosmosdbCapabilities>[] = [];

    beforeAll(async () => {
      server = await startCosmosdb();
      host = await testHost();
    });
    beforeEach(async () => {
      const name = `feed_${++made}`;
      object = `${server.configuration.database}/${name}`;
      container = await server.container(name, '/tenant', [
        { id: 'a', tenant: 't', n: 1 },
        { id: 'b', tenant: 't', n: 2 },
      ]);
    });
    afterEach(async () => {
      server.front.decide = () => undefined;
      server.front.rewrite = (body) => body;
      for (const connection of opened.splice(0)) await connection[Symbol.asyncDispose]();
    });
    afterAll(async () => {
      await host?.[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
    });

    const connect = async (more: object = {}): Promise<ChangesFacet> => {
      const config = cosmosdbConfig.parse({ ...server.configuration, change_detection: true, ...more });
      const connection = await openCosmosdb(config, host);
      opened.push(connection);
      if (!connection.facets.changes) throw new Error('no changes facet');
      return connection.facets.changes;
    };
    const fields = ['tenant', 'id', 'n'];
    const begin = async (changes: ChangesFacet) => {
      const stream = { id: randomUUID(), objects: [object], configuration: {} };
      const from = await changes.prepare(stream, null, never);
      await using taken = await changes.snapshot(stream, { object, fields, configuration: {} }, never);
      const followed: FollowedObject = {
        id: object,
        fields,
        key: ['tenant', 'id'],
        handover: taken.handover,
      };
      return { stream, from, objects: [followed] };
    };
    const eventsOf = async (
      changes: ChangesFacet,
      begun: Awaited<ReturnType<typeof begin>>,
      from = begun.from,
      through?: string,
    ) => {
      const until = await changes.head(never);
      const request = { ...begun, from, until, ...(through === undefined ? {} : { through }) };
      await using following = await changes.follow(request, never);
      const events: ChangeEvent[] = [];
      for await (const portion of following.events) events.push(...portion);
      return events;
    };
    const words = (events: readonly ChangeEvent[]) =>
      events.filter(({ type }) => type !== 'commit').map((event) => inWords(event).replace(`${object} `, ''));
    const put = (id: string, n: number, tenant = 't') => putItems(container, [{ id, tenant, n }]);
    const feedRequests = () => server.front.requests.filter(({ headers }) => headers['a-im'] !== undefined);

    test('of latest versions: what was written comes as it is now, and deletions do not', async () => {
      const changes = await connect();
      expect(changes.missesDeletions).toBe(true);
      server.front.requests = [];
      const begun = await begin(changes);
      // The place in the feed is noted, and no row was read yet.
      expect(server.front.requests.at(-1)?.headers).toMatchObject({
        'a-im': 'Incremental Feed',
        'if-none-match': '*',
      });
      await put('c', 3);
      await put('c', 4);
      await put('a', 10);
      await container.item('b', 't').delete();
      expect(words(await eventsOf(changes, begun))).toEqual(['update t,c,4', 'update t,a,10']);
      const asked = feedRequests().at(-1)?.headers ?? {};
      expect(asked['a-im']).toBe('Incremental Feed');
      expect(asked['if-none-match']).toMatch(/^"\d+"$/);
      expect(asked['x-ms-max-item-count']).toBe('1000');
    });

    test('a snapshot is read in the session in which its place in the feed was noted', async () => {
      const changes = await connect();
      const stream = { id: randomUUID(), objects: [object], configuration: {} };
      await using taken = await changes.snapshot(stream, { object, fields, configuration: {} }, never);
      server.front.requests = [];
      const [offer] = taken.extraction.offers;
      if (offer?.format !== 'rows') throw new TypeError(offer?.format);
      const rows = [];
      for await (const batch of offer.open(never)) rows.push(...batch);
      expect(rows.sort()).toEqual([
        ['t', 'a', '1'],
        ['t', 'b', '2'],
      ]);
      const [query] = server.front.requests.filter(({ body }) => body.includes('SELECT'));
      expect(query?.headers).toMatchObject({
        'x-ms-consistency-level': 'Session',
        'x-ms-session-token': '0:1#3',
      });
    });

    test('of all versions: every version and deletions come, with the whole key', async () => {
      const changes = await connect({ all_versions: true });
      expect(changes.missesDeletions).toBeUndefined();
      server.front.requests = [];
      const begun = await begin(changes);
      await put('c', 3);
      await put('c', 4);
      await container.item('b', 't').delete();
      const events = await eventsOf(changes, begun);
      expect(words(events).slice(0, 2)).toEqual(['insert t,c,3', 'update t,c,4']);
      expect(words(events)[2]).toMatch(/^delete t,b,/);
      for (const { headers } of feedRequests())
        expect(headers).toMatchObject({
          'a-im': 'Full-Fidelity Feed',
          'x-ms-cosmos-changefeed-wire-format-version': '2021-09-15',
        });
    });

    test.each([false, true])(
      'of a range that was split (410): each change comes once, and a batch ends where it did; all versions: %s',
      async (all_versions) => {
        const changes = await connect({ all_versions });
        const begun = await begin(changes);
        await put('c', 3);
        await put('d', 4);
        const first = await eventsOf(changes, begun);
        server.front.feed.split(object);
        for (const id of ['e', 'f', 'g', 'h']) await put(id, 5, id);
        const second = await eventsOf(changes, begun, lastPosition(first));
        expect(
          words(second)
            .map((word) => word.replace(/^\w+ /, ''))
            .sort(),
        ).toEqual(['e,e,5', 'f,f,5', 'g,g,5', 'h,h,5']);
        const through = lastPosition(second);
        expect(parsePosition(through).containers[object]?.ranges).toHaveLength(2);
        await put('i', 6);
        const other = await connect({ all_versions });
        const again = await eventsOf(other, begun, begun.from, through);
        const end = again.findIndex((event) => event.type === 'commit' && event.position === through);
        expect(words(again.slice(0, end)).sort()).toEqual([...words(first), ...words(second)].sort());
        expect(words(again.slice(end)).map((word) => word.replace(/^\w+ /, ''))).toEqual(['t,i,6']);
      },
    );

    test('an item that was written again since a batch ended comes after the batch, as it is now', async () => {
      const changes = await connect();
      const begun = await begin(changes);
      await put('c', 3);
      await put('d', 4);
      const through = lastPosition(await eventsOf(changes, begun));
      await put('c', 5);
      const again = await eventsOf(changes, begun, begun.from, through);
      const end = again.findIndex((event) => event.type === 'commit' && event.position === through);
      expect(words(again.slice(0, end))).toEqual(['update t,d,4']);
      expect(words(again.slice(end))).toEqual(['update t,c,5']);
    });

    test('of versions that are not kept any more (400): they are said to be lost', async () => {
      const changes = await connect({ all_versions: true });
      const begun = await begin(changes);
      await put('c', 3);
      const reached = lastPosition(await eventsOf(changes, begun));
      await put('c', 4);
      server.front.feed.forget(object);
      const lost = { code: 'changes_lost', hint: expect.stringMatching(/--resync.*7 or 30 days/) };
      await expect(changes.prepare(begun.stream, reached, never)).rejects.toMatchObject(lost);
      await expect(eventsOf(changes, begun, reached)).rejects.toMatchObject(lost);
    });

    test('an answer that is no split and has no place ends the run, and nothing is skipped', async () => {
      const changes = await connect();
      const begun = await begin(changes);
      await put('c', 3);
      server.front.decide = ({ headers }) =>
        headers['a-im'] === undefined ? undefined : { status: 410, headers: { 'x-ms-substatus': '1000' } };
      await expect(eventsOf(changes, begun)).rejects.toMatchObject({
        code: 'failed',
        message: expect.stringContaining('410'),
      });
      server.front.decide = () => undefined;
      expect(words(await eventsOf(changes, begun))).toEqual(['update t,c,3']);
    });

    test('a feed that is throttled (429) is asked again when Cosmos DB says so', async () => {
      const changes = await connect({ request_units: 1_000 });
      const begun = await begin(changes);
      await put('c', 3);
      let refused = 0;
      server.front.decide = ({ headers }) =>
        headers['a-im'] !== undefined && ++refused <= 3
          ? { status: 429, headers: { 'x-ms-retry-after-ms': '10' } }
          : undefined;
      expect(words(await eventsOf(changes, begun))).toEqual(['update t,c,3']);
      expect(refused).toBeGreaterThan(3);
    });

    test('places of one feed are none of the other’s', async () => {
      const latest = await connect();
      const begun = await begin(latest);
      const reached = lastPosition(await eventsOf(latest, begun));
      const all = await connect({ all_versions: true });
      await expect(all.prepare(begun.stream, reached, never)).rejects.toMatchObject({
        code: 'changes_lost',
        message: expect.stringContaining('all_versions'),
      });
    });

    test('check names a key that is not the container’s, versions that are not kept, and a consistency that is too weak', async () => {
      const stream = { id: '', objects: [object], configuration: {} };
      const wanted = (key: readonly string[]) => ({ ...stream, wanted: { [object]: { fields, key } } });
      const changes = await connect({ all_versions: true });
      expect(await changes.check(wanted(['tenant', 'id']), never)).toEqual([]);
      expect(await changes.check(wanted(['n']), never)).toEqual([
        { object, message: expect.stringContaining('tenant, id') },
      ]);
      server.front.feed.keepNoVersions(object);
      expect(await changes.check(stream, never)).toEqual([
        { object, message: expect.stringMatching(/continuous backups.*all_versions = false/) },
      ]);
      const latest = await connect();
      expect(await latest.check(stream, never)).toEqual([]);
      server.front.rewrite = (body, { path }) =>
        path === '/'
          ? JSON.stringify({
              ...JSON.parse(body),
              userConsistencyPolicy: { defaultConsistencyLevel: 'Eventual' },
            })
          : body;
      expect(await latest.check(stream, never)).toEqual([
        { message: expect.stringMatching(/Eventual.*Session/) },
      ]);
    });
  },
);

test('the parts of a version are where Microsoft says that they are', () => {
  const metadata = { operationType: 'delete', lsn: 7, crts: 5, timeToLiveExpired: true };
  expect(changeOf({ current: {}, previous: { id: 'a', n: 1 }, metadata }, 'all')).toEqual({
    type: 'delete',
    item: { id: 'a', n: 1 },
    deleted: { id: 'a', partitionKey: {} },
    lsn: '7',
    seconds: 5,
  });
});
