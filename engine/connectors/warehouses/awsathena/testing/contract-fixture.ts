import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { missingS3 } from '../../../../../test/services/s3/s3.ts';
import { startAthena } from './athena-service.ts';

export const fixture: ConnectorFixture = {
  connector: 'awsathena',
  missing: missingS3,
  async open() {
    const athena = await startAthena();
    const config = athena.configuration;
    let seeds = 0;
    return {
      config,
      broken: {
        'user or password': { ...config, secret_access_key: 'wrong' },
        database: { ...config, workgroup: 'gone' },
        bucket: { ...config, outputbucket: 's3://no-such-bucket' },
      },
      model: (table) => ({ table }),
      wrongModels: [
        { configuration: { query: 'SELEC 1' }, path: ['query'] },
        { configuration: { query: 'SELECT * FROM no_such_table' }, path: ['query'] },
        { configuration: { table: 'sales.no_such_table' }, path: ['table'] },
      ],
      destination: {},
      async seed() {
        const name = `numbers_${++seeds}`;
        await athena.sql(`CREATE SCHEMA IF NOT EXISTS sales;
          CREATE TABLE sales.${name} AS SELECT * FROM (VALUES (1::BIGINT, 'one'), (2, 'two')) AS t (id, name)`);
        return `sales.${name}`;
      },
      async [Symbol.asyncDispose]() {
        const left = await athena.s3.keys();
        await athena[Symbol.asyncDispose]();
        if (left.length > 0) throw new Error(`left in the bucket: ${left.join(', ')}`);
      },
    };
  },
};
