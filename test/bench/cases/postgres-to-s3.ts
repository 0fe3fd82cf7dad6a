import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { missingS3, type S3Service, startS3 } from '../../services/s3/s3.ts';
import { type BenchCase, bothSides, timesReference } from '../case.ts';
import { checkFacts, checkSameRows } from '../checks.ts';
import { bulkSync, SYNC } from '../definitions.ts';
import type { Workbench } from '../workbench.ts';

export const postgresToS3: BenchCase = {
  id: 's3',
  title: 'Postgres → Parquet in S3, full',
  reference: 'the same sync to a local Parquet file',
  missing: missingS3,
  async prepare(bench) {
    const table = await bench.items(bench.rows);
    const s3 = await startS3();
    bench.afterwards(() => s3.stop());
    return async (round) => {
      const local = await bench.freshFolder();
      await mkdir(local, { recursive: true });
      const prefix = `round-${round}`;
      const ours = await bench.engine(
        bulkSync(bench, [table], { type: 's3', connection: connection(s3, prefix) }),
      );
      const theirs = await bench.engine(
        bulkSync(bench, [table], { type: 'local_files', connection: { path: local } }),
      );
      await bench.settle();
      const measured = await bothSides(
        round,
        () => ours.run(SYNC),
        () => theirs.run(SYNC),
      );
      const files = await copyOf(bench, s3, `${prefix}/${table}/`);
      const there = `read_parquet('${join(local, `${table}.parquet`)}')`;
      await checkFacts(bench, table, { attach: [], from: files });
      await checkSameRows([], files, there);
      return measured;
    };
  },
  judge: timesReference(1.2),
};

function connection(s3: S3Service, prefix: string) {
  return {
    s3_bucket_name: `s3://${s3.bucket}/${prefix}`,
    s3_bucket_region: s3.region,
    aws_access_key_id: s3.accessKeyId,
    aws_secret_access_key: s3.secretAccessKey,
    endpoint: s3.endpoint,
  };
}

/** The files of a table, as DuckDB reads them: copied, so that nothing but the sync is tested. */
async function copyOf(bench: Workbench, s3: S3Service, prefix: string): Promise<string> {
  const folder = await bench.freshFolder();
  const keys = (await s3.keys(prefix)).filter((key) => key.endsWith('.parquet'));
  for (const key of keys) {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: key }));
    await writeFile(join(folder, basename(key)), (await Body?.transformToByteArray()) ?? '');
  }
  return `read_parquet('${join(folder, '*.parquet')}')`;
}
