import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testNeeding } from '../../../../test/needing.ts';
import { missingS3, startS3 } from '../../../../test/services/s3/s3.ts';
import { s3StagingArea } from './s3.ts';

const never = new AbortController().signal;
const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'hush' };

/** What S3 answers to one call. */
interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly more?: string;
}

let server: Server;
let answers: Answer[];
beforeAll(async () => {
  server = createServer((request, response) => {
    const { status, code, headers = {}, more = '' } = answers.shift() ?? { status: 200 };
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/xml', ...headers });
      const refusal = `<Error><Code>${code}</Code><Message>no</Message>${more}</Error>`;
      response.end(code ? refusal : request.method === 'GET' ? 'ok' : undefined);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
beforeEach(() => {
  process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  delete process.env.AWS_ENDPOINT_URL_S3;
  server.closeAllConnections();
  server.close();
});

const area = (region = 'us-east-1') => s3StagingArea({ bucket: 'loads', region, credentials: keys });

test.each<[string, Answer, RegExp, RegExp]>([
  [
    'a bucket in another region',
    { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-1' } },
    /it is in eu-west-1$/,
    /^Set s3_bucket_region = "eu-west-1"\.$/,
  ],
  [
    'a bucket whose region AWS names',
    { status: 400, code: 'AuthorizationHeaderMalformed', more: '<Region>eu-central-1</Region>' },
    /it is in eu-central-1$/,
    /^Set s3_bucket_region = "eu-central-1"\.$/,
  ],
  ['keys that have expired', { status: 400, code: 'ExpiredToken' }, /have expired$/, /goes on from what/],
  ['no permission', { status: 403, code: 'AccessDenied' }, /permission denied$/, /s3:PutObject/],
  ['keys that nobody has', { status: 403, code: 'InvalidAccessKeyId' }, /not accepted/, /aws_access_key_id/],
])('%s is an error that says what to set', async (_, answer, message, hint) => {
  answers = [answer];
  await using staging = area();
  await expect(staging.test(never)).rejects.toMatchObject({
    part: 'bucket',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
});

test('a bucket that has too much to do is asked again', async () => {
  const busy = { status: 503, code: 'SlowDown' };
  answers = [busy, busy];
  await using staging = area();
  await staging.test(never);
  expect(answers).toEqual([]);
});

const missing = await missingS3();
testNeeding(missing, 'the S3 server of the tests is in one region only', async () => {
  await using s3 = await startS3();
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  const { bucket, accessKeyId, secretAccessKey } = s3;
  await using staging = s3StagingArea({
    bucket,
    region: 'eu-central-1',
    credentials: { accessKeyId, secretAccessKey },
  });
  await expect(staging.test(never)).rejects.toMatchObject({
    part: 'bucket',
    message: expect.stringMatching(/it is in (us-east-1|another region)$/),
    hint: expect.stringContaining('s3_bucket_region'),
  });
});
