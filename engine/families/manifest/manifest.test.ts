import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { never, testHost } from '../../../test/contract/open-connector.ts';
import type { Extraction, ObjectSchema, OpenConnector } from '../../contract/contract.ts';
import { manifestConnector } from './connector.ts';
import { type ManifestInput, parseManifest } from './manifest.ts';

type Answer = { status?: number; body: unknown };
type Route = (url: URL, request: IncomingMessage, text: string) => Answer | undefined;

let server: Server;
let host: Awaited<ReturnType<typeof testHost>>;
let route: Route;
let requests: URL[];

beforeAll(async () => {
  host = await testHost();
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const url = new URL(request.url ?? '', 'http://any');
    requests.push(url);
    const { status = 200, body } = route(url, request, text) ?? { status: 404, body: {} };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  requests = [];
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await host[Symbol.asyncDispose]();
});

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const given = (over: Partial<ManifestInput>): ManifestInput => ({
  manifest: 1,
  id: 'desk',
  name: 'Desk',
  description: 'A desk.',
  base_url: 'https://desk.invalid',
  connection: { token: { sensitive: true } },
  authentication: [{ kind: 'bearer', token: '{token}' }],
  key: ['id'],
  check: 'things',
  streams: [{ name: 'things', path: 'things', records: 'data', fields: { integer: 'id', string: 'name' } }],
  ...over,
});

async function opened(
  manifest: ManifestInput,
  settings: object = { token: 'secret' },
): Promise<OpenConnector> {
  const definition = manifestConnector(manifest);
  const config = { base_url: origin(), allow_private_addresses: true, ...settings };
  return definition.open(definition.config.parse(config), host);
}

/** Reads a stream whole: its rows by column, and what was set aside. */
async function readAll(manifest: ManifestInput, name: string, settings?: object) {
  await using connection = await opened(manifest, settings);
  const [schema] = (await connection.facets.discover?.describe([name], {}, never)) ?? [];
  const { fields } = schema as ObjectSchema;
  const extraction = (await connection.facets.read?.extract(
    { object: name, fields: fields.map(({ id }) => id), configuration: {} },
    never,
  )) as Extraction;
  const [offer] = extraction.offers;
  if (offer?.format !== 'relation') throw new Error('no relation');
  const rows = await host.withSession(async (session) =>
    session.all(`SELECT COLUMNS(*)::VARCHAR FROM (${await offer.attach(session, never)})`),
  );
  return {
    rows: rows.map((row) => Object.fromEntries(row.map((value, i) => [fields[i]?.name, value]))),
    rejected: extraction.rejected ?? [],
  };
}

test('records within each element of a list are found', async () => {
  route = () => ({
    body: { list: [{ thing: { id: 1, name: 'a' } }, { other: 1 }, { thing: { id: 2, name: 'b' } }] },
  });
  const manifest = given({});
  const { rows } = await readAll(
    { ...manifest, streams: [{ ...manifest.streams[0], name: 'things', records: 'list.*.thing' }] },
    'things',
  );
  expect(rows).toEqual([
    { id: '1', name: 'a' },
    { id: '2', name: 'b' },
  ]);
});

test('objects of the user are read beside those of the system, and take the place of one that is called the same', async () => {
  route = ({ pathname }) => ({
    body: pathname === '/mine' ? [{ code: 'x' }] : { data: [{ id: 1, name: 'a' }] },
  });
  await using connection = await opened(given({}));
  const { discover } = connection.facets;
  const own = (id: string) => ({ objects: [{ id, path: 'mine', primary_key: ['code'] }] });
  expect((await discover?.list(own('mine'), never))?.map(({ id }) => id)).toEqual(['things', 'mine']);
  const [described] = (await discover?.describe(['mine'], own('mine'), never)) ?? [];
  expect(described?.fields.map(({ name, is_primary_key }) => [name, is_primary_key])).toEqual([
    ['code', true],
  ]);
  const [instead] = (await discover?.describe(['things'], own('things'), never)) ?? [];
  expect(instead?.fields.map(({ name }) => name)).toEqual(['code']);
});

test('a target may declare an object of its own beside those of the system', async () => {
  const objects = [
    { name: 'people', fields: { string: 'name' }, operations: { create: { path: 'people' } } },
  ];
  await using connection = await opened(given({ objects }));
  const { write } = connection.facets;
  const configuration = { create: { path: 'mine' }, update: { path: 'mine/{id}', method: 'PATCH' } };
  const targets = (await write?.targets(configuration, never, 'mine')) ?? [];
  expect(targets.map(({ id, operations }) => [id, operations])).toEqual([
    ['people', ['create']],
    ['mine', ['create', 'update']],
  ]);
  expect(targets[1]).toMatchObject({ fields: 'any' });
  expect((await write?.targets({}, never, 'people'))?.map(({ id }) => id)).toEqual(['people']);
});

test('a record whose value its type cannot hold is set aside and named; an empty text is not a number', async () => {
  route = () => ({
    body: {
      data: [
        { id: 1, name: 'a', size: '' },
        { id: 2, name: 'b', size: 'large' },
        { id: 3, name: '', size: 1.5 },
      ],
    },
  });
  const streams = [
    {
      name: 'things',
      path: 'things',
      records: 'data',
      fields: { integer: 'id', string: 'name', number: 'size' },
    },
  ];
  const { rows, rejected } = await readAll(given({ streams, empty_is_null: true }), 'things');
  expect(rows.map(({ id, name, size }) => [id, name, size === null ? null : Number(size)])).toEqual([
    ['1', 'a', null],
    ['3', '', 1.5],
  ]);
  expect(rejected).toEqual([
    { key: { id: '2' }, reason: expect.stringMatching(/"size" .* cannot hold "large"/) },
  ]);
});

test('rules say what becomes of answers: skipped, asked again, or refused with what the system says', async () => {
  let busy = 2;
  route = () =>
    busy-- > 0
      ? { status: 400, body: { error: { code: 'busy' } } }
      : { body: { data: [{ id: 1, name: 'a' }] } };
  const errors = [
    { status: [400], at: 'error.code', matches: '^busy$', do: 'retry' },
    { status: [403], do: 'skip' },
    { at: 'error.text', do: 'fail', message: 'See the plan of the account.' },
  ] as ManifestInput['errors'];
  expect((await readAll(given({ errors }), 'things')).rows).toHaveLength(1);
  route = () => ({ status: 403, body: {} });
  expect((await readAll(given({ errors }), 'things')).rows).toEqual([]);
  route = () => ({ body: { error: { text: 'not in your plan' } } });
  await expect(readAll(given({ errors }), 'things')).rejects.toMatchObject({
    message: expect.stringContaining('not in your plan'),
    hint: 'See the plan of the account.',
  });
});

test('records below records carry the key of the one above; a path that is there for none is a fault, one that is gone is not', async () => {
  const streams: ManifestInput['streams'] = [
    { name: 'things', path: 'things', records: 'data', fields: { integer: 'id' } },
    {
      name: 'parts',
      path: 'things/{parent.thing_id}/parts',
      records: 'data',
      parent: { stream: 'things', key: 'id', as: 'thing_id' },
      fields: { integer: 'id' },
    },
  ];
  const parts =
    (there: readonly string[]): Route =>
    (url) => {
      if (url.pathname === '/things') return { body: { data: [{ id: 1 }, { id: 2 }] } };
      const [, thing = ''] = /things\/(\d)\/parts/.exec(url.pathname) ?? [];
      return there.includes(thing) ? { body: { data: [{ id: Number(thing) * 10 }] } } : undefined;
    };
  route = parts(['1', '2']);
  expect((await readAll(given({ streams }), 'parts')).rows).toEqual([
    { thing_id: '1', id: '10' },
    { thing_id: '2', id: '20' },
  ]);
  route = parts(['2']);
  expect((await readAll(given({ streams }), 'parts')).rows).toEqual([{ thing_id: '2', id: '20' }]);
  route = parts([]);
  await expect(readAll(given({ streams }), 'parts')).rejects.toThrow(
    /answered 404, and so did parts of every other things/,
  );
});

test('fields that the account has are asked for in as many requests as their names take, and put together by key', async () => {
  const names = Array.from({ length: 300 }, (_, i) => `property_${i}_${'x'.repeat(30)}`);
  route = (url) => {
    if (url.pathname === '/fields') return { body: names.map((name) => ({ name, type: 'number' })) };
    const asked = url.searchParams.get('properties')?.split(',') ?? [];
    const page = url.searchParams.get('after') === null ? [1, 2] : [3];
    const records = page.map((id) => ({
      id,
      properties: Object.fromEntries(asked.map((name) => [name, String(id * 1000 + names.indexOf(name))])),
    }));
    return { body: { data: records, ...(page.length === 2 ? { next: 'more' } : {}) } };
  };
  const streams: ManifestInput['streams'] = [
    {
      name: 'things',
      path: 'things',
      records: 'data',
      fields: { integer: 'id' },
      paging: { type: 'cursor', cursor_parameter: 'after', cursor_path: 'next' },
      describe: {
        path: 'fields',
        name: 'name',
        type: 'type',
        types: { number: 'integer' },
        prefix: 'properties.',
        parameter: 'properties',
      },
    },
  ];
  const { rows } = await readAll(given({ streams }), 'things');
  expect(rows.map(({ id }) => id)).toEqual(['1', '2', '3']);
  for (const row of rows)
    for (const [i, name] of names.entries()) expect(row[name]).toBe(String(Number(row.id) * 1000 + i));
  const addresses = requests
    .filter(({ pathname }) => pathname === '/things')
    .map(({ search }) => search.length);
  expect(addresses.length).toBeGreaterThan(2);
  expect(Math.max(...addresses)).toBeLessThan(8000);
});

test('tokens are requested with a refresh token, and for the one that replaces it; they go to the system alone', async () => {
  let refresh = 'first';
  let token = '';
  route = (url, { headers }, text) => {
    if (url.pathname === '/token') {
      const form = new URLSearchParams(text);
      expect([form.get('grant_type'), form.get('refresh_token')]).toEqual(['refresh_token', refresh]);
      refresh = `${refresh}+`;
      token = `token of ${refresh}`;
      return { body: { access_token: token, refresh_token: refresh, expires_in: 3600 } };
    }
    if (headers.authorization !== `Own ${token}`) return { status: 401, body: {} };
    // The second page finds the token ended.
    if (url.searchParams.get('after') === null) token = 'ended';
    return {
      body: {
        data: [{ id: url.searchParams.has('after') ? 2 : 1, name: 'a' }],
        next: url.searchParams.has('after') ? null : 'x',
      },
    };
  };
  const { rows } = await readAll(
    given({
      connection: { client: {}, secret: { sensitive: true }, refresh: { sensitive: true } },
      authentication: [
        {
          kind: 'oauth',
          token_url: `${origin()}/token`,
          client_id: '{client}',
          client_secret: '{secret}',
          refresh_token: '{refresh}',
          send: 'form',
          prefix: 'Own',
        },
      ],
      paging: { type: 'cursor', cursor_parameter: 'after', cursor_path: 'next' },
    }),
    'things',
    { client: 'c', secret: 's', refresh: 'first' },
  );
  expect(rows.map(({ id }) => id)).toEqual(['1', '2']);
  expect(refresh).toBe('first++');
});

test('a connection says what it takes to sign in', async () => {
  const manifest = given({
    connection: { token: { sensitive: true }, user: {}, password: { sensitive: true } },
    authentication: [
      { kind: 'bearer', token: '{token}' },
      { kind: 'basic', user: '{user}', password: '{password}' },
    ],
  });
  await expect(opened(manifest, { user: 'u' })).rejects.toThrow('Desk needs token, or password');
});

test.each<[string, Partial<ManifestInput>, RegExp]>([
  [
    'a placeholder that nothing gives',
    { base_url: 'https://{domain}.invalid' },
    /there is no connection field domain/,
  ],
  [
    'a test of a stream that is not there',
    { check: 'nothing' },
    /nothing, which a test asks for, is not a stream/,
  ],
  [
    'a key that is no field',
    { streams: [{ name: 'things', fields: { string: 'name' } }] },
    /things has no field id/,
  ],
  [
    'a type that there is not',
    { streams: [{ name: 'things', fields: { integer: 'id', words: 'name' } }] },
    /things: words is no field type/,
  ],
  [
    'parents in a circle',
    {
      streams: [
        { name: 'things' },
        { name: 'a', path: '{parent.b}', parent: { stream: 'b', key: 'id', as: 'b' } },
        { name: 'b', path: '{parent.a}', parent: { stream: 'a', key: 'id', as: 'a' } },
      ],
    },
    /the parents of a are not streams, or go round in a circle/,
  ],
])('a manifest with %s is refused when it is read', (_, over, message) => {
  expect(() => parseManifest(given(over))).toThrow(message);
});

test('the example of docs/manifests.md is a manifest', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../docs/manifests.md'), 'utf8');
  const [, code = ''] = /manifestConnector\((\{[\s\S]*?\n\})\);/.exec(page) ?? [];
  const { streams, objects } = parseManifest(new Function(`return ${code}`)() as ManifestInput);
  expect([streams.length, objects?.map(({ name }) => name)]).toEqual([2, ['contacts']]);
});
