import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { missingMongodb, startMongodb } from '../../../../../test/services/mongodb.ts';

export const fixture: ConnectorFixture = {
  connector: 'mongodb',
  missing: missingMongodb,
  async open() {
    const { Long } = await import('mongodb');
    const server = await startMongodb();
    const config = server.configuration;
    let seeds = 0;
    return {
      config,
      broken: {
        'name resolution': { ...config, hosts: 'no-such-host.invalid' },
        refused: { ...config, hosts: '127.0.0.1:1' },
      },
      model: (collection) => ({ collection }),
      wrongModels: [
        { configuration: { collection: 'no_such_collection' }, path: ['collection'] },
        { configuration: { query: '{}' }, path: ['collection'] },
        { configuration: { query: 'SELECT 1' }, path: ['query'] },
        { configuration: { query: '{"aggregate": "no_such_collection", "pipeline": []}' }, path: ['query'] },
      ],
      destination: {},
      async seed() {
        const name = `numbers_${++seeds}`;
        await server.db.collection(name).insertMany([
          { id: Long.fromNumber(1), name: 'one' },
          { id: Long.fromNumber(2), name: 'two' },
        ]);
        // Its documents have an _id beside; those of the view have not.
        await server.db.createCollection(`${name}_shown`, {
          viewOn: name,
          pipeline: [{ $project: { _id: 0 } }],
        });
        return `${config.database}.${name}_shown`;
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
