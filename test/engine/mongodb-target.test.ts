import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BSON, Decimal128, type Document, Double, Int32, Long, ObjectId, UUID } from 'mongodb';
import type { Execution, SyncInput } from '../../engine/api/documents.ts';
import type { EngineApi } from '../../engine/api/engine-api.ts';
import { openEngine } from '../../engine/embedded.ts';
import { systemClock } from '../../engine/kit/clock.ts';
import { openStoreForReading } from '../../engine/store/open-store.ts';
import { describeNeeding } from '../needing.ts';
import { type MongodbService, missingMongodb, startMongodb } from '../services/mongodb.ts';
import { MongodbFront, MongodbReceiver } from '../services/mongodb-front.ts';
import { inDuckdb } from './in-duckdb.ts';

/*
 * Model syncs from queries to collections, by the engine itself. The server is SecantusDB, which speaks MongoDB's protocol.
 */

describeNeeding(await missingMongodb(), 'syncs to MongoDB, at SecantusDB', () => {
  let dir: string;
  let engine: EngineApi;
  let server: MongodbService;
  let warehouse: string;
  let mongo: string;
  let names = 0;

  beforeAll(async () => {
    server = await startMongodb();
    dir = await mkdtemp(join(tmpdir(), 'mongodb-target-'));
    engine = await openEngine({ dataDir: join(dir, '.syncform'), baseDir: dir });
    const connection = async (name: string, type: string, configuration: Document) =>
      (await engine.connections.create({ name, type, configuration })).id;
    await inDuckdb(join(dir, 'warehouse.duckdb'), ['SELECT 1']);
    warehouse = await connection('warehouse', 'duckdb', { path: 'warehouse.duckdb' });
    mongo = await connection('mongo', 'mongodb', server.configuration);
  });
  afterAll(async () => {
    await engine?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  interface Made {
    readonly collection: ReturnType<MongodbService['db']['collection']>;
    /** Runs the sync, of another query where one is given. */
    run(query?: string): Promise<Execution>;
    /** The documents as relaxed text, in the order of `by`. */
    documents(): Promise<readonly string[]>;
  }

  /** A sync of a query's columns to a collection with these documents. */
  async function made(
    query: string,
    documents: readonly Document[],
    {
      identity = 'id',
      mode = 'updateOrCreate',
      fields = ['id', 'name'],
      configuration = {},
      connection = mongo,
    }: {
      identity?: string | null;
      mode?: SyncInput['mode'];
      fields?: readonly string[];
      configuration?: Document;
      connection?: string;
    } = {},
  ): Promise<Made> {
    const name = `c${++names}`;
    const collection = server.db.collection(name);
    if (documents.length > 0) await collection.insertMany([...documents]);
    else if (!configuration.create_collection) await server.db.createCollection(name);
    const model = await engine.models.create({ name, connection_id: warehouse, configuration: { query } });
    const source = (field: string) => ({ model_id: model.id, field });
    const create = () =>
      engine.syncs.create({
        name,
        active: true,
        mode,
        schedule: { frequency: 'manual' },
        target: {
          connection_id: connection,
          object: `${server.configuration.database}.${name}`,
          configuration,
        },
        fields: fields.map((field) => ({ target: field, source: source(field) })),
        ...(identity === null
          ? {}
          : { identity: { source: source(identity), target: identity, function: 'Equality' as const } }),
      });
    let id: string | undefined;
    return {
      collection,
      async run(changed) {
        if (changed !== undefined)
          await engine.models.update(model.id, {
            name,
            connection_id: warehouse,
            configuration: { query: changed },
          });
        id ??= (await create()).id;
        return engine.executions.ended((await engine.syncs.start(id, {})).id);
      },
      documents: async () =>
        (await collection.find({}, { sort: { id: 1 } }).toArray()).map(({ _id, ...rest }) =>
          BSON.EJSON.stringify(rest),
        ),
    };
  }

  const rows = (...values: readonly string[]) => `SELECT * FROM (VALUES ${values.join(', ')}) t(id, name)`;
  const there = [
    { id: new Int32(1), name: 'one', kept: true },
    { id: new Int32(9), name: 'nine' },
  ];
  const [one, nine] = ['{"id":1,"name":"one","kept":true}', '{"id":9,"name":"nine"}'];

  test.each<[SyncInput['mode'], readonly string[], Partial<Execution['counts']>]>([
    ['create', [one, '{"id":2,"name":"two"}', nine], { inserted: 1, updated: 0 }],
    ['update', ['{"id":1,"name":"uno","kept":true}', nine], { inserted: 0, updated: 1 }],
    [
      'updateOrCreate',
      ['{"id":1,"name":"uno","kept":true}', '{"id":2,"name":"two"}', nine],
      { inserted: 1, updated: 1 },
    ],
    ['remove', [nine], { deleted: 1 }],
    ['append', [one, '{"id":1,"name":"uno"}', '{"id":2,"name":"two"}', nine], { inserted: 2, updated: 0 }],
  ])('mode %s, by a field without an index and by a unique one', async (mode, expected, counts) => {
    for (const isUnique of mode === 'append' ? [false] : [false, true]) {
      const to = await made(rows("(1, 'uno')", "(2, 'two')"), there, {
        mode,
        identity: mode === 'append' ? null : 'id',
      });
      if (isUnique) await to.collection.createIndex({ id: 1 }, { unique: true });
      expect(await to.run()).toMatchObject({ status: 'completed', error: null, counts });
      expect([...(await to.documents())].sort()).toEqual([...expected].sort());
      expect(await to.run()).toMatchObject({
        status: 'completed',
        counts: { inserted: 0, updated: 0, deleted: 0 },
      });
    }
  });

  test('mode replace removes what the model has no more, and nothing that others wrote', async () => {
    const to = await made(rows("(1, 'uno')", "(2, 'two')"), there, { mode: 'replace' });
    expect(await to.run()).toMatchObject({
      status: 'completed',
      counts: { inserted: 1, updated: 1, deleted: 0 },
    });
    expect(await to.run(rows("(2, 'zwei')"))).toMatchObject({ counts: { updated: 1, deleted: 1 } });
    expect(await to.documents()).toEqual(['{"id":2,"name":"zwei"}', nine]);
  });

  test('_id as identity: an ObjectId where the collection has such, and a collection that is made', async () => {
    const id = new ObjectId();
    const to = await made(
      `SELECT * FROM (VALUES ('${id.toHexString()}', 'uno'), ('65a1b2c3d4e5f60718293a4b', 'two')) t(_id, name)`,
      [{ _id: id, name: 'one' }],
      { identity: '_id', fields: ['_id', 'name'] },
    );
    expect(await to.run()).toMatchObject({
      status: 'completed',
      error: null,
      counts: { inserted: 1, updated: 1 },
    });
    expect((await to.collection.find({}, { sort: { name: 1 } }).toArray()).map(({ _id }) => _id)).toEqual([
      new ObjectId('65a1b2c3d4e5f60718293a4b'),
      id,
    ]);
    const fresh = await made("SELECT * FROM (VALUES ('k', 'new')) t(_id, name)", [], {
      identity: '_id',
      fields: ['_id', 'name'],
      configuration: { create_collection: true },
    });
    expect(await fresh.run()).toMatchObject({ status: 'completed', counts: { inserted: 1 } });
    expect(await fresh.collection.find().toArray()).toEqual([{ _id: 'k', name: 'new' }]);
  });

  test('fields within documents are updated by themselves', async () => {
    const query = `SELECT 1 AS id, 'Bern' AS "address.city" UNION ALL SELECT 2, 'Chur'`;
    const to = await made(query, [{ id: 1, address: { city: 'Basel', zip: '4000' } }], {
      fields: ['id', 'address.city'],
    });
    expect(await to.run()).toMatchObject({ status: 'completed', error: null });
    expect(await to.documents()).toEqual([
      '{"id":1,"address":{"city":"Bern","zip":"4000"}}',
      '{"id":2,"address":{"city":"Chur"}}',
    ]);
  });

  test('values arrive exactly, in BSON’s own types', async () => {
    const query = `SELECT 1 AS id, 9007199254740993::BIGINT AS big, 1.10::DECIMAL(20, 2) AS price, 0.1::DOUBLE AS f, true AS yes,
      TIMESTAMPTZ '1950-07-01 12:00:00.123+00' AS old, DATE '0001-01-01' AS day, TIME '12:34:56.5' AS t, '\\x00\\xFF'::BLOB AS raw,
      '{"n": 12345678901234567890.5, "i": 9007199254740993, "d": 0.1, "__proto__": [1, null]}'::JSON AS nested, ['a', NULL] AS list,
      '61f0c404-5cb3-11e7-907b-a6006ad3dba0' AS ref`;
    const fields = ['id', 'big', 'price', 'f', 'yes', 'old', 'day', 't', 'raw', 'nested', 'list', 'ref'];
    const to = await made(query, [{ id: 0, ref: new UUID() }], { fields });
    expect(await to.run()).toMatchObject({ status: 'completed', error: null, counts: { rejected: 0 } });
    const [document] = await to.collection.find({ id: 1 }, { promoteValues: false }).toArray();
    const bytes = Buffer.from([0, 255]);
    expect(document).toMatchObject({
      id: new Int32(1),
      big: Long.fromString('9007199254740993'),
      price: Decimal128.fromString('1.10'),
      f: new Double(0.1),
      yes: true,
      old: new Date('1950-07-01T12:00:00.123Z'),
      day: new Date('0001-01-01T00:00:00Z'),
      t: '12:34:56.5',
      list: ['a', null],
      ref: new UUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0'),
    });
    expect(Buffer.from(document?.raw.value())).toEqual(bytes);
    expect(BSON.EJSON.stringify(document?.nested, { relaxed: false })).toBe(
      '{"n":{"$numberDecimal":"12345678901234567890.5"},"i":{"$numberLong":"9007199254740993"},"d":{"$numberDouble":"0.1"},"__proto__":[{"$numberInt":"1"},null]}',
    );
  });

  test('records that are refused are named with the reason, and the others arrive', async () => {
    const query = `SELECT * FROM (VALUES (1, 'taken', 1.5::DECIMAL(38, 2), TIMESTAMP '2024-01-01 00:00:00'), (2, 'free', 2, TIMESTAMP '2024-01-01 00:00:00.5'),
      (3, 'digits', 99999999999999999999999999999999999.5, NULL), (4, 'fine', 4, TIMESTAMP '2024-01-01 00:00:00.000001'), (5, 'wrong', 5, NULL)) t(id, name, n, seen)`;
    const to = await made(query, [{ id: 0, name: 'taken' }], { fields: ['id', 'name', 'n', 'seen'] });
    await to.collection.createIndex({ name: 1 }, { unique: true, name: 'one_name' });
    await server.db.command({
      collMod: to.collection.collectionName,
      validator: { $jsonSchema: { properties: { name: { enum: ['taken', 'free', 'digits', 'fine'] } } } },
    });
    const execution = await to.run();
    expect(execution).toMatchObject({ counts: { inserted: 1, rejected: 4 } });
    await using store = await openStoreForReading(join(dir, '.syncform'), systemClock);
    const rejected = await store.rejections.list({ sync_id: execution.sync_id });
    expect(rejected.map(({ key, reason }) => [key.id, reason])).toEqual([
      ['1', 'another document has the same value in the unique index one_name'],
      ['3', 'field "n": BSON’s decimal has 34 digits, and the number has more'],
      ['4', expect.stringMatching(/^field "seen": BSON’s times end with milliseconds: set times/)],
      ['5', expect.stringMatching(/validation/i)],
    ]);
    expect((await to.documents()).map((text) => JSON.parse(text).id)).toEqual([0, 2]);
  });

  test('times are cut off or written as text where that is said', async () => {
    const query = "SELECT 1 AS id, TIMESTAMPTZ '2024-01-01 00:00:00.123456+00' AS at";
    for (const [times, at] of [
      ['milliseconds', { $date: '2024-01-01T00:00:00.123Z' }],
      ['text', '2024-01-01T00:00:00.123456Z'],
    ] as const) {
      const to = await made(query, [], { fields: ['id', 'at'], configuration: { times } });
      expect(await to.run()).toMatchObject({ status: 'completed', error: null });
      expect((await to.documents()).map((text) => JSON.parse(text))).toEqual([{ id: 1, at }]);
    }
  });

  test('what is sent twice, because the answer got lost, is there once', async () => {
    await using front = await MongodbFront.open(Number(server.configuration.hosts.split(':')[1]));
    const receiver = new MongodbReceiver(front);
    const { id: connection } = await engine.connections.create({
      name: 'by the front',
      type: 'mongodb',
      configuration: {
        ...server.configuration,
        hosts: `127.0.0.1:${front.port}`,
        params: 'directConnection=true&retryWrites=false',
      },
    });
    const to = await made(rows("(1, 'one')", "(2, 'two')"), [], {
      mode: 'append',
      identity: null,
      connection,
    });
    receiver.trouble('forget');
    expect(await to.run()).toMatchObject({
      error: null,
      status: 'completed',
      counts: { inserted: 2, rejected: 0 },
    });
    expect(receiver.requests).toHaveLength(2);
    expect(await to.documents()).toEqual(['{"id":1,"name":"one"}', '{"id":2,"name":"two"}']);
  });
});
