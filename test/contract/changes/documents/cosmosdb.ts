import { missingCosmosdb, putItems, startCosmosdb } from '../../../services/cosmosdb.ts';
import type { DocumentsFixture, TestDocument } from './fixture.ts';

/**
 * cosmosdb-server in place of Cosmos DB, which has no change feed: a front tells of what is written by way of it, here all versions
 * and deletions. The feed of latest versions has tests of its own, beside the connector.
 */
export const cosmosdb: DocumentsFixture = {
  connector: 'cosmosdb',
  standin: 'cosmosdb-server, with the change feed of a front of the tests',
  missing: missingCosmosdb,
  async open() {
    const server = await startCosmosdb();
    const { configuration: plain, front } = server;
    const database = server.client.database(plain.database);
    let made = 0;
    const nameOf = (object: string) => object.slice(plain.database.length + 1);
    const of = (object: string) => database.container(nameOf(object));
    const create = async (documents: readonly TestDocument[]) => {
      const name = `followed_${++made}`;
      await server.container(name, '/id', documents.map(itemOf));
      return `${plain.database}/${name}`;
    };
    return {
      config: { ...plain, change_detection: true, all_versions: true },
      plain,
      configuration: {},
      isOfOneMoment: false,
      key: 'id',
      collection: create,
      async unfollowable() {
        const object = await create([]);
        front.feed.keepNoVersions(object);
        return object;
      },
      put: (object, document) => putItems(of(object), [itemOf(document)]),
      async remove(object, id) {
        // One that is not there is no fault.
        await of(object)
          .item(id, id)
          .delete()
          .catch((error: { readonly code?: number }) => {
            if (error.code !== 404) throw error;
          });
      },
      putOtherKind: (object, id) => putItems(of(object), [{ id, n: 'text' }]),
      async lose(object) {
        const { resources } = await of(object).items.readAll<TestDocument>().fetchAll();
        await of(object).delete();
        await server.container(
          nameOf(object),
          '/id',
          resources.map(({ id, name, n }) => itemOf({ id, ...(name && { name }), ...(n && { n }) })),
        );
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

function itemOf({ id, name, n }: TestDocument) {
  return { id, ...(name === undefined ? {} : { name }), ...(n === undefined ? {} : { n }) };
}
