import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { testHost } from '../../../../test/contract/open-connector.ts';
import { describeNeeding } from '../../../../test/needing.ts';
import { type MotoService, missingMoto, startMoto } from '../../../../test/services/moto.ts';
import type { ConnectorHost, Facets } from '../../../contract/contract.ts';
import { s3Config } from './config.ts';
import { s3 } from './definition.ts';

const missing = await missingMoto();
const never = new AbortController().signal;
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

describeNeeding(missing, 'files of S3 found by events (moto in place of S3 and SQS)', () => {
  let aws: MotoService;
  let store: S3Client;
  let queues: SQSClient;
  let cacheDir: string;
  let bucket: string;
  let arn: string;
  let queueUrl: string;
  let logged: string[];
  const formerEndpoint = process.env.AWS_ENDPOINT_URL_SQS;

  beforeAll(async () => {
    aws = await startMoto();
    process.env.AWS_ENDPOINT_URL_SQS = aws.endpoint;
    const region = 'us-east-1';
    store = new S3Client({ endpoint: aws.endpoint, region, credentials, forcePathStyle: true });
    queues = new SQSClient({ endpoint: aws.endpoint, region, credentials });
  });
  afterAll(async () => {
    if (formerEndpoint === undefined) delete process.env.AWS_ENDPOINT_URL_SQS;
    else process.env.AWS_ENDPOINT_URL_SQS = formerEndpoint;
    store?.destroy();
    queues?.destroy();
    await aws?.[Symbol.asyncDispose]();
  });
  let buckets = 0;
  beforeEach(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'syncform-events-'));
    bucket = `lake-${aws.mark}-${buckets++}`;
    await store.send(new CreateBucketCommand({ Bucket: bucket }));
    const { QueueUrl = '' } = await queues.send(new CreateQueueCommand({ QueueName: `events-${bucket}` }));
    queueUrl = QueueUrl;
    const { Attributes } = await queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    arn = Attributes?.QueueArn ?? '';
    await store.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: bucket,
        NotificationConfiguration: {
          QueueConfigurations: [{ QueueArn: arn, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] }],
        },
      }),
    );
    logged = [];
  });
  afterEach(() => rm(cacheDir, { recursive: true, force: true }));

  const put = (key: string, text: string) =>
    store.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }));
  const waiting = async () => {
    const { Attributes } = await queues.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Object.values(Attributes ?? {}).reduce((sum, n) => sum + Number(n), 0);
  };
  const configured = (changes: object = {}) => ({
    s3_bucket_name: `s3://${bucket}/crm`,
    s3_bucket_region: 'us-east-1',
    aws_access_key_id: 'any',
    aws_secret_access_key: 'any',
    endpoint: aws.endpoint,
    enable_event_notifications: true,
    event_queue_arn: arn,
    ...changes,
  });

  /** The tables that a new process finds. */
  async function found(): Promise<readonly string[]> {
    const host: ConnectorHost = { ...(await testHost()), cacheDir, log: (_, text) => logged.push(text) };
    const opened = await s3.open(s3Config.parse(configured()), host);
    try {
      const objects = await (opened.facets as Facets).discover.list({}, never);
      return objects.map(({ id }) => id).sort();
    } finally {
      await opened[Symbol.asyncDispose]();
    }
  }

  test('what came and went is asked for alone, and the bucket is not listed again', async () => {
    for (let i = 0; i < 3; i++) await put(`crm/t${i}.csv`, 'a\n1\n');
    await put('elsewhere/x.csv', 'a\n1\n');
    expect(await found()).toEqual(['t0.csv', 't1.csv', 't2.csv']);
    expect(await waiting()).toBe(0);
    // Files that only the kept listing has show that it is what is gone by; so many that listing would take more requests.
    const kept = join(cacheDir, (await readdir(cacheDir)).find((name) => name.startsWith('listing-')) ?? '');
    const listing = JSON.parse(await readFile(kept, 'utf8')) as { objects: { key: string }[] };
    const imagined = Array.from({ length: 2500 }, (_, i) => ({ ...listing.objects[0], key: `x${i}.csv` }));
    await writeFile(kept, JSON.stringify({ ...listing, objects: [...listing.objects, ...imagined] }));
    await put('crm/red flower+one.csv', 'a\n1\n');
    await store.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'crm/t1.csv' }));
    const now = await found();
    expect(now).toHaveLength(2500 + 3);
    expect(now.filter((name) => !name.startsWith('x'))).toEqual(['red flower+one.csv', 't0.csv', 't2.csv']);
    expect(await waiting()).toBe(0);
    expect(await found()).toEqual(now);
    // More events than requests that list: it is listed, and shows what is there.
    for (let i = 3; i < 8; i++) await put(`crm/t${i}.csv`, 'a\n1\n');
    expect(await found()).toEqual([
      'red flower+one.csv',
      't0.csv',
      ...[2, 3, 4, 5, 6, 7].map((i) => `t${i}.csv`),
    ]);
  });

  test('a listing of yesterday is recreated', async () => {
    await put('crm/a.csv', 'a\n1\n');
    await found();
    const kept = join(cacheDir, (await readdir(cacheDir)).find((name) => name.startsWith('listing-')) ?? '');
    const listing = JSON.parse(await readFile(kept, 'utf8')) as { listed: number };
    await writeFile(
      kept,
      JSON.stringify({ ...listing, listed: listing.listed - 25 * 3_600_000, objects: [] }),
    );
    expect(await found()).toEqual(['a.csv']);
  });

  test('messages that are no events of S3 stay in the queue, with a warning', async () => {
    await put('crm/a.csv', 'a\n1\n');
    await queues.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'hello' }));
    expect(await found()).toEqual(['a.csv']);
    expect(logged.join()).toContain('1 messages of the queue are no events of S3');
    expect(await waiting()).toBe(1);
  });

  test('the test of the connection names a queue that is not there', async () => {
    const host: ConnectorHost = { ...(await testHost()), cacheDir };
    const wrong = configured({ event_queue_arn: `${arn}-gone`, read_only: true });
    const opened = await s3.open(s3Config.parse(wrong), host);
    await expect((opened.facets as Facets).test.test(never)).rejects.toMatchObject({
      message: expect.stringContaining(`there is no queue events-${bucket}-gone`),
      hint: 'Check event_queue_arn.',
    });
    await opened[Symbol.asyncDispose]();
  });

  test('an ARN of something else is refused', () => {
    const { error } = s3Config.safeParse(
      configured({ event_queue_arn: 'arn:aws:sns:us-east-1:123456789012:t' }),
    );
    expect(error?.issues[0]?.message).toContain('give the ARN of an SQS queue');
  });
});
