import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import {
  type AthenaService,
  startAthena,
} from '../../engine/connectors/warehouses/awsathena/testing/athena-service.ts';
import { Workspace } from '../../test/acceptance/workspace.ts';
import { describeNeeding } from '../../test/needing.ts';
import type { PostgresService } from '../../test/services/postgres.ts';
import { startRedshiftStandIn } from '../../test/services/redshift.ts';
import { type RedshiftProxy, startRedshiftProxy } from '../../test/services/redshift-proxy.ts';
import {
  type RedshiftServerlessService,
  startRedshiftServerless,
} from '../../test/services/redshift-serverless.ts';
import { missingS3 } from '../../test/services/s3/s3.ts';

describeNeeding(await missingS3(), 'out of Athena and into Redshift, at stand-ins for both', () => {
  let athena: AthenaService;
  let server: PostgresService;
  let proxy: RedshiftProxy;
  let serverless: RedshiftServerlessService;
  let workspace: Workspace;
  let env: Record<string, string>;

  beforeAll(async () => {
    athena = await startAthena();
    server = await startRedshiftStandIn();
    proxy = await startRedshiftProxy(server, athena.s3);
    serverless = await startRedshiftServerless();
    workspace = await Workspace.create();
    env = { AWS_ENDPOINT_URL_S3: athena.s3.endpoint };
    for (const name of Object.keys(process.env))
      if (/^AWS_(ENDPOINT_URL_(ATHENA|STS|REDSHIFT_SERVERLESS)|ACCESS_KEY_ID|SECRET_ACCESS_KEY)$/.test(name))
        env[name] = process.env[name] as string;
    const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.tf'));
    for (const name of names)
      await workspace.write(name, await readFile(join(import.meta.dirname, name), 'utf8'));
    const { bucket, region, accessKeyId, secretAccessKey } = athena.s3;
    await workspace.write(
      'terraform.tfvars.json',
      JSON.stringify({
        redshift: {
          host: server.host,
          port: proxy.port,
          user: server.user,
          database: server.database,
          ssl: false,
        },
        redshift_password: server.password,
        aws: { region, bucket, access_key_id: accessKeyId },
        aws_secret_access_key: secretAccessKey,
      }),
    );
    await workspace.write('polytomic.tf', exported());
    await athena.sql(`
      CREATE SCHEMA web;
      CREATE TABLE web.visits AS SELECT DATE '2026-01-01' + CAST(i // 10 AS INTEGER) AS day, 'v' || i % 4 AS visitor FROM range(30) t(i);
      CREATE TABLE web.orders AS SELECT i AS id, DATE '2026-01-01' + CAST(i AS INTEGER) AS placed, CAST(i + 0.01 AS DECIMAL(12, 2)) AS amount
        FROM range(5) t(i)`);
  });
  afterAll(async () => {
    await workspace?.[Symbol.asyncDispose]();
    await serverless?.[Symbol.asyncDispose]();
    await proxy?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    await athena?.[Symbol.asyncDispose]();
  });

  /** As Polytomic's exports write it: every setting of the types, with empty texts where nothing is said. */
  function exported(): string {
    const { workgroup, database, region, iam_role_arn } = serverless.configuration;
    return `
resource "syncform_redshift_connection" "exported" {
  name = "Exported Redshift"
  configuration = {
    hostname                     = var.redshift.host
    port                         = var.redshift.port
    username                     = var.redshift.user
    password                     = var.redshift_password
    database                     = var.redshift.database
    ssl                          = false
    ssh                          = false
    ssh_user                     = ""
    ssh_host                     = ""
    ssh_port                     = 22
    ssh_private_key              = ""
    auth_mode                    = "access_key_and_secret"
    aws_access_key_id            = ""
    aws_secret_access_key        = ""
    iam_role_arn                 = ""
    s3_bucket_name               = ""
    s3_bucket_region             = ""
    use_bulk_sync_staging_schema = false
    bulk_sync_staging_schema     = ""
  }
}
resource "syncform_redshiftserverless_connection" "exported" {
  name = "Exported workgroup"
  configuration = {
    database                     = "${database}"
    workgroup                    = "${workgroup}"
    region                       = "${region}"
    connection_method            = "endpoint"
    override_endpoint            = false
    data_api_endpoint            = ""
    endpoint                     = ""
    iam_role_arn                 = "${iam_role_arn}"
    ssl                          = false
    s3_bucket_name               = ""
    s3_bucket_region             = ""
    use_unload                   = false
    use_bulk_sync_staging_schema = false
    bulk_sync_staging_schema     = ""
  }
}
resource "syncform_awsathena_connection" "exported" {
  name = "Exported Athena"
  configuration = {
    auth_mode         = "access_key_and_secret"
    access_id         = var.aws.access_key_id
    secret_access_key = var.aws_secret_access_key
    iam_role_arn      = ""
    external_id       = ""
    tags              = {}
    region            = var.aws.region
    outputbucket      = var.aws.bucket
  }
}
resource "syncform_model" "exported" {
  for_each = {
    redshift = syncform_redshift_connection.exported.id
    athena   = syncform_awsathena_connection.exported.id
  }
  name          = "Exported \${each.key}"
  connection_id = each.value
  configuration = jsonencode({ query = "SELECT 1 AS id", table = "", view = "" })
  identifier    = ""
}
`;
  }

  test('applies move everything, what Polytomic’s exports say is taken, and the plan after them is empty', async () => {
    const applied = await workspace.tryApply([], { env });
    expect([applied.code, applied.code === 0 ? '' : applied.raw]).toEqual([0, '']);
    const client = new pg.Client(server.connectionString);
    await client.connect();
    try {
      const rows = async (sql: string) => (await client.query({ text: sql, rowMode: 'array' })).rows;
      expect(await rows('SELECT day::text, visits, visitors FROM visits ORDER BY day')).toEqual([
        ['2026-01-01', '10', '4'],
        ['2026-01-02', '10', '4'],
        ['2026-01-03', '10', '4'],
      ]);
      expect(await rows('SELECT count(*), sum(amount) FROM orders')).toEqual([['5', '10.05']]);
    } finally {
      await client.end();
    }
    expect(proxy.done.filter((sql) => sql.startsWith('COPY')).length).toBeGreaterThan(1);
    expect(athena.statements.filter((sql) => sql.startsWith('UNLOAD')).length).toBeGreaterThan(1);
    expect(await athena.s3.keys()).toEqual([]);
    const again = await workspace.run(['plan', '-detailed-exitcode', '-input=false'], { env });
    expect([again.code, again.output]).toEqual([0, expect.stringContaining('No changes')]);
  });
});
