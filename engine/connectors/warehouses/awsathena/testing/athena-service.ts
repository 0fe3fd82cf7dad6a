import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { startAwsJson } from '../../../../../test/services/aws-json.ts';
import { Refusal } from '../../../../../test/services/aws-signature.ts';
import { type S3Service, startS3 } from '../../../../../test/services/s3/s3.ts';
import type { JsonObject } from '../../../../kit/json.ts';
import { catalogActions } from './glue-tables.ts';
import { csvOf, inDuckdb, metadataOf, WORDS } from './trino-words.ts';

/** Athena's calls as far as the connector makes them, over a DuckDB and a real S3 server. */
export interface AthenaService extends AsyncDisposable {
  readonly configuration: JsonObject;
  readonly s3: S3Service;
  /** Runs SQL of DuckDB in the database whose tables are Glue's. */
  sql(statement: string): Promise<void>;
  /** The statements that were asked for, in order. */
  readonly statements: readonly string[];
  /** The queries that were stopped. */
  readonly stopped: readonly string[];
  /** Has queries wait until it is called. */
  hold(): () => void;
}

interface Query {
  state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  reason?: string;
  readonly output: string;
  rows: readonly (readonly (string | null)[])[];
  columns: readonly object[];
}

/**
 * Starts the stand-in. It verifies signatures and the workgroup, runs statements in the background, writes the result's file as CSV and
 * UNLOAD's as Parquet to the bucket, and hands out pages of rows
 * (https://docs.aws.amazon.com/athena/latest/APIReference/API_Operations.html). AWS's client finds it by the environment, which is set here.
 */
export async function startAthena(): Promise<AthenaService> {
  const s3 = await startS3();
  const folder = await mkdtemp(join(tmpdir(), 'athena-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`SET GLOBAL TimeZone = 'UTC'; ${WORDS}`);
  const statements: string[] = [];
  const stopped: string[] = [];
  const queries = new Map<string, Query>();
  const byToken = new Map<unknown, string>();
  let gate: Promise<void> = Promise.resolve();

  const put = (url: string, body: Buffer | string) => {
    const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
    return s3.client.send(new PutObjectCommand({ Bucket, Key, Body: body }));
  };
  const run = async (query: Query, sql: string) => {
    await gate;
    if (query.state !== 'RUNNING') return;
    const own = await instance.connect();
    try {
      const unload =
        /^UNLOAD \((.*)\) TO '([^']*)' WITH \(format = 'PARQUET', compression = 'SNAPPY'\)$/s.exec(sql);
      if (unload) {
        const [, select = '', url = ''] = unload;
        await unloadRows(own, inDuckdb(select), folder, (name, bytes) => put(`${url}${name}`, bytes));
        await put(query.output.replace(/\.csv$/, '-manifest.csv'), url);
      } else {
        const result = await own.runAndReadAll(inDuckdb(sql));
        query.columns = metadataOf(result);
        query.rows = csvOf(result).rows;
        await put(query.output, csvOf(result).text);
      }
      await put(`${query.output}.metadata`, 'of no use to anybody but Athena');
      query.state = 'SUCCEEDED';
    } catch (error) {
      query.state = 'FAILED';
      // DuckDB quotes the statement below its message.
      query.reason = (error as Error).message.replace(/^\w+ Error: /, '').split('\n')[0] ?? '';
    } finally {
      own.closeSync();
    }
  };
  const found = (id: unknown): Query => {
    const query = queries.get(String(id));
    if (!query) throw new Refusal('InvalidRequestException', `QueryExecution ${id} was not found`, 400);
    return query;
  };
  const api = await startAwsJson('athena', () => [s3], {
    ...catalogActions(connection),
    async StartQueryExecution({ QueryString, WorkGroup, ResultConfiguration, ClientRequestToken }) {
      if (WorkGroup !== 'primary')
        throw new Refusal('InvalidRequestException', `WorkGroup ${WorkGroup} is not found.`, 400);
      const known = byToken.get(ClientRequestToken);
      if (known) return { QueryExecutionId: known };
      const { OutputLocation = '' } = ResultConfiguration as { OutputLocation?: string };
      const Bucket = /^s3:\/\/([^/]+)\//.exec(OutputLocation)?.[1] ?? '';
      await s3.client.send(new HeadBucketCommand({ Bucket })).catch(() => {
        throw new Refusal('InvalidRequestException', `Unable to verify/create output bucket ${Bucket}`, 400);
      });
      const id = randomUUID();
      const query: Query = { state: 'RUNNING', output: `${OutputLocation}${id}.csv`, rows: [], columns: [] };
      queries.set(id, query);
      byToken.set(ClientRequestToken, id);
      statements.push(String(QueryString));
      void run(query, String(QueryString));
      return { QueryExecutionId: id };
    },
    async GetQueryExecution({ QueryExecutionId }) {
      const { state, reason, output } = found(QueryExecutionId);
      return {
        QueryExecution: {
          QueryExecutionId,
          Status: { State: state, ...(reason ? { StateChangeReason: reason } : {}) },
          ResultConfiguration: { OutputLocation: output },
        },
      };
    },
    async StopQueryExecution({ QueryExecutionId }) {
      found(QueryExecutionId).state = 'CANCELLED';
      stopped.push(String(QueryExecutionId));
      return {};
    },
    async GetQueryResults({ QueryExecutionId, NextToken, MaxResults }) {
      const { rows, columns } = found(QueryExecutionId);
      const from = Number(NextToken ?? 0);
      const to = from + Number(MaxResults);
      const header = columns.map((column) => (column as { Name: string }).Name);
      return {
        ResultSet: {
          ResultSetMetadata: { ColumnInfo: columns },
          Rows: [header, ...rows].slice(from, to).map((row) => ({
            Data: row.map((text) => (text === null ? {} : { VarCharValue: text })),
          })),
        },
        ...(to <= rows.length ? { NextToken: String(to) } : {}),
      };
    },
  });
  const before = process.env.AWS_ENDPOINT_URL_S3;
  process.env.AWS_ENDPOINT_URL_ATHENA = api.endpoint;
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  return {
    configuration: {
      region: s3.region,
      outputbucket: `s3://${s3.bucket}/results`,
      access_id: s3.accessKeyId,
      secret_access_key: s3.secretAccessKey,
    },
    s3,
    sql: async (statement) => void (await connection.run(statement)),
    statements,
    stopped,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    async [Symbol.asyncDispose]() {
      delete process.env.AWS_ENDPOINT_URL_ATHENA;
      if (before === undefined) delete process.env.AWS_ENDPOINT_URL_S3;
      else process.env.AWS_ENDPOINT_URL_S3 = before;
      await api[Symbol.asyncDispose]();
      connection.closeSync();
      instance.closeSync();
      await s3.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Two files of a SELECT's rows, as several workers would write them; none where there are no rows. */
async function unloadRows(
  connection: DuckDBConnection,
  select: string,
  folder: string,
  put: (name: string, bytes: Buffer) => Promise<unknown>,
): Promise<void> {
  const table = `_unloaded_${randomUUID()}`;
  await connection.run(`CREATE TEMP TABLE "${table}" AS ${select}`);
  const [[count = 0] = []] = (
    await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM "${table}"`)
  ).getRows();
  const half = Math.ceil(Number(count) / 2);
  for (const [i, slice] of [`LIMIT ${half}`, `OFFSET ${half}`].entries()) {
    if (Number(count) <= i) continue;
    const path = join(folder, `${randomUUID()}.parquet`);
    await connection.run(
      `COPY (SELECT * FROM "${table}" ${slice}) TO '${path}' (FORMAT parquet, COMPRESSION snappy)`,
    );
    await put(`2024_${randomUUID()}`, await readFile(path));
    await rm(path);
  }
  await connection.run(`DROP TABLE "${table}"`);
}
