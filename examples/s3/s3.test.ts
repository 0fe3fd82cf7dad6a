import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { openEngine } from '../../engine/embedded.ts';
import { withDuckdbSession } from '../../engine/movement/duckdb-hub.ts';
import { Database } from '../../test/acceptance/database.ts';
import { exampleWorkspace, expectNothingToDo } from '../../test/acceptance/example.ts';
import type { Workspace } from '../../test/acceptance/workspace.ts';
import { describeNeeding } from '../../test/needing.ts';
import { missingS3, type S3Service, startS3 } from '../../test/services/s3/s3.ts';

const missing = await missingS3();

describeNeeding(missing, 'into the bucket and out of it', () => {
  let database: Database;
  let s3: S3Service;
  let workspace: Workspace;

  beforeAll(async () => {
    database = await Database.create();
    s3 = await startS3();
    const { host, port, user, database: name, password } = database.service;
    workspace = await exampleWorkspace(import.meta.dirname, {
      postgres: { host, port, user, database: name, ssl: false },
      postgres_password: password,
      s3: { bucket: s3.bucket, region: s3.region, access_key_id: s3.accessKeyId, endpoint: s3.endpoint },
      s3_secret_access_key: s3.secretAccessKey,
    });
    await database.sql(`
      CREATE TABLE customers (id int PRIMARY KEY, name text, email text);
      CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, amount numeric(12,2), placed_at timestamptz);
      INSERT INTO customers SELECT i, 'customer ' || i, 'c' || i || '@example.com' FROM generate_series(1, 10) i;
      INSERT INTO orders SELECT i, i % 10 + 1, i + 0.01, '2026-01-01T00:00:00Z'::timestamptz + i * interval '6 hours'
        FROM generate_series(1, 40) i;`);
    await arrive('2026-01-01.csv', 'visit_id,page,visited\n1,/,31/12/2025\n2,/prices,01/01/2026\n');
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await s3?.stop();
    await database?.[Symbol.asyncDispose]();
  });

  const arrive = (name: string, Body: string) =>
    s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: `arrivals/${name}`, Body }));
  const manifest = async (table: string) => {
    const { Body } = await s3.client.send(
      new GetObjectCommand({ Bucket: s3.bucket, Key: `lake/${table}/_manifest.json` }),
    );
    return JSON.parse((await Body?.transformToString()) ?? '') as {
      rows: number;
      files: { path: string }[];
    };
  };
  const visits = () =>
    withDuckdbSession({ tempDir: workspace.folder }, async (session) => {
      const path = workspace.path('analytics.duckdb');
      const catalog = await session.attach(path, 'read', new AbortController().signal);
      return session.all(
        `SELECT visit_id, page, CAST(visited AS VARCHAR) FROM ${catalog}.web.visits ORDER BY 1`,
      );
    });

  test('the first apply moves everything, and the plan after it is empty', async () => {
    await workspace.apply();
    const orders = await manifest('orders');
    expect(orders.rows).toBe(40);
    expect(new Set(orders.files.map(({ path }) => path.split('/')[0]))).toEqual(
      new Set(
        Array.from({ length: 11 }, (_, i) => `placed_at_date=2026-01-${String(i + 1).padStart(2, '0')}`),
      ),
    );
    expect(await manifest('customers')).toMatchObject({ rows: 10, files: [{ format: 'parquet' }] });
    expect(await manifest('reports/orders_a_day')).toMatchObject({
      rows: 11,
      files: [{ compression: 'gzip' }],
    });
    expect(await visits()).toEqual([
      [1n, '/', '2025-12-31'],
      [2n, '/prices', '2026-01-01'],
    ]);
    const keys = await s3.keys('lake/');
    const files = [...orders.files.map(({ path }) => `lake/orders/${path}`)];
    expect(keys.filter((key) => key.startsWith('lake/orders/') && key.endsWith('.parquet'))).toEqual(
      files.sort(),
    );
    await expectNothingToDo(workspace);
  });

  test('a file that arrives is all that the next run reads', async () => {
    await arrive('2026-01-02.csv', 'visit_id,page,visited\n2,/prices?again,02/01/2026\n3,/,02/01/2026\n');
    await using engine = await openEngine({ dataDir: workspace.path('.syncform') });
    const sync = (await engine.bulkSyncs.list()).find(({ name }) => name === 'Visits to warehouse');
    const { id } = await engine.bulkSyncs.start(sync?.id ?? '', {});
    const { status, counts } = await engine.executions.ended(id);
    expect([status, counts.read, counts.inserted, counts.updated]).toEqual(['completed', 2, 1, 1]);
    expect(await visits()).toHaveLength(3);
  });
});
