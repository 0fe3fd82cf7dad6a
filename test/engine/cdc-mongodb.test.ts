import { type Db, Decimal128, type Document, Long, MongoClient } from 'mongodb';
import { describeNeeding } from '../needing.ts';
import { type MongodbService, missingMongodb, startMongodb } from '../services/mongodb.ts';
import { MongodbFront } from '../services/mongodb-front.ts';
import { type BulkLab, bulkLab, toDuckdb, toPostgres } from './bulk-lab.ts';

/** A whole number that no double holds. */
const BIG = '9007199254740993';

describeNeeding(await missingMongodb(), 'changes of MongoDB, by SecantusDB', () => {
  let lab: BulkLab;
  let server: MongodbService;
  let front: MongodbFront;
  let client: MongoClient;
  let db: Db;
  let connection: string;
  let name: string;
  let names = 0;

  beforeAll(async () => {
    lab = await bulkLab();
    server = await startMongodb();
    const { hosts, database } = server.configuration;
    front = await MongodbFront.open(Number(hosts.split(':')[1]));
    client = new MongoClient(`mongodb://${hosts}/`);
    db = client.db(database);
    const created = await lab.engine.connections.create({
      name: 'mongo',
      type: 'mongodb',
      configuration: {
        hosts: `127.0.0.1:${front.port}`,
        database,
        ssl: false,
        params: 'directConnection=true',
        change_detection: true,
      },
    });
    connection = created.id;
  });
  beforeEach(async () => {
    front.decide = () => undefined;
    name = `orders_${++names}`;
    await db.collection(name).insertMany([
      { _id: 'a' as never, n: Long.fromString(BIG), to: { city: 'Bern', zipcode: '3000' }, tags: ['y', 'x'] },
      { _id: 'b' as never, n: Long.fromNumber(2), price: Decimal128.fromString('1.10') },
    ]);
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    await client?.close();
    await front?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const create = (to: typeof toDuckdb, over: object = {}) =>
    lab.create(to, {
      name,
      source: { connection_id: connection, configuration: {} },
      schemas: [{ id: `${db.databaseName}.${name}`, user_output_name: name }],
      automatically_add_new_fields: 'all',
      ...over,
    });
  const orders = () => db.collection<Document>(name);
  const live = 'WHERE _syncform_deleted_at IS NULL ORDER BY id';

  test.each([
    ['duckdb', toDuckdb],
    ['postgresql', toPostgres],
  ])('what is written, within documents too, and deleted reaches %s', async (_name, to) => {
    const id = await create(to);
    await lab.moved(id);
    const list = `id, n, CAST(price AS DECIMAL(9, 2)) AS price, replace(CAST("to" AS text), ' ', '') AS t, replace(CAST(tags AS text), ' ', '') AS l`;
    expect(await lab.rows(to, list, name, live)).toEqual([
      ['a', BIG, null, '{"city":"Bern","zipcode":"3000"}', '["y","x"]'],
      ['b', '2', '1.10', null, null],
    ]);
    await orders().updateOne(
      { _id: 'a' as never },
      { $set: { 'to.city': 'Chur' }, $unset: { 'to.zipcode': 1 } },
    );
    await orders().updateOne({ _id: 'b' as never }, { $set: { n: 3 }, $unset: { price: 1 } });
    await orders().insertOne({ _id: 'c' as never, n: 1 });
    await orders().replaceOne({ _id: 'c' as never }, { n: 4, tags: [] });
    const session = client.startSession();
    await session.withTransaction(async () => {
      await orders().insertOne({ _id: 'd' as never, n: 1 }, { session });
      await orders().updateOne({ _id: 'd' as never }, { $inc: { n: 1 } }, { session });
      await orders().updateOne({ _id: 'a' as never }, { $push: { tags: 'z' as never } }, { session });
    });
    await session.endSession();
    await orders().insertOne({ _id: 'e' as never, n: 9 });
    await orders().deleteOne({ _id: 'e' as never });
    await lab.moved(id);
    expect(await lab.rows(to, list, name, live)).toEqual([
      ['a', BIG, null, '{"city":"Chur"}', '["y","x","z"]'],
      ['b', '3', null, null, null],
      ['c', '4', null, null, '[]'],
      ['d', '2', null, null, null],
    ]);
    await orders().deleteMany({ _id: { $in: ['a', 'd'] as never[] } });
    await lab.moved(id);
    expect((await lab.rows(to, 'id', name, live)).flat()).toEqual(['b', 'c']);
  });

  test('a line that breaks while changes are read loses none and doubles none', async () => {
    const id = await create(toDuckdb, { change_history: true });
    await lab.moved(id);
    for (let n = 10; n < 15; n++) await orders().updateOne({ _id: 'b' as never }, { $set: { n } });
    let reads = 0;
    front.decide = ({ name: command }) =>
      command === 'aggregate' && ++reads === 2 ? 'hang up after' : undefined;
    await lab.run('bulkSyncs', id);
    await lab.moved(id);
    const order = 'ORDER BY _syncform_transaction, _syncform_sequence';
    expect(await lab.rows(toDuckdb, 'n', `${name}_history`, order)).toEqual(
      [10, 11, 12, 13, 14].map((n) => [String(n)]),
    );
  });

  test('with images, each change is as it was then', async () => {
    await db.command({ collMod: name, changeStreamPreAndPostImages: { enabled: true } });
    const id = await create(toDuckdb, { change_history: true });
    await lab.moved(id);
    await orders().updateOne({ _id: 'a' as never }, { $set: { 'to.city': 'Chur' } });
    await orders().updateOne({ _id: 'a' as never }, { $set: { 'to.city': 'Genf' } });
    await orders().deleteOne({ _id: 'a' as never });
    await lab.moved(id);
    const order = 'ORDER BY _syncform_transaction, _syncform_sequence';
    const list = `replace(CAST("to" AS text), ' ', ''), _syncform_operation`;
    const history = await lab.rows(toDuckdb, list, `${name}_history`, order);
    expect(history.map(([to, operation]) => [operation, to])).toEqual([
      ['update', '{"city":"Chur","zipcode":"3000"}'],
      ['update', '{"city":"Genf","zipcode":"3000"}'],
      ['delete', expect.anything()],
    ]);
  });

  test('a field that is new comes with the next runs', async () => {
    const id = await create(toDuckdb);
    await lab.moved(id);
    await orders().insertOne({ _id: 'e' as never, n: 6, note: 'new' });
    await lab.moved(id);
    await lab.moved(id);
    expect(await lab.rows(toDuckdb, 'id, note', name, "WHERE id = 'e'")).toEqual([['e', 'new']]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['dropped', () => orders().drop()],
    ['renamed', () => orders().rename(`${name}_away`)],
    ['dropped with its database', () => db.dropDatabase()],
  ])('a collection that was %s says so, and keeps its rows', async (_what, change) => {
    const id = await create(toDuckdb);
    await lab.moved(id);
    await orders().insertOne({ _id: 'c' as never, n: 3 });
    await change();
    const execution = await lab.run('bulkSyncs', id);
    expect(execution.status).not.toBe('completed');
    expect(execution.error).toContain(name);
    expect((await lab.rows(toDuckdb, 'id', name, live)).flat()).toEqual(expect.arrayContaining(['a', 'b']));
  });

  test('history that is gone stops the sync, which a resync mends', async () => {
    const id = await create(toDuckdb);
    await lab.moved(id);
    await orders().deleteOne({ _id: 'a' as never });
    front.decide = ({ document }) =>
      document.pipeline?.[0]?.$changeStream?.startAfter ||
      document.pipeline?.[0]?.$changeStream?.startAtOperationTime
        ? { answer: { ok: 0, code: 286, codeName: 'ChangeStreamHistoryLost', errmsg: 'no longer there' } }
        : undefined;
    const lost = await lab.run('bulkSyncs', id);
    expect(lost.status).toBe('failed');
    expect(lost.error).toMatch(
      /the changes since the last run are lost: the oplog does not reach back.*--resync/,
    );
    front.decide = () => undefined;
    await lab.engine.executions.ended((await lab.engine.bulkSyncs.start(id, { resync: true })).id);
    expect((await lab.rows(toDuckdb, 'id', name, live)).flat()).toEqual(['b']);
  });
});
