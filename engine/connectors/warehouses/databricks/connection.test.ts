import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testNeeding } from '../../../../test/needing.ts';
import { missingSshd, startSshd } from '../../../../test/services/sshd.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { openStore } from '../../../store/open-store.ts';
import { Slots } from '../../../store/slots.ts';
import { openWarehouse } from './client/warehouse.ts';
import { openDatabricks } from './open.ts';
import { ConnectorHostForTests } from './testing/host.ts';
import { describeWarehouse, startWarehouse, type TestWarehouse } from './testing/warehouse.ts';

const never = new AbortController().signal;
const noSsh = missingSshd();

describeWarehouse('a connection', () => {
  let local: TestWarehouse;
  let host: ConnectorHostForTests;
  beforeAll(async () => {
    local = await startWarehouse();
    host = await ConnectorHostForTests.make();
  });
  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await local?.[Symbol.asyncDispose]();
  });
  beforeEach(() => local.service.clearFaults());

  const tested = async (over: JsonObject = {}) => {
    await using open = await openDatabricks(local.config(over), host);
    await open.facets.test?.test(never);
  };

  test('works, with and without Unity Catalog', async () => {
    await expect(tested()).resolves.toBeUndefined();
    await expect(tested({ unity_catalog_enabled: false })).resolves.toBeUndefined();
  });

  test('says that no catalog may be used, or that there are none', async () => {
    const denied =
      '[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE CATALOG. SQLSTATE: 42501';
    local.service.fault({ kind: 'error', message: denied, times: 1, statement: /SHOW CATALOGS/ });
    await expect(tested()).rejects.toMatchObject({
      part: 'permission',
      hint: expect.stringMatching(/^GRANT/),
    });
    const unknown = '[UC_NOT_ENABLED] Unity Catalog is not enabled on this cluster. SQLSTATE: 56038';
    local.service.fault({ kind: 'error', message: unknown, times: 1, statement: /SHOW CATALOGS/ });
    await expect(tested()).rejects.toMatchObject({
      part: 'database',
      hint: expect.stringContaining('unity_catalog_enabled = false'),
    });
  });

  test('sends no more statements at a time than concurrent_queries, over all that use the store', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'databricks-slots-'));
    try {
      await using store = await openStore({ dataDir, key: Buffer.alloc(32, 1).toString('base64') });
      const slots = new Slots(store);
      const limited = { log: () => {}, slot: slots.take.bind(slots) };
      const config = local.config({ enforce_query_limit: true, concurrent_queries: 2 });
      await using one = openWarehouse(config, limited);
      await using two = openWarehouse(config, limited);
      let open = 0;
      let most = 0;
      await Promise.all(
        Array.from({ length: 6 }, async (_, i) => {
          const warehouse = i % 2 === 0 ? one : two;
          for await (const _rows of warehouse.stream(
            `SELECT CAST(id AS STRING) AS id FROM range(3000) -- ${i}`,
            never,
          )) {
            most = Math.max(most, ++open);
            await new Promise((resolve) => setTimeout(resolve, 50));
            open--;
          }
        }),
      );
      expect([most, open]).toEqual([2, 0]);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  testNeeding(noSsh, 'goes through SSH', async () => {
    const sshd = await startSshd();
    try {
      const ssh = {
        ssh: true,
        ssh_host: sshd.host,
        ssh_port: sshd.port,
        ssh_user: sshd.user,
        ssh_private_key: sshd.privateKey,
      };
      await tested(ssh);
      const { clientId, clientSecret } = local.service.createServicePrincipal();
      await tested({
        ...ssh,
        databricks_auth_mode: 'oauth_service_principal',
        service_principal_id: clientId,
        service_principal_secret: clientSecret,
      });
      await expect(tested({ ...ssh, ssh_port: 1 })).rejects.toMatchObject({ part: 'ssh' });
      // The certificate is the warehouse's own, and is verified at this end.
      const { ca_cert: _, ...untrusted } = local.settings;
      await using open = await openDatabricks(
        { ...local.config({ ...untrusted, ...ssh }), ca_cert: undefined },
        host,
      );
      await expect(open.facets.test?.test(never)).rejects.toMatchObject({ part: 'tls' });
    } finally {
      await sshd.stop();
    }
  });
});
