import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { missingOpensearch, startOpensearch } from '../../../../../test/services/opensearch/opensearch.ts';

export const fixture: ConnectorFixture = {
  connector: 'awsopensearch',
  missing: missingOpensearch,
  async open() {
    const server = await startOpensearch();
    const config = {
      endpoint: server.url,
      aws_access_key_id: 'AKIDEXAMPLE',
      aws_secret_access_key: 'a secret that nobody asks for',
      region: 'eu-west-1',
    };
    let seeds = 0;
    return {
      config,
      broken: {
        'name resolution': { ...config, endpoint: 'http://no-such-host.invalid' },
        refused: { ...config, endpoint: 'http://127.0.0.1:1' },
      },
      ownFields: ['_id'],
      model: (index) => ({ index }),
      wrongModels: [
        { configuration: { index: 'no_such_index' }, path: ['index'] },
        { configuration: { index: `${server.prefix}numbers_1`, query: 'SELECT 1' }, path: ['query'] },
        { configuration: { index: `${server.prefix}numbers_1`, query: '{"no_such": {}}' }, path: ['query'] },
      ],
      destination: {},
      async seed() {
        const name = `${server.prefix}numbers_${++seeds}`;
        await server.ask('PUT', name, {
          mappings: { properties: { id: { type: 'long' }, name: { type: 'keyword' } } },
        });
        await server.ask('PUT', `${name}/_doc/a`, { id: 1, name: 'one' });
        await server.ask('PUT', `${name}/_doc/b?refresh=true`, { id: 2, name: 'two' });
        return name;
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
