import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeNeeding } from '../../../../test/needing.ts';
import { type AzuriteService, missingAzurite, startAzurite } from '../../../../test/services/azurite.ts';
import { checkConfig } from '../../../contract/describe-config.ts';
import { entraToken } from '../../../families/azure/entra-token.ts';
import { FilesUnderTest, never, testHost } from '../../../families/object-store/testing/open-files.ts';
import { azureblobConfig } from './config.ts';
import { azureblob } from './definition.ts';

const STORAGE = 'https://storage.azure.com';
const missing = await missingAzurite();

describeNeeding(missing, 'files in Azure Blob Storage', () => {
  let azure: AzuriteService;
  let host: Awaited<ReturnType<typeof testHost>>;
  beforeAll(async () => {
    azure = await startAzurite();
    host = await testHost();
  });
  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
    await azure?.stop();
  });
  const open = async (more: Record<string, string> = {}) =>
    azureblob.open(
      azureblob.config.parse({
        account_name: azure.account,
        container_name: `${azure.container}/lake`,
        access_key: azure.key,
        endpoint: azure.endpoint,
        ...more,
      }),
      host,
    );

  test('tables lie below the folder, and a cancelled upload shows nothing', async () => {
    await using connector = await open();
    const files = new FilesUnderTest(connector.facets, host);
    const table = await files.create('t', [{ name: 't', type: 'string' }], [], { format: 'csv' });
    await files.load(table, 'append', [['before']]);
    const before = await azure.blobs();
    expect(before.every((name) => name.startsWith('lake/t/'))).toBe(true);
    const controller = new AbortController();
    const large = host.withSession((session) =>
      files.facets.load.load({
        table,
        operation: 'replace',
        columns: [{ name: 't', type: 'string' }],
        key: [],
        rows: {
          format: 'relation',
          attach: async () => 'SELECT repeat(md5(i::VARCHAR), 8) FROM range(200000) r(i)',
        },
        batch: { scope: 's', id: 'large' },
        session,
        signal: controller.signal,
        onProgress: ({ bytes = 0 }) => {
          if (bytes > 0) controller.abort();
        },
      }),
    );
    await expect(large).rejects.toMatchObject({ code: 'canceled' });
    expect(await azure.blobs()).toEqual(before);
    expect(await files.rows('t')).toEqual(['before']);
  });

  test('an account key that is wrong, and a container that is not there, are named', async () => {
    const wrong: [Record<string, string>, string][] = [
      [{ access_key: Buffer.from('hush').toString('base64') }, 'user or password'],
      [{ container_name: 'no-such-container' }, 'bucket'],
      [{ endpoint: 'http://127.0.0.1:1/account' }, 'refused'],
    ];
    for (const [more, part] of wrong) {
      await using connector = await open(more);
      await expect(connector.facets.test?.test(never)).rejects.toMatchObject({ part });
    }
  });
});

describe('tokens of Microsoft Entra', () => {
  let server: Server;
  let authority: string;
  const asked: [string | undefined, URLSearchParams][] = [];
  let answer: [number, object] = [200, { access_token: 'a token', expires_in: 3600 }];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        asked.push([request.url, new URLSearchParams(body)]);
        response.writeHead(answer[0]).end(JSON.stringify(answer[1]));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test('are asked for as the application, or for the user', async () => {
    const application = {
      authority,
      tenant: 'acme',
      clientId: 'app',
      clientSecret: 'hush',
      refreshToken: undefined,
    };
    const { token, expiresOnTimestamp } = await entraToken(STORAGE, application);
    expect(token).toBe('a token');
    expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_000_000);
    await entraToken(STORAGE, { ...application, refreshToken: 'refresh' });
    expect(asked.map(([url, form]) => [url, form.get('grant_type'), form.get('refresh_token')])).toEqual([
      ['/acme/oauth2/v2.0/token', 'client_credentials', null],
      ['/acme/oauth2/v2.0/token', 'refresh_token', 'refresh'],
    ]);
    answer = [401, { error: 'invalid_client', error_description: 'you sent hush' }];
    const refused = entraToken(STORAGE, application);
    await expect(refused).rejects.toMatchObject({
      part: 'user or password',
      hint: expect.stringContaining('tenant_id'),
    });
    await expect(refused).rejects.not.toThrow('hush');
  });

  test('what they take is asked for where they are chosen', () => {
    const config = { account_name: 'a', container_name: 'c', auth_method: 'client_credentials' };
    expect(checkConfig(azureblobConfig, config).map(({ path }) => path.join('.'))).toEqual([
      'tenant_id',
      'client_id',
    ]);
    expect(
      checkConfig(azureblobConfig, { ...config, auth_method: 'oauth' }).map(({ path }) => path.join('.')),
    ).toEqual(expect.arrayContaining(['client_id', 'oauth_refresh_token']));
  });
});
