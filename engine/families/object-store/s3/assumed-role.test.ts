import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeNeeding } from '../../../../test/needing.ts';
import { missingS3, type S3Service, startS3 } from '../../../../test/services/s3/s3.ts';
import { type IssuedKeys, type StsService, startSts } from '../../../../test/services/sts.ts';
import { s3StagingArea } from '../staging/s3.ts';
import { assumedRole } from './assumed-role.ts';

const missing = await missingS3();
const never = new AbortController().signal;
const arn = 'arn:aws:iam::123456789012:role/loader';
const externalId = 'syncform-1234';

describeNeeding(missing, 'staging as a role', () => {
  let s3: S3Service;
  let sts: StsService;
  let last: IssuedKeys;
  let issueNext: (() => Promise<IssuedKeys>) | undefined;
  let file: string;
  const names = ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_STS', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

  beforeAll(async () => {
    s3 = await startS3();
    sts = await startSts({ arn, externalId }, async () => {
      last = issueNext ? await issueNext() : await s3.createKeys();
      return last;
    });
    process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
    process.env.AWS_ENDPOINT_URL_STS = sts.endpoint;
    file = join(await mkdtemp(join(tmpdir(), 'role-')), 'file');
    await writeFile(file, 'rows');
  });
  beforeEach(() => {
    process.env.AWS_ACCESS_KEY_ID = sts.caller.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = sts.caller.secretAccessKey;
    sts.lifetime = 3600;
  });
  afterAll(async () => {
    for (const name of names) delete process.env[name];
    await rm(join(file, '..'), { recursive: true, force: true });
    await sts?.[Symbol.asyncDispose]();
    await s3?.stop();
  });
  const area = (over: { readonly roleArn?: string; readonly externalId?: string } = {}) =>
    s3StagingArea({
      bucket: `s3://${s3.bucket}/role`,
      region: s3.region,
      credentials: assumedRole({ roleArn: arn, externalId, region: s3.region, ...over }),
    });

  test('the role is taken on once, and its keys write, read and remove', async () => {
    await using staging = area();
    const before = sts.issued;
    await staging.test(never);
    await staging.upload(file, 'in/file', never);
    expect(await s3.keys()).toEqual(['role/in/file']);
    await staging.remove('');
    expect(await s3.keys()).toEqual([]);
    expect(sts.issued - before).toBe(1);
  });

  test('keys that end in the middle of a run are renewed before they do', async () => {
    await using staging = area();
    // AWS's client renews what has less than five minutes left.
    sts.lifetime = 200;
    await staging.upload(file, 'in/one', never);
    await s3.removeKeys(last.accessKeyId);
    await staging.upload(file, 'in/two', never);
    expect(await s3.keys()).toEqual(['role/in/one', 'role/in/two']);
    await staging.remove('');
  });

  test('the session token is shown with the keys', async () => {
    const shown: unknown[] = [];
    const server = createServer((request, response) => {
      shown.push(request.headers['x-amz-security-token']);
      request.resume().on('end', () => response.end(request.method === 'GET' ? 'ok' : undefined));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    issueNext = async () => ({ accessKeyId: 'ASIA1', secretAccessKey: 'hush', sessionToken: 'the-token' });
    try {
      await using staging = area();
      await staging.test(never);
    } finally {
      issueNext = undefined;
      process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
      server.closeAllConnections();
      server.close();
    }
    expect(new Set(shown)).toEqual(new Set(['the-token']));
  });

  test.each([
    ['another external id', { externalId: 'syncform-5678' }],
    ['another role', { roleArn: 'arn:aws:iam::123456789012:role/other' }],
  ])('%s is refused, which names the role and what to check', async (_, over) => {
    await using staging = area(over);
    await expect(staging.test(never)).rejects.toMatchObject({
      part: 'bucket',
      message: expect.stringMatching(/cannot assume the role arn:.*not authorized/),
      hint: expect.stringContaining('external_id'),
    });
  });

  test('whoever is not who they say is refused', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'wrong';
    await using staging = area();
    const error = await staging.test(never).catch((e: Error) => e);
    expect(error).toMatchObject({ part: 'bucket', message: expect.stringContaining('signature') });
    expect(String(error)).not.toContain(sts.caller.secretAccessKey);
  });
});
