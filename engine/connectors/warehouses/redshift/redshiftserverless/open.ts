import type { ConnectorHost } from '../../../../contract/contract.ts';
import { openSessionsAs } from '../../../../families/postgresql/sessions.ts';
import { bucketOf, openRedshiftOver } from '../open.ts';
import { redshiftServer } from '../system.ts';
import type { RedshiftServerlessConfig } from './config.ts';
import { temporaryLogin } from './temporary-login.ts';

/** Opens a connection. Nothing is sent before a facet is used. */
export function openRedshiftServerless(
  config: RedshiftServerlessConfig,
  host: Pick<ConnectorHost, 'tempDir'>,
  server = redshiftServer,
) {
  const { workgroup, database, inactivity_timeout, iam_role_arn, external_id } = config;
  const { s3_bucket_name, s3_bucket_region = config.region } = config;
  return openRedshiftOver({
    sessions: openSessionsAs(
      { server: `workgroup ${workgroup}`, inactivity_timeout, login: temporaryLogin(config) },
      server,
      undefined,
    ),
    who: `role ${iam_role_arn}`,
    database,
    bucket: bucketOf(
      { s3_bucket_name, s3_bucket_region, auth_mode: 'iam_role', iam_role_arn, external_id },
      host,
    ),
    unloads: config.use_unload,
  });
}
