import { describeNeeding } from '../../../../test/needing.ts';
import { missingAzurite, startAzurite } from '../../../../test/services/azurite.ts';
import { missingS3, startS3 } from '../../../../test/services/s3/s3.ts';
import { missingSshd, sshSettings, startSshd } from '../../../../test/services/sshd.ts';
import { s3Address } from '../../../families/object-store/s3/bucket-name.ts';
import type { JsonObject } from '../../../kit/json.ts';
import { databricksConfig } from './config.ts';
import { stagingOf } from './staging.ts';
import { ConnectorHostForTests } from './testing/host.ts';

const missing = missingSshd() ?? (await missingS3()) ?? (await missingAzurite());
const never = new AbortController().signal;
const config = (settings: JsonObject) =>
  databricksConfig.parse({ server_hostname: 'host', access_token: 'token', ...settings });
const s3 = {
  cloud_provider: 'aws',
  s3_bucket_name: 's3://loads/prefix',
  s3_bucket_region: 'eu-central-1',
};
const host = { knownHosts: '/nowhere' };

test('a connection without a bucket stages nothing', () => {
  expect(stagingOf(config({}), host)).toBeUndefined();
});

test('the warehouse reads with keys, a storage credential or an external location (statements as text)', async () => {
  const keys = { aws_access_key_id: 'AKIA', aws_secret_access_key: 'hush' };
  const role = { auth_mode: 'iam_role', iam_role_arn: 'arn:aws:iam::1:role/loader', external_id: 'e' };
  const credential = (settings: JsonObject) => stagingOf(config({ ...s3, ...settings }), host)?.credential();
  expect(await credential(keys)).toEqual({ kind: 'keys', accessKeyId: 'AKIA', secretAccessKey: 'hush' });
  expect(await credential({ ...role, storage_credential_name: 'lake' })).toEqual({
    kind: 'storage credential',
    name: 'lake',
  });
  expect(await credential(role)).toEqual({ kind: 'external location' });
});

test('where AWS answers for a bucket', () => {
  expect(s3Address('s3://loads/prefix', 'eu-central-1')).toBe('https://loads.s3.eu-central-1.amazonaws.com');
  expect(s3Address('my.loads')).toBe('https://s3.us-east-1.amazonaws.com');
});

describeNeeding(missing, 'through SSH', () => {
  test('S3 and Azure Blob Storage are reached where only the SSH server reaches them', async () => {
    await using sshd = await startSshd();
    await using bucket = await startS3();
    await using azure = await startAzurite();
    await using local = await ConnectorHostForTests.make();
    const ssh = { ...sshSettings(sshd), ssh_host_key: sshd.hostKeys.join('\n'), ssh_blob_storage: true };
    process.env.AWS_ENDPOINT_URL_S3 = bucket.endpoint;
    try {
      const inS3 = config({
        ...ssh,
        cloud_provider: 'aws',
        s3_bucket_name: bucket.bucket,
        s3_bucket_region: bucket.region,
        aws_access_key_id: bucket.accessKeyId,
        aws_secret_access_key: bucket.secretAccessKey,
      });
      const inAzure = config({
        ...ssh,
        cloud_provider: 'azure',
        azure_account_name: azure.account,
        azure_access_key: azure.key,
        azure_endpoint: azure.endpoint,
        container_name: azure.container,
      });
      for (const settings of [inS3, inAzure]) {
        await using area = await stagingOf(settings, local)?.open();
        await area?.test(never);
      }
      // Nothing goes past it.
      await sshd.stop();
      for (const settings of [inS3, inAzure]) {
        await using area = await stagingOf(settings, local)?.open();
        await expect(area?.test(AbortSignal.timeout(3000))).rejects.toThrow();
      }
    } finally {
      delete process.env.AWS_ENDPOINT_URL_S3;
    }
  });
});
