import { defineS3Flavour } from '../../../families/object-store/s3/flavour.ts';

/** https://www.tigrisdata.com/docs/sdks/s3/ */
export const tigris = defineS3Flavour({
  id: 'tigris',
  name: 'Tigris',
  keys: 'a Tigris access key: Access keys in the console',
  endpoint: 'https://t3.storage.dev',
  elsewhere: 'https://fly.storage.tigris.dev within Fly.io',
  region: 'auto',
  // New buckets are asked for by names of their own alone.
  isPathStyle: false,
});
