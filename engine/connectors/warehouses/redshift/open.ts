import type { ConnectorHost, OpenConnector, TestFacet } from '../../../contract/contract.ts';
import type { BucketSettings } from '../../../families/object-store/staging/s3.ts';
import { openSessions, type Sessions } from '../../../families/postgresql/sessions.ts';
import { sqlFacets } from '../../../families/sql/facets.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import type { redshiftCapabilities } from './capabilities.ts';
import type { RedshiftConfig } from './config.ts';
import type { Bucket } from './copy.ts';
import { redshiftServer, redshiftSystem } from './system.ts';

/** Opens a connection. Nothing is sent to the server before a facet is used. */
export async function openRedshift(
  config: RedshiftConfig,
  host: ConnectorHost,
  server = redshiftServer,
): Promise<OpenConnector<typeof redshiftCapabilities>> {
  const { hostname, port, username, database, s3_bucket_region: region } = config;
  const tunnel = openTunnel(config, { host: hostname, port, knownHosts: host.knownHosts });
  const { aws_access_key_id: keyId, aws_secret_access_key: secret } = config;
  const open = openRedshiftOver({
    sessions: openSessions(config, server, tunnel),
    who: `user "${username}"`,
    database,
    bucket: bucketOf(config, host),
    unloads: true,
  });
  return {
    ...open,
    identify: async (signal) => {
      if (config.auth_mode !== 'access_key_and_secret') return {};
      const { identifyAwsUser } = await import('../../../families/object-store/s3/aws-user.ts');
      return identifyAwsUser({ keyId, secret, region }, signal);
    },
    async [Symbol.asyncDispose]() {
      await open[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}

/** A Redshift that sessions lead to. */
export interface ReachedRedshift {
  readonly sessions: Sessions;
  /** Who logs in, for people: `user "loader"`. */
  readonly who: string;
  readonly database: string;
  /** Where rows wait for Redshift; undefined where the connection names no bucket. */
  readonly bucket: Bucket | undefined;
  /** Whether rows are read by way of the bucket too. */
  readonly unloads: boolean;
}

/** Opens a connection over sessions, which are closed with it. */
export function openRedshiftOver(reached: ReachedRedshift): OpenConnector<typeof redshiftCapabilities> {
  const { sessions, bucket, unloads } = reached;
  return {
    facets: { test: testFacet(reached), ...sqlFacets(redshiftSystem(sessions, bucket, unloads)) },
    [Symbol.asyncDispose]: () => sessions[Symbol.asyncDispose](),
  };
}

/** Where rows wait for Redshift, as a connection says; undefined where it names no bucket. */
export function bucketOf(
  config: BucketSettings,
  { tempDir }: Pick<ConnectorHost, 'tempDir'>,
): Bucket | undefined {
  if (config.s3_bucket_name === undefined) return undefined;
  const {
    iam_role_arn: roleArn = '',
    aws_access_key_id: accessKeyId = '',
    aws_secret_access_key: secretAccessKey = '',
  } = config;
  return {
    access: config.auth_mode === 'iam_role' ? { roleArn } : { accessKeyId, secretAccessKey },
    region: config.s3_bucket_region,
    tempDir,
    async open() {
      const { configuredBucket } = await import('../../../families/object-store/staging/s3.ts');
      return configuredBucket(config);
    },
  };
}

/** Logs in, asks whether the user may look at anything at all, and tries the bucket where one is named. */
function testFacet({ sessions, who, database, bucket }: ReachedRedshift): TestFacet {
  return {
    async test(signal) {
      const [row] = await sessions.use(signal, (session) =>
        session.rows(
          `SELECT count(*) FROM pg_catalog.pg_namespace WHERE substring(nspname, 1, 3) <> 'pg_'
             AND nspname <> 'information_schema' AND has_schema_privilege(nspname, 'USAGE')`,
        ),
      );
      if (row?.[0] === '0')
        throw new ConnectionError('permission', `${who} may use no schema of database "${database}"`, {
          hint: 'GRANT USAGE ON SCHEMA … to the user.',
        });
      if (!bucket) return;
      await using area = await bucket.open();
      await area.test(signal);
    },
  };
}
