import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tokenOf } from '../../testing/requests.ts';

/** What a connection says that logs in as an application, and the server that gives out its tokens. */
export interface EntraService extends AsyncDisposable {
  readonly login: Readonly<Record<string, string>>;
}

/** A server in the place of Microsoft Entra that gives an application a token for databases, with which the stand-in lets a user in. */
export async function startEntra(user: {
  readonly user: string;
  readonly password: string;
}): Promise<EntraService> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const isKnown =
        form.get('client_secret') === 'secret' &&
        form.get('scope') === 'https://database.windows.net/.default';
      response
        .writeHead(isKnown ? 200 : 401)
        .end(
          JSON.stringify(
            isKnown ? { access_token: tokenOf(user), expires_in: 3600 } : { error: 'invalid_client' },
          ),
        );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    login: {
      auth_method: 'client_credentials',
      tenant_id: 'acme',
      client_id: 'app',
      client_secret: 'secret',
      authority: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
