import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describeNeeding, testNeeding } from '../../../../test/needing.ts';
import { missingDuckdbExtensions } from '../../../../test/services/duckdb-extensions.ts';
import { missingS3, type S3Service, startS3 } from '../../../../test/services/s3/s3.ts';
import { createSecret } from '../../../families/object-store/s3/direct-reading.ts';
import { FilesUnderTest, never, testHost } from '../../../families/object-store/testing/open-files.ts';
import { s3 } from './definition.ts';
import { S3Proxy } from './testing/s3-proxy.ts';

const missing = await missingS3();
const noExtensions = await missingDuckdbExtensions();

describeNeeding(missing, 'files in S3', () => {
  let service: S3Service;
  let proxy: S3Proxy;
  let host: Awaited<ReturnType<typeof testHost>>;
  const opened: AsyncDisposable[] = [];
  beforeAll(async () => {
    service = await startS3();
    proxy = await S3Proxy.open(service.port);
  });
  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    await service?.stop();
  });
  beforeEach(async () => {
    host = await testHost();
    proxy.fate = () => 'pass';
  });
  afterEach(async () => {
    for (const connector of opened.splice(0)) await connector[Symbol.asyncDispose]();
    await host[Symbol.asyncDispose]();
  });

  const settings = (bucket: string, more: Record<string, string | boolean> = {}) => ({
    s3_bucket_name: bucket,
    s3_bucket_region: service.region,
    aws_access_key_id: service.accessKeyId,
    aws_secret_access_key: service.secretAccessKey,
    endpoint: proxy.endpoint,
    ...more,
  });
  const open = async (bucket: string, more: Record<string, string | boolean> = {}) => {
    const connector = await s3.open(s3.config.parse(settings(bucket, more)), host);
    opened.push(connector);
    return new FilesUnderTest(connector.facets, host);
  };
  const put = (Bucket: string, Key: string, Body: string | Buffer) =>
    service.client.send(new PutObjectCommand({ Bucket, Key, Body }));
  const numbers = async (files: FilesUnderTest, rows: number, configuration = {}) => {
    const table = await files.create(
      'numbers',
      [
        { name: 'i', type: 'bigint' },
        { name: 't', type: 'string' },
      ],
      ['i'],
      configuration,
    );
    await host.withSession((session) =>
      files.facets.load.load({
        table,
        operation: 'replace',
        columns: table.columns,
        key: table.key,
        rows: {
          format: 'relation',
          attach: async () => `SELECT i, md5(i::VARCHAR) AS t FROM range(${rows}) r(i)`,
        },
        batch: { scope: 's', id: `${rows}` },
        session,
        signal: never,
        onProgress: () => {},
      }),
    );
    return table;
  };
  const count = async (files: FilesUnderTest, object: string) => {
    const query = `SELECT count(*) AS n, max(i) AS m FROM "${object}"`;
    const fields = await files.facets.query.describe({ query }, never);
    return (await files.cells(await files.facets.query.extract({ query }, fields, never)))[0];
  };
  const secrets = () =>
    host.withSession((session) => session.all('SELECT scope, secret_string FROM duckdb_secrets()'));

  test('a store that is busy is asked again, whatever it was asked', async () => {
    const bucket = await service.createBucket();
    const seen = new Set<string>();
    proxy.fate = ({ method, url }) => {
      const first = !seen.has(`${method} ${url}`);
      seen.add(`${method} ${url}`);
      return first ? 'busy' : 'pass';
    };
    const files = await open(bucket);
    await files.facets.test.test(never);
    const table = await files.create('t', [{ name: 'i', type: 'int' }], ['i']);
    await files.load(table, 'replace', [[1], [2]]);
    await files.load(table, 'delete', [[1]]);
    expect(await files.rows('t')).toEqual(['2']);
    expect(await service.keys('', bucket)).toHaveLength(2);
  });

  test('an answer that breaks off is asked for again, and is no shorter file', async () => {
    const bucket = await service.createBucket();
    await put(bucket, 'a.csv', `i\n${'1\n'.repeat(1000)}`);
    let cuts = 2;
    proxy.fate = ({ url }) => (url?.includes('a.csv') && cuts-- > 0 ? 'cut' : 'pass');
    expect(await (await open(bucket)).rows('a.csv')).toHaveLength(1000);
    expect(cuts).toBeLessThan(0);
  });

  testNeeding(
    noExtensions,
    'large parquet is read where it lies, by a secret that goes with the connection',
    async () => {
      const bucket = await service.createBucket();
      const ranges: string[] = [];
      proxy.fate = ({ method, url, headers }) => {
        if (method === 'GET' && url?.includes('.parquet')) ranges.push(String(headers.range));
        return 'pass';
      };
      const files = await open(`s3://${bucket}/lake`);
      await numbers(files, 200_000);
      expect(await count(files, 'numbers')).toEqual(['200000', '199999']);
      expect(ranges.length).toBeGreaterThan(0);
      expect(ranges.every((range) => range.startsWith('bytes='))).toBe(true);
      expect((await secrets()).map(([scope]) => String(scope))).toEqual([
        expect.stringContaining(`s3://${bucket}/lake/`),
      ]);
      expect(JSON.stringify(await secrets())).not.toContain(service.secretAccessKey);
      for (const connector of opened.splice(0)) await connector[Symbol.asyncDispose]();
      expect(await secrets()).toEqual([]);
    },
  );

  testNeeding(noExtensions, 'many tables are read at a time', async () => {
    const bucket = await service.createBucket();
    const files = await open(bucket);
    await numbers(files, 100_000);
    for (const connector of opened.splice(0)) await connector[Symbol.asyncDispose]();
    const again = await open(bucket);
    const counts = await Promise.all(Array.from({ length: 6 }, () => count(again, 'numbers')));
    expect(counts).toEqual(Array(6).fill(['100000', '99999']));
  });

  testNeeding(
    noExtensions,
    'two stores with a bucket of the same name are not taken for each other',
    async () => {
      const bucket = await service.createBucket();
      const one = await open(bucket);
      await numbers(one, 100_000);
      expect(await count(one, 'numbers')).toEqual(['100000', '99999']);
      const asked: string[] = [];
      proxy.fate = ({ url }) => {
        asked.push(String(url));
        return 'pass';
      };
      const other = await open(bucket, { endpoint: service.endpoint });
      expect(await count(other, 'numbers')).toEqual(['100000', '99999']);
      expect(asked).toEqual([]);
      expect(await secrets()).toHaveLength(1);
    },
  );

  test('names that DuckDB would take for patterns are read as they are', async () => {
    const bucket = await service.createBucket();
    const body = Buffer.from(`i\n${'1\n'.repeat(10)}`);
    for (const key of ['a*.csv', 'a[1].csv', 'ü b+c%20.csv', 'a?b=1.csv']) await put(bucket, key, body);
    await put(bucket, 'ab.csv', 'i\n2\n');
    const files = await open(bucket);
    for (const key of ['a*.csv', 'a[1].csv', 'ü b+c%20.csv', 'a?b=1.csv'])
      expect([key, await files.rows(key)]).toEqual([key, Array(10).fill('1')]);
  });

  test('killed while it sends, a run shows nothing, and the next one lets go of what it sent', async () => {
    const bucket = await service.createBucket();
    const files = await open(bucket);
    const table = await files.create('t', [{ name: 't', type: 'string' }], [], { format: 'csv' });
    await files.load(table, 'append', [['before']]);
    const keys = await service.keys('', bucket);
    let stalled = () => {};
    const stalling = new Promise<void>((resolve) => {
      stalled = resolve;
    });
    proxy.fate = ({ url }) => {
      if (!url?.includes('partNumber=2')) return 'pass';
      stalled();
      return 'stall';
    };
    const script = join(import.meta.dirname, 'testing', 'killed-load.ts');
    const child = spawn(
      process.execPath,
      [script, JSON.stringify(settings(bucket)), join(host.tempDir, 'child'), 't'],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    await stalling;
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    proxy.fate = () => 'pass';
    expect(await service.keys('', bucket)).toEqual(keys);
    expect(await service.unfinishedUploads(bucket)).toHaveLength(1);
    const after = await open(bucket);
    expect(await after.rows('t')).toEqual(['before']);
    expect(await after.facets.load.committed('t', { scope: 's', id: 'killed' }, never)).toBeUndefined();
    await after.load(table, 'append', [['after']], { batch: 'after' });
    expect(await service.unfinishedUploads(bucket)).toEqual([]);
    expect(await after.rows('t')).toEqual(['after', 'before']);
  });

  test('a role is taken on with the external id; the default chain is asked where that is said', async () => {
    const bucket = await service.createBucket();
    const asked: string[] = [];
    const sts = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        asked.push(body);
        // The S3 server knows no session tokens, so there is none.
        response.setHeader('content-type', 'text/xml');
        response.end(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
          <AccessKeyId>${service.accessKeyId}</AccessKeyId><SecretAccessKey>${service.secretAccessKey}</SecretAccessKey>
          <SessionToken></SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration>
          </Credentials></AssumeRoleResult></AssumeRoleResponse>`);
      });
    });
    await new Promise<void>((resolve) => sts.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL_STS = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`;
    process.env.AWS_ACCESS_KEY_ID = service.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = service.secretAccessKey;
    try {
      const { aws_access_key_id: _, aws_secret_access_key: __, ...plain } = settings(bucket);
      const role = {
        auth_mode: 'iam_role',
        iam_role_arn: 'arn:aws:iam::1:role/r',
        external_id: 'syncform-1',
      };
      for (const auth of [role, { auth_mode: 'default' }]) {
        const connector = await s3.open(s3.config.parse({ ...plain, ...auth }), host);
        opened.push(connector);
        await connector.facets.test?.test(never);
      }
      expect(asked).toEqual([
        expect.stringMatching(/RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr.*ExternalId=syncform-1/),
      ]);
    } finally {
      for (const name of ['AWS_ENDPOINT_URL_STS', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
        delete process.env[name];
      sts.closeAllConnections();
      sts.close();
    }
  });
});

test('a secret says all that it takes to read a store', () => {
  const keys = { accessKeyId: 'AKIA', secretAccessKey: "it's", sessionToken: 'token' };
  const aws = { endpoint: undefined, region: 'eu-west-1', isPathStyle: false };
  expect(createSecret('s', 's3://files/lake/', aws, keys)).toBe(
    `CREATE OR REPLACE TEMPORARY SECRET "s" (TYPE s3, KEY_ID 'AKIA', SECRET 'it''s', SESSION_TOKEN 'token', REGION 'eu-west-1', URL_STYLE 'vhost', SCOPE 's3://files/lake/')`,
  );
  const other = { endpoint: new URL('http://127.0.0.1:9000'), region: 'us-east-1', isPathStyle: true };
  expect(createSecret('s', 's3://files/', other, { accessKeyId: 'A', secretAccessKey: 'B' })).toContain(
    "ENDPOINT '127.0.0.1:9000', USE_SSL false, URL_STYLE 'path'",
  );
});

test.each([
  [301, 'PermanentRedirect', 'bucket', 'Set s3_bucket_region = "eu-west-1".'],
  [403, 'AccessDenied', 'permission', 'Allow s3:ListBucket there.'],
  [403, 'InvalidAccessKeyId', 'user or password', 'Check aws_access_key_id and aws_secret_access_key.'],
  [400, 'ExpiredToken', 'user or password', 'Renew them'],
  [404, 'NoSuchBucket', 'bucket', 'Check s3_bucket_name.'],
])('the answer %s %s is an error of the part that says what to do', async (status, code, part, hint) => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-bucket-region': 'eu-west-1' });
      response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await using host = await testHost();
  const config = {
    s3_bucket_name: 'files',
    s3_bucket_region: 'us-east-1',
    aws_access_key_id: 'AKIAEXAMPLE',
    aws_secret_access_key: 'hush',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  await using connector = await s3.open(s3.config.parse(config), host);
  const error = await connector.facets.test?.test(never).then(
    () => undefined,
    (thrown: Error & { hint?: string }) => thrown,
  );
  server.closeAllConnections();
  server.close();
  expect(error).toMatchObject({ part, hint: expect.stringContaining(hint) });
  expect(`${error?.message} ${error?.hint}`).not.toContain('hush');
});
