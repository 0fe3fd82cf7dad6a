import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../test/acceptance/database.ts';
import { expectNothingToDo } from '../../test/acceptance/example.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';
import { describeNeeding } from '../../test/needing.ts';
import {
  type DatabricksService,
  missingDatabricks,
  startDatabricks,
} from '../../test/services/databricks/databricks.ts';
import { missingS3, type S3Service, startS3 } from '../../test/services/s3/s3.ts';

const missing = (await missingDatabricks()) ?? (await missingS3());

async function example(workspace: Workspace): Promise<void> {
  const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.tf'));
  for (const name of names)
    await workspace.write(name, await readFile(join(import.meta.dirname, name), 'utf8'));
}

test('the configuration is what the provider takes', async () => {
  await using workspace = await Workspace.create();
  await example(workspace);
  const outcome = await workspace.run(['validate']);
  expect(outcome).toMatchObject({ code: 0, output: expect.stringContaining('The configuration is valid') });
});

describeNeeding(missing, 'at a local warehouse', () => {
  let database: Database;
  let s3: S3Service;
  let warehouse: DatabricksService;
  let workspace: Workspace;

  beforeAll(async () => {
    database = await Database.create();
    s3 = await startS3();
    process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
    warehouse = await startDatabricks({ storage: { s3: s3.endpoint } });
    workspace = await Workspace.create();
    await example(workspace);
    const { host, port, user, database: name, password } = database.service;
    await workspace.write(
      'terraform.tfvars.json',
      JSON.stringify({
        postgres: { host, port, user, database: name, ssl: false },
        postgres_password: password,
        databricks: {
          host: warehouse.host,
          port: warehouse.port,
          http_path: warehouse.path,
          ca_cert: warehouse.caCertificate,
        },
        databricks_token: warehouse.token,
        staging: { bucket: `s3://${s3.bucket}/syncform`, region: s3.region, access_key_id: s3.accessKeyId },
        staging_secret_access_key: s3.secretAccessKey,
        lakehouse: { catalog: warehouse.catalog, schema: warehouse.schema },
      }),
    );
    await database.sql(`
      CREATE TABLE customers (id int PRIMARY KEY, name text, email text);
      CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, amount numeric(12,2), placed_at timestamptz);
      INSERT INTO customers SELECT i, 'customer ' || i, 'c' || i || '@example.com' FROM generate_series(1, 10) i;
      INSERT INTO orders SELECT i, i % 10 + 1, i + 0.01, '2026-01-01T00:00:00Z'::timestamptz + i * interval '6 hours'
        FROM generate_series(1, 40) i;`);
    await warehouse.run('CREATE SCHEMA IF NOT EXISTS samples.nyctaxi');
    await warehouse.run(`CREATE OR REPLACE TABLE samples.nyctaxi.trips USING DELTA AS
      SELECT TIMESTAMP'2016-02-14 16:52:13Z' AS tpep_pickup_datetime, TIMESTAMP'2016-02-14 17:16:04Z' AS tpep_dropoff_datetime,
             4.94D AS trip_distance, 19.0D AS fare_amount, 10282 AS pickup_zip, 10171 AS dropoff_zip`);
  });
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL_S3;
    await workspace?.[Symbol.asyncDispose]();
    await warehouse?.stop();
    await s3?.stop();
    await database?.[Symbol.asyncDispose]();
  });

  test('the first apply moves everything, and the plan after it is empty', async () => {
    await workspace.apply();
    const { catalog, schema } = warehouse;
    expect(
      await warehouse.run(
        `SELECT count(*), CAST(sum(amount) AS STRING), max(placed_at) = TIMESTAMP'2026-01-11 00:00:00Z' FROM ${catalog}.${schema}.app_orders`,
      ),
    ).toEqual([['40', '820.40', 'true']]);
    expect(
      await warehouse.run(`SELECT count(*) FROM ${catalog}.${schema}.app_customers WHERE email LIKE '%@%'`),
    ).toEqual([['0']]);
    expect(
      await warehouse.run(
        `SHOW TBLPROPERTIES ${catalog}.${schema}.app_orders ('delta.enableChangeDataFeed')`,
      ),
    ).toEqual([['delta.enableChangeDataFeed', 'true']]);
    const best = await database.rows(
      'SELECT customer_id, name, orders, amount FROM best_customers ORDER BY 1',
    );
    expect(best.length).toBeGreaterThan(0);
    expect(best.every(([, , orders, amount]) => orders === '4' && Number(amount) >= 100)).toBe(true);
    expect(await s3.keys()).toEqual([]);

    await expectNothingToDo(workspace);
  });
});
