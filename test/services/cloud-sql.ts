import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { certificateAuthority } from './certificates.ts';
import { startGoogleTokens } from './google-tokens.ts';

/**
 * Google's way to a Cloud SQL instance for a test: the two calls of the Admin API, made after its public description, and
 * the instance's port 3307, which leads to a server of the test's.
 */
export interface CloudSqlService extends AsyncDisposable {
  readonly connectionName: string;
  /** Where the Admin API is. */
  readonly endpoint: string;
  /** A service account's key that the API takes. */
  readonly credentials: string;
  /** One that it does not take. */
  readonly otherKey: string;
  /** Requests that the API had: method and path. */
  readonly asked: readonly string[];
  /** The bodies of requests for certificates, without the key. */
  readonly certified: readonly Record<string, unknown>[];
  /** From now on the instance shows a certificate of another one. */
  pretend(): void;
}

/** Starts one in front of a server of this machine. It takes an address of 127.0.0.0/8 of its own, as the port is given. */
export async function startCloudSql(target: { host: string; port: number }): Promise<CloudSqlService> {
  const authority = certificateAuthority('Google Cloud SQL Server CA');
  const tokens = await startGoogleTokens();
  const own = authority.client('project:instance');
  const another = authority.client('project:another');
  const front = createTlsServer(
    {
      key: own.key,
      cert: own.certificate,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    },
    (socket) => {
      const server = connect(target.port, target.host);
      for (const stream of [socket, server]) stream.on('error', () => {});
      socket.on('close', () => server.destroy());
      server.on('close', () => socket.destroy());
      socket.pipe(server).pipe(socket);
    },
  );
  const address = await listenSomewhere(front);
  const asked: string[] = [];
  const certified: Record<string, unknown>[] = [];
  const api = createHttpServer(async (request, response) => {
    const path = request.url ?? '';
    asked.push(`${request.method} ${path}`);
    let body = '';
    for await (const chunk of request) body += chunk;
    const answer = (status: number, json: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    const base = '/sql/v1beta4/projects/project/instances/instance';
    if (request.headers.authorization !== 'Bearer token')
      return answer(401, { error: { message: 'Request had invalid authentication credentials.' } });
    if (path === `${base}/connectSettings`)
      return answer(200, {
        kind: 'sql#connectSettings',
        ipAddresses: [{ type: 'PRIMARY', ipAddress: address }],
        serverCaCert: { cert: authority.certificate },
        region: 'europe-west6',
        dnsName: '',
      });
    if (path !== `${base}:generateEphemeralCert`)
      return answer(404, { error: { message: 'The Cloud SQL instance does not exist.' } });
    const { public_key, ...rest } = JSON.parse(body) as { public_key: string };
    certified.push(rest);
    answer(200, { ephemeralCert: { cert: authority.certify(public_key, 'syncform') } });
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  return {
    connectionName: 'project:europe-west6:instance',
    endpoint: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    credentials: tokens.serviceAccount,
    otherKey: tokens.otherKey,
    asked,
    certified,
    pretend: () =>
      front.setSecureContext({ key: another.key, cert: another.certificate, ca: authority.certificate }),
    async [Symbol.asyncDispose]() {
      await tokens.stop();
      api.closeAllConnections();
      await new Promise((resolve) => api.close(resolve));
      await new Promise((resolve) => front.close(resolve));
    },
  };
}

/** Cloud SQL's port at an address of this machine that nobody else listens at. */
async function listenSomewhere(server: ReturnType<typeof createTlsServer>): Promise<string> {
  for (let tries = 0; ; tries++) {
    const part = () => 1 + Math.floor(Math.random() * 250);
    const address = `127.${part()}.${part()}.${part()}`;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(3307, address, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return address;
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}
