import { never, testHost } from '../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../test/needing.ts';
import { missingStripeMock, type StripeMock, startStripeMock } from '../../../test/services/stripe-mock.ts';
import type { ObjectSchema } from '../../contract/contract.ts';
import { manifestOf } from '../../families/manifest/connector.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { stripe } from './stripe.ts';

const streams = manifestOf(stripe)?.streams.map(({ name }) => name) ?? [];

describeNeeding(await missingStripeMock(), 'Stripe, as its own mock server answers', () => {
  let server: StripeMock;
  let host: Awaited<ReturnType<typeof testHost>>;
  beforeAll(async () => {
    server = await startStripeMock();
    host = await testHost();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
  });

  const open = (api_key: string) =>
    stripe.open(
      stripe.config.parse({
        api_key,
        base_url: server.url,
        allow_private_addresses: true,
        requests_per_second: 100_000,
      }),
      host,
    );

  test('a connection test passes with a key and is refused with what is none', async () => {
    await using right = await open('sk_test_123');
    await right.facets.test?.test(never);
    await using wrong = await open('no key of Stripe');
    const failed = await wrong.facets.test?.test(never).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ConnectionError);
    expect((failed as ConnectionError).part).toBe('user or password');
    expect((failed as ConnectionError).message).not.toContain('no key of Stripe');
  });

  test.each(streams)('reads %s', async (name) => {
    await using connection = await open('sk_test_123');
    const [schema] = (await connection.facets.discover?.describe([name], {}, never)) ?? [];
    const { fields } = schema as ObjectSchema;
    const extraction = await connection.facets.read?.extract(
      { object: name, fields: fields.map(({ id }) => id), configuration: {} },
      never,
    );
    expect(extraction?.rejected ?? []).toEqual([]);
    const [offer] = extraction?.offers ?? [];
    if (offer?.format !== 'relation') throw new Error('no relation');
    const rows = await host.withSession(async (session) =>
      session.all(`SELECT COLUMNS(*)::VARCHAR FROM (${await offer.attach(session, never)})`),
    );
    expect(rows.length).toBeGreaterThan(0);
    const at = fields.findIndex((field) => field.is_primary_key);
    expect(rows.every((row) => row[at] !== null)).toBe(true);
  });
});
