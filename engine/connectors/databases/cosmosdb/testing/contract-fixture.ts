import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { missingCosmosdb, startCosmosdb } from '../../../../../test/services/cosmosdb.ts';

export const fixture: ConnectorFixture = {
  connector: 'cosmosdb',
  missing: missingCosmosdb,
  async open() {
    const server = await startCosmosdb();
    const config = server.configuration;
    let seeds = 0;
    return {
      config,
      ownFields: ['_etag', '_ts'],
      idType: 'string',
      broken: {
        'name resolution': { ...config, uri: 'http://no-such-host.invalid:8081' },
        refused: { ...config, uri: 'http://127.0.0.1:1' },
        'user or password': { ...config, key: Buffer.from('wrong').toString('base64') },
        database: { ...config, database: 'no_such_database' },
      },
      model: (container) => ({ container }),
      wrongModels: [
        { configuration: { container: 'no_such_container' }, path: ['container'] },
        { configuration: { container: 'a/b/c' }, path: ['container'] },
      ],
      destination: {},
      async seed() {
        const name = `numbers_${++seeds}`;
        await server.container(name, '/id', [
          { id: '1', name: 'one' },
          { id: '2', name: 'two' },
        ]);
        return `${config.database}/${name}`;
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
