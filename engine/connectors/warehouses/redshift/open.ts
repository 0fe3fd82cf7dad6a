import type { ConnectorHost, OpenConnector, TestFacet } from '../../../contract/contract.ts';
import { openSessions, type Sessions } from '../../../families/postgresql/sessions.ts';
import { sqlFacets } from '../../../families/sql/facets.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import type { redshiftCapabilities } from './capabilities.ts';
import type { RedshiftConfig } from './config.ts';
import type { Bucket, BucketAccess } from './copy.ts';
import { redshiftServer, redshiftSystem } from './system.ts';

/** Opens a connection. Nothing is sent to the server before a facet is used. */
export async function openRedshift(
  config: RedshiftConfig,
  host: ConnectorHost,
  server = redshiftServer,
): Promise<OpenConnector<typeof redshiftCapabilities>> {
  const { hostname, port, s3_bucket_region: region } = config;
  const tunnel = openTunnel(config, { host: hostname, port, knownHosts: host.knownHosts });
  const sessions = openSessions(config, server, tunnel);
  const bucket = bucketOf(config, host);
  const { aws_access_key_id: keyId, aws_secret_access_key: secret } = config;
  return {
    facets: { test: testFacet(config, sessions, bucket), ...sqlFacets(redshiftSystem(sessions, bucket)) },
    identify: async (signal) => {
      if (!keyId || !secret || config.auth_mode !== 'access_key_and_secret') return {};
      const { awsUser } = await import('../../../families/object-store/s3/aws-user.ts');
      const user = await awsUser({ keyId, secret, region: region ?? 'us-east-1' }, signal);
      return user === undefined ? {} : { aws_user: user };
    },
    async [Symbol.asyncDispose]() {
      await sessions[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}

/** Where rows wait for Redshift, as the connection says; undefined where it names no bucket. */
function bucketOf(config: RedshiftConfig, { tempDir }: ConnectorHost): Bucket | undefined {
  const { s3_bucket_name: bucket, s3_bucket_region: region } = config;
  const {
    iam_role_arn: roleArn = '',
    aws_access_key_id: accessKeyId = '',
    aws_secret_access_key: secretAccessKey = '',
  } = config;
  if (bucket === undefined) return undefined;
  const access: BucketAccess =
    config.auth_mode === 'iam_role' ? { roleArn } : { accessKeyId, secretAccessKey };
  return {
    access,
    region,
    tempDir,
    async open() {
      const { configuredBucket } = await import('../../../families/object-store/staging/s3.ts');
      return configuredBucket(config);
    },
  };
}

/** Logs in, asks whether the user may look at anything at all, and tries the bucket where one is named. */
function testFacet(config: RedshiftConfig, sessions: Sessions, bucket: Bucket | undefined): TestFacet {
  return {
    async test(signal) {
      const [row] = await sessions.use(signal, (session) =>
        session.rows(
          `SELECT count(*) FROM pg_catalog.pg_namespace WHERE substring(nspname, 1, 3) <> 'pg_'
             AND nspname <> 'information_schema' AND has_schema_privilege(nspname, 'USAGE')`,
        ),
      );
      if (row?.[0] === '0')
        throw new ConnectionError(
          'permission',
          `user "${config.username}" may use no schema of database "${config.database}"`,
          { hint: 'GRANT USAGE ON SCHEMA … to the user.' },
        );
      if (!bucket) return;
      await using area = await bucket.open();
      await area.test(signal);
    },
  };
}
