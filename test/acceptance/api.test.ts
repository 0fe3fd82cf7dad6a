import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { Workspace } from './workspace.ts';

const never = new AbortController().signal;
const KEY = 'api-key-of-the-test-Pw72';

interface Order {
  readonly id: string;
  readonly total: string;
  readonly updated_at: string;
}

let server: Server;
let workspace: Workspace;
let orders: readonly Order[];
let asked: URLSearchParams[] = [];
let busy = 1;

beforeAll(async () => {
  workspace = await Workspace.create();
  orders = Array.from({ length: 25 }, (_, i) => ({
    id: String(9007199254740993n + BigInt(i)),
    total: `${i}.10000000000000001`,
    updated_at: `2024-01-01T00:00:${String(i).padStart(2, '0')}.000001Z`,
  }));
  server = createServer((request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://any');
    if (request.headers['x-key'] !== KEY) response.writeHead(401).end();
    else if (pathname === '/v1/ping') response.end();
    else if (pathname !== '/v1/orders') response.writeHead(404).end();
    else if (busy-- > 0) response.writeHead(429, { 'retry-after': '0' }).end();
    else {
      asked.push(query);
      const since = query.get('since') ?? '';
      const page = Number(query.get('page'));
      const found = orders.filter((o) => o.updated_at >= since).slice((page - 1) * 10, page * 10);
      const texts = found.map(
        (o) =>
          `{"id": ${o.id}, "total": ${o.total}, "updated_at": "${o.updated_at}", "lines": [{"n": 1.50}]}`,
      );
      response.end(`{"data": [${texts.join(',')}]}`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await workspace?.[Symbol.asyncDispose]();
});

const configuration = (run: number) => `
resource "syncform_api_connection" "shop" {
  name = "shop"
  configuration = {
    url                     = "http://127.0.0.1:${(server.address() as AddressInfo).port}/v1"
    auth                    = { header = { name = "x-key", value = "${KEY}" } }
    healthcheck             = "ping"
    requests_per_second     = 100
    allow_private_addresses = true
  }
}
resource "syncform_duckdb_connection" "lake" {
  name          = "lake"
  configuration = { path = "lake.duckdb" }
}
resource "syncform_bulk_sync" "shop" {
  name     = "shop"
  active   = true
  mode     = "replicate"
  schedule = { frequency = "manual" }
  source = {
    connection_id = syncform_api_connection.shop.id
    configuration = {
      objects = [{
        id          = "orders"
        path        = "orders"
        records     = "data"
        primary_key = ["id"]
        pagination  = { type = "page", page_size = 10 }
        incremental = { field = "updated_at", parameter = "since" }
      }]
    }
  }
  destination               = { connection_id = syncform_duckdb_connection.lake.id }
  schemas                   = [{ id = "orders", tracking_field = "updated_at" }]
  disable_record_timestamps = true
  triggers                  = { run = ${run} }
}
`;

async function table(): Promise<readonly (readonly unknown[])[]> {
  return withDuckdbSession({ tempDir: workspace.folder }, async (session) => {
    const catalog = await session.attach(workspace.path('lake.duckdb'), 'read', never);
    return session.all(
      `SELECT id::VARCHAR, total::VARCHAR, lines::VARCHAR FROM ${catalog}.main.orders ORDER BY id`,
    );
  });
}
const expected = () =>
  orders.map((o) => [o.id, o.total.replace(/(\.\d*)$/, (f) => f.padEnd(19, '0')), '[{"n":1.50}]']);

test('every page of an API arrives in DuckDB, exactly', async () => {
  await workspace.configure(configuration(1));
  await workspace.apply();
  expect(await workspace.value('syncform_bulk_sync.shop', 'last_execution')).toMatchObject({
    status: 'completed',
    records_inserted: 25,
  });
  expect(await table()).toEqual(expected());
  expect(JSON.stringify(await workspace.rawState())).not.toContain(KEY);
  expect((await workspace.plan()).code).toBe(0);
});

test('the next run asks for what came since, and updates by key', async () => {
  orders = [
    ...orders.slice(1),
    { ...(orders[0] as Order), total: '77.5', updated_at: '2024-02-01T00:00:00Z' },
    { id: '1', total: '1.5', updated_at: '2024-02-02T00:00:00Z' },
  ];
  await workspace.configure(configuration(2));
  await workspace.apply();
  expect(await workspace.value('syncform_bulk_sync.shop', 'last_execution')).toMatchObject({
    status: 'completed',
    records_inserted: 1,
    records_updated: 1,
  });
  expect(asked.map((query) => query.get('since')).filter(Boolean)).toEqual(['2024-01-01T00:00:24.000001Z']);
  orders = [...orders].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  expect(await table()).toEqual(expected());
});
