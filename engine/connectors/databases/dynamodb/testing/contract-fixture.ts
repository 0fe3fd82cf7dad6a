import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { missingDynamodb, startDynamodb } from '../../../../../test/services/dynamodb.ts';

export const fixture: ConnectorFixture = {
  connector: 'dynamodb',
  missing: missingDynamodb,
  async open() {
    const server = await startDynamodb();
    const config = server.configuration;
    let seeds = 0;
    return {
      config,
      broken: {
        'name resolution': { ...config, endpoint: 'http://no-such-host.invalid:8000' },
        refused: { ...config, endpoint: 'http://127.0.0.1:1' },
      },
      model: (table) => ({ table }),
      wrongModels: [
        { configuration: { table: 'no_such_table' }, path: ['table'] },
        { configuration: { table: 'no such table' }, path: ['table'] },
      ],
      destination: {},
      seed: () =>
        server.table(
          `numbers_${++seeds}`,
          ['id:N'],
          [
            { id: { N: '1' }, name: { S: 'one' } },
            { id: { N: '2' }, name: { S: 'two' } },
          ],
        ),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
