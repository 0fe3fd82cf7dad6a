import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { refusedAddress } from './address-guard.ts';
import { HttpClient, type HttpClientOptions } from './client.ts';
import { backOff, defaultRetry, retryAfter } from './retry.ts';

const never = new AbortController().signal;
const retry = { ...defaultRetry, firstWaitMs: 1, longestWaitMs: 2 };

interface Server extends AsyncDisposable {
  readonly origin: string;
  readonly requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
}
type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

async function serve(handler: Handler, host = '127.0.0.1'): Promise<Server> {
  const requests: Server['requests'] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    handler(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const client = (url: string, options: Partial<HttpClientOptions> = {}) =>
  new HttpClient({ url: new URL(url), allowPrivateAddresses: true, retry, ...options });
const get = (url: string) => ({ method: 'GET', url: new URL(url) }) as const;

describe('addresses', () => {
  test.each([
    '169.254.169.254',
    '169.254.1.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '100.100.100.200',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::1',
    'no address',
  ])('%s is refused whatever the connection allows', (address) => {
    expect(refusedAddress(address, 'public and private')?.part).toBe('refused');
  });
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '::1',
    'fc00::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
  ])('%s is refused unless the connection allows private addresses', (address) => {
    expect(refusedAddress(address, 'public')?.hint).toMatch('allow_private_addresses');
    expect(refusedAddress(address, 'public and private')).toBeUndefined();
  });
  test.each(['93.184.215.14', '172.32.0.1', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '64:ff9b::5db8:d70e'])(
    '%s is a public address',
    (address) => {
      expect(refusedAddress(address, 'public')).toBeUndefined();
    },
  );

  test('names are checked by what they resolve to, redirects again', async () => {
    await using server = await serve((request, response) => {
      const to =
        request.url === '/meta' ? 'http://169.254.169.254/latest/meta-data' : 'http://[::ffff:a9fe:a9fe]/';
      response.writeHead(302, { location: to }).end();
    });
    const port = new URL(server.origin).port;
    for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '[::ffff:127.0.0.1]']) {
      await using strict = client(`http://${host}:${port}/`, { allowPrivateAddresses: false });
      await expect(strict.text(get(`http://${host}:${port}/`), never)).rejects.toThrow(/private address/);
    }
    await using open = client(server.origin);
    await expect(open.text(get(`${server.origin}/meta`), never)).rejects.toThrow(
      /169\.254\.169\.254.*metadata/,
    );
    await expect(open.text(get(`${server.origin}/mapped`), never)).rejects.toThrow(/metadata/);
  });
});

describe('redirects', () => {
  test('credentials stay with the connection’s own origin', async () => {
    await using other = await serve((_, response) => response.end('there'));
    await using server = await serve((request, response) => {
      if (request.url?.startsWith('/moved')) response.writeHead(307, { location: '/here?x=1' }).end();
      else response.writeHead(302, { location: `${other.origin}/elsewhere` }).end();
    });
    await using http = client(server.origin, {
      headers: [{ name: 'X-Key', value: 'configured-key' }],
      auth: {
        basic: { username: 'u', password: 'p4ssword' },
        query: [{ name: 'api_key', value: 'in-the-query' }],
      },
    });
    const answer = await http.text(get(`${server.origin}/moved`), never);
    expect(answer.text).toBe('there');
    expect(server.requests.map((r) => r.url)).toEqual([
      '/moved?api_key=in-the-query',
      '/here?x=1&api_key=in-the-query',
    ]);
    for (const { headers } of server.requests)
      expect(headers).toMatchObject({
        authorization: `Basic ${btoa('u:p4ssword')}`,
        'x-key': 'configured-key',
      });
    expect(other.requests[0]?.url).toBe('/elsewhere');
    expect(other.requests[0]?.headers).not.toMatchObject({ authorization: expect.anything() });
    expect(JSON.stringify(other.requests)).not.toMatch(/configured-key|in-the-query|p4ssword/);
  });

  test('a loop ends, and what is posted goes nowhere else', async () => {
    await using server = await serve((request, response) => {
      if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (request.url === '/same') response.writeHead(307, { location: '/end' }).end();
      else if (request.url === '/end') response.end('ok');
      else response.writeHead(302, { location: '/end' }).end();
    });
    await using http = client(server.origin);
    await expect(http.text(get(`${server.origin}/loop`), never)).rejects.toThrow(/more than 5 times/);
    const post = (path: string) =>
      http.text({ method: 'POST', url: new URL(path, server.origin), body: 'data' }, never);
    await expect(post('/other')).rejects.toThrow(/redirects what is sent/);
    expect((await post('/same')).text).toBe('ok');
    expect(server.requests.at(-1)).toMatchObject({ method: 'POST', url: '/end', body: 'data' });
  });
});

describe('trying again', () => {
  test('a server in trouble and a broken line are tried again, other statuses are not', async () => {
    let tries = 0;
    await using server = await serve((request, response) => {
      tries++;
      if (request.url === '/busy' && tries < 3) response.writeHead(503, { 'retry-after': '0' }).end();
      else if (request.url === '/cut' && tries < 3) request.socket.destroy();
      else if (request.url === '/half' && tries < 2) {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => request.socket.destroy());
      } else if (request.url === '/wrong') response.writeHead(422).end('no');
      else response.end('ok');
    });
    const log: string[] = [];
    await using http = client(server.origin, { log: (line) => log.push(line) });
    for (const [path, expected, count] of [
      ['/busy', 200, 3],
      ['/cut', 200, 3],
      ['/half', 200, 2],
      ['/wrong', 422, 1],
    ] as const) {
      tries = 0;
      const answer = await http.text(get(server.origin + path), never);
      expect([path, answer.status, tries]).toEqual([path, expected, count]);
    }
    expect(log.some((line) => /503; trying again in 0\.0 s/.test(line))).toBe(true);
  });

  test('gives up after as many tries as the policy has, and at once where the server asks for too long', async () => {
    await using server = await serve((request, response) => {
      if (request.url === '/long') response.writeHead(429, { 'retry-after': '86400' }).end();
      else response.writeHead(500).end();
    });
    await using http = client(server.origin);
    expect((await http.text(get(`${server.origin}/down`), never)).status).toBe(500);
    expect(server.requests).toHaveLength(retry.attempts);
    expect((await http.text(get(`${server.origin}/long`), never)).status).toBe(429);
    expect(server.requests).toHaveLength(retry.attempts + 1);
  });

  test('waits double, at random, and Retry-After is seconds or a date', () => {
    expect(backOff(0, defaultRetry, () => 0)).toBe(250);
    expect(backOff(2, defaultRetry, () => 1)).toBe(2000);
    expect(backOff(30, defaultRetry, () => 1)).toBe(defaultRetry.longestWaitMs);
    expect(retryAfter('7', 0)).toBe(7000);
    expect(retryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 30_000)).toBe(30_000);
    expect(retryAfter('soon', 0)).toBeUndefined();
  });

  test('a server that asks for no wait at all is waited for anyway', async () => {
    await using server = await serve((_, response) => response.writeHead(429, { 'retry-after': '0' }).end());
    const log: string[] = [];
    await using http = client(server.origin, {
      retry: { ...retry, attempts: 3, firstWaitMs: 200, longestWaitMs: 200 },
      log: (line) => log.push(line),
    });
    expect((await http.text(get(server.origin), never)).status).toBe(429);
    expect(log).toEqual([
      expect.stringMatching(/again in 0\.[12] s/),
      expect.stringMatching(/again in 0\.[12] s/),
    ]);
  });

  test('a try that takes too long is made again, however the answer drags on', async () => {
    let tries = 0;
    await using server = await serve((_, response) => {
      if (++tries === 1) response.writeHead(200, { 'content-length': '9' }).write('drip');
      else if (tries > 2) response.end('ok');
    });
    await using http = client(server.origin, { timeoutMs: 200 });
    expect((await http.text(get(server.origin), never)).text).toBe('ok');
    expect(tries).toBe(3);
    tries = -99;
    await using impatient = client(server.origin, { timeoutMs: 50, retry: { ...retry, attempts: 2 } });
    await expect(impatient.text(get(server.origin), never)).rejects.toMatchObject({ part: 'timeout' });
  });

  test('a wait ends when the work is stopped', async () => {
    const stop = new AbortController();
    await using server = await serve((_, response) => {
      response.writeHead(503, { 'retry-after': '200' }).end();
      setTimeout(() => stop.abort(), 20);
    });
    await using http = client(server.origin);
    await expect(http.text(get(server.origin), stop.signal)).rejects.toMatchObject({ code: 'canceled' });
  });
});

test('compressed answers are read, and secrets masked in what a server says', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('you sent  s3cret-value\nas key'));
  });
  await using http = client(server.origin, { auth: { header: { name: 'key', value: 's3cret-value' } } });
  const { text } = await http.text(get(server.origin), never);
  expect(http.excerpt(text)).toBe('you sent *** as key');
});

test('an oauth token is requested once, renewed when it is refused, and never shown', async () => {
  let issued = 0;
  let good = '';
  let busy = true;
  await using server = await serve((request, response, body) => {
    if (request.url === '/token') {
      if (busy) {
        busy = false;
        response.writeHead(503).end();
      } else if (!new URLSearchParams(body).has('client_secret')) response.writeHead(401).end();
      else {
        good = `token-${++issued}`;
        response.end(JSON.stringify({ access_token: good, expires_in: 3600 }));
      }
    } else if (request.headers.authorization === `Bearer ${good}`) response.end('ok');
    else response.writeHead(401).end(`not ${request.headers.authorization}`);
  });
  await using http = client(server.origin, {
    auth: {
      oauth: {
        client_id: 'id',
        client_secret: 'very-secret',
        token_endpoint: `${server.origin}/token`,
        auth_style: 0,
      },
    },
  });
  const ask = () => http.text(get(`${server.origin}/data`), never);
  expect((await Promise.all([ask(), ask(), ask()])).map((a) => a.status)).toEqual([200, 200, 200]);
  expect(issued).toBe(1);
  good = 'revoked';
  expect((await ask()).status).toBe(200);
  expect(issued).toBe(2);
  expect(http.excerpt('token-2 and very-secret')).toBe('*** and ***');
});
