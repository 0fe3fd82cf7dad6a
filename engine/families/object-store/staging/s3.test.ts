import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fill, noDisk, smallDisk } from '../../../../test/crash/small-disk.ts';
import { describeNeeding, testNeeding } from '../../../../test/needing.ts';
import { missingS3, type S3Service, startS3 } from '../../../../test/services/s3/s3.ts';
import { messageOf } from '../../../kit/errors.ts';
import { parseBucket } from '../s3/bucket-name.ts';
import { s3StagingArea } from './s3.ts';

const missing = await missingS3();
const never = new AbortController().signal;

test('a bucket may be bare, or an address with a folder', () => {
  expect(parseBucket('loads')).toEqual({ bucket: 'loads', prefix: '' });
  expect(parseBucket('s3://loads/a/b/')).toEqual({ bucket: 'loads', prefix: 'a/b/' });
  expect(parseBucket(' loads/a ')).toEqual({ bucket: 'loads', prefix: 'a/' });
  expect(parseBucket('No Bucket')).toBeUndefined();
  expect(() => s3StagingArea({ bucket: 'https://x', region: undefined })).toThrow(/is not a bucket/);
});

testNeeding(
  missing ?? noDisk,
  'staging on a server whose disk is full leaves nothing there',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'staging-'));
    await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
    await using _disk = await smallDisk(join(folder, 'disk'), 24);
    await using s3 = await startS3({ folder: join(folder, 'disk') });
    const { region, accessKeyId, secretAccessKey } = s3;
    process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
    try {
      const credentials = { accessKeyId, secretAccessKey };
      await using staging = s3StagingArea({ bucket: s3.bucket, region, credentials });
      await writeFile(join(folder, 'staged'), Buffer.alloc(40 * 1024 * 1024, 7));
      await staging.upload(join(folder, 'staged'), 'run/1', never).then(
        () => expect('uploaded').toBe('refused'),
        (error) =>
          expect(messageOf(error)).toBe(
            `bucket: cannot write to bucket ${s3.bucket}: it has no room left. Make room there and run again: what was committed before is kept.`,
          ),
      );
      expect(await s3.keys()).toEqual([]);
      expect(await s3.unfinishedUploads()).toEqual([]);
      const makeRoom = await fill(join(folder, 'disk'));
      await writeFile(join(folder, 'small'), 'x');
      await expect(staging.upload(join(folder, 'small'), 'run/2', never)).rejects.toThrow(
        'it has no room left',
      );
      expect(await s3.keys()).toEqual([]);
      await makeRoom();
      await staging.upload(join(folder, 'small'), 'run/2', never);
      expect(await s3.keys()).toEqual(['run/2']);
    } finally {
      delete process.env.AWS_ENDPOINT_URL_S3;
    }
  },
  60_000,
);

describeNeeding(missing, 'staging in S3', () => {
  let s3: S3Service;
  let folder: string;
  const area = (over: Partial<{ bucket: string; secretAccessKey: string }> = {}) =>
    s3StagingArea({
      bucket: over.bucket ?? `s3://${s3.bucket}/staging`,
      region: s3.region,
      credentials: {
        accessKeyId: s3.accessKeyId,
        secretAccessKey: over.secretAccessKey ?? s3.secretAccessKey,
      },
    });
  beforeAll(async () => {
    s3 = await startS3();
    process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
    folder = await mkdtemp(join(tmpdir(), 'staging-'));
  });
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL_S3;
    await s3.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('files large and small are stored below the prefix, and removed by it', async () => {
    await using staging = area();
    const large = join(folder, 'large');
    await writeFile(large, Buffer.alloc(40 * 1024 * 1024, 7));
    let sent = 0;
    await staging.upload(large, 'one/large', never, (bytes) => {
      sent += bytes;
    });
    await writeFile(join(folder, 'small'), 'x');
    await staging.upload(join(folder, 'small'), 'two/small', never);
    expect(sent).toBe(40 * 1024 * 1024);
    expect(await s3.keys()).toEqual(['staging/one/large', 'staging/two/small']);
    expect(staging.url('one/large')).toBe(`s3://${s3.bucket}/staging/one/large`);
    await staging.remove('one/');
    expect(await s3.keys()).toEqual(['staging/two/small']);
    await staging.remove('');
    expect(await s3.keys()).toEqual([]);
  });

  test('a cancelled upload leaves nothing, not even parts', async () => {
    await using staging = area();
    const path = join(folder, 'cancelled');
    await writeFile(path, Buffer.alloc(80 * 1024 * 1024));
    const controller = new AbortController();
    const upload = staging.upload(path, 'cancelled', controller.signal, () => controller.abort());
    await expect(upload).rejects.toMatchObject({ code: 'canceled' });
    expect(await s3.keys()).toEqual([]);
    expect(await s3.unfinishedUploads()).toEqual([]);
  });

  test('the test leaves nothing behind, and says what is wrong', async () => {
    await using staging = area();
    await staging.test(never);
    expect(await s3.keys()).toEqual([]);
    await using wrongKey = area({ secretAccessKey: 'wrong' });
    await expect(wrongKey.test(never)).rejects.toMatchObject({
      part: 'bucket',
      message: expect.stringContaining('its keys are not accepted'),
    });
    await using noBucket = area({ bucket: 'no-such-bucket' });
    await expect(noBucket.test(never)).rejects.toMatchObject({
      part: 'bucket',
      message: expect.stringContaining('there is no bucket no-such-bucket'),
    });
  });
});
