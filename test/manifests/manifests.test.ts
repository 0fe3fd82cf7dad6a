import { registry } from '../../engine/connectors/registry.ts';
import type { Facets, ObjectSchema, OpenConnector } from '../../engine/contract/contract.ts';
import { manifestOf } from '../../engine/families/manifest/connector.ts';
import { fieldTypes, type Manifest, type ManifestStream } from '../../engine/families/manifest/manifest.ts';
import { ConnectionError } from '../../engine/kit/errors.ts';
import { declaredNames, openedNames } from '../contract/declared.ts';
import { never, testHost } from '../contract/open-connector.ts';
import { fieldValueOf, recordsOf } from './fake-rows.ts';
import { type FakeSystem, settingsOf, startFake } from './fake-system.ts';
import { pointedAt, toFake } from './open-fake.ts';

/*
 * Every manifest under a server that answers as the manifest says: whether what is declared can be read at all. What the vendor
 * answers is not asked here.
 */

const declared = [...registry.values()].flatMap((definition) => manifestOf(definition) ?? []);

test('there are systems that are declared', () => {
  expect(declared.map(({ id }) => id)).toEqual(expect.arrayContaining(['hubspot', 'linear', 'stripe']));
});

for (const manifest of declared.map(withSmallPages))
  describe(`the manifest of ${manifest.id}, under a fake made from it`, () => suite(manifest));

function suite(manifest: Manifest): void {
  let fake: FakeSystem;
  let host: Awaited<ReturnType<typeof testHost>>;
  beforeAll(async () => {
    fake = await startFake(manifest);
    host = await testHost();
  });
  afterAll(async () => {
    await fake[Symbol.asyncDispose]();
    await host[Symbol.asyncDispose]();
  });

  const open = async (settings: Record<string, unknown> = settingsOf(manifest)) => {
    const definition = pointedAt(manifest, fake.origin);
    return definition.open(definition.config.parse(toFake(fake.origin, settings)), host);
  };

  test('opens with exactly the facets and methods that it declares', async () => {
    await using connection = await open();
    expect(openedNames(connection)).toEqual(declaredNames(pointedAt(manifest, fake.origin)));
  });

  test('a connection test passes, and names what is wrong with the credentials', async () => {
    await using right = await open();
    await facetOf(right, 'test').test(never);
    const secrets = Object.entries(manifest.connection).filter(([, field]) => field.sensitive);
    const wrong = {
      ...settingsOf(manifest),
      ...Object.fromEntries(secrets.map(([name]) => [name, 'wrong'])),
    };
    await using other = await open(wrong);
    const failed = await facetOf(other, 'test')
      .test(never)
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConnectionError);
    expect((failed as ConnectionError).part).toBe('user or password');
  });

  test.each(manifest.streams.map((stream) => [stream.name, stream] as const))(
    'reads %s, every page of it',
    async (name, stream) => {
      await using connection = await open();
      const [schema] = await facetOf(connection, 'discover').describe([name], {}, never);
      const described = schema as ObjectSchema;
      for (const [field, type] of fieldTypes(stream))
        expect([field, described.fields.find((one) => one.name === field)?.type]).toEqual([field, type]);
      const read = async (after?: { field: string; value: string }) => {
        const extraction = await facetOf(connection, 'read').extract(
          { object: name, fields: described.fields.map(({ id }) => id), configuration: {}, after },
          never,
        );
        expect(extraction.rejected ?? []).toEqual([]);
        return host.withSession(async (session) => {
          const [offer] = extraction.offers;
          if (offer?.format !== 'relation') throw new Error('no relation');
          const rows = await session.all(
            `SELECT COLUMNS(*)::VARCHAR FROM (${await offer.attach(session, never)})`,
          );
          return rows.map((row) =>
            Object.fromEntries(row.map((value, i) => [extraction.columns[i]?.name ?? '', value])),
          );
        });
      };
      const rows = await read();
      expect(rows.length).toBe(expectedRows(manifest, stream));
      const key = stream.key;
      if (key.length > 0 && !stream.parent)
        expect(new Set(rows.map((row) => JSON.stringify(key.map((field) => row[field])))).size).toBe(
          rows.length,
        );
      const incremental = stream.incremental;
      if (incremental && !stream.parent) {
        const type = described.fields.find((one) => one.name === incremental.field)?.type ?? '';
        const from = String(fieldValueOf(incremental.field, type, rows.length - 1, true));
        const later = await read({
          field: incremental.field,
          value: from.replace('T', ' ').replace('Z', '+00:00'),
        });
        expect(later.length).toBe(1);
        expect(fake.requests.at(-1)).toMatch(incremental.in === 'body' ? /^POST / : incremental.parameter);
      }
    },
  );
}

/** The manifest with pages of two records, so that there are several of few. */
function withSmallPages(manifest: Manifest): Manifest {
  const small = (paging: Manifest['paging']) =>
    paging && (paging.page_size === undefined ? paging : { ...paging, page_size: 2 });
  // What is exported where there is much of it is so here, but for what is asked since a moment.
  const little = (call: ManifestStream['export']) =>
    call && { ...call, every_seconds: 0, ...(call.above ? { above: { ...call.above, records: 2 } } : {}) };
  const streams = manifest.streams.map((stream) => ({
    ...stream,
    paging: small(stream.paging),
    export: little(stream.export),
  }));
  return { ...manifest, paging: small(manifest.paging), streams };
}

/** How many records the fake has of a stream: so many for each record of the one above. */
function expectedRows(manifest: Manifest, stream: ManifestStream): number {
  const above = manifest.streams.find(({ name }) => name === stream.parent?.stream);
  return recordsOf(stream) * (above ? expectedRows(manifest, above) : 1);
}

function facetOf<N extends 'test' | 'discover' | 'read'>({ facets }: OpenConnector, name: N): Facets[N] {
  const found = facets[name];
  if (!found) throw new Error(`there is no facet ${name}`);
  return found as Facets[N];
}
