import { testNeeding } from '../../../../test/needing.ts';
import { type AzuriteService, missingAzurite, startAzurite } from '../../../../test/services/azurite.ts';
import { type StsService, startSts } from '../../../../test/services/sts.ts';
import { describeLoading, none, upsert } from './testing/loading.ts';

const noAzure = await missingAzurite();
let azure: AzuriteService | undefined;

describeLoading(
  'loading by way of',
  (lab) => {
    afterAll(() => azure?.stop());
    const rows = [
      [2, 'zwei'],
      [3, 'three'],
    ] as const;
    const merged = [
      ['1', 'one'],
      ['2', 'zwei'],
      ['3', 'three'],
    ];
    const copied = () =>
      lab.local.service.statements
        .map(({ statement }) => statement)
        .filter((text) => text.startsWith('COPY'));

    describe('a role', () => {
      const role = { iam_role_arn: 'arn:aws:iam::123456789012:role/loader', external_id: 'syncform-1234' };
      const settings = { auth_mode: 'iam_role', ...role };
      let sts: StsService;
      beforeAll(async () => {
        sts = await startSts({ arn: role.iam_role_arn, externalId: role.external_id }, () =>
          lab.s3.createKeys(),
        );
        process.env.AWS_ENDPOINT_URL_STS = sts.endpoint;
        process.env.AWS_ACCESS_KEY_ID = sts.caller.accessKeyId;
        process.env.AWS_SECRET_ACCESS_KEY = sts.caller.secretAccessKey;
        const { accessKeyId: AWS_ACCESS_KEY, secretAccessKey: AWS_SECRET_KEY } = lab.s3;
        lab.local.service.createStorageCredential('lake', { AWS_ACCESS_KEY, AWS_SECRET_KEY });
      });
      beforeEach(() => lab.local.service.forgetStatements());
      afterAll(async () => {
        for (const name of ['AWS_ENDPOINT_URL_STS', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
          delete process.env[name];
        await sts?.[Symbol.asyncDispose]();
      });

      test('the engine writes as the role, the warehouse reads with its storage credential', async () => {
        const table = await lab.newTable();
        const over = { ...settings, storage_credential_name: 'lake' };
        expect(await lab.load({ ...upsert, table, rows }, over)).toEqual({
          ...none,
          inserted: 1,
          updated: 1,
        });
        expect(await lab.contents(table)).toEqual(merged);
        expect(sts.issued).toBe(1);
        expect(copied()).toEqual([expect.stringContaining('WITH (CREDENTIAL `lake`)')]);
      });

      test('without one, an external location has to cover the bucket', async () => {
        const table = await lab.newTable();
        await expect(lab.load({ ...upsert, table, rows }, settings)).rejects.toThrow(
          /no external location covers/,
        );
        lab.local.service.createExternalLocation(`s3://${lab.s3.bucket}`, 'lake');
        expect(await lab.load({ ...upsert, table, rows }, settings)).toMatchObject({
          inserted: 1,
          updated: 1,
        });
        expect(await lab.contents(table)).toEqual(merged);
      });

      test('a role that is not given to who runs the engine is an error that names it', async () => {
        const table = await lab.newTable();
        await expect(
          lab.load({ ...upsert, table, rows }, { ...settings, external_id: 'syncform-5678' }),
        ).rejects.toMatchObject({ part: 'bucket', hint: expect.stringContaining('external_id') });
        expect(copied()).toEqual([]);
      });
    });

    testNeeding(noAzure, 'Azure Blob Storage', async () => {
      const { account, key, container, endpoint, blobs } = azure as AzuriteService;
      const over = {
        cloud_provider: 'azure',
        azure_account_name: account,
        azure_access_key: key,
        azure_endpoint: endpoint,
        container_name: container,
      };
      const table = await lab.newTable();
      lab.local.service.forgetStatements();
      expect(await lab.load({ ...upsert, table, rows }, over)).toEqual({ ...none, inserted: 1, updated: 1 });
      expect(await lab.contents(table)).toEqual(merged);
      expect(copied()).toEqual([
        expect.stringMatching(/FROM 'abfss:\/\/.*@.*\.dfs\.core\.windows\.net\/.*AZURE_SAS_TOKEN/s),
      ]);
      expect(await blobs()).toEqual([]);
    });
  },
  async () => {
    if (noAzure) return {};
    azure = await startAzurite();
    return { azure: azure.endpoint };
  },
);
