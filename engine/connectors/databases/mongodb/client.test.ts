import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { never, testHost } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { certificateAuthority } from '../../../../test/services/certificates.ts';
import { type MongodbService, missingMongodb, startMongodb } from '../../../../test/services/mongodb.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { mongodbConfig } from './config.ts';
import { openMongodb } from './open.ts';

async function tested(configuration: JsonObject): Promise<void> {
  await using host = await testHost();
  await using open = await openMongodb(mongodbConfig.parse(configuration), host);
  await open.facets.test.test(never);
}

describeNeeding(await missingMongodb(), 'connections to MongoDB, by SecantusDB behind TLS', () => {
  let server: MongodbService;
  let front: Server;
  let dir: string;
  let behindTls: JsonObject;

  beforeAll(async () => {
    server = await startMongodb();
    const port = Number(server.configuration.hosts.split(':')[1]);
    const authority = certificateAuthority();
    const { certificate, key } = authority.server(['localhost']);
    front = createServer({ cert: certificate, key }, (client) => {
      const inner = connect(port, '127.0.0.1');
      for (const socket of [client, inner]) socket.on('error', () => {});
      client.pipe(inner).pipe(client);
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    dir = await mkdtemp(join(tmpdir(), 'mongodb-tls-'));
    await writeFile(join(dir, 'ca.pem'), authority.certificate);
    behindTls = {
      hosts: `localhost:${(front.address() as AddressInfo).port}`,
      database: server.configuration.database,
      params: 'directConnection=true',
    };
  });
  afterAll(async () => {
    await new Promise((resolve) => front?.close(resolve));
    await server?.[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  test('params are those of the connection string: with the authority’s file the server is trusted', async () => {
    const params = `directConnection=true&tlsCAFile=${encodeURIComponent(join(dir, 'ca.pem'))}`;
    await expect(tested({ ...behindTls, params })).resolves.toBeUndefined();
  });

  test('a certificate that nobody vouches for, and a server without TLS, are named as the fault', async () => {
    await expect(tested(behindTls)).rejects.toMatchObject({ part: 'tls' });
    await expect(tested({ ...server.configuration, ssl: true })).rejects.toMatchObject({ part: 'tls' });
  }, 60_000);

  test('srv looks for the record of the host', async () => {
    await expect(tested({ hosts: 'no-such-host.invalid', srv: true })).rejects.toMatchObject({
      part: 'name resolution',
    });
  });
});
