import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'lossless-json';
import { never, testHost } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import {
  missingOpensearch,
  type OpensearchService,
  startOpensearch,
} from '../../../../test/services/opensearch/opensearch.ts';
import type { CellValue, ConnectorHost, Extraction, OpenConnector } from '../../../contract/contract.ts';
import { largestOf } from '../../../contract/testing/asked.ts';
import type { JsonObject } from '../../../kit/json.ts';
import type { awsopensearchCapabilities } from './capabilities.ts';
import { awsopensearchConfig } from './config.ts';
import { openAwsopensearch } from './open.ts';
import { instantOf, kindOf } from './values.ts';

const missing = await missingOpensearch();

async function rowsOf({ offers: [offer] }: Extraction): Promise<CellValue[][]> {
  if (offer?.format !== 'rows') throw new TypeError(offer?.format);
  const rows: CellValue[][] = [];
  for await (const batch of offer.open(never)) rows.push(...batch.map((row) => [...row]));
  return rows;
}

const keys = { aws_access_key_id: 'AKIDEXAMPLE', aws_secret_access_key: 'top secret', region: 'eu-west-1' };

describeNeeding(missing, 'OpenSearch itself', () => {
  let server: OpensearchService;
  let host: ConnectorHost & AsyncDisposable;
  let cacheDir: string;
  let open: OpenConnector<typeof awsopensearchCapabilities>;
  const put = async (
    index: string,
    properties: object,
    documents: readonly (string | object)[],
    shards = 1,
  ) => {
    const name = `${server.prefix}${index}`;
    const settings = { number_of_shards: shards };
    await server.ask('PUT', name, { settings, mappings: { properties } });
    await add(index, documents);
    return name;
  };
  const add = async (index: string, documents: readonly (string | object)[], first = 1) => {
    const lines = documents.flatMap((document, i) => [
      JSON.stringify({ index: { _id: String(first + i) } }),
      typeof document === 'string' ? document : JSON.stringify(document),
    ]);
    const said = await server.ask(
      'POST',
      `${server.prefix}${index}/_bulk?refresh=true`,
      `${lines.join('\n')}\n`,
    );
    expect((said as { errors: boolean }).errors).toBe(false);
  };
  const described = (configuration: JsonObject) => open.facets.query.describe(configuration, never);
  const readAll = async (configuration: JsonObject, ...names: readonly string[]) => {
    const fields = await described(configuration);
    const wanted = names.length === 0 ? fields : names.map((name) => fields.find((f) => f.name === name)!);
    return rowsOf(await open.facets.query.extract(configuration, wanted, never));
  };

  beforeAll(async () => {
    server = await startOpensearch();
    host = await testHost();
    cacheDir = await mkdtemp(join(tmpdir(), 'opensearch-cache-'));
    open = await openAwsopensearch(awsopensearchConfig.parse({ endpoint: server.url, ...keys }), {
      ...host,
      cacheDir,
    });
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await rm(cacheDir, { recursive: true, force: true });
  });

  test('a mapping’s types are fields, and documents come as they were sent, digit by digit', async () => {
    const index = await put(
      'typed',
      {
        t: { type: 'text', fields: { raw: { type: 'keyword' } } },
        big: { type: 'long' },
        huge: { type: 'unsigned_long' },
        i: { type: 'integer' },
        b: { type: 'byte' },
        f: { type: 'float' },
        ok: { type: 'boolean' },
        at: { type: 'date' },
        ms: { type: 'date', format: 'epoch_millis' },
        odd: { type: 'date', format: 'yyyy/MM/dd' },
        fine: { type: 'date_nanos' },
        ip: { type: 'ip' },
        geo: { type: 'geo_point' },
        who: { properties: { name: { type: 'keyword' }, n: { type: 'long' } } },
        lines: { type: 'nested', properties: { n: { type: 'long' } } },
        other: { type: 'alias', path: 'big' },
      },
      [
        `{"t": "ünï 🦆", "big": 9007199254740993, "huge": 18446744073709551615, "i": "7", "b": -128, "f": 0.1, "ok": "true",
          "at": "2024-01-31T09:30:00.123+02:00", "ms": 1700000000123, "odd": "2024/01/31", "fine": "2024-01-31T09:30:00.123456789Z",
          "ip": "10.0.0.1", "geo": {"lat": 1.10, "lon": 2}, "who.name": "eve", "who": {"n": 9007199254740993}, "lines": [{"n": 1}]}`.replaceAll(
          '\n',
          ' ',
        ),
        '{"t": null}',
      ],
    );
    const fields = await described({ index });
    const [row = [], empty = []] = await readAll({ index });
    expect(fields.map(({ name, type }, i) => [name, type, row[i]])).toEqual([
      ['_id', 'string', '1'],
      ['at', 'datetime_tz', '2024-01-31 07:30:00.123+00'],
      ['b', 'smallint', -128],
      ['big', 'bigint', '9007199254740993'],
      ['f', 'double', 0.1],
      ['fine', 'datetime_tz', '2024-01-31 09:30:00.123456+00'],
      ['geo', 'json', '{"lat":1.10,"lon":2}'],
      ['huge', 'number', '18446744073709551615'],
      ['i', 'int', 7],
      ['ip', 'string', '10.0.0.1'],
      ['lines', 'json', '[{"n":1}]'],
      ['ms', 'datetime_tz', '2023-11-14 22:13:20.123+00'],
      ['odd', 'string', '2024/01/31'],
      ['ok', 'boolean', true],
      ['t', 'string', 'ünï 🦆'],
      ['who', 'object{}', '{"name":"eve","n":9007199254740993}'],
    ]);
    expect(empty.slice(1)).toEqual(Array(15).fill(null));
    expect(fields.find(({ name }) => name === 'fine')?.lossy).toBe('digits beyond the microsecond');
    expect(fields[0]).toMatchObject({ is_primary_key: true });
  });

  test('a field that has lists is one of lists at plan; a list that comes later is never bent, and known at the next plan', async () => {
    const properties = {
      tag: { type: 'keyword' },
      n: { type: 'long' },
      who: { properties: { n: { type: 'long' } } },
    };
    const index = await put('lists', properties, [
      { tag: ['a', 'b'], n: 1, who: [{ n: 1 }] },
      { tag: 'c', n: 2, who: { n: 2 } },
    ]);
    const types = async () =>
      (await described({ index })).map(({ name, type, remote_type }) => [name, type, remote_type]);
    expect(await types()).toEqual([
      ['_id', 'string', '_id'],
      ['n', 'bigint', 'long'],
      ['tag', 'array<string>', 'keyword, lists'],
      ['who', 'json', 'object, and others'],
    ]);
    expect((await readAll({ index })).sort()).toEqual([
      ['1', '1', '["a","b"]', '[{"n":1}]'],
      ['2', '2', '["c"]', '{"n":2}'],
    ]);
    const planned = await described({ index });
    await add('lists', [{ n: [3, 4] }], 3);
    const reading = async () => rowsOf(await open.facets.query.extract({ index }, planned, never));
    await expect(reading()).rejects.toMatchObject({
      code: 'source_changed',
      message: expect.stringContaining('"n" is bigint (long), and document 3 has a value of type list'),
    });
    await server.ask('DELETE', `${index}/_doc/3?refresh=true`);
    expect((await types())[1]).toEqual(['n', 'array<bigint>', 'long, lists']);
    expect(await readAll({ index }, 'n')).toEqual([['[1]'], ['[2]']]);
  });

  test.each([1, 3])(
    'an index of many documents and %i shards is read in parts, each document once',
    async (shards) => {
      const count = 25_000;
      const documents = Array.from({ length: count }, (_, n) => `{"n":${n}}`);
      const index = await put(`many_${shards}`, { n: { type: 'integer' } }, documents, shards);
      const rows = await readAll({ index }, 'n');
      expect(new Set(rows.map(([n]) => n)).size).toBe(count);
      expect(rows).toHaveLength(count);
    },
  );

  test('an alias and a pattern are read through all of their indices, whose ids are then no key', async () => {
    await put('part_a', { n: { type: 'long' }, x: { type: 'long' } }, [{ n: 1, x: 1 }, { n: 2 }], 2);
    await put('part_b', { n: { type: 'long' }, x: { type: 'keyword' } }, [{ n: 3, x: 'y' }]);
    const alias = `${server.prefix}parts`;
    await server.ask('POST', '_aliases', { actions: [{ add: { index: `${server.prefix}part_*`, alias } }] });
    const listed = (await open.facets.discover.list({}, never)).map(({ id, estimated_rows }) => [
      id,
      estimated_rows,
    ]);
    expect(listed).toEqual(
      expect.arrayContaining([
        [alias, undefined],
        [`${server.prefix}part_a`, 2],
      ]),
    );
    for (const index of [alias, `${server.prefix}part_*`]) {
      const fields = await described({ index });
      expect(fields.map(({ name, type, is_primary_key }) => [name, type, is_primary_key])).toEqual([
        ['_id', 'string', false],
        ['n', 'bigint', false],
        ['x', 'json', false],
      ]);
      expect((await readAll({ index }, 'n', 'x')).sort()).toEqual([
        ['1', '1'],
        ['2', null],
        ['3', '"y"'],
      ]);
    }
  });

  test('a data stream is read through all of its indices, and its ids are no key', async () => {
    const stream = `${server.prefix}events`;
    await server.ask('PUT', `_index_template/${stream}`, {
      index_patterns: [stream],
      data_stream: {},
      template: { mappings: { properties: { n: { type: 'long' } } } },
    });
    const event = (n: number) => ({ '@timestamp': '2024-01-31T09:30:00Z', n });
    await server.ask('POST', `${stream}/_doc?refresh=true`, event(1));
    const one = await described({ index: stream });
    await server.ask('POST', `${stream}/_rollover`);
    await server.ask('POST', `${stream}/_doc?refresh=true`, event(2));
    const fields = await described({ index: stream });
    expect(fields.map(({ name, type, is_primary_key }) => [name, type, is_primary_key])).toEqual([
      ['_id', 'string', false],
      ['@timestamp', 'datetime_tz', false],
      ['n', 'bigint', false],
    ]);
    expect(fields).toEqual(one);
    expect((await readAll({ index: stream }, 'n')).sort()).toEqual([['1'], ['2']]);
    expect((await open.facets.discover.list({}, never)).map(({ id }) => id)).toContain(stream);
    const targets = await open.facets.write.targets({}, never, stream);
    expect(targets.map(({ id }) => id)).not.toContain(stream);
    await server.ask('DELETE', `_data_stream/${stream}`);
    await server.ask('DELETE', `_index_template/${stream}`);
  });

  test('a query chooses documents, in OpenSearch’s words', async () => {
    const index = await put('asked', { n: { type: 'long' } }, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await readAll({ index, query: '{"range": {"n": {"gte": 2}}}' }, 'n')).toEqual([['2'], ['3']]);
  });

  test('a tracking field reads what came since, and what has no value; what is to come is no position', async () => {
    const properties = {
      at: { type: 'date' },
      n: { type: 'long' },
      k: { type: 'keyword' },
      t: { type: 'text' },
    };
    const object = await put('tracked', properties, [
      '{"at": "2024-01-01T00:00:00Z", "n": 9007199254740991, "k": "a"}',
      '{"at": "2024-01-02T00:00:00.5Z", "n": 9007199254740992, "k": "b"}',
      '{"at": "2999-01-01T00:00:00Z", "n": 9007199254740993, "k": "c"}',
      '{}',
    ]);
    for (const [field, largest, since] of [
      ['at', '2024-01-02 00:00:00.5+00', ['2', '3', '4']],
      ['n', '9007199254740993', ['3', '4']],
      ['k', 'c', ['3', '4']],
    ] as const) {
      expect(await largestOf(open.facets.read, object, field, {}, never)).toBe(largest);
      const after = { field, value: largest };
      const read = await open.facets.read.extract(
        { object, fields: ['_id'], configuration: {}, after },
        never,
      );
      expect((await rowsOf(read)).flat().sort()).toEqual(since);
    }
    const fields = await described({ index: object });
    expect(fields.filter((field) => field.isNoPosition).map(({ name }) => name)).toEqual(['_id', 't']);
  });
});

test('a user of the domain’s own logs in by name and password; who is not let in, or may not read, is told so', async () => {
  const seen: (string | undefined)[] = [];
  const answers = [401, 403, 200];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    const status = answers[seen.length - 1] ?? 200;
    const type = 'security_exception';
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(
      status === 200
        ? '[]'
        : JSON.stringify(
            status === 403 ? { error: { type, reason: 'no permissions for [indices:monitor]' } } : {},
          ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const host = await testHost();
  const config = awsopensearchConfig.parse({ endpoint, auth_method: 'basic', username: 'u', password: 'p' });
  const open = await openAwsopensearch(config, host);
  await expect(open.facets.test.test(never)).rejects.toMatchObject({ part: 'user or password' });
  await expect(open.facets.test.test(never)).rejects.toMatchObject({ part: 'permission' });
  await open.facets.test.test(never);
  expect(new Set(seen)).toEqual(new Set([`Basic ${Buffer.from('u:p').toString('base64')}`]));
  await open[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ['"2024"', '2024-01-01 00:00:00+00'],
  ['"2024-02"', '2024-02-01 00:00:00+00'],
  ['"2024-02-29T23"', '2024-02-29 23:00:00+00'],
  ['"2024-02-29T23:59:58,123456789-0130"', '2024-03-01 01:29:58.123456+00'],
  ['-1', '1969-12-31 23:59:59.999+00'],
  ['"1700000000123"', '2023-11-14 22:13:20.123+00'],
  ['"yesterday"', undefined],
  ['true', undefined],
])('the instant of %s is %s', (json, expected) => {
  expect(instantOf(parse(json))).toBe(expected);
});

test.each([
  ['1.5', 'bigint', 'other'],
  ['"1"', 'bigint', undefined],
  ['[1,null]', 'bigint', 'list'],
  ['[1,"x"]', 'bigint', 'other'],
  ['0.1234567890123456789', 'double', 'other'],
  ['[[1]]', 'bigint', 'other'],
  ['{}', 'string', 'other'],
  ['{}', 'json', undefined],
])('%s is to a field of type %s: %s', (json, type, expected) => {
  expect(kindOf(parse(json), type)).toBe(expected);
});
