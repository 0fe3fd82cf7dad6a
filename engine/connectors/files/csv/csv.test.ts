import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { notPlain } from '../../../../test/contract/plain-words.ts';
import type {
  CellValue,
  ConnectorHost,
  Extraction,
  Facets,
  OpenConnector,
} from '../../../contract/contract.ts';
import { versionOf } from '../../../contract/testing/asked.ts';
import { messageOf } from '../../../kit/errors.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { withDuckdbSession } from '../../../movement/duckdb-hub.ts';
import { transfer } from '../../../movement/transfer.ts';
import { csv } from './definition.ts';
import { Pace } from './download-limits.ts';

const never = new AbortController().signal;
type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let dir: string;
let host: ConnectorHost;
let server: Server;
let other: Server;
let origin: string;
let handle: Handler;
let handleOther: Handler;
const opened: OpenConnector[] = [];

async function listen(answer: (...args: Parameters<Handler>) => void): Promise<[Server, string]> {
  const made = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return [made, `http://127.0.0.1:${(made.address() as AddressInfo).port}`];
}

let otherOrigin: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'csv-'));
  host = {
    baseDir: dir,
    tempDir: join(dir, 'temp'),
    knownHosts: join(dir, 'known_hosts'),
    slot: async () => ({ [Symbol.asyncDispose]: async () => {} }),
    withSession: (work) => withDuckdbSession({ tempDir: join(dir, 'temp') }, work),
    log: () => {},
  };
  [server, origin] = await listen((...args) => handle(...args));
  [other, otherOrigin] = await listen((...args) => handleOther(...args));
});
afterEach(async () => {
  for (const connector of opened.splice(0)) await connector[Symbol.asyncDispose]();
  server.closeAllConnections();
  other.closeAllConnections();
  await Promise.all([server, other].map((s) => new Promise((resolve) => s.close(resolve))));
  await rm(dir, { recursive: true, force: true });
});

async function open(config: JsonObject): Promise<Facets> {
  const connector = await csv.open(csv.config.parse(config), host);
  opened.push(connector);
  return connector.facets as Facets;
}

async function rowsOf(extraction: Extraction): Promise<readonly (readonly CellValue[])[]> {
  return host.withSession(async (session) => {
    const { rows } = await transfer(extraction, ['rows'], { session, signal: never, log: () => {} });
    const all: (readonly CellValue[])[] = [];
    if (rows.format === 'rows') for await (const batch of rows.open(never)) all.push(...batch);
    return all;
  });
}

async function rowsOfModel(facets: Facets, configuration: JsonObject = {}) {
  const fields = await facets.query.describe(configuration, never);
  return rowsOf(await facets.query.extract(configuration, fields, never));
}

const BODY = 'i,t\n1,x\n2,"y ""z"""\n';
const ROWS = [
  ['1', 'x'],
  ['2', 'y "z"'],
];

test('headers, parameters and auth of every kind are sent', async () => {
  const seen: string[] = [];
  handle = (request, response) => {
    seen.push(`${request.url} ${request.headers['x-tenant']} ${request.headers['x-key']}`);
    response.end(BODY);
  };
  const facets = await open({
    url: `${origin}/files/my%20data.csv?a=1`,
    headers: [{ name: 'X-Tenant', value: 'acme' }],
    parameters: [{ name: 'page', value: '1 2' }],
    auth: { header: { name: 'X-Key', value: 'k' }, query: [{ name: 'sig', value: 's&t' }] },
  });
  await facets.test.test(never);
  expect(await rowsOfModel(facets)).toEqual(ROWS);
  expect(new Set(seen)).toEqual(new Set(['/files/my%20data.csv?a=1&page=1+2&sig=s%26t acme k']));
  expect(await facets.discover.list({}, never)).toEqual([
    { id: 'my data.csv', name: 'my data', output_name: 'my data' },
  ]);
});

test('a query runs over the view csv', async () => {
  handle = (_request, response) => response.end(BODY);
  const facets = await open({ url: `${origin}/data.csv` });
  expect(await rowsOfModel(facets, { query: 'SELECT sum(i)::INT AS n FROM csv' })).toEqual([[3]]);
  await expect(
    facets.query.describe({ query: `SELECT filename FROM read_text('${dir}/*')` }, never),
  ).rejects.toMatchObject({
    path: ['query'],
    message: `the query reads ${dir}/*, which is not the connection’s`,
  });
  await expect(facets.query.describe({ query: 'SELECT nope FROM csv' }, never)).rejects.toMatchObject({
    code: 'invalid',
    path: ['query'],
  });
});

test('compressed files, and files compressed on their way only, are opened', async () => {
  handle = (request, response) => {
    if (request.url === '/coded.csv') response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(BODY));
  };
  for (const name of ['plain.csv', 'plain.csv.gz', 'coded.csv'])
    expect([name, await rowsOfModel(await open({ url: `${origin}/${name}` }))]).toEqual([name, ROWS]);
});

test('redirects are followed, and another origin gets neither headers nor auth', async () => {
  handle = (_request, response) => response.writeHead(302, { location: `${otherOrigin}/there.csv` }).end();
  const headers: IncomingMessage['headers'][] = [];
  handleOther = (request, response) => {
    headers.push(request.headers);
    response.end(BODY);
  };
  const facets = await open({
    url: `${origin}/data.csv`,
    headers: [{ name: 'x-secret', value: 'hush' }],
    auth: { basic: { username: 'u', password: 'hush' } },
  });
  expect(await rowsOfModel(facets)).toEqual(ROWS);
  expect(headers.length).toBeGreaterThan(0);
  for (const sent of headers) expect([sent.authorization, sent['x-secret']]).toEqual([undefined, undefined]);
});

test('endless redirects and redirects to other protocols are errors', async () => {
  handle = (_request, response) => response.writeHead(302, { location: '/again' }).end();
  await expect((await open({ url: `${origin}/x` })).test.test(never)).rejects.toThrow('more than 5 times');
  handle = (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end();
  await expect((await open({ url: `${origin}/x` })).test.test(never)).rejects.toMatchObject({ part: 'http' });
});

test('a status that is no success names it, and no secret', async () => {
  handle = (request, response) => response.writeHead(500).end(`you sent ${request.url}`);
  const facets = await open({ url: `${origin}/x.csv`, auth: { query: [{ name: 'key', value: 'hush' }] } });
  const refused = facets.test.test(never);
  await expect(refused).rejects.toMatchObject({ part: 'http' });
  await expect(refused).rejects.toThrow('answered 500');
  await expect(refused).rejects.not.toThrow('hush');
});

test('a file that breaks off is an error, not a shorter file', async () => {
  handle = (_request, response) => {
    response.writeHead(200, { 'content-length': '1000000' });
    response.write(BODY);
    setTimeout(() => response.destroy(), 20);
  };
  await expect(rowsOfModel(await open({ url: `${origin}/x.csv` }))).rejects.toMatchObject({
    code: 'connection_failed',
  });
});

test.each([
  ['id,name\n1,a\n2,b,c,d\n', /line 3 has 4 values/],
  ['id,name\n1,"a\n2,b\n', /line 2 has a quote that is not closed/],
])(
  'a file that cannot be read is named by its address, not by where it was downloaded to',
  async (text, said) => {
    handle = (_, response) => response.end(text);
    const facets = await open({ url: `${origin}/people.csv?token=hush` });
    const message = await facets.query.describe({}, never).then(() => '-', messageOf);
    expect(notPlain(message)).toEqual([]);
    expect(message).toMatch(said);
    expect(message).toContain(`${origin}/people.csv`);
    expect(message).not.toMatch(/hush|download-/);
  },
);

test('a file larger than the connection allows is stopped, also one that only grows when it is opened', async () => {
  const large = Buffer.from(`i\n${'1\n'.repeat(600_000)}`);
  for (const packed of ['not', 'on its way', 'as a file']) {
    handle = (_, response) =>
      packed === 'not'
        ? response.end(large)
        : response
            .writeHead(200, packed === 'on its way' ? { 'content-encoding': 'gzip' } : {})
            .end(gzipSync(large));
    const facets = await open({ url: `${origin}/large.csv?key=hush`, max_file_size: 1 });
    await expect(facets.query.describe({}, never)).rejects.toThrow(
      new RegExp(`^${origin}/large.csv is larger than 1 MB$`),
    );
  }
});

test.each([
  ['a web page', '<!DOCTYPE html><html>'],
  ['a web page', '<!-- 1 --> <!-- 2 -->\n<html><body>Sign in</body></html>'],
  ['a web page', '<div class="a">Sign in</div>\n<p>a</p>\n'],
  ['JSON', '{"error": "sign in"}'],
])('an answer that is %s is no table: %s', async (kind, body) => {
  handle = (_, response) => response.end(body);
  const facets = await open({ url: `${origin}/file.csv` });
  await expect(facets.query.describe({}, never)).rejects.toThrow(`is no CSV file: it is ${kind}`);
});

test('a download that crawls is told from one that is slow', () => {
  const crawling = new Pace(0);
  for (let second = 1; second < 60; second++) expect(crawling.isTooSlow(1, second * 1000)).toBe(false);
  expect(crawling.isTooSlow(1, 60_000)).toBe(true);
  const slow = new Pace(0);
  for (let second = 1; second <= 180; second++) expect(slow.isTooSlow(200, second * 1000)).toBe(false);
});

test('a copy is used again while the server says that it is right', async () => {
  let downloads = 0;
  let version = 'one';
  handle = (request, response) => {
    response.setHeader('etag', `"${version}"`);
    if (request.headers['if-none-match'] === `"${version}"`) response.writeHead(304).end();
    else {
      if (request.method === 'GET') downloads++;
      response.end(`v\n${version}\n`);
    }
  };
  const facets = await open({ url: `${origin}/x.csv` });
  const before = await versionOf(facets.read, 'x.csv', {}, never);
  expect(await rowsOfModel(facets)).toEqual([['one']]);
  expect(await rowsOfModel(facets)).toEqual([['one']]);
  expect(downloads).toBe(1);
  version = 'two';
  expect(await versionOf(facets.read, 'x.csv', {}, never)).not.toBe(before);
  expect(await rowsOfModel(facets)).toEqual([['two']]);
  for (const connector of opened.splice(0)) await connector[Symbol.asyncDispose]();
  expect((await readdir(join(dir, 'temp'))).filter((name) => name.startsWith('download'))).toEqual([]);
});

test('OAuth client credentials: header, then form; extra data and scopes; one token for its time', async () => {
  const asked: [string | undefined, string][] = [];
  handle = (request, response, body) => {
    if (request.url === '/token') {
      asked.push([request.headers.authorization, body]);
      if (request.headers.authorization) response.writeHead(401).end();
      else response.end(JSON.stringify({ access_token: 'abc', token_type: 'bearer', expires_in: 3600 }));
      return;
    }
    response.writeHead(request.headers.authorization === 'Bearer abc' ? 200 : 401).end(BODY);
  };
  const oauth = {
    client_id: 'me',
    client_secret: 'p:w',
    token_endpoint: `${origin}/token`,
    scopes: ['a', 'b'],
    extra_form_data: [{ name: 'audience', value: 'x' }],
  };
  const facets = await open({ url: `${origin}/x.csv`, auth: { oauth } });
  expect(await rowsOfModel(facets)).toEqual(ROWS);
  expect(await rowsOfModel(facets)).toEqual(ROWS);
  expect(asked).toEqual([
    [`Basic ${btoa('me:p%3Aw')}`, 'grant_type=client_credentials&scope=a+b&audience=x'],
    [undefined, 'grant_type=client_credentials&scope=a+b&audience=x&client_id=me&client_secret=p%3Aw'],
  ]);
  const refused = (
    await open({ url: `${origin}/x.csv`, auth: { oauth: { ...oauth, auth_style: 2 } } })
  ).test.test(never);
  await expect(refused).rejects.toMatchObject({ part: 'user or password' });
  await expect(refused).rejects.not.toThrow('p:w');
});

test('a download stops when the signal fires', async () => {
  handle = (_request, response) => void response.writeHead(200).write(BODY);
  const facets = await open({ url: `${origin}/x.csv` });
  const abort = new AbortController();
  const described = facets.query.describe({}, abort.signal);
  setTimeout(() => abort.abort(), 50);
  await expect(described).rejects.toMatchObject({ code: 'canceled' });
});

test('what the file is can be said; ragged lines are refused by its address, or left out and told', async () => {
  handle = (_, response) => response.end(Buffer.from('id;name\n1;Köln\n2;a;b\n3;Aix\n', 'latin1'));
  const said = { url: `${origin}/towns.csv`, delimiter: ';', encoding: 'latin-1' };
  const object = 'towns.csv';
  const refusing = await open(said);
  await expect(refusing.discover.describe([object], {}, never)).rejects.toThrow(
    `${origin}/towns.csv: line 3 has 3 values, and the header has 2`,
  );
  const { read } = await open(said);
  const configuration = { ragged_rows: 'set_aside' };
  const extraction = await read.extract({ object, fields: ['id', 'name'], configuration }, never);
  expect(await rowsOf(extraction)).toEqual([
    ['1', 'Köln'],
    ['3', 'Aix'],
  ]);
  expect(extraction.rejected).toEqual([
    {
      key: { file: `${origin}/towns.csv`, line: '3' },
      reason: 'the line has 3 values, and the header has 2',
    },
  ]);
});
