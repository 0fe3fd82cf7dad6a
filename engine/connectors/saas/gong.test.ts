import { never } from '../../../test/contract/open-connector.ts';
import { writeRecords } from '../../../test/contract/write-records.ts';
import { type Answers, readAll, Status, startExchange } from '../../../test/manifests/exchange.ts';
import { systemOf } from '../../families/manifest/connection.ts';
import { manifestOf } from '../../families/manifest/connector.ts';
import type { Manifest } from '../../families/manifest/manifest.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { gong } from './gong.ts';

/*
 * What goes out to Gong, as its help pages have it. Gong itself was not asked: what is answered here is ours.
 */

const KEY = { access_key: 'key', access_secret: 'secret' };
const FLOW = 'flows/1695493301223590792';

describe('Gong, request by request', () => {
  test('an access key and its secret sign in by themselves', async () => {
    await using exchange = await startExchange(gong, KEY, () => ({ users: [] }));
    await exchange.connection.facets.test?.test(never);
    expect(exchange.taken()).toEqual([{ line: 'GET /users' }]);
    expect(exchange.lastHeaders().authorization).toBe(`Basic ${btoa('key:secret')}`);
  });

  test.each([
    ['company-17', 'https://company-17.api.gong.io/v2'],
    [undefined, 'https://api.gong.io/v2'],
  ])('with the subdomain %s the address is %s', (subdomain, url) => {
    const settings = gong.config.parse({ ...KEY, subdomain }) as Parameters<typeof systemOf>[1];
    expect(systemOf(manifestOf(gong) as Manifest, settings).url).toBe(url);
  });

  test('a refresh token is sent with the client in the header, and users are then asked for with the token', async () => {
    const oauth = {
      auth_method: 'oauth',
      client_id: 'app',
      client_secret: 'hidden',
      oauth_refresh_token: 'first',
    };
    await using exchange = await startExchange(gong, oauth, (line) =>
      line === 'POST /token'
        ? { access_token: 'token', refresh_token: 'second', expires_in: 86_400 }
        : { users: [] },
    );
    await exchange.connection.facets.test?.test(never);
    const [token] = exchange.taken();
    expect(token).toEqual({ line: 'POST /token', body: 'grant_type=refresh_token&refresh_token=first' });
    expect(exchange.lastHeaders().authorization).toBe('Bearer token');
  });

  test('calls are asked for from a moment on, three months at a time, page by page', async () => {
    await using exchange = await startExchange(gong, KEY, (line) =>
      line.includes('cursor=')
        ? { calls: [{ id: '2', started: '2026-11-02T10:00:00Z' }], records: {} }
        : {
            calls: [{ id: '1', started: '2026-11-01T10:00:00Z' }],
            records: { cursor: 'next page' },
          },
    );
    const recent = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const until = new Date(Date.parse(recent) + 90 * 86_400_000).toISOString().slice(0, 10);
    await readAll(exchange, 'calls', ['id', 'started'], {
      field: 'started',
      value: `${recent} 00:00:00+00:00`,
    });
    const asked = `GET /calls?fromDateTime=${recent}T00:00:00Z&toDateTime=${until}T00:00:00`;
    const lines = exchange.taken().map(({ line }) => line.replace('.000Z', 'Z'));
    expect(lines).toEqual([`${asked}Z`, `${asked}Z&cursor=next page`]);
  });

  test('that there are no calls in three months is no fault', async () => {
    const none = new Status(404, {
      requestId: 'r',
      errors: ['No calls found corresponding to the provided filters'],
    });
    await using exchange = await startExchange(gong, KEY, () => none);
    expect(await readAll(exchange, 'callTranscripts', ['callId'])).toBe(0);
    expect(exchange.taken()).toEqual([{ line: 'POST /calls/transcript', body: { filter: {} } }]);
  });

  const assigned: Answers = (_, body) => {
    const { crmProspectsIds = [] } = body as { crmProspectsIds?: readonly string[] };
    return {
      requestId: 'r',
      prospectsAssigned: crmProspectsIds
        .filter((id) => !id.startsWith('bad'))
        .map((crmProspectId) => ({ crmProspectId, flowInstanceId: '1', flowInstanceStatus: 'Pending' })),
      prospectsNotAssigned: crmProspectsIds
        .filter((id) => id.startsWith('bad'))
        .map((crmProspectId) => ({
          crmProspectId,
          errorCode: 'InvalidArgument',
          errorMessage: `Invalid crmId ${crmProspectId}`,
        })),
    };
  };

  test('people come into a flow, those of one owner in one request; who is refused is told by the id', async () => {
    await using exchange = await startExchange(gong, KEY, assigned);
    const chunks = await writeRecords(exchange.connection, {
      object: FLOW,
      operation: 'create',
      columns: ['crmProspectId', 'flowInstanceOwnerEmail'],
      rows: [
        ['003A', 'rep@example.com'],
        ['003B', 'other@example.com'],
        ['bad1', 'rep@example.com'],
        ['003C', 'rep@example.com'],
      ],
      key: ['crmProspectId'],
    });
    const flowId = '1695493301223590792';
    expect(exchange.taken()).toEqual([
      {
        line: 'POST /flows/prospects/assign',
        body: {
          crmProspectsIds: ['003A', 'bad1', '003C'],
          flowId,
          flowInstanceOwnerEmail: 'rep@example.com',
        },
      },
      {
        line: 'POST /flows/prospects/assign',
        body: { crmProspectsIds: ['003B'], flowId, flowInstanceOwnerEmail: 'other@example.com' },
      },
    ]);
    expect(chunks).toEqual([{ records: 4, rejected: [{ index: 2, reason: 'Invalid crmId bad1' }] }]);
  });

  test('200 people go in a request', async () => {
    await using exchange = await startExchange(gong, KEY, assigned);
    await writeRecords(exchange.connection, {
      object: FLOW,
      operation: 'create',
      columns: ['crmProspectId', 'flowInstanceOwnerEmail'],
      rows: Array.from({ length: 250 }, (_, i) => [`003-${i}`, 'rep@example.com']),
      key: ['crmProspectId'],
    });
    const sizes = exchange
      .taken()
      .map(({ body }) => (body as { crmProspectsIds: readonly string[] }).crmProspectsIds.length);
    expect(sizes).toEqual([200, 50]);
  });

  test('a person leaves this flow, and no other', async () => {
    await using exchange = await startExchange(gong, KEY, () => ({ requestId: 'r', unassignedFlowIds: [] }));
    await writeRecords(exchange.connection, {
      object: FLOW,
      operation: 'remove',
      columns: ['crmProspectId'],
      rows: [['003A']],
      key: ['crmProspectId'],
    });
    expect(exchange.taken()).toEqual([
      {
        line: 'POST /flows/prospects/unassign-flows-by-crm-id',
        body: { crmProspectId: '003A', flowId: '1695493301223590792' },
      },
    ]);
  });

  test('a flow that is not there ends the run', async () => {
    await using exchange = await startExchange(
      gong,
      KEY,
      () => new Status(404, { requestId: 'r', errors: ['Flow not found'] }),
    );
    const writing = writeRecords(exchange.connection, {
      object: FLOW,
      operation: 'create',
      columns: ['crmProspectId', 'flowInstanceOwnerEmail'],
      rows: [['003A', 'rep@example.com']],
      key: ['crmProspectId'],
    });
    await expect(writing).rejects.toThrow(ConnectionError);
    expect(exchange.taken().length).toBe(1);
  });
});
