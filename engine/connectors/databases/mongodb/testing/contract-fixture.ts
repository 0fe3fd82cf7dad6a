import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import type { Receiver } from '../../../../../test/contract/receiver.ts';
import { missingMongodb, startMongodb } from '../../../../../test/services/mongodb.ts';
import { MongodbFront, MongodbReceiver } from '../../../../../test/services/mongodb-front.ts';

export const fixture: ConnectorFixture = {
  connector: 'mongodb',
  missing: missingMongodb,
  async open() {
    const { Long } = await import('mongodb');
    const server = await startMongodb();
    const front = await MongodbFront.open(Number(server.configuration.hosts.split(':')[1]));
    const { database } = server.configuration;
    await server.db.command({ createUser: 'sender', pwd: 'secret', roles: ['readWrite'] });
    await server.db.createCollection('received');
    const config = {
      hosts: `127.0.0.1:${front.port}`,
      database,
      ssl: false,
      username: 'sender',
      password: 'secret',
      // Whoever is told the server's own address goes past the front.
      params: `directConnection=true&authSource=${database}`,
    };
    let seeds = 0;
    return {
      config,
      broken: {
        'name resolution': { ...config, hosts: 'no-such-host.invalid' },
        refused: { ...config, hosts: '127.0.0.1:1' },
        'user or password': { ...config, password: 'wrong' },
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
      receiver: Object.assign(new MongodbReceiver(front), {
        target: `${database}.received`,
        configuration: (chunk: number) => ({ batch_size: chunk }),
      }) satisfies Receiver,
      async [Symbol.asyncDispose]() {
        await front[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  },
};
