import { expect } from '@jest/globals';
import { testNeeding } from '../needing.ts';
import { missingS3, startS3 } from '../services/s3/s3.ts';
import { cdcLab } from './cdc-lab.ts';

const missing = await missingS3();

testNeeding(
  missing,
  'changes become files beside those of the snapshot',
  async () => {
    await using s3 = await startS3();
    await using lab = await cdcLab();
    const { source } = lab;
    source.create('users', { id: 'bigint', name: 'string' });
    source.insert('users', { id: '1', name: 'one' });
    const store = await lab.connect('s3', {
      s3_bucket_name: `s3://${s3.bucket}/lake`,
      s3_bucket_region: s3.region,
      aws_access_key_id: s3.accessKeyId,
      aws_secret_access_key: s3.secretAccessKey,
      endpoint: s3.endpoint,
    });
    const id = await lab.create({ destination: { connection_id: store } });
    await lab.run(id);
    const parquet = async () => (await s3.keys('lake/users/')).filter((key) => key.endsWith('.parquet'));
    const before = await parquet();
    source.update('users', { id: '1' }, { name: 'eins' });
    source.insert('users', { id: '2', name: 'two' });
    await lab.run(id);
    source.delete('users', { id: '1' });
    await lab.run(id);
    await lab.run(id);
    const after = await parquet();
    expect(after).toEqual(expect.arrayContaining([...before]));
    expect(after.length).toBe(before.length + 2);
    const rows = await lab.rows(
      'SELECT _syncform_operation, _syncform_position, id, name FROM users ORDER BY _syncform_transaction NULLS FIRST',
      store,
    );
    expect(rows).toEqual([
      ['snapshot', null, '1', 'one'],
      ['update', '000000000002', '1', 'eins'],
      ['insert', '000000000003', '2', 'two'],
      ['delete', '000000000004', '1', null],
    ]);
  },
  60_000,
);
