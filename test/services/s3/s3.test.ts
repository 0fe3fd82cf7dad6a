import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describeNeeding } from '../../needing.ts';
import { missingS3, type S3Service, startS3 } from './s3.ts';

const missing = await missingS3();

describeNeeding(missing, 'an S3 server', () => {
  let s3: S3Service;
  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3?.stop());

  test('refuses other keys, and requests signed for another region', async () => {
    const { endpoint, accessKeyId, secretAccessKey, bucket: Bucket } = s3;
    const list = async (region: string, credentials: { accessKeyId: string; secretAccessKey: string }) => {
      const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
      return client.send(new ListObjectsV2Command({ Bucket })).finally(() => client.destroy());
    };
    await expect(list('us-east-1', { accessKeyId, secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
    await expect(list('us-east-1', { accessKeyId: 'nobody', secretAccessKey })).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
    await expect(list('eu-central-1', { accessKeyId, secretAccessKey })).rejects.toMatchObject({
      name: 'AuthorizationHeaderMalformed',
    });
  });

  test('takes a file in parts, and shows parts that were left', async () => {
    const { client, bucket: Bucket } = s3;
    const Key = 'in/parts';
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    expect(await s3.unfinishedUploads()).toEqual([Key]);
    const parts = [Buffer.alloc(5 << 20, 1), Buffer.from('end')];
    const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
    for (const [i, Body] of parts.entries()) {
      const PartNumber = i + 1;
      const { ETag } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
      Parts.push({ ETag, PartNumber });
    }
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.concat(parts).equals(Buffer.from((await Body?.transformToByteArray()) ?? []))).toBe(true);
    const { UploadId: left } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'left' }));
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'left', UploadId: left }));
    expect(await s3.unfinishedUploads()).toEqual([]);
  });

  test('gives each caller a bucket of its own', async () => {
    await using other = await startS3();
    expect(other.endpoint).toBe(s3.endpoint);
    await other.client.send(new PutObjectCommand({ Bucket: other.bucket, Key: 'a/1', Body: 'x' }));
    expect(await other.keys('a/')).toEqual(['a/1']);
    expect(await s3.keys('a/')).toEqual([]);
  });
});
