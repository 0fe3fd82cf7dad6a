import { defineS3Flavour } from '../../../families/object-store/s3/flavour.ts';

/** https://developers.cloudflare.com/r2/api/s3/api/ */
export const cloudflareR2 = defineS3Flavour({
  id: 'cloudflare_r2',
  name: 'Cloudflare R2',
  account: { title: 'Account ID', description: 'The Cloudflare account, as the R2 overview shows it.' },
  keys: 'an R2 API token: R2 → Manage R2 API tokens',
  endpoint: 'https://<account_id>.r2.cloudflarestorage.com',
  elsewhere: 'https://<account_id>.eu.r2.cloudflarestorage.com for buckets that stay in the EU',
  // R2 has one region, `auto`, and takes this name for it.
  region: 'us-east-1',
  isPathStyle: true,
  hasFewChecksums: true,
  bucketHint: 'bucket_name, and endpoint if the bucket has a jurisdiction',
});
