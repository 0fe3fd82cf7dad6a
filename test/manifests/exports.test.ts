import { gunzipSync } from 'node:zlib';
import type { ObjectSchema } from '../../engine/contract/contract.ts';
import { type Manifest, type ManifestInput, parseManifest } from '../../engine/families/manifest/manifest.ts';
import { never, testHost } from '../contract/open-connector.ts';
import { FakeExports } from './fake-exports.ts';
import { settingsOf, startFake } from './fake-system.ts';
import { pointedAt, toFake } from './open-fake.ts';

/* Exports in every form, at the fake that all manifests run under. */

type Export = NonNullable<ManifestInput['streams'][number]['export']>;

function desk(over: Partial<Export>): Manifest {
  return parseManifest({
    manifest: 1,
    id: 'desk',
    name: 'Desk',
    description: 'A desk.',
    base_url: 'https://desk.invalid',
    connection: { token: { sensitive: true } },
    authentication: [{ kind: 'bearer', token: '{token}' }],
    check: 'people',
    streams: [
      { name: 'people', path: 'people', key: ['id'], fields: { string: 'id' } },
      {
        name: 'things',
        path: 'exports',
        method: 'POST',
        body: { what: 'things' },
        key: ['id'],
        fields: { integer: 'id', string: 'name', number: 'size', boolean: 'isNew', datetime: 'at' },
        export: {
          id: 'job.id',
          poll: 'exports/{export_id}',
          status: 'job.state',
          done: ['done'],
          failed: ['broken'],
          every_seconds: 0,
          format: 'csv',
          ...over,
        },
      },
    ],
  });
}

async function read(over: Partial<Export>, fate: FakeExports['fate'] = 'done') {
  const manifest = desk(over);
  await using fake = await startFake(manifest);
  await using host = await testHost();
  fake.exports.fate = fate;
  const definition = pointedAt(manifest, fake.origin);
  await using connection = await definition.open(
    definition.config.parse(toFake(fake.origin, settingsOf(manifest))),
    host,
  );
  const [schema] = (await connection.facets.discover?.describe(['things'], {}, never)) ?? [];
  const names = (schema as ObjectSchema).fields.map(({ id }) => id);
  const extraction = await connection.facets.read?.extract(
    { object: 'things', fields: names, configuration: {} },
    never,
  );
  const [offer] = extraction?.offers ?? [];
  if (offer?.format !== 'relation') throw new Error('no relation');
  const rows = await host.withSession(async (session) =>
    session.all(`SELECT COLUMNS(*)::VARCHAR FROM (${await offer.attach(session, never)})`),
  );
  return { rows, requests: fake.requests, started: fake.exports.started };
}

const ways: readonly (readonly [string, Partial<Export>])[] = [
  ['CSV at an address that the answer names', { url: 'job.files' }],
  [
    'CSV in parts',
    { download: 'exports/{export_id}/file', next: { header: 'Next-Part', parameter: 'part', none: 'null' } },
  ],
  ['compressed CSV', { download: 'exports/{export_id}/file', is_gzipped: true }],
  ['JSON', { download: 'exports/{export_id}/file', format: 'json', records: 'data.items' }],
  ['compressed JSON', { download: 'exports/{export_id}/file', format: 'json', is_gzipped: true }],
  ['lines of JSON', { url: 'job.files', format: 'jsonl' }],
];

test.each(ways)('an export in %s has all records, whole', async (_, over) => {
  const { rows, requests, started } = await read(over);
  expect(rows.length).toBe(5);
  expect(rows[1]).toEqual(['1704067201', 'name 1, ü', '1.5', 'false', '2024-01-01 00:00:01+00']);
  expect(rows[0]?.[1]).toBeNull();
  expect(started).toEqual(['things']);
  // It was not done when it was first asked for.
  expect(requests.filter((request) => /exports\/job-1$/.test(request)).length).toBe(2);
});

test('an export that fails is an error that names it, and so is a file that is gone', async () => {
  await expect(read({ url: 'job.files' }, 'failed')).rejects.toThrow(
    /the export of things ended as "broken"/,
  );
  await expect(read({ url: 'job.files' }, 'expired')).rejects.toThrow(/answered 410/);
});

test('the fake compresses what a manifest says is compressed', () => {
  const exports = new FakeExports(desk({ url: 'job.files', is_gzipped: true }));
  const at = (path: string) => new URL(`http://any/base/${path}`);
  exports.answer('POST', at('exports'), '{"what": "things"}');
  const file = exports.answer('GET', at('files/job-1'), '');
  expect(gunzipSync(file?.body as Buffer).toString()).toMatch(/^id,name/);
});
