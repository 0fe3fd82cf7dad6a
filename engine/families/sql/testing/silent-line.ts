import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CuttingProxy } from '../../../../test/crash/cutting-proxy.ts';
import type { ConnectorHost, Facets, OpenConnector } from '../../../contract/contract.ts';

/** What a server's suite brings. */
export interface SilentServer {
  readonly port: number;
  readonly host: ConnectorHost;
  /** A connection with other settings. */
  open(changes: object): Promise<OpenConnector>;
  /** A table of at least some ten MB, whose column n is to be read. */
  readonly table: string;
  /** A table whose one column n takes any text. */
  readonly target: string;
  /** A query that takes this many seconds to answer. */
  sleeping(seconds: number): string;
}

const never = new AbortController().signal;
const SILENT = { code: 'connection_failed', message: expect.stringMatching(/fallen silent|does not answer/) };

/** Tests of a line that takes everything and brings nothing any more. Each only has to end, and to say why. */
export function silentLineTests(server: () => SilentServer): void {
  /** A connection by way of a proxy that can fall silent. */
  async function through(changes: object = {}) {
    const proxy = await CuttingProxy.open(server().port);
    const connector = await server().open({
      hostname: '127.0.0.1',
      port: proxy.port,
      ssl: false,
      ...changes,
    });
    return { proxy, facets: connector.facets as Facets };
  }

  /** The stream of a table's rows. */
  async function rowsOf({ read }: Facets, signal: AbortSignal): Promise<Readable> {
    const extraction = await read.extract(
      { object: server().table, fields: ['n'], configuration: {} },
      signal,
    );
    const csv = extraction.offers.find((offer) => offer.format === 'csv');
    if (csv?.format !== 'csv') throw new Error('the rows do not come as CSV');
    return csv.open(signal);
  }

  test('a server that falls silent is told from one that is at work', async () => {
    const { proxy, facets } = await through({ inactivity_timeout: 1 });
    await using _ = proxy;
    const query = { query: server().sleeping(3) };
    const fields = await facets.query.describe(query, never);
    const { offers } = await facets.query.extract(query, fields, never);
    const csv = offers.find((offer) => offer.format === 'csv');
    if (csv?.format !== 'csv') throw new Error('the rows do not come as CSV');
    expect((await (await csv.open(never)).toArray()).length).toBeGreaterThan(0);
    proxy.fallSilent();
    await expect(facets.discover.list({}, never)).rejects.toMatchObject(SILENT);
  });

  test('a server that takes a line and then says nothing fails the test of the connection', async () => {
    const { proxy, facets } = await through({ inactivity_timeout: 1 });
    await using _ = proxy;
    proxy.fallSilent();
    // MariaDB, which hears nothing either, may be the first to end the line.
    await expect(facets.test.test(never)).rejects.toMatchObject({ code: 'connection_failed' });
  });

  test('rows that stop coming fail the reading', async () => {
    const { proxy, facets } = await through({ inactivity_timeout: 1 });
    await using _ = proxy;
    const rows = await rowsOf(facets, never);
    const silence = new Writable({
      write(_chunk, _encoding, done) {
        proxy.fallSilent();
        done();
      },
    });
    await expect(pipeline(rows, silence)).rejects.toMatchObject(SILENT);
  });

  test('a reader that takes its time is not taken for a silent server', async () => {
    const { proxy, facets } = await through({ inactivity_timeout: 1 });
    await using _ = proxy;
    const rows = await rowsOf(facets, never);
    let count = 0;
    const slow = new Writable({
      write(chunk: Buffer, _encoding, done) {
        count += chunk.length;
        if (count > chunk.length) done();
        else setTimeout(done, 3_000);
      },
    });
    await pipeline(rows, slow);
    expect(count).toBeGreaterThan(1_000_000);
  });

  test('rows that are not taken any more fail the loading', async () => {
    const { proxy, facets } = await through({ inactivity_timeout: 1 });
    await using _ = proxy;
    const chunk = Buffer.from(`${'"some text that is loaded"\n'.repeat(2_000)}`);
    const rows = async function* () {
      for (let i = 0; ; i++) {
        if (i === 10) proxy.fallSilent();
        yield chunk;
      }
    };
    const { target } = server();
    const column = { name: 'n', type: 'string', ...facets.define.columnType('string'), nullable: true };
    const loading = server().host.withSession((session) =>
      facets.load.load({
        operation: 'append',
        table: { id: target, key: [], columns: [column] },
        columns: [{ name: 'n', type: 'string' }],
        key: [],
        rows: { format: 'csv', open: async () => Readable.from(rows(), { objectMode: false }) },
        batch: { scope: target, id: 'silent' },
        session,
        signal: never,
        onProgress: () => {},
      }),
    );
    await expect(loading).rejects.toMatchObject(SILENT);
  });

  test('cancelling ends at once what waits for a silent server, and so does closing', async () => {
    const { proxy, facets } = await through();
    await using _ = proxy;
    await facets.discover.list({}, never);
    proxy.fallSilent();
    const canceling = new AbortController();
    const listing = facets.discover.list({}, canceling.signal);
    setTimeout(() => canceling.abort(), 100);
    await expect(listing).rejects.toMatchObject({ code: 'canceled' });
  });
}
