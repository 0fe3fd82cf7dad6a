import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@hubspot/api-client';
import { never, testHost } from '../../../test/contract/open-connector.ts';
import { writeRecords } from '../../../test/contract/write-records.ts';
import type { OpenConnector, WriteFacet, WriteOperation } from '../../contract/contract.ts';
import { hubspot } from './hubspot.ts';

/*
 * HubSpot's own client (Apache-2.0) and ours are asked for the same, and what they send is compared. HubSpot's description of its API
 * may not be used, and there is no server of HubSpot's to run: what HubSpot answers was never seen here.
 */

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly body: unknown;
}

const PROPERTIES = [
  { name: 'email', type: 'string', hasUniqueValue: false },
  { name: 'lastname', type: 'string', hasUniqueValue: false },
  { name: 'crm_number', type: 'string', hasUniqueValue: true },
];

describe('HubSpot, as its own client asks', () => {
  let server: Server;
  let url: string;
  let sent: Sent[];
  /** What the server answers to a path of that end. */
  let answers: Readonly<Record<string, unknown>>;
  let host: Awaited<ReturnType<typeof testHost>>;
  let theirs: Client;
  let ours: OpenConnector;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://any');
      sent.push({
        method: request.method ?? '',
        path: pathname,
        query: [...searchParams]
          .flatMap(([name, value]) => value.split(',').map((one) => `${name}=${one}`))
          .sort(),
        body: text === '' ? undefined : JSON.parse(text),
      });
      const end = Object.keys(answers).find((path) => pathname.endsWith(path));
      const isProperties = pathname.startsWith('/crm/v3/properties/');
      const answer = end === undefined ? { results: isProperties ? PROPERTIES : [] } : answers[end];
      const document = typeof answer === 'function' ? answer() : answer;
      response
        .writeHead(
          pathname.endsWith('/batch/create') ? 201 : pathname.endsWith('/batch/archive') ? 204 : 200,
          { 'content-type': 'application/json' },
        )
        .end(JSON.stringify(document));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    host = await testHost();
    theirs = new Client({ accessToken: 'token', basePath: url, numberOfApiCallRetries: 0 });
  });
  beforeEach(async () => {
    [sent, answers] = [[], {}];
    ours = await hubspot.open(
      hubspot.config.parse({ access_token: 'token', base_url: url, allow_private_addresses: true }),
      host,
    );
  });
  afterEach(() => ours[Symbol.asyncDispose]());
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await host[Symbol.asyncDispose]();
  });

  /** What was sent since, but for calls that ask which properties there are. */
  const taken = (): readonly Sent[] =>
    sent.splice(0).filter(({ path }) => !path.startsWith('/crm/v3/properties/'));

  const read = async (object: string, fields: readonly string[]) => {
    await ours.facets.read?.extract({ object, fields, configuration: {} }, never);
    return taken();
  };

  const write = async (
    operation: WriteOperation,
    names: readonly string[],
    rows: readonly (readonly string[])[],
    key: readonly string[],
    object = 'contacts',
  ) => {
    const chunks = await writeRecords(ours, { object, operation, columns: names, rows, key });
    return { asked: taken(), chunks };
  };

  test('the properties of an object are asked for in the same way', async () => {
    await ours.facets.discover?.describe(['contacts'], {}, never);
    const mine = sent.splice(0);
    await theirs.crm.properties.coreApi.getAll('contacts');
    expect(mine).toEqual(sent);
  });

  test.each([
    ['contacts', ['companies']],
    ['companies', ['contacts']],
    ['deals', ['contacts', 'companies', 'line_items']],
    ['tickets', ['contacts', 'companies', 'deals']],
    ['products', undefined],
    ['line_items', undefined],
    ['quotes', ['deals']],
    ['leads', ['contacts', 'companies']],
    ['calls', ['contacts', 'companies', 'deals']],
    ['emails', ['contacts', 'companies', 'deals']],
    ['meetings', ['contacts', 'companies', 'deals']],
    ['notes', ['contacts', 'companies', 'deals']],
    ['tasks', ['contacts', 'companies', 'deals']],
  ] as const)('pages of %s are asked for in the same way', async (object, associations) => {
    const mine = await read(object, ['email', 'lastname', 'crm_number']);
    const names = PROPERTIES.map(({ name }) => name);
    await theirs.crm.objects.basicApi.getPage(
      object,
      100,
      undefined,
      names,
      undefined,
      associations && [...associations],
      false,
    );
    expect(mine).toEqual(taken());
  });

  test('the next page is asked for in the same way', async () => {
    const first = { results: [{ id: '1' }], paging: { next: { after: '20' } } };
    answers = { '/crm/v3/owners/': () => (sent.length === 1 ? first : { results: [] }) };
    const [, mine] = await read('owners', ['id']);
    await theirs.crm.owners.ownersApi.getPage(undefined, '20', 100);
    expect([mine]).toEqual(taken());
  });

  test('records are created, updated, upserted and archived in the same way', async () => {
    const names = ['email', 'lastname'];
    const rows = [
      ['ann@x.example', 'Ann'],
      ['ben@x.example', 'Ben'],
    ];
    const inputs = rows.map(([email = '', lastname = ''], i) => ({
      objectWriteTraceId: `batch-${i}`,
      properties: { email, lastname },
    }));
    const api = theirs.crm.contacts.batchApi;

    const created = await write('create', names, rows, []);
    await api.create({ inputs: inputs.map((one) => ({ ...one, associations: [] })) });
    // Associations are optional at HubSpot; its client always sends them.
    expect(created.asked).toEqual(taken().map((one) => ({ ...one, body: { inputs } })));

    const upserted = await write('upsert', names, rows, ['email']);
    await api.upsert({
      inputs: inputs.map((one) => ({ ...one, idProperty: 'email', id: one.properties.email })),
    });
    expect(upserted.asked).toEqual(taken());

    const updated = await write('update', ['id', 'lastname'], [['7', 'Ann']], ['id']);
    await api.update({
      inputs: [{ id: '7', objectWriteTraceId: 'batch-0', properties: { lastname: 'Ann' } }],
    });
    expect(updated.asked).toEqual(taken());

    const archived = await write('remove', ['id'], [['7'], ['8']], ['id']);
    await api.archive({ inputs: [{ id: '7' }, { id: '8' }] });
    expect(archived.asked).toEqual(taken());
  });

  test('what its client reads out of an answer about each record is what we read', async () => {
    const answer = {
      status: 'COMPLETE',
      startedAt: '2024-01-01T00:00:00Z',
      completedAt: '2024-01-01T00:00:01Z',
      results: [
        {
          id: '1',
          new: true,
          objectWriteTraceId: 'batch-0',
          properties: {},
          createdAt: '2024-01-01T00:00:00Z',
          updatedAt: '2024-01-01T00:00:00Z',
        },
      ],
      numErrors: 1,
      errors: [
        {
          status: 'error',
          category: 'VALIDATION_ERROR',
          message: 'no such address',
          context: { objectWriteTraceId: ['batch-1'] },
        },
      ],
    };
    answers = { '/batch/upsert': answer };
    const { chunks } = await write('upsert', ['email'], [['ann@x.example'], ['ben']], ['email']);
    expect(chunks).toEqual([{ records: 2, created: 1, rejected: [{ index: 1, reason: 'no such address' }] }]);
    const told = await theirs.crm.contacts.batchApi.upsert({ inputs: [] });
    expect(told).toMatchObject({ results: [{ id: '1', objectWriteTraceId: 'batch-0' }] });
  });

  test('records are looked for and linked in the same way', async () => {
    await (ours.facets.write as WriteFacet).lookup?.({
      object: 'contacts',
      configuration: {},
      field: 'crm_number',
      values: ['a', 'b'],
      signal: never,
    });
    const [mine] = taken();
    await theirs.crm.contacts.searchApi.doSearch({
      filterGroups: [
        { filters: [{ propertyName: 'crm_number', operator: 'IN' as never, values: ['a', 'b'] }] },
      ],
      properties: ['crm_number'],
      limit: 100,
    });
    expect([mine]).toEqual(taken());

    answers = { '/batch/update': { results: [{ id: '7', objectWriteTraceId: 'batch-0' }] } };
    const { asked } = await write('update', ['id', 'lastname', 'company_id'], [['7', 'Ann', '9']], ['id']);
    await theirs.crm.associations.v4.batchApi.createDefault('contacts', 'companies', {
      inputs: [{ _from: { id: '7' }, to: { id: '9' } }],
    });
    expect(asked.slice(1)).toEqual(taken());
  });

  test('owners and lists are asked for in the same way', async () => {
    answers = { '/lists/search': { lists: [], hasMore: false } };
    const mine = [...(await read('owners', ['id'])), ...(await read('contact_lists', ['listId']))];
    await theirs.crm.owners.ownersApi.getPage(undefined, undefined, 100);
    await theirs.crm.lists.listsApi.doSearch({ count: 1000, offset: 0 } as never);
    expect(mine.map(({ method, path, query }) => ({ method, path, query }))).toEqual(
      taken().map(({ method, path, query }) => ({ method, path, query })),
    );
    expect(mine.at(-1)?.body).toEqual({ count: 1000 });
  });
});
