import { Readable } from 'node:stream';
import type { ConnectorFixture } from '../../../test/contract/fixture.ts';
import { titleOf } from '../../../test/contract/fixtures.ts';
import { testHost } from '../../../test/contract/open-connector.ts';
import { describeWith } from '../../../test/contract/runnable.ts';
import { CuttingProxy } from '../../../test/crash/cutting-proxy.ts';
import { fixture as azureblob } from '../../connectors/files/azureblob/testing/contract-fixture.ts';
import { fixture as gcs } from '../../connectors/files/gcs/testing/contract-fixture.ts';
import { fixture as s3 } from '../../connectors/files/s3/testing/contract-fixture.ts';
import { registry } from '../../connectors/registry.ts';
import type { Facets } from '../../contract/contract.ts';

/* Stores that take a line and then say nothing: what waits for them fails by itself, and ends at once when cancelled. */

const never = new AbortController().signal;
const SILENT = { code: 'connection_failed', message: expect.stringMatching(/fallen silent/) };

/** A store's facets by way of a proxy that can fall silent. */
async function through(fixture: ConnectorFixture, inactivity_timeout: number) {
  const stack = new AsyncDisposableStack();
  const open = stack.use(await fixture.open());
  const host = stack.use(await testHost());
  const real = new URL(String(open.config.endpoint));
  const proxy = stack.use(await CuttingProxy.open(Number(real.port)));
  const endpoint = new URL(real.href);
  endpoint.port = String(proxy.port);
  const definition = registry.get(fixture.connector) as NonNullable<ReturnType<typeof registry.get>>;
  const config = { ...open.config, endpoint: endpoint.href.replace(/\/$/, ''), inactivity_timeout };
  const connector = stack.use(await definition.open(definition.config.parse(config), host));
  return { proxy, host, facets: connector.facets as Facets, stack };
}

for (const fixture of [s3, gcs, azureblob])
  describeWith([fixture.connector], `a silent store: ${titleOf(fixture.connector)}`, () => {
    test('fails what is asked, and the test of the connection', async () => {
      const { proxy, facets, stack } = await through(fixture, 1);
      await using _ = stack;
      await facets.test.test(never);
      proxy.fallSilent();
      await expect(facets.discover.list({}, never)).rejects.toMatchObject(SILENT);
      await expect(facets.test.test(never)).rejects.toMatchObject(SILENT);
    }, 60_000);

    test('fails a load, of which it takes the rows no more', async () => {
      const { proxy, facets, host, stack } = await through(fixture, 1);
      await using _ = stack;
      const { define, load } = facets;
      const column = { name: 'n', type: 'string', ...define.columnType('string'), nullable: true };
      const table = { id: define.tableId('loaded', {}), key: [], columns: [column], configuration: {} };
      await define.apply(define.change(table, null), never);
      const line = Buffer.from('"some text that is loaded"\n'.repeat(1_000));
      const rows = async function* () {
        yield line;
        proxy.fallSilent();
        yield line;
      };
      const loading = host.withSession((session) =>
        load.load({
          operation: 'append',
          table,
          columns: [{ name: 'n', type: 'string' }],
          key: [],
          rows: { format: 'csv', open: async () => Readable.from(rows(), { objectMode: false }) },
          batch: { scope: table.id, id: 'silent' },
          session,
          signal: never,
          onProgress: () => {},
        }),
      );
      await expect(loading).rejects.toMatchObject(SILENT);
    }, 60_000);

    test('is not waited for by what is cancelled', async () => {
      const { proxy, facets, stack } = await through(fixture, 3_600);
      await using _ = stack;
      proxy.fallSilent();
      const canceling = new AbortController();
      const listing = facets.discover.list({}, canceling.signal);
      setTimeout(() => canceling.abort(), 100);
      await expect(listing).rejects.toMatchObject({ code: 'canceled' });
    }, 60_000);
  });
