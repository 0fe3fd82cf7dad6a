import { GetObjectCommand } from '@aws-sdk/client-s3';
import { salesforce } from '../../engine/connectors/saas/salesforce.ts';
import {
  exampleWorkspace,
  expectNothingToDo,
  salesforceVariables,
  startBusinessSystem,
} from '../../test/acceptance/example.ts';
import { testNeeding } from '../../test/needing.ts';
import { missingS3, startS3 } from '../../test/services/s3/s3.ts';

testNeeding(
  await missingS3(),
  'objects of Salesforce, at a stand-in made from its manifest, become Parquet tables of a bucket',
  async () => {
    await using crm = await startBusinessSystem(salesforce);
    await using s3 = await startS3();
    await using workspace = await exampleWorkspace(import.meta.dirname, {
      ...salesforceVariables(crm),
      s3: { bucket: s3.bucket, region: s3.region, access_key_id: s3.accessKeyId, endpoint: s3.endpoint },
      s3_secret_access_key: s3.secretAccessKey,
    });
    await workspace.apply();
    for (const table of ['account', 'contact', 'opportunity']) {
      const { Body } = await s3.client.send(
        new GetObjectCommand({ Bucket: s3.bucket, Key: `salesforce/${table}/_manifest.json` }),
      );
      expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({
        rows: 5,
        files: [{ format: 'parquet' }],
      });
    }
    await expectNothingToDo(workspace);
  },
);
