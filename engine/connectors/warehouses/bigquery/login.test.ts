import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { never } from '../../../../test/contract/open-connector.ts';
import { bigqueryConfig } from './config.ts';
import { bigquery } from './definition.ts';

describe('logging in', () => {
  let server: Server;
  let url: string;
  let folder: string;
  const asked: { readonly path: string; readonly body: string; readonly authorization: string }[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'syncform-adc-'));
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { url: path = '', headers } = request;
        asked.push({ path, body, authorization: headers.authorization ?? '' });
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify(
            path === '/sts' || path === '/token'
              ? {
                  access_token: 'exchanged',
                  issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
                  token_type: 'Bearer',
                  expires_in: 3600,
                }
              : { datasets: [], statistics: { query: { schema: { fields: [] } } } },
          ),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    asked.length = 0;
  });
  /** The credential configuration of an identity whose own token is in a file. */
  const identity = (file: string) => ({
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${url}/sts`,
    credential_source: { file },
  });
  const testWith = async (config: object) => {
    await using open = await bigquery.open(bigqueryConfig.parse({ endpoint: url, ...config }), {} as never);
    await open.facets.test?.test(never);
    return open.identify?.(never);
  };

  test('a workload identity is exchanged for a token, in the project that the connection names', async () => {
    const token = join(folder, 'token');
    await writeFile(token, 'of this machine');
    await testWith({
      auth_method: 'workload_identity_federation',
      wif_project_id: 'theirs',
      credential_config: JSON.stringify(identity(token)),
    });
    expect(asked[0]).toMatchObject({ path: '/sts', body: expect.stringContaining('of+this+machine') });
    expect(asked[1]).toMatchObject({
      path: '/bigquery/v2/projects/theirs/datasets?maxResults=1',
      authorization: 'Bearer exchanged',
    });
  });

  test('a token of this machine that is not there is an error of the login', async () => {
    const config = {
      auth_method: 'workload_identity_federation',
      wif_project_id: 'theirs',
      credential_config: JSON.stringify(identity(join(folder, 'none'))),
    };
    await expect(testWith(config)).rejects.toMatchObject({ part: 'user or password' });
    expect(() =>
      bigqueryConfig.parse({ ...config, credential_config: '{"type": "service_account"}' }),
    ).toThrow('external_account');
  });

  test('default credentials are those that Google’s own tools find', async () => {
    const [token, file] = [join(folder, 'token'), join(folder, 'default.json')];
    await writeFile(token, 'of this machine');
    await writeFile(file, JSON.stringify(identity(token)));
    process.env.GOOGLE_APPLICATION_CREDENTIALS = file;
    try {
      await testWith({ auth_method: 'application_default_credentials', override_project_id: 'mine' });
    } finally {
      delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
    }
    expect(asked[1]).toMatchObject({
      path: '/bigquery/v2/projects/mine/datasets?maxResults=1',
      authorization: 'Bearer exchanged',
    });
  });
});
