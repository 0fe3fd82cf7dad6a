import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { S3Service } from './s3/s3.ts';

/*
 * What Redshift does with a bucket, done for a Postgres: COPY takes files from there, UNLOAD puts them there. Keys are looked at.
 */

const NULL = '\u0001syncform null\u0001';

const COPY =
  /^COPY (\S+|"(?:[^"]|"")+") FROM 's3:\/\/([^/]+)\/([^']+)' ACCESS_KEY_ID '([^']*)' SECRET_ACCESS_KEY '([^']*)' FORMAT AS CSV GZIP NULL AS '([^']*)' COMPUPDATE OFF STATUPDATE OFF REGION '[^']*'$/;
const UNLOAD =
  /^UNLOAD \('((?:[^']|'')*)'\) TO 's3:\/\/([^/]+)\/([^']+)' ACCESS_KEY_ID '([^']*)' SECRET_ACCESS_KEY '([^']*)' FORMAT AS PARQUET REGION '[^']*'$/s;

/** A COPY as a Postgres takes it, and what is to be sent after it. */
export interface CopyIn {
  readonly sql: string;
  readonly data: Buffer;
}

/** The rows of a COPY from a bucket; undefined of any other statement. */
export async function copyIn(sql: string, s3: S3Service): Promise<CopyIn | undefined> {
  const [, table, Bucket, Key, id = '', secret = '', none] = COPY.exec(sql) ?? [];
  if (table === undefined) return undefined;
  checkKeys(s3, id, secret);
  if (none !== NULL) throw new Error(`${JSON.stringify(none)} is not what stands for NULL`);
  const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
  const text = gunzipSync((await Body?.transformToByteArray()) ?? '').toString('utf8');
  // Redshift takes a value that is the text for NULL, in quotes or not; a Postgres without them alone.
  return {
    sql: `COPY ${table} FROM STDIN (FORMAT csv)`,
    data: Buffer.from(text.replaceAll(`"${NULL}"`, '')),
  };
}

/** Does an UNLOAD, whose SELECT a Postgres runs; false of any other statement. */
export async function unload(sql: string, s3: S3Service, connectionString: string): Promise<boolean> {
  const [, quoted, Bucket, prefix = '', id = '', secret = ''] = UNLOAD.exec(sql) ?? [];
  if (quoted === undefined) return false;
  checkKeys(s3, id, secret);
  const select = quoted.replaceAll("''", "'");
  const folder = await mkdtemp(join(tmpdir(), 'unload-'));
  const client = new pg.Client(connectionString);
  await client.connect();
  try {
    await client.query("SET TimeZone = 'UTC'; SET extra_float_digits = 2");
    const { fields } = await client.query({
      text: `SELECT * FROM (${select}) AS u LIMIT 0`,
      rowMode: 'array',
    });
    const csv = join(folder, 'rows.csv');
    const rows = client.query(copyStreams.to(`COPY (${select}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)`));
    await pipeline(rows, createWriteStream(csv));
    const columns = fields.map((field) => `"${field.name}": '${parquetType(field)}'`).join(', ');
    const parquet = join(folder, 'rows.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const result = await connection.runAndReadAll(
      `COPY (SELECT * FROM read_csv('${csv}', columns = {${columns}}, header = false, auto_detect = false, delim = ',', quote = '"', escape = '"',
         nullstr = '', allow_quoted_nulls = false, strict_mode = true, max_line_size = 64000000)) TO '${parquet}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
    if (Number(result.getRows()[0]?.[0]) > 0)
      await s3.client.send(
        new PutObjectCommand({
          Bucket,
          Key: `${prefix}${randomUUID()}_part_00.parquet`,
          Body: await readFile(parquet),
        }),
      );
    return true;
  } finally {
    await client.end();
    await rm(folder, { recursive: true, force: true });
  }
}

function checkKeys({ accessKeyId, secretAccessKey }: S3Service, id: string, secret: string): void {
  if (id !== accessKeyId || secret !== secretAccessKey) throw new Error('InvalidAccessKeyId');
}

/** The Parquet type of a column of a result, by its OID: what is not written here is text. */
function parquetType({ dataTypeID, dataTypeModifier }: pg.FieldDef): string {
  const types: Readonly<Record<number, string>> = {
    16: 'BOOLEAN',
    20: 'BIGINT',
    21: 'SMALLINT',
    23: 'INTEGER',
    700: 'FLOAT',
    701: 'DOUBLE',
  };
  if (dataTypeID !== 1700 || dataTypeModifier < 4) return types[dataTypeID] ?? 'VARCHAR';
  const size = dataTypeModifier - 4;
  return `DECIMAL(${size >> 16}, ${size & 0xffff})`;
}
