import pg from 'pg';
import { startRedshiftStandIn } from '../../services/redshift.ts';
import { startRedshiftProxy } from '../../services/redshift-proxy.ts';
import { missingS3, startS3 } from '../../services/s3/s3.ts';
import { type BenchCase, bothSides, timesReference } from '../case.ts';
import { factsOf } from '../data.ts';
import { bulkSync, SYNC } from '../definitions.ts';
import { measure } from '../measure.ts';
import { copyFromBucket, missingPsql } from '../references/commands.ts';

/** The columns of a table that is made by hand: those that a sync gives it. */
const COLUMNS = `id bigint NOT NULL, quantity integer, price numeric(12,2), score double precision, active boolean, born date,
  updated_at timestamp with time zone, token varchar(65535), name varchar(65535), note varchar(65535), tag varchar(65535), details super`;

/** At a Postgres with a proxy before it that does COPY: seconds say what syncform has done to load, and nothing of Redshift. */
export const postgresToRedshift: BenchCase = {
  id: 'redshift',
  title: 'Postgres → Redshift (a Postgres and a proxy), full',
  reference: '`COPY` into a compressed file, which goes to the bucket, and `COPY` from there by hand',
  missing: async () => missingPsql() ?? (await missingS3()),
  async prepare(bench) {
    const table = await bench.items(bench.rows);
    const server = await startRedshiftStandIn();
    const s3 = await startS3();
    const proxy = await startRedshiftProxy(server, s3);
    process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
    const client = new pg.Client(server.connectionString);
    await client.connect();
    bench.afterwards(async () => {
      await client.end();
      await proxy[Symbol.asyncDispose]();
      await s3.stop();
      await server[Symbol.asyncDispose]();
    });
    const { bucket, region, accessKeyId, secretAccessKey } = s3;
    const connection = {
      ...server.configuration,
      port: proxy.port,
      s3_bucket_name: bucket,
      s3_bucket_region: region,
      aws_access_key_id: accessKeyId,
      aws_secret_access_key: secretAccessKey,
    };
    return async (round) => {
      await client.query(`DROP TABLE IF EXISTS ${table}, _syncform_commits`);
      const theirs = `by_hand_${round}`;
      await client.query(`CREATE TABLE ${theirs} (${COLUMNS}, PRIMARY KEY (id))`);
      const engine = await bench.engine(bulkSync(bench, [table], { type: 'redshift', connection }));
      await bench.settle();
      const measured = await bothSides(
        round,
        () => engine.run(SYNC),
        () => measure(copyFromBucket(bench, table, { port: proxy.port, server }, theirs, s3)),
      );
      const facts = async (of: string) =>
        JSON.stringify((await client.query({ text: factsOf(of), rowMode: 'array' })).rows);
      const [one, other] = [await facts(table), await facts(theirs)];
      if (one !== other) throw new Error(`${table} has ${one}, and by hand it is ${other}`);
      await client.query(`DROP TABLE ${theirs}`);
      return measured;
    };
  },
  judge: timesReference(1.3),
};
