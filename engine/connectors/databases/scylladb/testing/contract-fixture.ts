import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { missingCassandra, startCassandra } from '../../../../../test/services/cassandra/cassandra.ts';

export const fixture: ConnectorFixture = {
  connector: 'scylladb',
  missing: missingCassandra,
  async open() {
    const server = await startCassandra();
    const { configuration: config, keyspace, client } = server;
    let seeds = 0;
    return {
      config,
      broken: {
        'name resolution': { ...config, hosts: 'no-such-host.invalid' },
        refused: { ...config, hosts: '127.0.0.1:1' },
        tls: { ...config, tls: true },
        'user or password': { ...config, password: 'wrong' },
      },
      model: (table) => ({ table }),
      wrongModels: [
        { configuration: { table: `${keyspace}.no_such_table` }, path: ['table'] },
        { configuration: { table: 'bare' }, path: ['table'] },
        { configuration: { query: 'SELEC 1' }, path: ['query'] },
        { configuration: { query: `SELECT FROM ${keyspace}` }, path: ['query'] },
        { configuration: { query: `SELECT * FROM ${keyspace}.no_such_table` }, path: ['query'] },
        { configuration: { query: `TRUNCATE ${keyspace}.numbers_1` }, path: ['query'] },
      ],
      destination: {},
      async seed() {
        const name = `numbers_${++seeds}`;
        await client.execute(`CREATE TABLE ${name} (id bigint PRIMARY KEY, name text)`);
        await client.execute(`INSERT INTO ${name} (id, name) VALUES (1, 'one')`);
        await client.execute(`INSERT INTO ${name} (id, name) VALUES (2, 'two')`);
        return `${keyspace}.${name}`;
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
