import { describeNeeding, testNeeding } from '../../../../test/needing.ts';
import { missingDuckdbExtensions } from '../../../../test/services/duckdb-extensions.ts';
import { missingSshd, type SshService, sshSettings, startSshd } from '../../../../test/services/sshd.ts';
import type { Facets, OpenConnector } from '../../../contract/contract.ts';
import { connectionFailure, testConnection } from '../../../families/sql/testing/connection-tests.ts';
import { transfer } from '../../../movement/transfer.ts';
import { type Fixture, openFixture } from './testing/fixture.ts';

const missing = missingSshd();
const noExtensions = await missingDuckdbExtensions();

describeNeeding(missing, 'through SSH', () => {
  let fixture: Fixture;
  let sshd: SshService;
  let connector: OpenConnector;
  beforeAll(async () => {
    fixture = await openFixture();
    sshd = await startSshd();
    // A name that only the far end of the tunnel has to know, and that the certificate has.
    connector = await open({ hostname: 'localhost', ssl: true, ca_cert: fixture.service.caCert });
    await fixture.sql(
      'CREATE TABLE t AS SELECT n, repeat(n::text, 100) AS text FROM generate_series(1, 5000) AS n',
    );
  });
  afterAll(async () => {
    await fixture?.[Symbol.asyncDispose]();
    await sshd?.stop();
  });

  const open = (changes: object) => fixture.open({ ...sshSettings(sshd), ...changes });

  test('a connection works, with and without TLS', async () => {
    await expect(connector.facets.test?.test(fixture.signal)).resolves.toBeUndefined();
    await expect(testConnection(open, {})).resolves.toBeUndefined();
  });

  for (const format of ['csv', 'relation'] as const)
    testNeeding(format === 'relation' ? noExtensions : undefined, `rows are read by ${format}`, async () => {
      const { read } = connector.facets as Facets;
      const { host, signal } = fixture;
      const extraction = await read.extract(
        { object: 'public.t', fields: ['n', 'text'], configuration: {} },
        signal,
      );
      const count = await host.withSession(async (session) => {
        const offers = extraction.offers.filter((offer) => offer.format === format);
        const { rows } = await transfer({ ...extraction, offers }, ['rows'], {
          session,
          signal,
          log: () => {},
        });
        let n = 0;
        if (rows.format === 'rows') for await (const batch of rows.open(signal)) n += batch.length;
        return n;
      });
      expect(count).toBe(5000);
    });

  test('what is in the way is named', async () => {
    const part = async (changes: object) => (await connectionFailure(open, changes)).part;
    expect(await part({ ssh_port: 1 })).toBe('ssh');
    expect(await part({ port: 1 })).toBe('refused');
    expect(await part({ password: 'wrong' })).toBe('user or password');
  });
});
