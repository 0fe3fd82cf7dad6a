import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { testHost } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { missingDuckdbExtensions } from '../../../../test/services/duckdb-extensions.ts';
import { missingS3, type S3Service, startS3 } from '../../../../test/services/s3/s3.ts';
import type { ConnectorHost, DefineFacet, LoadFacet, OpenConnector } from '../../../contract/contract.ts';
import { transfer } from '../../../movement/transfer.ts';
import { motherduckCapabilities } from './capabilities.ts';
import { motherduckConfig } from './config.ts';
import { openMotherduck } from './open.ts';
import { standInForMotherduck } from './testing/stand-in.ts';

const missing = (await missingDuckdbExtensions()) ?? (await missingS3());
const never = new AbortController().signal;
const columns = [{ name: 'id', type: 'int' }];

describeNeeding(missing, 'staging for MotherDuck (a DuckDB database in its place)', () => {
  let s3: S3Service;
  let host: ConnectorHost & AsyncDisposable;
  let open: OpenConnector<typeof motherduckCapabilities>;
  beforeAll(async () => {
    s3 = await startS3();
    process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
    host = await testHost();
    open = await openMotherduck(configuration(), host, async (session) => {
      await standInForMotherduck(session, { databases: ['my_db'] });
      await session.run(`ATTACH ':memory:' AS my_db`);
    });
    const define = open.facets.define as DefineFacet;
    const table = {
      id: 'rows',
      columns: [{ ...columns[0], target_type: 'INTEGER', nullable: false }],
      key: ['id'],
    };
    await define.apply(define.change(table as never, null), never);
  });
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL_S3;
    await open?.[Symbol.asyncDispose]();
    await host?.[Symbol.asyncDispose]();
    await s3?.stop();
  });

  const configuration = () =>
    motherduckConfig.parse({
      access_token: 'token',
      allow_external_access: true,
      s3_bucket_name: s3.bucket,
      s3_bucket_region: s3.region,
      aws_access_key_id: s3.accessKeyId,
      aws_secret_access_key: s3.secretAccessKey,
    });
  const load = (
    id: string,
    ids: readonly number[],
    table = 'rows',
    signal = never,
    facet = open.facets.load as LoadFacet,
  ) =>
    host.withSession(async (session) => {
      const offer = {
        format: 'rows',
        async *open() {
          yield ids.map((value) => [value]);
        },
      } as const;
      const options = { session, signal: never, log: () => {} };
      const { rows } = await transfer(
        { columns, offers: [offer] },
        motherduckCapabilities.load.takes,
        options,
      );
      return facet.load({
        table: { id: table, columns: [], key: ['id'] },
        operation: 'upsert',
        columns,
        key: ['id'],
        rows,
        batch: { scope: 'sync/rows', id },
        session,
        signal,
        onProgress: () => {},
      });
    });

  test('nothing stays in the bucket after a load, and what a killed process left goes', async () => {
    await load('one', [1, 2]);
    expect(await s3.keys()).toEqual([]);
    const folder = createHash('sha256').update('sync/rows').digest('hex').slice(0, 32);
    const left = { Key: `_syncform_staging/${folder}/killed-0.parquet`, Body: 'left' };
    await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, ...left }));
    await load('three', [4]);
    expect(await s3.keys()).toEqual([]);
  });

  test('nor after a load that failed or was cancelled', async () => {
    await expect(load('four', [5], 'no_such_table')).rejects.toThrow();
    expect(await s3.keys()).toEqual([]);
    const controller = new AbortController();
    const cancelled = load('five', [5], 'rows', controller.signal);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'canceled' });
    expect(await s3.keys()).toEqual([]);
  });

  test('what is loaded lies in the bucket and is read by MotherDuck’s servers: no statement names a file of this machine', async () => {
    await using logged = await openMotherduck(configuration(), host, async (session) => {
      await standInForMotherduck(session, { databases: ['my_db'] });
      await session.run(`ATTACH ':memory:' AS my_db; CREATE TABLE my_db.rows (id INTEGER PRIMARY KEY)`);
      await session.run(`CALL enable_logging('QueryLog')`);
    });
    await load('logged', [1, 2], 'rows', never, logged.facets.load as LoadFacet);
    const query = { query: "SELECT message FROM duckdb_logs WHERE type = 'QueryLog'" };
    const { query: asked } = logged.facets;
    const statements = await host.withSession(async (session) => {
      const told = await asked.extract(query, await asked.describe(query, never), never);
      const { rows } = await transfer(told, ['rows'], { session, signal: never, log: () => {} });
      const all: string[] = [];
      if (rows.format === 'rows')
        for await (const batch of rows.open(never)) all.push(...batch.map(([message]) => String(message)));
      return all;
    });
    const reading = statements.filter((sql) => sql.includes('read_parquet') && !sql.includes('MACRO'));
    expect(reading).not.toEqual([]);
    for (const sql of reading)
      expect(sql).toMatch(/read_parquet\(\['s3:\/\/[^']+\.parquet'\], MD_RUN = REMOTE\)/);
    const secrets = statements.filter((sql) => sql.includes(' SECRET '));
    expect(secrets.map((sql) => sql.replace(/ SECRET .*/s, ' SECRET'))).toEqual([
      'CREATE OR REPLACE TEMPORARY SECRET',
      'DROP TEMPORARY SECRET',
    ]);
    expect(statements.filter((sql) => sql.includes(host.tempDir))).toEqual([]);
  });

  test('records are looked for where the database is attached, among rows that wait on this machine', async () => {
    await load('there', [21, 22]);
    const found = await host.withSession(async (session) => {
      const numbers = [...columns, { name: '_syncform_number', type: 'bigint' }];
      const rows = async (brought: typeof columns, values: readonly (readonly (number | string)[])[]) => {
        const offer = {
          format: 'rows',
          async *open() {
            yield values;
          },
        } as const;
        const options = { session, signal: never, log: () => {} };
        const offered = { columns: brought, offers: [offer] };
        return (await transfer(offered, motherduckCapabilities.load.takes, options)).rows;
      };
      return open.facets.load.find({
        table: { id: 'rows', columns: [], key: ['id'] },
        operation: 'update',
        columns,
        key: ['id'],
        rows: await rows(columns, [[22], [99]]),
        numbered: await rows(numbers, [
          [22, '7'],
          [99, '8'],
        ]),
        filter: undefined,
        isRepeatable: true,
        session,
        signal: never,
        onProgress: () => {},
      });
    });
    expect(found).toEqual({ found: [7], rejected: [] });
  });

  test('a batch that was committed is not loaded again', async () => {
    const first = await load('six', [6]);
    expect(first).toMatchObject({ inserted: 1 });
    expect(await load('six', [7])).toEqual(first);
    expect(await open.facets.load?.committed('rows', { scope: 'sync/rows', id: 'six' }, never)).toEqual(
      first,
    );
  });
});
