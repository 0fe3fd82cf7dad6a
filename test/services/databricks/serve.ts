/*
 * A local warehouse in a process of its own, with an S3 server beside it: for benchmarks, and to try things by hand.
 * Prints how to get in as one line of JSON and stops when its input ends.
 *
 *   node test/services/databricks/serve.ts
 */
import { once } from 'node:events';
import { startS3 } from '../s3/s3.ts';
import { startDatabricks } from './databricks.ts';

await using s3 = await startS3();
await using warehouse = await startDatabricks({ storage: { s3: s3.endpoint } });
const { host, port, path, token, caCertificate, catalog, schema } = warehouse;
const { endpoint, region, bucket, accessKeyId, secretAccessKey } = s3;
const ways = {
  warehouse: { host, port, path, token, caCertificate, catalog, schema },
  s3: { endpoint, region, bucket, accessKeyId, secretAccessKey },
};
process.stdout.write(`${JSON.stringify(ways)}\n`);
process.stdin.resume();
await once(process.stdin, 'end');
