import type { ConnectorFixture } from '../../../../../../test/contract/fixture.ts';
import { redshiftServerlessOnPostgres } from '../../../../../../test/services/redshift.ts';
import { startRedshiftServerless } from '../../../../../../test/services/redshift-serverless.ts';
import { likeRedshift, fixture as redshift } from '../../testing/contract-fixture.ts';

/** Here rows go by INSERTs and a cursor: no bucket is needed. */
const { missing: _, ...like } = redshift;

export const fixture: ConnectorFixture = {
  ...like,
  connector: 'redshiftserverless',
  standIn: redshiftServerlessOnPostgres,
  async open() {
    const service = await startRedshiftServerless();
    const config = service.configuration;
    return {
      ...likeRedshift,
      config,
      broken: {
        'name resolution': { ...config, workgroup: 'gone' },
        refused: { ...config, endpoint: '127.0.0.1:1' },
        'user or password': { ...config, iam_role_arn: 'arn:aws:iam::123456789012:role/other' },
        database: { ...config, database: 'no_such_database' },
        bucket: { ...config, s3_bucket_name: 'not a bucket' },
      },
      [Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
    };
  },
};
