import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { CuttingProxy } from '../../../../test/crash/cutting-proxy.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { certificateAuthority } from '../../../../test/services/certificates.ts';
import { azureStagingArea } from '../../../families/object-store/staging/azure.ts';
import { s3StagingArea } from '../../../families/object-store/staging/s3.ts';
import type { StagingArea } from '../../../families/object-store/staging/staging-area.ts';
import { fixture as azureblob } from '../../files/azureblob/testing/contract-fixture.ts';
import { fixture as s3 } from '../../files/s3/testing/contract-fixture.ts';
import { openWarehouse } from './client/warehouse.ts';
import { databricksConfig } from './config.ts';
import { ConnectorHostForTests } from './testing/host.ts';

/* A workspace, and stores for staging, that take a line and then say nothing: what waits for them fails by itself. */

const never = new AbortController().signal;
const SILENT = { code: 'connection_failed', message: expect.stringMatching(/fallen silent/) };

/** A warehouse at a server that lets everybody in and answers nothing. */
async function silentWarehouse(inactivity_timeout: number) {
  const stack = new AsyncDisposableStack();
  const ca = certificateAuthority();
  const { certificate: cert, key } = ca.server(['localhost']);
  const server = createServer({ cert, key }, (socket) => socket.resume().on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  const host = stack.use(await ConnectorHostForTests.make());
  const config = databricksConfig.parse({
    server_hostname: 'localhost',
    port: (server.address() as AddressInfo).port,
    http_path: '/sql/1.0/warehouses/silent',
    access_token: 'a token',
    ca_cert: ca.certificate,
    inactivity_timeout,
  });
  return { warehouse: stack.use(openWarehouse(config, host)), stack };
}

describe('a workspace that lets in and then says nothing', () => {
  test('fails a statement, which says so', async () => {
    const { warehouse, stack } = await silentWarehouse(1);
    await using _ = stack;
    await expect(warehouse.rows('SELECT 1', never)).rejects.toMatchObject(SILENT);
    await expect(warehouse.run('DELETE FROM t', never)).rejects.toMatchObject(SILENT);
  }, 60_000);

  test('is not waited for by what is cancelled', async () => {
    const { warehouse, stack } = await silentWarehouse(3_600);
    await using _ = stack;
    const canceling = new AbortController();
    const asking = warehouse.rows('SELECT 1', canceling.signal);
    setTimeout(() => canceling.abort(), 100);
    await expect(asking).rejects.toMatchObject({ code: 'canceled' });
  }, 60_000);
});

/** A staging area by way of a proxy that can fall silent, and a file to be staged. */
async function staged(store: 's3' | 'azure', silenceMs: number) {
  const stack = new AsyncDisposableStack();
  const { config } = stack.use(await (store === 's3' ? s3 : azureblob).open());
  const host = stack.use(await ConnectorHostForTests.make());
  const endpoint = new URL(String(config.endpoint));
  const proxy = stack.use(await CuttingProxy.open(Number(endpoint.port)));
  endpoint.port = String(proxy.port);
  const address = endpoint.href.replace(/\/$/, '');
  let area: StagingArea;
  if (store === 's3') {
    process.env.AWS_ENDPOINT_URL_S3 = address;
    stack.defer(() => void delete process.env.AWS_ENDPOINT_URL_S3);
    area = s3StagingArea({
      bucket: String(config.s3_bucket_name),
      region: String(config.s3_bucket_region),
      credentials: {
        accessKeyId: String(config.aws_access_key_id),
        secretAccessKey: String(config.aws_secret_access_key),
      },
      silenceMs,
    });
  } else
    area = azureStagingArea({
      account: String(config.account_name),
      key: String(config.access_key),
      container: String(config.container_name),
      endpoint: address,
      silenceMs,
    });
  const path = join(host.tempDir, 'staged.parquet');
  await writeFile(path, Buffer.alloc(64 * 1024));
  return { proxy, area: stack.use(area), path, stack };
}

for (const [store, fixture] of [
  ['s3', s3],
  ['azure', azureblob],
] as const)
  describeNeeding(await fixture.missing?.(), `a silent store for staging: ${store}`, () => {
    test('fails what is sent, removed and tested', async () => {
      const { proxy, area, path, stack } = await staged(store, 1_000);
      await using _ = stack;
      await area.test(never);
      proxy.fallSilent();
      await expect(area.upload(path, 'one', never)).rejects.toMatchObject(SILENT);
      await expect(area.remove('one')).rejects.toMatchObject(SILENT);
      await expect(area.test(never)).rejects.toMatchObject(SILENT);
    }, 60_000);

    test('is not waited for by what is cancelled', async () => {
      const { proxy, area, path, stack } = await staged(store, 3_600_000);
      await using _ = stack;
      proxy.fallSilent();
      const canceling = new AbortController();
      const sending = area.upload(path, 'one', canceling.signal);
      setTimeout(() => canceling.abort(), 100);
      await expect(sending).rejects.toMatchObject({ code: 'canceled' });
    }, 60_000);
  });
