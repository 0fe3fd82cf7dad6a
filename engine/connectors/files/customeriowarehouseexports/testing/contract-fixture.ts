import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { missingS3, startS3 } from '../../../../../test/services/s3/s3.ts';
import { exported } from './exported.ts';

export const fixture: ConnectorFixture = {
  connector: 'customeriowarehouseexports',
  missing: missingS3,
  async open() {
    const store = await startS3();
    const folder = await mkdtemp(join(tmpdir(), 'customerio-'));
    const config = {
      s3_bucket_name: `s3://${store.bucket}/exports`,
      s3_bucket_region: store.region,
      aws_access_key_id: store.accessKeyId,
      aws_secret_access_key: store.secretAccessKey,
      endpoint: store.endpoint,
    };
    let seeds = 0;
    return {
      config,
      broken: {
        'user or password': { ...config, aws_secret_access_key: 'wrong' },
        bucket: { ...config, s3_bucket_name: 'no-such-bucket' },
        refused: { ...config, endpoint: 'http://127.0.0.1:1' },
        'name resolution': { ...config, endpoint: 'http://nowhere.invalid' },
      },
      model: (table) => ({ table }),
      wrongModels: [
        { configuration: { table: 'no_such_table' }, path: ['table'] },
        { configuration: { query: 'SELEC 1' }, path: ['query'] },
      ],
      destination: {},
      async seed() {
        const table = `numbers_${'x'.repeat(++seeds)}`;
        const select = "FROM (VALUES (1::BIGINT, 'one'), (2, 'two')) AS t(id, name)";
        await exported({ ...store, folder }, `exports/${table}_v1_77_1.parquet`, select);
        return table;
      },
      async [Symbol.asyncDispose]() {
        await store.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};
