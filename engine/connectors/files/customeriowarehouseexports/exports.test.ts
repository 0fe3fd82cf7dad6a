import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { type BulkLab, bulkLab, toDuckdb } from '../../../../test/engine/bulk-lab.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { missingS3, type S3Service, startS3 } from '../../../../test/services/s3/s3.ts';
import { exportFile, exportTables, keyOf } from './export-files.ts';
import { newestRows } from './newest-rows.ts';
import { exported } from './testing/exported.ts';

describeNeeding(
  await missingS3(),
  'exports of Customer.io, as files of our own making in a local S3 server',
  () => {
    let lab: BulkLab;
    let store: S3Service;
    let connection: string;
    beforeAll(async () => {
      lab = await bulkLab();
      store = await startS3();
      const configuration = {
        auth_mode: 'access_key_and_secret',
        s3_bucket_name: store.bucket,
        s3_bucket_region: store.region,
        aws_access_key_id: store.accessKeyId,
        aws_secret_access_key: store.secretAccessKey,
        endpoint: store.endpoint,
      };
      for (const number of [1, 2])
        await put(`cio/visits_v1_77_${number}.parquet`, 'SELECT 77 AS workspace_id, 1 AS page');
      const type = 'customeriowarehouseexports';
      connection = (await lab.engine.connections.create({ name: 'exports', type, configuration })).id;
    });
    afterAll(async () => {
      await lab?.[Symbol.asyncDispose]();
      await store?.stop();
    });

    const put = (key: string, select: string) => exported({ ...store, folder: lab.dir }, key, select);
    const person = (id: string, email: string, deleted = false) =>
      `SELECT 77::BIGINT AS workspace_id, '${id}' AS internal_customer_id, '${email}' AS email_addr, ${deleted} AS deleted`;
    /** A run of another process: a listing of files is good for two seconds to whoever made it. */
    const moved = async (id: string, options: { readonly resync?: boolean } = {}) => {
      const engine = await lab.another();
      const started = await engine.bulkSyncs.start(id, options);
      const { status, error } = await engine.executions.ended(started.id);
      expect([status, error]).toEqual(['completed', null]);
    };
    const people = () => lab.rows(toDuckdb, 'internal_customer_id, email_addr', 'people', 'ORDER BY 1');

    test('rows come as they were exported last: changed, deleted, late, and of files that expired', async () => {
      const both = `${person('a', 'a@1')} UNION ALL ${person('b', 'b@1')}`;
      await put('cio/people_v4_77_10.parquet', both);
      const id = await lab.create(toDuckdb, {
        source: { connection_id: connection, configuration: {} },
        schemas: [{ id: 'people' }],
        disable_record_timestamps: true,
      });
      await moved(id);
      expect(await people()).toEqual([
        ['a', 'a@1'],
        ['b', 'b@1'],
      ]);
      // The numbers are no texts: 100 is after 12.
      await put('cio/people_v4_77_12.parquet', person('a', 'a@12'));
      await put('cio/people_v4_77_100.parquet', `${person('a', 'a@100')} UNION ALL ${person('c', 'c@100')}`);
      await moved(id);
      expect(await people()).toEqual([
        ['a', 'a@100'],
        ['b', 'b@1'],
        ['c', 'c@100'],
      ]);
      // Comes late: what it says of a is old, and nobody else has said anything of d.
      await put('cio/people_v4_77_11.parquet', `${person('a', 'a@11')} UNION ALL ${person('d', 'd@11')}`);
      // A file that is not part of the export.
      await put('cio/people.parquet', person('z', 'z'));
      await moved(id);
      expect(await people()).toEqual([
        ['a', 'a@100'],
        ['b', 'b@1'],
        ['c', 'c@100'],
        ['d', 'd@11'],
      ]);
      // Of another schema, with a column more; b is deleted.
      await put(
        'cio/people_v5_77_1.parquet',
        `SELECT *, true AS suppressed FROM (${person('b', 'b@1', true)})`,
      );
      for (const number of [10, 12])
        await store.client.send(
          new DeleteObjectCommand({ Bucket: store.bucket, Key: `cio/people_v4_77_${number}.parquet` }),
        );
      await moved(id);
      expect(await people()).toEqual([
        ['a', 'a@100'],
        ['c', 'c@100'],
        ['d', 'd@11'],
      ]);
      // The files of a's first rows are gone; nothing says that a row is.
      await moved(id, { resync: true });
      expect((await people()).map(([name]) => name)).toEqual(['a', 'c', 'd']);
    });

    test('a table whose key is not known keeps all rows of all files', async () => {
      const schema = await lab.engine.connections.schema(connection, 'visits');
      expect(schema.fields.map(({ name, is_primary_key }) => [name, is_primary_key])).toEqual([
        ['workspace_id', false],
        ['page', false],
      ]);
    });
  },
);

test('files of an export are told by their names', () => {
  const object = { size: 1, etag: 'e', changed: 0 };
  expect(exportFile({ ...object, key: 'a/b/campaign_actions_v4_123_00045.parquet' })).toMatchObject({
    table: 'campaign_actions',
    version: 4,
    sequence: 45n,
  });
  for (const key of ['people.parquet', 'people_v4_1.parquet', 'people_v4_1_2.csv', 'v4_1_2.parquet'])
    expect(exportFile({ ...object, key })).toBeUndefined();
  const keys = [
    'x/people_v4_1_100.parquet',
    'x/people_v4_1_9.parquet',
    'x/metrics_v4_1_1.parquet',
    'people_v5_1_1.parquet',
  ];
  const tables = exportTables(keys.map((key) => ({ ...object, key })));
  expect(tables.map(({ id, files }) => [id, files.map(({ key }) => key)])).toEqual([
    ['metrics', ['x/metrics_v4_1_1.parquet']],
    ['people', ['x/people_v4_1_9.parquet', 'x/people_v4_1_100.parquet', 'people_v5_1_1.parquet']],
  ]);
});

test('a table has the key of its version, and none where a column is missing', () => {
  expect(keyOf('people', ['workspace_id', 'customer_id'])).toEqual(['workspace_id', 'customer_id']);
  expect(keyOf('people', ['workspace_id', 'customer_id', 'internal_customer_id'])).toEqual([
    'workspace_id',
    'internal_customer_id',
  ]);
  expect(keyOf('attributes', ['workspace_id', 'internal_customer_id'])).toEqual([]);
  expect(keyOf('visits', ['workspace_id', 'id'])).toEqual([]);
});

test('nothing is read of a table without files', () => {
  expect(newestRows([], { columns: ['a'], key: [], rows: 'there' })).toBe('SELECT NULL AS "a" WHERE false');
});
