import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConnectorFixture } from '../../../../../../test/contract/fixture.ts';
import { fixture as mssql } from '../../testing/contract-fixture.ts';
import { tokenOf } from '../../testing/requests.ts';

/** The same stand-in, for an application that has a token. */
export const fixture: ConnectorFixture = {
  ...mssql,
  connector: 'azuresql',
  async open() {
    const like = await mssql.open();
    const { username, password, ...server } = like.config as Record<string, string>;
    const entra = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const form = new URLSearchParams(body);
        const isKnown =
          form.get('client_secret') === 'secret' &&
          form.get('scope') === 'https://database.windows.net/.default';
        const token = {
          access_token: tokenOf({ user: username ?? '', password: password ?? '' }),
          expires_in: 3600,
        };
        response
          .writeHead(isKnown ? 200 : 401)
          .end(JSON.stringify(isKnown ? token : { error: 'invalid_client' }));
      });
    });
    await new Promise<void>((resolve) => entra.listen(0, '127.0.0.1', resolve));
    const config = {
      ...server,
      auth_method: 'client_credentials',
      tenant_id: 'acme',
      client_id: 'app',
      client_secret: 'secret',
      authority: `http://127.0.0.1:${(entra.address() as AddressInfo).port}`,
    };
    return {
      ...like,
      config,
      broken: {
        refused: { ...config, port: 1 },
        'user or password': { ...config, client_secret: 'wrong' },
        database: { ...config, database: 'no_such_database' },
        tls: { ...config, ssl: true },
      },
      async [Symbol.asyncDispose]() {
        entra.closeAllConnections();
        entra.close();
        await like[Symbol.asyncDispose]();
      },
    };
  },
};
