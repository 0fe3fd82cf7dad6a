import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { ServiceAccountTokens } from '../../../families/google/service-account-tokens.ts';
import { parseGcsBucket } from '../../../families/object-store/gcs/bucket-name.ts';
import { GcsClient } from '../../../families/object-store/gcs/gcs-client.ts';
import { GcsStore } from '../../../families/object-store/gcs/gcs-store.ts';
import { never } from '../../../families/object-store/testing/open-files.ts';

/** A service of few words: what it answers to the next requests, 200 once it has nothing more to say. */
interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

let server: Server;
let endpoint: string;
let answers: Said[];
let asked: {
  readonly line: string;
  readonly range: string | undefined;
  readonly body: Buffer;
  readonly token: string;
}[];
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (request.url === '/token') return void response.end(JSON.stringify({ access_token: 'abc' }));
    const { 'content-range': range, authorization = '' } = request.headers;
    asked.push({ line: `${request.method} ${request.url}`, range, body, token: authorization });
    const said = answers.shift() ?? { status: 200 };
    response.writeHead(said.status, said.headers).end(said.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  answers = [];
  asked = [];
});

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const store = () => {
  const account = { client_email: 'a@b', private_key: privateKey, token_uri: `${endpoint}/token` };
  return new GcsStore(
    new GcsClient(endpoint, 'files', new ServiceAccountTokens(account, 'scope', 'service_account'), 60_000),
    'files',
    'lake/',
  );
};
const MB = 1024 * 1024;
const send = (body: Buffer, signal = never) =>
  store().upload(Readable.from([body]), 'a b/x', signal, () => {});

test('a small object goes in one request, with a token', async () => {
  await send(Buffer.from('small'));
  expect(asked).toEqual([
    {
      line: 'POST /upload/storage/v1/b/files/o?uploadType=media&name=lake%2Fa+b%2Fx',
      range: undefined,
      body: Buffer.from('small'),
      token: 'Bearer abc',
    },
  ]);
});

test('a large one goes in chunks, and after a fault only what the service has not got', async () => {
  const body = randomBytes(20 * MB);
  answers = [
    { status: 200, headers: { location: `${endpoint}/session` } },
    { status: 308 },
    { status: 503 },
    { status: 308, headers: { range: `bytes=0-${18 * MB - 1}` } },
    { status: 200 },
  ];
  await send(body);
  expect(asked.map(({ line, range }) => [line.split('?')[0], range])).toEqual([
    ['POST /upload/storage/v1/b/files/o', undefined],
    ['PUT /session', `bytes 0-${16 * MB - 1}/*`],
    ['PUT /session', `bytes ${16 * MB}-${20 * MB - 1}/${20 * MB}`],
    ['PUT /session', `bytes */${20 * MB}`],
    ['PUT /session', `bytes ${18 * MB}-${20 * MB - 1}/${20 * MB}`],
  ]);
  const [, first, second, , rest] = asked.map(({ body: part }) => part);
  const got = Buffer.concat(
    [first ?? '', second?.subarray(0, 2 * MB) ?? '', rest ?? ''].map((part) => Buffer.from(part)),
  );
  expect(got.equals(body)).toBe(true);
});

test('a stream that breaks off is let go of', async () => {
  async function* broken() {
    yield randomBytes(17 * MB);
    throw new Error('the source broke');
  }
  answers = [{ status: 200, headers: { location: `${endpoint}/session` } }, { status: 308 }, { status: 499 }];
  await expect(store().upload(Readable.from(broken()), 'x', never, () => {})).rejects.toThrow(
    'the source broke',
  );
  expect(asked.at(-1)?.line).toBe('DELETE /session');
});

test('listings go on to their end, and what is busy is asked again', async () => {
  const item = (name: string) => ({ name, size: '3', generation: '7', updated: '2024-01-01T00:00:00Z' });
  answers = [
    { status: 429 },
    {
      status: 200,
      body: JSON.stringify({ items: [item('lake/a.csv'), item('lake/folder/')], nextPageToken: 'n' }),
    },
    { status: 200, body: JSON.stringify({ items: [item('lake/b.csv')] }) },
  ];
  expect(await store().list('', never)).toEqual([
    { key: 'a.csv', size: 3, etag: '7', changed: Date.UTC(2024, 0, 1) },
    { key: 'b.csv', size: 3, etag: '7', changed: Date.UTC(2024, 0, 1) },
  ]);
  expect(asked.at(-1)?.line).toContain('pageToken=n');
});

test.each([
  [401, 'user or password'],
  [403, 'permission'],
  [404, 'bucket'],
])('the answer %s is an error of the part', async (status, part) => {
  answers = [{ status, body: JSON.stringify({ error: { message: 'no', errors: [{ reason: 'r' }] } }) }];
  await expect(store().check(never)).rejects.toMatchObject({ part, hint: expect.any(String) });
});

test('an object that is not there, or is gone already, is no fault', async () => {
  answers = [{ status: 404 }, { status: 404 }];
  expect(await store().open('none', never)).toBeUndefined();
  await store().remove(['none']);
});

test('a bucket may be bare, or an address with a folder', () => {
  expect(parseGcsBucket('files')).toEqual({ bucket: 'files', prefix: '' });
  expect(parseGcsBucket('gs://files/a/b/')).toEqual({ bucket: 'files', prefix: 'a/b/' });
  expect(parseGcsBucket('No Bucket')).toBeUndefined();
});
