import type { ConnectorFixture } from '../../../../../test/contract/fixture.ts';
import { openBucket, fixture as s3 } from './contract-fixture.ts';

/** A store that speaks S3's protocol: the same server stands in, in the store's own region where that has another name. */
export function flavourFixture(
  connector: string,
  { region, ...more }: { readonly region?: string; readonly account_id?: string } = {},
): ConnectorFixture {
  return {
    ...s3,
    connector,
    async open() {
      const like = await openBucket(region);
      const { s3_bucket_name: bucket_name = '', s3_bucket_region: _, ...rest } = like.config;
      const config = { ...rest, ...more, bucket_name };
      return {
        ...like,
        config,
        broken: {
          'user or password': { ...config, aws_secret_access_key: 'wrong' },
          bucket: { ...config, bucket_name: 'no-such-bucket' },
          refused: { ...config, endpoint: 'http://127.0.0.1:1' },
        },
      };
    },
  };
}
