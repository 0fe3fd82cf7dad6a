import { randomUUID } from 'node:crypto';
import {
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { never, testHost } from '../../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../../test/needing.ts';
import { clientOf, createTable } from '../../../../../test/services/dynamodb.ts';
import { type ShardedStreams, shardStreams } from '../../../../../test/services/dynamodb-shards.ts';
import { type MotoService, missingMoto, startMoto } from '../../../../../test/services/moto.ts';
import type { ChangeEvent, ChangesFacet, FollowedObject } from '../../../../contract/changes.ts';
import type { ConnectorHost, OpenConnector } from '../../../../contract/contract.ts';
import type { dynamodbCapabilities } from '../capabilities.ts';
import { dynamodbConfig } from '../config.ts';
import { openDynamodb } from '../open.ts';
import { formatPosition, type Position, parsePosition } from './position.ts';

const ITEMS = 8;
const HOUR_MS = 3_600_000;

describeNeeding(
  await missingMoto(),
  'DynamoDB Streams with shards that are split, by moto behind a front',
  () => {
    let moto: MotoService;
    let front: ShardedStreams;
    let host: ConnectorHost & AsyncDisposable;
    let client: DynamoDBClient;
    const opened: OpenConnector<typeof dynamodbCapabilities>[] = [];
    let table = '';
    let round = 0;
    let tables = 0;

    beforeAll(async () => {
      moto = await startMoto();
      host = await testHost();
    });
    beforeEach(async () => {
      front = await shardStreams(moto.endpoint);
      client = clientOf(keys());
      table = `sharded_${moto.mark}_${++tables}`;
      round = 0;
      await createTable(client, table, ['id'], true);
    });
    afterEach(async () => {
      for (const connection of opened.splice(0)) await connection[Symbol.asyncDispose]();
      client.destroy();
      await front[Symbol.asyncDispose]();
    });
    afterAll(async () => {
      await host?.[Symbol.asyncDispose]();
      await moto?.[Symbol.asyncDispose]();
    });

    const keys = () => ({
      access_id: 'AKIDEXAMPLE',
      secret_access_key: 'not a secret here',
      region: 'us-east-1',
      endpoint: front.endpoint,
    });
    /** The changes of a connection that nobody has used yet. */
    const connect = async (more: object = {}): Promise<ChangesFacet> => {
      const config = dynamodbConfig.parse({ ...keys(), change_detection: true, ...more });
      const connection = await openDynamodb(config, host);
      opened.push(connection);
      if (!connection.facets.changes) throw new Error('no changes facet');
      return connection.facets.changes;
    };
    /** Writes every item once more; each has the number of the round. */
    const write = async () => {
      round++;
      for (let i = 0; i < ITEMS; i++)
        await client.send(
          new PutItemCommand({ TableName: table, Item: { id: { S: `item ${i}` }, n: { N: String(round) } } }),
        );
    };
    const begin = async (changes: ChangesFacet) => {
      const stream = { id: randomUUID(), objects: [table], configuration: {} };
      const from = await changes.prepare(stream, null, never);
      const request = { object: table, fields: ['id', 'n'], configuration: {} };
      await using taken = await changes.snapshot(stream, request, never);
      const followed: FollowedObject = {
        id: table,
        fields: ['id', 'n'],
        key: ['id'],
        handover: taken.handover,
      };
      return { stream, from, objects: [followed] };
    };
    const events = async (
      changes: ChangesFacet,
      of: Awaited<ReturnType<typeof begin>>,
      from: string,
      through?: string,
    ) => {
      const until = await changes.head(never);
      const request = { ...of, from, until, ...(through === undefined ? {} : { through }) };
      await using following = await changes.follow(request, never);
      const all: ChangeEvent[] = [];
      for await (const portion of following.events) all.push(...portion);
      return all;
    };
    /** The numbers of each item's changes, in their order. */
    const numbersOf = (all: readonly ChangeEvent[]) => {
      const numbers = new Map<unknown, unknown[]>();
      for (const event of all)
        if (event.type === 'insert' || event.type === 'update') {
          const [id, n] = event.values;
          numbers.set(id, [...(numbers.get(id) ?? []), n]);
        }
      return [...numbers].sort().map(([, of]) => of);
    };
    const each = (...numbers: readonly string[]) => Array.from({ length: ITEMS }, () => numbers);
    const commitsOf = (all: readonly ChangeEvent[]) =>
      all.flatMap((event) => (event.type === 'commit' ? [event.position] : []));
    const aged = (position: string, hours: number): string => {
      const { tables: places, ...rest } = parsePosition(position);
      const older = Object.entries(places).map(([name, place]): [string, Position['tables'][string]] => [
        name,
        { ...place, read: place.read - hours * HOUR_MS },
      ]);
      return formatPosition({ ...rest, tables: Object.fromEntries(older) });
    };

    test('an item’s changes come in their order, each once, whatever shards they are in: parents before children', async () => {
      await write();
      const changes = await connect();
      const of = await begin(changes);
      await write();
      await front.split();
      await write();
      await front.split();
      await write();
      const first = await events(changes, of, of.from);
      expect(numbersOf(first)).toEqual(each('2', '3', '4'));
      await write();
      await front.split();
      await write();
      // Another process goes on, over shards that it has never seen.
      const second = await events(await connect(), of, commitsOf(first).at(-1) ?? '');
      expect(numbersOf(second)).toEqual(each('5', '6'));
      const { shards = {} } = parsePosition(commitsOf(second).at(-1) ?? '').tables[table] ?? {};
      expect(Object.values(shards).filter((place) => place === 'end')).toHaveLength(7);
    });

    test('wherever a batch ended before a crash, it ends there again, with the same changes', async () => {
      await write();
      const changes = await connect();
      const of = await begin(changes);
      await write();
      const from = commitsOf(await events(changes, of, of.from)).at(-1) ?? '';
      for (let i = 0; i < 3; i++) {
        await write();
        if (i < 2) await front.split();
      }
      const whole = await events(changes, of, from);
      const ends = commitsOf(whole);
      expect(ends.length).toBeGreaterThan(5);
      for (const [i, through] of ends.entries()) {
        const at = whole.findIndex((event) => event.type === 'commit' && event.position === through);
        const again = await events(await connect(), of, from, through);
        const end = again.findIndex((event) => event.type === 'commit');
        expect([i, again[end]]).toEqual([i, expect.objectContaining({ position: through })]);
        expect([i, numbersOf(again.slice(0, end))]).toEqual([i, numbersOf(whole.slice(0, at))]);
        expect([i, numbersOf(again)]).toEqual([i, numbersOf(whole)]);
      }
    });

    test('shards that are trimmed unread stop it loudly; those that were read, or went within a day, do not', async () => {
      await write();
      const changes = await connect();
      const of = await begin(changes);
      await write();
      const position = commitsOf(await events(changes, of, of.from)).at(-1) ?? '';
      await front.split();
      await write();
      await front.trim();
      const late = events(await connect(), of, aged(position, 24));
      await expect(late).rejects.toMatchObject({
        code: 'changes_lost',
        message: expect.stringMatching(/has no shard shardId-0+-cut any more, which was not read to its end/),
        hint: expect.stringMatching(/--resync.*24 hours/),
      });
      expect(numbersOf(await events(await connect(), of, position))).toEqual(each('3'));
    });

    test('a process that was not there at the snapshot finds the place by its time; what was shortly before comes as well', async () => {
      await write();
      const of = await begin(await connect());
      await write();
      expect(numbersOf(await events(await connect(), of, of.from))).toEqual(each('1', '2'));
    });

    test('a removed item brings its key; a table without a stream is given one where streams are managed', async () => {
      const bare = `bare_${moto.mark}_${tables}`;
      await createTable(client, bare, ['id']);
      const changes = await connect({ managed_streams: true });
      const stream = { id: randomUUID(), objects: [bare], configuration: {} };
      expect(await changes.check(stream, never)).toEqual([]);
      await changes.prepare(stream, null, never);
      const { Table } = await client.send(new DescribeTableCommand({ TableName: bare }));
      expect(Table?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'NEW_IMAGE' });

      await write();
      const of = await begin(changes);
      await client.send(new DeleteItemCommand({ TableName: table, Key: { id: { S: 'item 1' } } }));
      const [gone] = await events(changes, of, of.from);
      expect(gone).toMatchObject({ type: 'delete', values: ['item 1', expect.any(Symbol)] });
    });
  },
);
