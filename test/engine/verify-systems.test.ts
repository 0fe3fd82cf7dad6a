import mysql from 'mysql2/promise';
import { describeNeeding } from '../needing.ts';
import { missingMysql, serverName, startMysql } from '../services/mysql/mysql.ts';
import { missingS3, startS3 } from '../services/s3/s3.ts';
import { type BulkLab, bulkLab } from './bulk-lab.ts';

/* `verify` of systems that the other tests of it have not: it is read back from them what was sent. */

const none = { missing: 0, different: 0, surplus: 0, wrong: 0 };

let on: BulkLab;
beforeEach(async () => {
  on = await bulkLab();
  await on.sql(`CREATE TABLE people (id bigint PRIMARY KEY, name text, score numeric(10,2), seen timestamptz, ratio float8,
    more jsonb, made date, active boolean)`);
  await on.sql(`INSERT INTO people
    SELECT i, 'person ' || i, i / 4.0, '2024-01-01T00:00:00.5Z'::timestamptz + i * interval '1 day', i / 3.0,
           jsonb_build_object('b', i, 'a', NULL), '2024-02-29', i % 2 = 0 FROM generate_series(1, 50) i`);
});
afterEach(() => on[Symbol.asyncDispose]());

async function verified(destination: string, configuration: Record<string, string>) {
  const { id } = await on.engine.bulkSyncs.create({
    name: 'people away',
    active: true,
    mode: 'replicate',
    schedule: { frequency: 'manual' },
    source: { connection_id: on.connection, configuration: { schema: 'public' } },
    destination: { connection_id: destination, configuration },
    schemas: [{ id: 'public.people' }],
  });
  await on.moved(id);
  return { id, counts: async () => (await on.engine.bulkSyncs.verify(id)).objects[0] };
}

describeNeeding(await missingS3(), 'a bulk sync into S3 (a local server)', () => {
  test('agrees after a run', async () => {
    await using s3 = await startS3();
    const { id } = await on.engine.connections.create({
      name: 's3',
      type: 's3',
      configuration: {
        s3_bucket_name: `s3://${s3.bucket}/lake`,
        s3_bucket_region: s3.region,
        aws_access_key_id: s3.accessKeyId,
        aws_secret_access_key: s3.secretAccessKey,
        endpoint: s3.endpoint,
      },
    });
    const { counts } = await verified(id, {});
    expect(await counts()).toMatchObject({ reason: null, counts: { source: 50, target: 50, ...none } });
  }, 60_000);
});

describeNeeding(missingMysql(), `a bulk sync into ${serverName}`, () => {
  test('agrees after a run, tells what was changed, and repair fixes it', async () => {
    await using server = await startMysql();
    const { host, port, user, password, database } = server;
    const line = await mysql.createConnection({ host, port, user, password, database });
    const { id: connection } = await on.engine.connections.create({
      name: 'mysql',
      type: 'mysql',
      configuration: server.configuration,
    });
    const { id, counts } = await verified(connection, { database });
    expect(await counts()).toMatchObject({ reason: null, counts: { source: 50, target: 50, ...none } });
    await line.query("UPDATE people SET name = 'by hand' WHERE id = 3");
    await line.query('DELETE FROM people WHERE id = 4');
    await line.end();
    expect(await counts()).toMatchObject({
      counts: { missing: 1, different: 1, wrong: 2 },
      samples: [
        { difference: 'missing', key: { id: '4' } },
        { difference: 'different', key: { id: '3' }, columns: ['name'] },
      ],
    });
    const repair = await on.engine.bulkSyncs.start(id, { repair: true });
    expect(await on.engine.executions.ended(repair.id)).toMatchObject({ status: 'completed' });
    expect(await counts()).toMatchObject({ counts: none });
  }, 60_000);
});
