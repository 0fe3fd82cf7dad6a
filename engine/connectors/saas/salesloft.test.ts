import { never } from '../../../test/contract/open-connector.ts';
import { writeRecords } from '../../../test/contract/write-records.ts';
import { readAll, Status, startExchange } from '../../../test/manifests/exchange.ts';
import type { WriteFacet } from '../../contract/contract.ts';
import { ConnectionError } from '../../kit/errors.ts';
import { salesloft } from './salesloft.ts';

/*
 * What goes out to Salesloft, as its public descriptions have it. Salesloft itself was not asked: what is answered here is ours.
 */

const KEY = { auth_method: 'api_key', api_key: 'key-of-the-test' };
const OAUTH = {
  application_id: 'application',
  client_secret: 'secret',
  oauth_refresh_token: 'first',
};

describe('Salesloft, request by request', () => {
  test('an API key is a bearer token', async () => {
    await using exchange = await startExchange(salesloft, KEY, () => ({ data: [] }));
    await exchange.connection.facets.test?.test(never);
    expect(exchange.taken()).toEqual([{ line: 'GET /users?per_page=100' }]);
    expect(exchange.lastHeaders().authorization).toBe('Bearer key-of-the-test');
  });

  test('a refresh token is used once: the next token is asked for with the one that came in its place', async () => {
    let tokens = 0;
    let refused = false;
    await using exchange = await startExchange(salesloft, OAUTH, (line) => {
      if (line === 'POST /token') {
        tokens += 1;
        return { access_token: `token-${tokens}`, refresh_token: `refresh-${tokens}`, expires_in: 7200 };
      }
      if (refused) return { data: [] };
      refused = true;
      return new Status(401, { error: 'invalid_token' });
    });
    await exchange.connection.facets.test?.test(never);
    const asked = exchange.taken();
    expect(asked.map(({ line }) => line)).toEqual([
      'POST /token',
      'GET /users?per_page=100',
      'POST /token',
      'GET /users?per_page=100',
    ]);
    expect(
      asked
        .map(({ body }) => body)
        .filter((body) => typeof body === 'string')
        .map((body) => Object.fromEntries(new URLSearchParams(body))),
    ).toEqual(
      ['first', 'refresh-1'].map((refresh_token) => ({
        grant_type: 'refresh_token',
        client_id: 'application',
        client_secret: 'secret',
        refresh_token,
      })),
    );
  });

  test('people that changed since a moment are asked for page by page, the oldest change first', async () => {
    await using exchange = await startExchange(salesloft, KEY, (line) => ({
      data: [{ id: line.includes('page=2') ? 2 : 1, updated_at: '2024-03-01T10:00:00.000000Z' }],
      metadata: { paging: { per_page: 100, next_page: line.includes('&page=2') ? null : 2 } },
    }));
    await readAll(exchange, 'people', ['id', 'updated_at'], {
      field: 'updated_at',
      value: '2024-03-01 00:00:00+00:00',
    });
    const asked = 'GET /people?sort_by=updated_at&sort_direction=ASC&updated_at[gte]=2024-03-01T00:00:00Z';
    expect(exchange.taken()).toEqual([
      { line: `${asked}&per_page=100` },
      { line: `${asked}&page=2&per_page=100` },
    ]);
  });

  test('an answer that cost many points holds the account back: for longer than anybody waits, a run ends', async () => {
    // At a request in ten seconds, 39 points more are six and a half minutes.
    const slow = { ...KEY, requests_per_second: 0.1 };
    await using exchange = await startExchange(
      salesloft,
      slow,
      () =>
        new Status(
          200,
          { data: [{ id: 1 }], metadata: { paging: { next_page: 501 } } },
          { 'x-ratelimit-endpoint-cost': '40' },
        ),
    );
    await expect(readAll(exchange, 'groups', ['id'])).rejects.toThrow(ConnectionError);
    expect(exchange.taken()).toEqual([{ line: 'GET /groups?per_page=100' }]);
  });

  test('people are upserted by their e-mail address, one in a request', async () => {
    await using exchange = await startExchange(salesloft, KEY, () => ({
      data: { id: 7, upsert_type: 'create', person: { id: 7 } },
    }));
    const chunks = await writeRecords(exchange.connection, {
      object: 'people',
      operation: 'upsert',
      columns: ['email_address', 'first_name', { name: 'owner_id', type: 'bigint' }],
      rows: [
        ['ann@example.com', 'Ann', '12'],
        ['ben@example.com', null, null],
      ],
      key: ['email_address'],
    });
    expect(exchange.taken()).toEqual([
      {
        line: 'POST /person_upserts',
        body: {
          upsert_key: 'email_address',
          email_address: 'ann@example.com',
          first_name: 'Ann',
          owner_id: 12,
        },
      },
      {
        line: 'POST /person_upserts',
        body: {
          upsert_key: 'email_address',
          email_address: 'ben@example.com',
          first_name: null,
          owner_id: null,
        },
      },
    ]);
    expect(chunks.flatMap(({ rejected }) => rejected)).toEqual([]);
  });

  test('a refusal is shown as it comes', async () => {
    await using exchange = await startExchange(
      salesloft,
      KEY,
      () => new Status(422, { errors: { email_address: ['is invalid'] } }),
    );
    const [chunk] = await writeRecords(exchange.connection, {
      object: 'people',
      operation: 'upsert',
      columns: ['email_address'],
      rows: [['no address']],
      key: ['email_address'],
    });
    expect(chunk?.rejected).toEqual([
      { index: 0, reason: 'HTTP 422: {"errors":{"email_address":["is invalid"]}}' },
    ]);
  });

  test('a person comes into a cadence, and leaves it', async () => {
    await using exchange = await startExchange(salesloft, KEY, (line) =>
      line.startsWith('DELETE') ? new Status(204) : { data: { id: 99 } },
    );
    await writeRecords(exchange.connection, {
      object: 'cadence_memberships',
      operation: 'create',
      columns: ['person_id', 'cadence_id', 'user_id'].map((name) => ({ name, type: 'bigint' })),
      rows: [['7', '3', '12']],
      key: ['person_id'],
    });
    await writeRecords(exchange.connection, {
      object: 'cadence_memberships',
      operation: 'remove',
      columns: ['id'],
      rows: [['99']],
      key: ['id'],
    });
    expect(exchange.taken()).toEqual([
      { line: 'POST /cadence_memberships', body: { person_id: 7, cadence_id: 3, user_id: 12 } },
      { line: 'DELETE /cadence_memberships/99' },
    ]);
  });

  test('people are looked for by many addresses at once, and accounts by their domains', async () => {
    await using exchange = await startExchange(salesloft, KEY, (line) => ({
      data: line.includes('/people')
        ? [{ id: 7, email_address: 'Ann@example.com' }]
        : [{ id: 8, domain: 'b.example' }],
    }));
    const lookup = (exchange.connection.facets.write as WriteFacet).lookup;
    const asked = { configuration: {}, signal: never };
    expect(
      await lookup?.({
        object: 'people',
        field: 'email_address',
        values: ['ann@example.com', 'x@example.com'],
        ...asked,
      }),
    ).toEqual([['7'], []]);
    expect(
      await lookup?.({ object: 'accounts', field: 'domain', values: ['a.example', 'b.example'], ...asked }),
    ).toEqual([[], ['8']]);
    expect(exchange.taken().map(({ line }) => line)).toEqual([
      'GET /people?email_addresses[]=ann@example.com&email_addresses[]=x@example.com&per_page=100',
      'GET /accounts?domain[]=a.example&domain[]=b.example&per_page=100',
    ]);
  });
});
