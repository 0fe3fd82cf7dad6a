/*
 * What one would write by hand to get a table of Postgres into Redshift: psql's COPY into a compressed file, which goes into a bucket,
 * and Redshift's COPY from there. Takes one argument, JSON: `{psql, connection, table, warehouse, into, bucket}`, where `into` is a table of
 * the warehouse that is there.
 */
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import pg from 'pg';

const { psql, connection, table, warehouse, into, bucket } = JSON.parse(process.argv[2] as string) as {
  psql: string;
  connection: string;
  table: string;
  warehouse: pg.ClientConfig;
  into: string;
  bucket: { name: string; endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };
};
const folder = await mkdtemp(join(tmpdir(), 'by-hand-'));
const file = join(folder, 'rows.csv.gz');
const { name: Bucket, endpoint, region, accessKeyId, secretAccessKey } = bucket;
const client = new S3Client({
  endpoint,
  region,
  forcePathStyle: true,
  credentials: { accessKeyId, secretAccessKey },
});
try {
  const copy = `COPY ${table} TO STDOUT (FORMAT csv, FORCE_QUOTE *)`;
  const out = spawn(psql, ['-qX', '-v', 'ON_ERROR_STOP=1', '-d', connection, '-c', copy], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await pipeline(out.stdout, createGzip(), createWriteStream(file));
  const Key = `by-hand/${into}.csv.gz`;
  const { size: ContentLength } = await stat(file);
  await client.send(new PutObjectCommand({ Bucket, Key, Body: createReadStream(file), ContentLength }));
  const redshift = new pg.Client(warehouse);
  await redshift.connect();
  await redshift.query(
    `COPY ${into} FROM 's3://${Bucket}/${Key}' ACCESS_KEY_ID '${accessKeyId}' SECRET_ACCESS_KEY '${secretAccessKey}' FORMAT AS CSV GZIP NULL AS '\u0001syncform null\u0001' COMPUPDATE OFF STATUPDATE OFF REGION '${region}'`,
  );
  await redshift.end();
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
} finally {
  client.destroy();
  await rm(folder, { recursive: true, force: true });
}
