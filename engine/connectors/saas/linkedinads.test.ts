import { writeRecords } from '../../../test/contract/write-records.ts';
import { readAll, Status, startExchange } from '../../../test/manifests/exchange.ts';
import type { WriteOperation } from '../../contract/contract.ts';
import { linkedinads } from './linkedinads.ts';

/*
 * What goes out to LinkedIn, as public descriptions of its API have it. LinkedIn itself was not asked: what is answered here is ours.
 */

const SETTINGS = { client_id: 'app', client_secret: 'hidden', oauth_refresh_token: 'refresh' };
/** `printf ann@example.com | sha256sum`, and the same of Ben. */
const ANN = '71d4f55f72fa128dfb468a1a3901507c804b74316488744d769d7f4b16696476';
const BEN = 'f871a76fb7b15231306b634dd91b385c48e9298974308e28e161d845e3e6f060';

const start = (answers: (line: string) => unknown) =>
  startExchange(linkedinads, SETTINGS, (line) =>
    line === 'POST /token' ? { access_token: 'token', expires_in: 5_184_000 } : answers(line),
  );

const requests = (exchange: Awaited<ReturnType<typeof start>>) =>
  exchange.taken().filter(({ line }) => line !== 'POST /token');

describe('LinkedIn Ads, request by request', () => {
  test('campaigns are asked for account by account, page by page, in a version of the API', async () => {
    await using exchange = await start((line) => {
      if (line.includes('/adCampaigns'))
        return line.includes('pageToken')
          ? { elements: [{ id: 3 }] }
          : { elements: [{ id: 2 }], metadata: { nextPageToken: 'more' } };
      return { elements: [{ id: 517 }] };
    });
    await readAll(exchange, 'campaigns', ['id', 'name']);
    expect(requests(exchange)).toEqual([
      { line: 'GET /adAccounts?q=search&pageSize=500' },
      { line: 'GET /adAccounts/517/adCampaigns?q=search&pageSize=500' },
      { line: 'GET /adAccounts/517/adCampaigns?q=search&pageToken=more&pageSize=500' },
    ]);
    expect(exchange.lastHeaders()).toMatchObject({
      authorization: 'Bearer token',
      'linkedin-version': '202609',
      'x-restli-protocol-version': '2.0.0',
    });
  });

  test.each([
    ['create', 'ADD'],
    ['upsert', 'ADD'],
    ['remove', 'REMOVE'],
  ] as const)(
    'by %s people go out as hashes of their addresses, with action %s',
    async (operation, action) => {
      await using exchange = await start(() => ({ elements: [{ status: 201 }, { status: 201 }] }));
      const isAdded = action === 'ADD';
      const chunks = await writeRecords(exchange.connection, {
        object: 'segments/42',
        operation: operation as WriteOperation,
        columns: isAdded ? ['email', 'firstName', 'company'] : ['email'],
        rows: isAdded
          ? [
              ['  Ann@Example.COM ', 'Ann', null],
              ['ben@example.com', null, 'B & Co'],
            ]
          : [['  Ann@Example.COM '], ['ben@example.com']],
        key: ['email'],
      });
      const userIds = (idValue: string) => [{ idType: 'SHA256_EMAIL', idValue }];
      const more = isAdded ? [{ firstName: 'Ann' }, { company: 'B & Co' }] : [];
      expect(requests(exchange)).toEqual([
        {
          line: 'POST /dmpSegments/42/users',
          body: {
            elements: [
              { action, userIds: userIds(ANN), ...more[0] },
              { action, userIds: userIds(BEN), ...more[1] },
            ],
          },
        },
      ]);
      expect(exchange.lastHeaders()).toMatchObject({
        'x-restli-method': 'BATCH_CREATE',
        'x-restli-protocol-version': '2.0.0',
        'linkedin-version': '202609',
      });
      expect(chunks.flatMap(({ rejected }) => rejected)).toEqual([]);
    },
  );

  test('each person has a status of their own; a version that has ended is said to be', async () => {
    await using exchange = await start(() => ({
      elements: [{ status: 201 }, { status: 400, message: 'no such type' }],
    }));
    const [chunk] = await writeRecords(exchange.connection, {
      object: 'segments/42',
      operation: 'upsert',
      columns: ['email'],
      rows: [['ann@example.com'], ['ben@example.com']],
      key: ['email'],
    });
    expect(chunk?.rejected).toEqual([{ index: 1, reason: 'no such type' }]);
    await using old = await start(() => new Status(426, { status: 426, code: 'NONEXISTENT_VERSION' }));
    await expect(readAll(old, 'accounts', ['id'])).rejects.toMatchObject({
      hint: expect.stringContaining('api_version'),
    });
  });

  test('1,000 people go in a request', async () => {
    await using exchange = await start(() => ({ elements: [] }));
    await writeRecords(exchange.connection, {
      object: 'segments/42',
      operation: 'upsert',
      columns: ['email'],
      rows: Array.from({ length: 1200 }, (_, i) => [`p${i}@example.com`]),
      key: ['email'],
    });
    expect(
      requests(exchange).map(({ body }) => (body as { elements: readonly unknown[] }).elements.length),
    ).toEqual([1000, 200]);
  });
});
