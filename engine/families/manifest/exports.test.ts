import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { never, testHost } from '../../../test/contract/open-connector.ts';
import type { ObjectSchema } from '../../contract/contract.ts';
import { fieldType } from '../../types/field-type.ts';
import { manifestConnector } from './connector.ts';
import { csvRecords, jsonLines } from './export-lines.ts';
import type { ManifestInput } from './manifest.ts';
import { rangesOf } from './ranges.ts';

/* Streams that are exported in the background, and streams that are read in windows of time. */

let server: Server;
let host: Awaited<ReturnType<typeof testHost>>;
let asked: string[];
let file: Buffer;
let states: string[];

beforeAll(async () => {
  host = await testHost();
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://any');
    asked.push(`${request.method} ${url.pathname}${url.search}`);
    if (url.pathname === '/file') return response.end(file);
    const state = url.pathname === '/exports' ? 'queued' : (states.shift() ?? 'done');
    const body = { job: { id: 7, state, files: state === 'done' ? ['/file'] : [] } };
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  asked = [];
  states = [];
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await host[Symbol.asyncDispose]();
});

const csv = 'id,name,size\r\n1,"a ""quoted"", ü\nname",1.5\r\n2,,\n3,"",2';

async function read(over: Partial<NonNullable<ManifestInput['streams'][number]['export']>>) {
  const definition = manifestConnector({
    manifest: 1,
    id: 'desk',
    name: 'Desk',
    description: 'A desk.',
    base_url: 'https://desk.invalid',
    connection: { token: { sensitive: true } },
    authentication: [{ kind: 'bearer', token: '{token}' }],
    check: 'things',
    streams: [
      {
        name: 'things',
        path: 'exports',
        method: 'POST',
        body: { what: 'things' },
        key: ['id'],
        fields: { integer: 'id', string: 'name', number: 'size' },
        export: {
          id: 'job.id',
          poll: 'exports/{export_id}',
          status: 'job.state',
          done: ['done'],
          failed: ['broken'],
          every_seconds: 0,
          url: 'job.files',
          format: 'csv',
          ...over,
        },
      },
    ],
  });
  const config = {
    base_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    allow_private_addresses: true,
    token: 'secret',
  };
  await using connection = await definition.open(definition.config.parse(config), host);
  const [schema] = (await connection.facets.discover?.describe(['things'], {}, never)) ?? [];
  const { fields } = schema as ObjectSchema;
  const names = fields.map(({ id }) => id);
  const extraction = await connection.facets.read?.extract(
    { object: 'things', fields: names, configuration: {} },
    never,
  );
  const [offer] = extraction?.offers ?? [];
  if (offer?.format !== 'relation') throw new Error('no relation');
  return await host.withSession(async (session) =>
    session.all(
      `SELECT id::VARCHAR, name, size::DOUBLE::VARCHAR FROM (${await offer.attach(session, never)}) ORDER BY id`,
    ),
  );
}

test.each([
  ['CSV', { format: 'csv' }, Buffer.from(csv)],
  ['compressed CSV', { format: 'csv', is_gzipped: true }, gzipSync(csv)],
] as const)('an export is started, asked for until it is done, and read as %s', async (_, over, content) => {
  file = content;
  states = ['queued', 'running'];
  expect(await read(over)).toEqual([
    ['1', 'a "quoted", ü\nname', '1.5'],
    ['2', null, null],
    ['3', '', '2.0'],
  ]);
  expect(asked).toEqual(['POST /exports', ...Array(3).fill('GET /exports/7'), 'GET /file']);
});

test.each([
  ['lines of JSON', { format: 'jsonl' }, '{"id": 1, "name": "a", "size": 1}\n\n{"id": 2, "name": null}'],
  [
    'a JSON document',
    { format: 'json', records: 'data' },
    '{"data": [{"id": 1, "name": "a", "size": 1}, {"id": 2}]}',
  ],
] as const)('its file may be %s', async (_, over, content) => {
  file = Buffer.from(content);
  expect(await read(over)).toEqual([
    ['1', 'a', '1.0'],
    ['2', null, null],
  ]);
});

test('an export that fails, or whose file is cut short, fails the object', async () => {
  states = ['running', 'broken'];
  await expect(read({})).rejects.toThrow(/the export of things ended as "broken"/);
  file = Buffer.from('id,name\n1,"a');
  await expect(read({})).rejects.toThrow(/ends within a quoted field/);
  file = gzipSync(csv).subarray(0, 30);
  await expect(read({ is_gzipped: true })).rejects.toThrow(/unexpected end of file/);
});

test('CSV is read the same wherever its pieces are cut', async () => {
  const whole = await all(csvRecords(Readable.from([Buffer.from(csv)])));
  for (let at = 1; at < Buffer.byteLength(csv); at++) {
    const bytes = Buffer.from(csv);
    expect(await all(csvRecords(Readable.from([bytes.subarray(0, at), bytes.subarray(at)])))).toEqual(whole);
  }
  expect(whole).toHaveLength(3);
  await expect(all(jsonLines(Readable.from([Buffer.from('{"a": 1')])))).rejects.toThrow(SyntaxError);
});

async function all<T>(records: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const record of records) found.push(record);
  return found;
}

describe('windows', () => {
  const now = Date.parse('2024-01-25T12:00:00Z');
  const stream = (over: object) => ({
    id: 'things',
    incremental: {
      field: 'at',
      parameter: 'since',
      start: '2024-01-01T00:00:00Z',
      window: { days: 10, until: 'until', includes_end: true },
      ...over,
    },
  });

  test('cover all of the time up to now, none of it twice', () => {
    expect(rangesOf(stream({}), undefined, fieldType('datetime_tz'), now)).toEqual([
      { since: '2024-01-01T00:00:00Z', until: '2024-01-10T23:59:59.999Z' },
      { since: '2024-01-11T00:00:00.000Z', until: '2024-01-20T23:59:59.999Z' },
      { since: '2024-01-21T00:00:00.000Z', until: '2024-01-30T23:59:59.999Z' },
    ]);
    const open = { window: { days: 10, until: 'until', includes_end: false } };
    expect(rangesOf(stream(open), '2024-01-20 06:00:00+00', fieldType('datetime_tz'), now)).toEqual([
      { since: '2024-01-20T06:00:00Z', until: '2024-01-30T06:00:00.000Z' },
    ]);
  });

  test('are written as the API wants them', () => {
    const of = (format: string, value: string, type: string) =>
      rangesOf(stream({ format }), value, fieldType(type), now).map(Object.values);
    expect(of('date', '2024-01-15', 'date')).toEqual([
      ['2024-01-15', '2024-01-24'],
      ['2024-01-25', '2024-02-03'],
    ]);
    expect(of('unix', '1705276800', 'bigint')).toEqual([
      ['1705276800', '1706140799'],
      ['1706140800', '1707004799'],
    ]);
    expect(of('unix_ms', '1705276800000', 'bigint')[0]).toEqual(['1705276800000', '1706140799999']);
  });
});
