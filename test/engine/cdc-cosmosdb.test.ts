import type { Container } from '@azure/cosmos';
import { describeNeeding } from '../needing.ts';
import { type CosmosdbService, missingCosmosdb, putItems, startCosmosdb } from '../services/cosmosdb.ts';
import { type BulkLab, bulkLab, toDuckdb, toPostgres } from './bulk-lab.ts';

/** A whole number that no double holds. */
const BIG = '9007199254740993';

describeNeeding(
  await missingCosmosdb(),
  'changes of Azure Cosmos DB, by cosmosdb-server and the change feed of a front of the tests',
  () => {
    let lab: BulkLab;
    let server: CosmosdbService;
    let container: Container;
    let name: string;
    let made = 0;

    beforeAll(async () => {
      lab = await bulkLab();
      server = await startCosmosdb();
    });
    beforeEach(async () => {
      name = `orders_${++made}`;
      container = await server.container(name, '/customer', [
        { id: 'a', customer: 'x', n: 1, tags: ['y', 'x'] },
        { id: 'b', customer: 'x', n: 2 },
      ]);
      // A front makes of 2 what the driver cannot send.
      server.front.rewrite = (body) => body.replaceAll('"n":2', `"n":${BIG}`);
    });
    afterAll(async () => {
      await lab?.[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
    });

    const object = () => `${server.configuration.database}/${name}`;
    const put = (id: string, n: number, more: object = {}) =>
      putItems(container, [{ id, customer: 'x', n, ...more }]);
    const definition = async (to: typeof toDuckdb, configuration: object = {}) => {
      const { id } = await lab.engine.connections.create({
        name: `${name} ${JSON.stringify(configuration)}`,
        type: 'cosmosdb',
        configuration: { ...server.configuration, change_detection: true, ...configuration },
      });
      return {
        name,
        source: { connection_id: id, configuration: {} },
        schemas: [{ id: object(), user_output_name: `out_${made}` }],
        automatically_add_new_fields: 'all' as const,
        to,
      };
    };
    const create = async (to: typeof toDuckdb, configuration: object = {}, over: object = {}) => {
      const { to: _, ...definitionOf } = await definition(to, configuration);
      return lab.create(to, { ...definitionOf, ...over });
    };
    const out = () => `out_${made}`;

    test.each([
      ['duckdb', toDuckdb],
      ['postgresql', toPostgres],
    ])('all versions and deletions reach %s, over a range that is split', async (_name, to) => {
      const id = await create(to, { all_versions: true });
      await lab.moved(id);
      const list = "id, n, replace(CAST(tags AS text), ' ', '')";
      expect(await lab.rows(to, list, out(), 'ORDER BY id')).toEqual([
        ['a', '1', '["y","x"]'],
        ['b', BIG, null],
      ]);
      await put('c', 3);
      server.front.feed.split(object());
      await put('c', 4);
      await put('a', 10);
      await container.item('b', 'x').delete();
      await lab.moved(id);
      await put('d', 5);
      await lab.moved(id);
      const live = 'WHERE _syncform_deleted_at IS NULL ORDER BY id';
      expect(await lab.rows(to, 'id, n', out(), live)).toEqual([
        ['a', '10'],
        ['c', '4'],
        ['d', '5'],
      ]);
    });

    test('of latest versions each item comes as it is, what is deleted stays, and the plan says so', async () => {
      const { to, ...wanted } = await definition(toDuckdb);
      const { warnings } = await lab.engine.bulkSyncs.plan(lab.bulk(to, wanted));
      expect(warnings.join()).toContain(
        `${object()}: its changes do not tell of deletions: records deleted at the source stay until a resync`,
      );
      expect(warnings.join()).not.toMatch(/are deleted|are marked/);
      const id = await lab.create(to, wanted);
      await lab.moved(id);
      await put('c', 3);
      await put('c', 4);
      await container.item('b', 'x').delete();
      await lab.moved(id);
      expect(await lab.rows(to, 'id, n', out(), 'ORDER BY id')).toEqual([
        ['a', '1'],
        ['b', BIG],
        ['c', '4'],
      ]);
    });

    test('every version stays in the history, in the order of each item', async () => {
      const id = await create(toDuckdb, { all_versions: true }, { change_history: true });
      await lab.moved(id);
      for (const n of [3, 4]) await put('a', n);
      await container.item('a', 'x').delete();
      await lab.moved(id);
      const order = 'ORDER BY _syncform_transaction, _syncform_sequence';
      expect(await lab.rows(toDuckdb, 'id, n, _syncform_operation', `${out()}_history`, order)).toEqual([
        ['a', '3', 'update'],
        ['a', '4', 'update'],
        ['a', null, 'delete'],
      ]);
    });

    test('a property that is new comes with the next plan', async () => {
      const id = await create(toDuckdb);
      await lab.moved(id);
      await put('e', 6, { note: 'new' });
      await lab.moved(id);
      await lab.moved(id);
      expect(await lab.rows(toDuckdb, 'id, note', out(), "WHERE id = 'e'")).toEqual([['e', 'new']]);
    });
  },
);
