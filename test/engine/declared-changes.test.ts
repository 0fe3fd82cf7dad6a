import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BulkLab, bulkLab, toDuckdb } from './bulk-lab.ts';

/*
 * Stripe's customers, by a server of the test's own that keeps them and tells of their changes in events, as Stripe documents it.
 */

interface Customer {
  readonly id: string;
  readonly object: 'customer';
  readonly name: string;
  readonly created: number;
}

let lab: BulkLab;
let server: Server;
let customers: Customer[];
let events: { id: string; type: string; created: number; data: { object: unknown } }[];
let requests: string[];
let mayReadEvents = true;

const now = () => Math.floor(Date.now() / 1000);
const customer = (id: string, name: string): Customer => ({
  id,
  object: 'customer',
  name,
  created: 1_700_000_000,
});
const tell = (type: string, object: unknown, created = now()) => {
  events = [{ id: `evt_${events.length}`, type, created, data: { object } }, ...events];
};

beforeAll(async () => {
  lab = await bulkLab();
  server = createServer((request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://any');
    requests.push(`${pathname}${query.get('created[gte]') === null ? '' : ' since'}`);
    const isEvents = pathname === '/v1/events';
    if (isEvents && !mayReadEvents) return response.writeHead(403).end('{}');
    const since = Number(query.get('created[gte]') ?? 0);
    const all: readonly { id: string; created: number }[] = isEvents
      ? events.filter(({ created, type }) => created >= since && type.startsWith('customer.'))
      : customers;
    const from = all.findIndex(({ id }) => id === query.get('starting_after')) + 1;
    const data = all.slice(from, from + 2);
    return response.end(JSON.stringify({ data, has_more: from + 2 < all.length }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  customers = ['a', 'b', 'c', 'd'].map((id) => customer(id, `name of ${id}`));
  events = [];
  requests = [];
  mayReadEvents = true;
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await lab?.[Symbol.asyncDispose]();
});

async function synced(): Promise<string> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const configuration = {
    api_key: 'key',
    base_url: url,
    allow_private_addresses: true,
    requests_per_second: 1000,
  };
  const stripe = await lab.engine.connections.create({ name: 'Stripe', type: 'stripe', configuration });
  const id = await lab.create(toDuckdb, {
    source: { connection_id: stripe.id, configuration: {} },
    schemas: [{ id: 'customers', user_output_name: `customers_${stripe.id.slice(-6).replaceAll('-', '_')}` }],
  });
  names.set(id, `customers_${stripe.id.slice(-6).replaceAll('-', '_')}`);
  return id;
}
const names = new Map<string, string>();
const there = (id: string) =>
  lab.rows(toDuckdb, 'id, name, _syncform_deleted_at IS NOT NULL', names.get(id) ?? '', 'ORDER BY id');
/** Runs a bulk sync, and answers what was asked of Stripe in the run. */
async function run(id: string) {
  requests = [];
  const { counts } = await lab.moved(id);
  return { asked: [...new Set(requests)], ...counts };
}

test('after the first run only events are read: what changed, what is new, what is gone', async () => {
  tell('customer.created', customers[3]);
  const id = await synced();
  expect(await run(id)).toMatchObject({
    asked: expect.arrayContaining(['/v1/customers']),
    inserted: 4,
  });
  expect(await run(id)).toMatchObject({ asked: ['/v1/events'], inserted: 0, updated: 0 });

  tell('customer.updated', customer('a', 'older name'));
  tell('customer.updated', customer('a', 'newer name'));
  tell('customer.created', customer('e', 'name of e'));
  tell('customer.subscription.created', { id: 'b', object: 'subscription', name: 'no customer', created: 1 });
  tell('customer.updated', customer('c', 'of one that goes'));
  tell('customer.deleted', customer('c', 'of one that goes'));
  expect(await run(id)).toMatchObject({
    asked: ['/v1/events', '/v1/events since'],
    inserted: 1,
    updated: 1,
    deleted: 1,
  });
  expect(await there(id)).toEqual([
    ['a', 'newer name', 'false'],
    ['b', 'name of b', 'false'],
    ['c', 'name of c', 'true'],
    ['d', 'name of d', 'false'],
    ['e', 'name of e', 'false'],
  ]);
  expect(await run(id)).toMatchObject({ asked: ['/v1/events'] });
});

test('where the events do not reach back, or may not be read, the object is read whole', async () => {
  const long = now() - 31 * 86_400;
  tell('customer.updated', customers[0], long);
  const id = await synced();
  await run(id);
  customers = customers.slice(1);
  tell('customer.deleted', customer('a', 'name of a'));
  expect(await run(id)).toMatchObject({
    asked: expect.arrayContaining(['/v1/customers']),
    deleted: 1,
  });

  mayReadEvents = false;
  const blind = await synced();
  await run(blind);
  customers = customers.slice(1);
  expect(await run(blind)).toMatchObject({
    asked: expect.arrayContaining(['/v1/customers']),
    deleted: 1,
  });
});
