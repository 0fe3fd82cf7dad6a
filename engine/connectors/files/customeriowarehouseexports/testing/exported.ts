import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { withDuckdbSession } from '../../../../movement/duckdb-hub.ts';

/** Puts a file of an export into a bucket, with what a SELECT of DuckDB yields. */
export async function exported(
  { client, bucket, folder }: { readonly client: S3Client; readonly bucket: string; readonly folder: string },
  key: string,
  select: string,
): Promise<void> {
  const path = join(folder, `${key.replaceAll('/', '-')}`);
  await withDuckdbSession({ tempDir: folder }, (session) =>
    session.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`),
  );
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(path) }));
}
