import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type StagingArea, stagingFolder } from '../../../families/object-store/staging/staging-area.ts';
import type { SqlSession, TextsToStage } from '../../../families/sql/system.ts';
import { quoteLiteral } from './literal.ts';

/** With what Redshift gets at the bucket: keys of a user, or a role that is attached to the cluster. */
export type BucketAccess =
  | { readonly accessKeyId: string; readonly secretAccessKey: string }
  | { readonly roleArn: string };

/** A bucket through which rows go. */
export interface Bucket {
  readonly access: BucketAccess;
  readonly region: string | undefined;
  /** A folder for files on their way there. */
  readonly tempDir: string;
  open(): Promise<StagingArea>;
}

/** Stands for NULL in a file: as good as never a text of somebody's. */
const NULL = '\u0001syncform null\u0001';

/** How a statement says with what Redshift gets at the bucket. */
export function credentials(access: BucketAccess): string {
  return 'roleArn' in access
    ? `IAM_ROLE ${quoteLiteral(access.roleArn)}`
    : `ACCESS_KEY_ID ${quoteLiteral(access.accessKeyId)} SECRET_ACCESS_KEY ${quoteLiteral(access.secretAccessKey)}`;
}

/** The statement that copies the files under an address into a table. */
export function copyStatement(
  table: string,
  url: string,
  access: BucketAccess,
  region: string | undefined,
): string {
  const options = ['FORMAT AS CSV', 'GZIP', `NULL AS '${NULL}'`, 'COMPUPDATE OFF', 'STATUPDATE OFF'];
  const where = region === undefined ? [] : [`REGION ${quoteLiteral(region)}`];
  return `COPY ${table} FROM ${quoteLiteral(url)} ${[credentials(access), ...options, ...where].join(' ')}`;
}

/** Stages rows as files in a bucket, from which Redshift copies them. The files go, whatever way it ends. */
export function stagedByCopy({ open, access, region, tempDir }: Bucket) {
  return async (session: SqlSession, { table, rows, scope, signal }: TextsToStage): Promise<void> => {
    const prefix = stagingFolder(scope);
    const path = join(tempDir, `redshift-${randomUUID()}.csv.gz`);
    await using area = await open();
    try {
      // What a killed process left.
      await area.remove(prefix, signal);
      const bytes = Readable.from(lines(rows), { objectMode: false });
      await pipeline(bytes, createGzip(), createWriteStream(path), { signal });
      const key = `${prefix}${randomUUID()}.csv.gz`;
      await area.upload(path, key, signal);
      await session.run(copyStatement(table, area.url(key), access, region));
    } finally {
      await rm(path, { force: true });
      await area.remove(prefix);
    }
  };
}

async function* lines(batches: TextsToStage['rows']): AsyncGenerator<string> {
  for await (const rows of batches)
    yield rows
      .map((row) => `${row.map((text) => `"${(text ?? NULL).replaceAll('"', '""')}"`).join(',')}\n`)
      .join('');
}
