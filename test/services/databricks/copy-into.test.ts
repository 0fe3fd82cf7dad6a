import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import { describeNeeding } from '../../needing.ts';
import { type AzuriteService, missingAzurite, startAzurite } from '../azurite.ts';
import { missingS3, type S3Service, startS3 } from '../s3/s3.ts';
import { connect, type TestSession } from './connect.ts';
import { type DatabricksService, missingDatabricks, startDatabricks } from './databricks.ts';

const missing = (await missingDatabricks()) ?? (await missingS3());
const missingAzure = missing ?? (await missingAzurite());

/** A parquet file's bytes, made of a query of DuckDB's. */
async function parquet(query: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'syncform-parquet-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const path = join(folder, 'file.parquet');
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
    return await readFile(path);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}

describeNeeding(missing, 'COPY INTO of the local warehouse', () => {
  let s3: S3Service;
  let warehouse: DatabricksService;
  let session: TestSession;
  let credential: string;

  const put = async (key: string, body: Buffer | string) => {
    await s3.client.send(
      new PutObjectCommand({ Bucket: s3.bucket, Key: key, Body: body, ContentLength: body.length }),
    );
  };
  const copy = (
    table: string,
    folder: string,
    tail = '',
    source = `'s3://${s3.bucket}/${folder}' WITH (${credential})`,
  ) => session.ask(`COPY INTO ${table} FROM ${source} FILEFORMAT = PARQUET ${tail}`);
  const counted = (rows: number, corrupt = 0) => [
    { num_affected_rows: rows, num_inserted_rows: rows, num_skipped_corrupt_files: corrupt },
  ];

  beforeAll(async () => {
    s3 = await startS3();
    warehouse = await startDatabricks({ storage: { s3: s3.endpoint } });
    session = await connect(warehouse);
    credential = `CREDENTIAL (AWS_ACCESS_KEY = '${s3.accessKeyId}', AWS_SECRET_KEY = '${s3.secretAccessKey}')`;
    await put('two/1.parquet', await parquet("SELECT 1::BIGINT AS id, 'a' AS name"));
    await put('two/2.parquet', await parquet("SELECT 2::BIGINT AS id, 'b' AS name"));
    await put('two/_SUCCESS', 'done');
  });
  afterAll(async () => {
    await session?.[Symbol.asyncDispose]();
    await warehouse?.stop();
    await s3?.stop();
  });

  test('loads each file once, unless it is told to load it again', async () => {
    await session.ask('CREATE TABLE once (id BIGINT, name STRING)');
    expect(await copy('once', 'two', "FILES = ('1.parquet')")).toEqual(counted(1));
    expect(await copy('once', 'two')).toEqual(counted(1));
    expect(await copy('once', 'two')).toEqual(counted(0));
    expect(await session.ask('SELECT id, name FROM once ORDER BY id')).toEqual([
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ]);
    expect(await copy('once', 'two', "COPY_OPTIONS ('force' = 'true')")).toEqual(counted(2));
    await session.ask('DROP TABLE once');
    await session.ask('CREATE TABLE once (id BIGINT, name STRING)');
    expect(await copy('once', 'two')).toEqual(counted(2));
  });

  test('needs a key that the storage lets in', async () => {
    await session.ask('CREATE TABLE keys (id BIGINT, name STRING)');
    const from = (with_: string) => `'s3://${s3.bucket}/two' ${with_}`;
    const wrong = `WITH (CREDENTIAL (AWS_ACCESS_KEY = '${s3.accessKeyId}', AWS_SECRET_KEY = 'wrong'))`;
    await expect(copy('keys', 'two', '', from(wrong))).rejects.toThrow('SignatureDoesNotMatch');
    await expect(copy('keys', 'two', '', from(''))).rejects.toThrow('no external location covers');
    await expect(copy('keys', 'two', '', from('WITH (CREDENTIAL lake)'))).rejects.toThrow(
      "'lake' does not exist",
    );
    const { accessKeyId: AWS_ACCESS_KEY, secretAccessKey: AWS_SECRET_KEY } = s3;
    warehouse.createStorageCredential('lake', { AWS_ACCESS_KEY, AWS_SECRET_KEY });
    expect(await copy('keys', 'two', "PATTERN = '1.*'", from('WITH (CREDENTIAL lake)'))).toEqual(counted(1));
    warehouse.createExternalLocation(`s3://${s3.bucket}`, 'lake');
    expect(await copy('keys', 'two', '', from(''))).toEqual(counted(1));
    expect(await session.ask('SELECT count(*) AS n FROM keys')).toEqual([{ n: 2 }]);
  });

  test('converts nothing by itself, and adds columns only where it may', async () => {
    await session.ask('CREATE TABLE narrow (id BIGINT)');
    await expect(copy('narrow', 'two')).rejects.toThrow('DELTA_METADATA_MISMATCH');
    await session.ask('CREATE TABLE strict (id STRING, name STRING)');
    await expect(copy('strict', 'two')).rejects.toThrow('DELTA_FAILED_TO_MERGE_FIELDS');
    const select = `(SELECT CAST(id AS STRING) AS id, name, upper(name) AS more FROM 's3://${s3.bucket}/two' WITH (${credential}))`;
    expect(await copy('strict', 'two', "COPY_OPTIONS ('mergeSchema' = 'true')", select)).toEqual(counted(2));
    expect(await session.ask('SELECT * FROM strict ORDER BY id')).toEqual([
      { id: '1', name: 'a', more: 'A' },
      { id: '2', name: 'b', more: 'B' },
    ]);
  });

  test('keeps every digit and microsecond of DuckDB’s parquet', async () => {
    await put(
      'exact/1.parquet',
      await parquet(`SELECT 9007199254740993::BIGINT AS big,
        '12345678901234567890.123456789012345678'::DECIMAL(38,18) AS exact,
        TIMESTAMP '2024-02-29 23:59:59.123456' AS ntz, TIMESTAMPTZ '2024-02-29 23:59:59.123456+02' AS zoned,
        [1, NULL] AS list, DATE '0001-01-01' AS day, ''::VARCHAR AS empty, NULL::VARCHAR AS nothing`),
    );
    await session.ask(
      `CREATE TABLE exact (big BIGINT, exact DECIMAL(38,18), ntz TIMESTAMP_NTZ, zoned TIMESTAMP, list ARRAY<INT>,
       day DATE, empty STRING, nothing STRING) TBLPROPERTIES ('delta.feature.timestampNtz' = 'supported')`,
    );
    expect(await copy('exact', 'exact')).toEqual(counted(1));
    expect(
      await session.ask(
        'SELECT CAST(big AS STRING) AS big, CAST(exact AS STRING) AS exact, ntz, zoned, list, day, empty, nothing FROM exact',
      ),
    ).toEqual([
      {
        big: '9007199254740993',
        exact: '12345678901234567890.123456789012345678',
        ntz: '2024-02-29 23:59:59.123456',
        zoned: '2024-02-29 21:59:59.123456',
        list: [1, null],
        day: '0001-01-01',
        empty: '',
        nothing: null,
      },
    ]);
  });

  test('skips broken files where it may, and says what it cannot read', async () => {
    await put('broken/1.parquet', await parquet('SELECT 1::BIGINT AS id'));
    await put('broken/2.parquet', 'not parquet');
    await session.ask('CREATE TABLE broken (id BIGINT)');
    await expect(copy('broken', 'broken')).rejects.toThrow('FAILED_READ_FILE');
    expect(await copy('broken', 'broken', "FORMAT_OPTIONS ('ignoreCorruptFiles' = 'true')")).toEqual(
      counted(1, 1),
    );
    await expect(copy('broken', 'nothing')).rejects.toThrow('did not contain any parsable files');
    await expect(copy('broken', 'broken', "COPY_OPTIONS ('forced' = 'true')")).rejects.toThrow(
      'option forced',
    );
    await expect(copy('missing', 'broken')).rejects.toThrow('TABLE_OR_VIEW_NOT_FOUND');
  });
});

describeNeeding(missingAzure, 'COPY INTO from Azure Blob storage', () => {
  let azure: AzuriteService;
  let warehouse: DatabricksService;

  beforeAll(async () => {
    azure = await startAzurite();
    warehouse = await startDatabricks({ storage: { azure: azure.endpoint } });
  });
  afterAll(async () => {
    await warehouse?.stop();
    await azure?.stop();
  });

  test('takes a shared access signature', async () => {
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2023-11-03' };
    const body = await parquet('SELECT 1::BIGINT AS id');
    const url = `${azure.endpoint}/${azure.container}/in/1.parquet?${azure.sas()}`;
    expect((await fetch(url, { method: 'PUT', headers, body })).status).toBe(201);
    await using session = await connect(warehouse);
    await session.ask('CREATE TABLE azure (id BIGINT)');
    const copy = (signature: string) =>
      session.ask(
        `COPY INTO azure FROM 'abfss://${azure.container}@${azure.account}.dfs.core.windows.net/in' WITH (CREDENTIAL (AZURE_SAS_TOKEN = '${signature}')) FILEFORMAT = PARQUET`,
      );
    await expect(copy(azure.sas('another'))).rejects.toThrow('Status Code: 403');
    expect(await copy(azure.sas())).toMatchObject([{ num_inserted_rows: 1 }]);
    expect(await session.ask('SELECT id FROM azure')).toEqual([{ id: 1 }]);
  });
});
