import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describeNeeding } from '../needing.ts';
import { clientOf, createTable, putItems } from '../services/dynamodb.ts';
import { type ShardedStreams, shardStreams } from '../services/dynamodb-shards.ts';
import { type MotoService, missingMoto, startMoto } from '../services/moto.ts';
import { type BulkLab, bulkLab, toDuckdb, toPostgres } from './bulk-lab.ts';

/** A whole number that no double holds. */
const BIG = '9007199254740993';

describeNeeding(await missingMoto(), 'changes of DynamoDB, by moto, its shards split by a front', () => {
  let lab: BulkLab;
  let moto: MotoService;
  let front: ShardedStreams;
  let client: DynamoDBClient;
  let connection: string;
  let table: string;
  let tables = 0;

  beforeAll(async () => {
    lab = await bulkLab();
    moto = await startMoto();
  });
  beforeEach(async () => {
    front = await shardStreams(moto.endpoint);
    const keys = { access_id: 'AKID', secret_access_key: 'not a secret here', region: 'us-east-1' };
    const configuration = { ...keys, endpoint: front.endpoint };
    client = clientOf(configuration);
    table = `orders_${moto.mark}_${++tables}`;
    await createTable(client, table, ['id'], true);
    await putItems(client, table, [
      { id: { S: 'a' }, n: { N: '1' }, tags: { SS: ['y', 'x'] } },
      { id: { S: 'b' }, n: { N: BIG } },
    ]);
    const created = await lab.engine.connections.create({
      name: table,
      type: 'dynamodb',
      configuration: { ...configuration, auth_mode: 'access_key_and_secret', change_detection: true },
    });
    connection = created.id;
  });
  afterEach(async () => {
    client.destroy();
    await front[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    await moto?.[Symbol.asyncDispose]();
  });

  const put = (id: string, n: string, more: Record<string, { S: string }> = {}) =>
    client.send(new PutItemCommand({ TableName: table, Item: { id: { S: id }, n: { N: n }, ...more } }));
  const create = (to: typeof toDuckdb, over: object = {}) =>
    lab.create(to, {
      name: table,
      source: { connection_id: connection, configuration: {} },
      schemas: [{ id: table, user_output_name: `out_${tables}` }],
      automatically_add_new_fields: 'all',
      ...over,
    });
  const out = () => `out_${tables}`;

  test.each([
    ['duckdb', toDuckdb],
    ['postgresql', toPostgres],
  ])('items that are written and removed reach %s, over shards that are split', async (_name, to) => {
    const id = await create(to);
    await lab.moved(id);
    const list = "id, n, replace(CAST(tags AS text), ' ', '')";
    expect(await lab.rows(to, list, out(), 'ORDER BY id')).toEqual([
      ['a', '1', '["x","y"]'],
      ['b', BIG, null],
    ]);
    await put('c', '3');
    await front.split();
    await put('c', '4');
    await put('a', '10');
    await client.send(new DeleteItemCommand({ TableName: table, Key: { id: { S: 'b' } } }));
    await lab.moved(id);
    await front.split();
    await put('d', '5');
    await lab.moved(id);
    const live = 'WHERE _syncform_deleted_at IS NULL ORDER BY id';
    expect(await lab.rows(to, 'id, n', out(), live)).toEqual([
      ['a', '10'],
      ['c', '4'],
      ['d', '5'],
    ]);
  });

  test('every change stays in the history, in the order of each item', async () => {
    const id = await create(toDuckdb, { change_history: true });
    await lab.moved(id);
    for (const n of ['2', '3', '4']) {
      await put('a', n);
      await front.split();
    }
    await client.send(new DeleteItemCommand({ TableName: table, Key: { id: { S: 'a' } } }));
    await lab.moved(id);
    const order = 'ORDER BY _syncform_transaction, _syncform_sequence';
    expect(await lab.rows(toDuckdb, 'id, n, _syncform_operation', `${out()}_history`, order)).toEqual([
      ['a', '2', 'update'],
      ['a', '3', 'update'],
      ['a', '4', 'update'],
      ['a', null, 'delete'],
    ]);
  });

  test('an attribute that is new comes with the next plan', async () => {
    const id = await create(toDuckdb);
    await lab.moved(id);
    await put('e', '6', { note: { S: 'new' } });
    await lab.moved(id);
    await lab.moved(id);
    expect(await lab.rows(toDuckdb, 'id, note', out(), "WHERE id = 'e'")).toEqual([['e', 'new']]);
  });
});
