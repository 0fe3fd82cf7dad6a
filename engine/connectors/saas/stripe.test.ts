import { never, testHost } from '../../../test/contract/open-connector.ts';
import { writeRecords } from '../../../test/contract/write-records.ts';
import { describeNeeding } from '../../../test/needing.ts';
import { missingStripeMock, type StripeMock, startStripeMock } from '../../../test/services/stripe-mock.ts';
import type { ObjectSchema, OpenConnector, WriteOperation } from '../../contract/contract.ts';
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

  const written: Readonly<Record<string, Readonly<Record<string, readonly [type: string, value: string]>>>> =
    {
      customers: {
        email: ['string', 'ann@x.example'],
        name: ['string', 'Ann, ü & co'],
        address: ['json', '{"city": "Bern", "country": "CH"}'],
        metadata: ['json', '{"external_id": "7"}'],
        preferred_locales: ['json', '["de", "fr"]'],
        balance: ['bigint', '-100'],
      },
      products: {
        name: ['string', 'Plan'],
        active: ['boolean', 'true'],
        images: ['json', '["https://x.example/a.png"]'],
      },
      prices: {
        currency: ['string', 'chf'],
        product: ['string', 'prod_1'],
        unit_amount: ['bigint', '1900'],
        lookup_key: ['string', 'plan'],
        recurring: ['json', '{"interval": "month"}'],
      },
      coupons: {
        percent_off: ['number', '12.5'],
        duration: ['string', 'once'],
        redeem_by: ['datetime_tz', '2030-01-01 00:00:00+00'],
      },
    };
  const objects = manifestOf(stripe)?.objects?.map(({ name }) => name) ?? [];

  test('every object that is written to has values here', () => {
    expect(Object.keys(written).toSorted()).toEqual(objects.toSorted());
  });

  test.each(objects)('takes new %s, with every field that is sent', async (object) => {
    await using connection = await open('sk_test_123');
    const fields = Object.entries(written[object] ?? {});
    const [target] =
      (await connection.facets.write?.targets({}, never, object))?.filter(({ id }) => id === object) ?? [];
    const known = target?.fields === 'any' ? [] : (target?.fields ?? []);
    for (const [name, [type]] of fields) expect(known.find((one) => one.name === name)?.type).toBe(type);
    expect(await write(connection, object, 'create', fields)).toEqual([{ records: 1, rejected: [] }]);
    // What Stripe does not know is refused, with its own words.
    const [chunk] = await write(connection, object, 'create', [
      ...fields,
      ['no_such_field', ['string', 'x']],
    ]);
    expect(chunk?.rejected[0]?.reason).toMatch(/HTTP 400: .*additional properties are not allowed/);
  });

  test('customers are found by their address, changed and removed by their ids', async () => {
    await using connection = await open('sk_test_123');
    const ids = await connection.facets.write?.lookup?.({
      object: 'customers',
      configuration: {},
      field: 'email',
      values: ['no.such@x.example'],
      signal: never,
    });
    // The mock answers the same customer to everybody, who has no address.
    expect(ids).toEqual([[]]);
    const named: Fields = [['id', ['string', 'cus_1']]];
    const changed: Fields = [...named, ['name', ['string', 'Ann']]];
    expect(await write(connection, 'customers', 'update', changed)).toEqual([{ records: 1, rejected: [] }]);
    expect(await write(connection, 'customers', 'remove', named)).toEqual([{ records: 1, rejected: [] }]);
  });

  type Fields = readonly (readonly [name: string, readonly [type: string, value: string]])[];

  async function write(connection: OpenConnector, object: string, operation: WriteOperation, fields: Fields) {
    const row = fields.map(([, [type, value]]) => (type === 'boolean' ? value === 'true' : value));
    return writeRecords(connection, {
      object,
      operation,
      columns: fields.map(([name, [type]]) => ({ name, type })),
      rows: [row],
      key: fields.some(([name]) => name === 'id') ? ['id'] : [],
      batch: `${object}-${operation}-${fields.length}`,
    });
  }
});
