import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CellValue,
  ConnectorHost,
  Extraction,
  Facets,
  OpenConnector,
} from '../../../contract/contract.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { withDuckdbSession } from '../../../movement/duckdb-hub.ts';
import { transfer } from '../../../movement/transfer.ts';
import { api } from './definition.ts';

const never = new AbortController().signal;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let dir: string;
let host: ConnectorHost;
let server: Server;
let origin: string;
let asked: Asked[];
let handle: (request: Asked, response: ServerResponse) => void;
const opened: OpenConnector[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'api-'));
  host = {
    baseDir: dir,
    tempDir: join(dir, 'temp'),
    knownHosts: join(dir, 'known_hosts'),
    slot: async () => ({ [Symbol.asyncDispose]: async () => {} }),
    withSession: (work) => withDuckdbSession({ tempDir: join(dir, 'temp') }, work),
    log: () => {},
  };
  asked = [];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://any');
      const { method = '', headers } = request;
      const one = { method, path: pathname, query: searchParams, headers, body };
      asked.push(one);
      handle(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const connector of opened.splice(0)) await connector[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

async function open(config: JsonObject = {}): Promise<Facets> {
  const connector = await api.open(
    api.config.parse({ url: `${origin}/v1`, allow_private_addresses: true, ...config }),
    host,
  );
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

async function model(configuration: JsonObject, config: JsonObject = {}) {
  const { query } = await open(config);
  const fields = await query.describe(configuration, never);
  const rows = await rowsOf(await query.extract(configuration, fields, never));
  return { fields: fields.map((f) => `${f.name} ${f.type}`), rows };
}

/** Answers pages of the numbers 1 to `count`, as `page` cuts them. */
const numbers = (count: number) => Array.from({ length: count }, (_, i) => ({ id: i + 1 }));
const ids = (rows: readonly (readonly CellValue[])[]) => rows.map(([id]) => Number(id));
const oneTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe('values', () => {
  test('numbers, times and nested values arrive exactly, in types that hold all of them', async () => {
    handle = (_, response) =>
      response.end(`{"data": {"items": [
        {"id": 9007199254740993, "huge": 123456789012345678901234567890, "price": 0.1000000000000000055511151231257827, "e": 1e3,
         "on": true, "day": "2024-02-29", "at": "2024-03-31T01:30:00.123456+02:00", "local": "2024-03-31T01:30:00",
         "nano": "2024-01-01T00:00:00.123456789Z", "tags": [1, 2.50, "x"], "deep": {"n": 12345678901234567890.5, "ünï": null},
         "text": "a\\n\\"b\\", 🦆", "mixed": 1, "none": null, "empty": ""},
        {"id": -9223372036854775808, "huge": 1, "price": 10, "e": 2.5,
         "on": false, "day": null, "at": "2024-03-31T01:30:00Z", "local": null,
         "nano": "2024-01-01T00:00:00Z", "tags": {}, "deep": [], "text": "2024-01-01", "mixed": "1", "late": 1, "empty": null}
      ]}}`);
    const { fields, rows } = await model({ path: 'things', records: 'data.items' });
    expect(fields).toEqual([
      'id bigint',
      'huge number',
      'price number',
      'e number',
      'on boolean',
      'day date',
      'at datetime_tz',
      'local datetime',
      'nano datetime_tz',
      'tags json',
      'deep json',
      'text string',
      'mixed json',
      'empty string',
      'late bigint',
    ]);
    expect(rows).toEqual([
      [
        '9007199254740993',
        '123456789012345678901234567890',
        '0.1000000000000000055511151231257827',
        '1000',
        true,
        '2024-02-29',
        '2024-03-30 23:30:00.123456+00',
        '2024-03-31 01:30:00',
        '2024-01-01 00:00:00.123456+00',
        '[1,2.50,"x"]',
        '{"n":12345678901234567890.5,"ünï":null}',
        'a\n"b", 🦆',
        '1',
        '',
        null,
      ],
      [
        '-9223372036854775808',
        '1',
        '10',
        '2.5',
        false,
        null,
        '2024-03-31 01:30:00+00',
        null,
        '2024-01-01 00:00:00+00',
        '{}',
        '[]',
        '2024-01-01',
        '"1"',
        null,
        '1',
      ],
    ]);
    expect(asked[0]).toMatchObject({ method: 'GET', path: '/v1/things' });
  });

  test('declared fields have their types and paths, and nothing is asked to know them', async () => {
    handle = (_, response) =>
      response.end(
        '[{"id": "7", "address": {"city": "Ulm", "zip": 89073}, "price": 12.5, "a.b": 1, "x": 2}]',
      );
    const configuration = {
      fields: [
        { name: 'id', type: 'bigint' },
        { name: 'city', path: 'address.city', type: 'string' },
        { name: 'zip', path: 'address.zip', type: 'string' },
        { name: 'price', type: 'decimal(8,2)' },
        { name: 'ab', path: '/a.b', type: 'int' },
        { name: 'missing', path: 'no.such', type: 'date' },
      ],
    };
    const { query } = await open();
    const fields = await query.describe(configuration, never);
    expect(asked).toEqual([]);
    const extraction = await query.extract(configuration, fields, never);
    expect(await rowsOf(extraction)).toEqual([['7', 'Ulm', '89073', '12.50', 1, null]]);
    expect(extraction.notes).toEqual([]);
  });

  test.each([
    ['int', '1.5'],
    ['int', '2147483648'],
    ['smallint', '40000'],
    ['decimal(4,2)', '100'],
    ['decimal(4,2)', '0.001'],
    ['boolean', '"yes"'],
    ['date', '"29.2.2024"'],
    ['datetime_tz', '"2024-01-01T00:00:00"'],
    ['number', '"many"'],
  ])('a value that %s cannot hold is an error that names field and value: %s', async (type, value) => {
    handle = (_, response) => response.end(`[{"v": ${value}}]`);
    await expect(model({ fields: [{ name: 'v', type }] })).rejects.toThrow(
      `field "v" is of type ${type} and cannot hold ${value}`,
    );
  });

  test('what only later records have is said, not dropped in silence', async () => {
    const records = Array.from({ length: 4 }, (_, i) => ({ id: i, ...(i === 3 ? { late: true } : {}) }));
    handle = ({ query }, response) =>
      response.end(JSON.stringify([records[Number(query.get('page')) - 1]].filter(Boolean)));
    const configuration = { pagination: { type: 'page' } };
    const { query } = await open();
    const fields = await query.describe(configuration, never);
    const extraction = await query.extract(configuration, fields, never);
    expect(extraction.notes?.join()).toMatch(/late/);
    expect(await rowsOf(extraction)).toHaveLength(4);
  });

  test('what looks like a date and is in no calendar is text', async () => {
    handle = (_, response) =>
      response.end(
        '[{"day": "2024-02-30", "at": "2023-02-29T00:00:00Z", "zone": "2024-01-01T00:00:00+99:00", "leap": "2000-02-29"}]',
      );
    expect(await model({})).toEqual({
      fields: ['day string', 'at string', 'zone string', 'leap date'],
      rows: [['2024-02-30', '2023-02-29T00:00:00Z', '2024-01-01T00:00:00+99:00', '2000-02-29']],
    });
    await expect(model({ fields: [{ name: 'day', type: 'date' }] })).rejects.toThrow(
      'field "day" is of type date and cannot hold "2024-02-30"',
    );
  });

  test('a byte order mark is no part of the answer, and an empty key has a column with a name', async () => {
    handle = (_, response) => response.end('\uFEFF[{"a": 1, "": "x", "column1": 2}]');
    const { query } = await open();
    const fields = await query.describe({}, never);
    expect(fields.map(({ name }) => name)).toEqual(['a', 'column1_', 'column1']);
    const extraction = await query.extract({}, fields, never);
    expect(extraction.notes).toEqual([]);
    expect(await rowsOf(extraction)).toEqual([['1', 'x', '2']]);
  });

  test('text is read in the charset that the answer names, and bytes that this does not have are an error', async () => {
    const answered = (type: string, bytes: Buffer) => {
      handle = (_, response) => response.writeHead(200, { 'content-type': type }).end(bytes);
      return model({});
    };
    const latin = Buffer.from('[{"city": "Orléans"}]', 'latin1');
    expect((await answered('application/json; charset=ISO-8859-1', latin)).rows).toEqual([['Orléans']]);
    await expect(answered('application/json', latin)).rejects.toMatchObject({
      part: 'format',
      message: expect.stringMatching(/the answer of .* has bytes that are not UTF-8, the first at byte 15/),
    });
    await expect(answered('text/json; charset="x-none"', latin)).rejects.toThrow(
      /is in a charset that syncform does not know: x-none/,
    );
  });

  test('JSON that is nested too deep is called so, and brackets within texts do not count', async () => {
    const nested = (depth: number) => `[{"v": ${'['.repeat(depth)}${']'.repeat(depth)}}]`;
    handle = (_, response) => response.end(nested(100_000));
    await expect(model({})).rejects.toThrow(/answered JSON that is nested more than 1000 levels deep/);
    handle = (_, response) => response.end(nested(900));
    expect((await model({})).rows[0]?.[0]).toHaveLength(1800);
    handle = (_, response) => response.end(JSON.stringify([{ v: `\\"${'['.repeat(5000)}` }]));
    expect((await model({})).rows[0]?.[0]).toHaveLength(5002);
  });

  test('scalars, single objects and empty answers are records too', async () => {
    handle = ({ path }, response) =>
      response.end({ '/v1/list': '[3, 4]', '/v1/one': '{"a": 1}' }[path] ?? '{"items": null}');
    expect((await model({ path: 'list' })).rows).toEqual([['3'], ['4']]);
    expect(await model({ path: 'one' })).toEqual({ fields: ['a bigint'], rows: [['1']] });
    await expect(model({ path: 'none', records: 'items' })).rejects.toMatchObject({
      code: 'invalid',
      path: ['fields'],
    });
  });
});

describe('paging', () => {
  test('by page, with a size; a page of fewer ends it', async () => {
    handle = ({ query }, response) => {
      const page = Number(query.get('p'));
      response.end(JSON.stringify({ d: numbers(7).slice(page * 3, page * 3 + Number(query.get('n'))) }));
    };
    const pagination = {
      type: 'page',
      page_parameter: 'p',
      first_page: 0,
      page_size: 3,
      page_size_parameter: 'n',
    };
    const { rows } = await model({ records: 'd', pagination });
    expect(ids(rows)).toEqual(oneTo(7));
    expect(asked.slice(-3).map((a) => a.query.toString())).toEqual(['p=0&n=3', 'p=1&n=3', 'p=2&n=3']);
  });

  test('by offset, without a size; an empty page or one that is not there ends it', async () => {
    for (const end of [200, 404]) {
      handle = ({ query }, response) => {
        const offset = Number(query.get('offset'));
        response.writeHead(offset < 6 ? 200 : end);
        response.end(offset < 6 ? JSON.stringify(numbers(6).slice(offset, offset + 2)) : '[]');
      };
      expect(ids((await model({ path: 'x', pagination: { type: 'offset' } })).rows)).toEqual(oneTo(6));
    }
  });

  test('by cursor, in the query and in the body', async () => {
    for (const where of ['query', 'body'] as const) {
      handle = ({ query, body }, response) => {
        const given = where === 'query' ? query.get('after') : (JSON.parse(body) as JsonObject).after;
        const from = Number(given ?? 0);
        response.end(
          JSON.stringify({
            data: numbers(5).slice(from, from + 2),
            meta: { next: from + 2 < 5 ? `${from + 2}` : null },
          }),
        );
      };
      const pagination = {
        type: 'cursor',
        cursor_parameter: 'after',
        cursor_path: 'meta.next',
        parameters_in: where,
      };
      const endpoint = {
        records: 'data',
        pagination,
        ...(where === 'body' ? { body: '{"filter": {"n": 1.10}}' } : {}),
      };
      expect(ids((await model(endpoint)).rows)).toEqual(oneTo(5));
      if (where === 'body') {
        expect(asked.at(-1)).toMatchObject({
          method: 'POST',
          headers: { 'content-type': 'application/json' },
        });
        expect(asked.at(-1)?.body).toBe('{"filter":{"n":1.10},"after":"4"}');
      }
    }
  });

  test('by the id of the last record', async () => {
    handle = ({ query }, response) => {
      const from = Number(query.get('starting_after') ?? 0);
      response.end(JSON.stringify({ data: numbers(5).slice(from, from + 2) }));
    };
    const pagination = { type: 'cursor', cursor_parameter: 'starting_after', cursor_path: 'data.-1.id' };
    expect(ids((await model({ records: 'data', pagination })).rows)).toEqual(oneTo(5));
  });

  test('by URLs in the answer and in the Link header', async () => {
    handle = ({ query, path }, response) => {
      const from = Number(query.get('from') ?? 0);
      const next = from + 2 < 5 ? `${path}?from=${from + 2}` : null;
      if (next)
        response.setHeader(
          'link',
          `<${origin}/v1?from=0>; rel="first", <${next}>; title="a, b"; rel="next last"`,
        );
      response.end(JSON.stringify({ data: numbers(5).slice(from, from + 2), links: { next } }));
    };
    for (const pagination of [{ type: 'link' }, { type: 'next_url', next_url_path: 'links.next' }])
      expect(ids((await model({ records: 'data', pagination })).rows)).toEqual(oneTo(5));
  });

  test('ends with an empty page that repeats the cursor, the URL or the link that led to it', async () => {
    handle = ({ query, path }, response) => {
      const is = query.has('c');
      const next = `${path}?c=end`;
      response.setHeader('link', `<${next}>; rel="next"`);
      response.end(JSON.stringify({ data: is ? [] : numbers(2), c: 'end', next }));
    };
    for (const pagination of [
      { type: 'cursor', cursor_parameter: 'c', cursor_path: 'c' },
      { type: 'next_url', next_url_path: 'next' },
      { type: 'link' },
    ])
      expect(ids((await model({ records: 'data', pagination })).rows)).toEqual([1, 2]);
  });

  test('an API that goes round in circles, or points elsewhere, is an error', async () => {
    handle = (_, response) =>
      response.end(JSON.stringify({ data: numbers(2), c: 'same', next: 'http://127.0.0.1:9/x' }));
    const records = 'data';
    await expect(model({ records, pagination: { type: 'page' } })).rejects.toThrow(
      /the same page twice.*page/,
    );
    await expect(
      model({ records, pagination: { type: 'cursor', cursor_parameter: 'c', cursor_path: 'c' } }),
    ).rejects.toThrow(/a cursor that it had before/);
    await expect(model({ records, pagination: { type: 'next_url', next_url_path: 'next' } })).rejects.toThrow(
      /http:\/\/127\.0\.0\.1:9, where the connection’s credentials do not go/,
    );
  });
});

describe('requests', () => {
  test('have the headers, parameters and credentials of the connection, and those of the model', async () => {
    handle = (_, response) => response.end('[{"a": 1}]');
    const config = {
      url: `${origin}/v1/?base=1`,
      headers: [{ name: 'X-Tenant', value: 'acme' }],
      parameters: [{ name: 'lang', value: 'de' }],
      auth: { query: [{ name: 'key', value: 'k&y' }], header: { name: 'X-Key', value: 'hush' } },
      healthcheck: '/ping',
    };
    await model({ path: '/items?sort=id', parameters: [{ name: 'expand', value: 'a b' }] }, config);
    expect(asked[0]?.path).toBe('/v1/items');
    expect([...(asked[0]?.query ?? [])]).toEqual([
      ['base', '1'],
      ['sort', 'id'],
      ['lang', 'de'],
      ['expand', 'a b'],
      ['key', 'k&y'],
    ]);
    expect(asked[0]?.headers).toMatchObject({
      'x-tenant': 'acme',
      'x-key': 'hush',
      accept: 'application/json',
    });
    await (await open(config)).test.test(never);
    expect(asked.at(-1)?.path).toBe('/v1/ping');
  });

  test('are sent again when the API is busy, and no faster than it wants', async () => {
    let tries = 0;
    handle = ({ query }, response) => {
      if (++tries % 2 === 1) response.writeHead(tries === 1 ? 429 : 503, { 'retry-after': '0' }).end();
      else response.end(JSON.stringify(query.get('page') === '3' ? [] : [{ id: Number(query.get('page')) }]));
    };
    const { rows } = await model({ pagination: { type: 'page' } }, { requests_per_second: 200 });
    expect(ids(rows)).toEqual([1, 2]);
  });

  test('that fail say what was answered, without secrets', async () => {
    handle = ({ headers }, response) =>
      response.writeHead(422).end(`bad page_size, says ${headers['x-key']}`);
    const failed = model({}, { auth: { header: { name: 'x-key', value: 'hush-hush' } } });
    await expect(failed).rejects.toThrow(/answered 422: bad page_size, says \*\*\*/);
    handle = (_, response) => response.end('<html>');
    await expect(model({})).rejects.toMatchObject({ part: 'format' });
  });

  test('stop when they are told to, and leave nothing behind', async () => {
    handle = ({ query }, response) => {
      if (query.get('page') === '1') response.end('[{"id": 1}]');
    };
    const configuration = { fields: [{ name: 'id', type: 'int' }], pagination: { type: 'page' } };
    const { query } = await open();
    const stop = new AbortController();
    const fields = await query.describe(configuration, never);
    const extraction = query.extract(configuration, fields, stop.signal);
    const waiting = setInterval(() => asked.length > 1 && stop.abort(), 5);
    await expect(extraction).rejects.toMatchObject({ code: 'canceled' });
    clearInterval(waiting);
    for (const connector of opened.splice(0)) await connector[Symbol.asyncDispose]();
    expect(await readdir(join(dir, 'temp'))).toEqual([]);
  });
});

describe('objects', () => {
  const configuration = {
    objects: [
      {
        id: 'events',
        path: 'events',
        records: 'data',
        primary_key: ['id'],
        incremental: { field: 'at', parameter: 'since' },
      },
      { id: 'things', path: 'things', primary_key: ['id'] },
    ],
  };
  const events = [
    { id: 1, at: '2024-01-01T00:00:00Z' },
    { id: 2, at: '2024-01-02T12:00:00.5+02:00' },
    { id: 3, at: '2024-01-02T10:00:00.500001Z' },
    { id: 4, at: null },
  ];

  test('are those of the configuration, with their keys', async () => {
    handle = ({ path }, response) =>
      response.end(path === '/v1/things' ? '[{"id": 1}]' : JSON.stringify({ data: events }));
    const { discover } = await open();
    expect((await discover.list(configuration, never)).map((o) => o.id)).toEqual(['events', 'things']);
    const described = await discover.describe(['events', 'no'], configuration, never);
    expect(described.map((o) => o.fields.map((f) => [f.name, f.type, f.is_primary_key]))).toEqual([
      [
        ['id', 'bigint', true],
        ['at', 'datetime_tz', false],
      ],
    ]);
    expect((await discover.list({}, never)).map((o) => o.id)).toEqual(['v1']);
  });

  test('the largest value and the records after it are obtained by one pass, restricted by the parameter', async () => {
    handle = (_, response) => response.end(JSON.stringify({ data: events }));
    const { read, discover } = await open();
    await discover.describe(['events'], configuration, never);
    asked = [];
    const largest = await largestOf(read, 'events', 'at', configuration, never);
    expect(largest).toBe('2024-01-02 10:00:00.500001+00');
    const request = { object: 'events', fields: ['at', 'id'], configuration };
    expect((await rowsOf(await read.extract(request, never))).map((r) => r[1])).toEqual(['1', '2', '3', '4']);
    expect(asked.map((a) => a.query.get('since'))).toEqual([null]);

    const since = '2024-01-02 10:00:00.5+00';
    expect(await largestOf(read, 'events', 'at', configuration, never, since)).toBe(largest);
    const later = await read.extract({ ...request, after: { field: 'at', value: since } }, never);
    expect((await rowsOf(later)).map((r) => r[1])).toEqual(['2', '3', '4']);
    expect(asked.map((a) => a.query.get('since'))).toEqual([null, '2024-01-02T10:00:00.5Z']);
  });

  test.each([
    ['iso', '2024-01-02T10:00:00.5009Z'],
    ['date', '2024-01-02'],
    ['unix', '1704189600'],
    ['unix_ms', '1704189600500'],
    ['text', '2024-01-02 10:00:00.5009+00'],
  ])('a value as %s', async (format, expected) => {
    handle = (_, response) => response.end(JSON.stringify({ data: events }));
    const [object] = configuration.objects;
    const one = { objects: [{ ...object, incremental: { field: 'at', parameter: 'since', format } }] };
    const { read } = await open();
    const after = { field: 'at', value: '2024-01-02 10:00:00.5009+00' };
    await read.extract({ object: 'events', fields: ['id'], configuration: one, after }, never);
    expect(asked.at(-1)?.query.get('since')).toBe(expected);
  });

  test('numbers without bounds are compared as numbers', async () => {
    handle = (_, response) => response.end('[{"n": 9.5}, {"n": 10}, {"n": 100.25}]');
    const { read } = await open();
    expect(await largestOf(read, 'v1', 'n', {}, never)).toMatch(/^100\.25/);
    const after = { field: 'n', value: '10' };
    const rows = await rowsOf(
      await read.extract({ object: 'v1', fields: ['n'], configuration: {}, after }, never),
    );
    expect(rows).toEqual([['10'], ['100.25']]);
  });

  test('a key that records do not have is said at its place', async () => {
    handle = (_, response) => response.end('[{"id": 1}]');
    const { discover } = await open();
    const wrong = { objects: [{ id: 'things', primary_key: ['ID'] }] };
    await expect(discover.describe(['things'], wrong, never)).rejects.toThrow(/no field "ID"; they have id/);
  });
});
