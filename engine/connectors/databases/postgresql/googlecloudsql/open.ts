import type { ConnectorHost } from '../../../../contract/contract.ts';
import { cloudSqlOptions } from '../../../../families/google/cloud-sql-fields.ts';
import { openCloudSqlTunnel } from '../../../../families/google/cloud-sql-tunnel.ts';
import { postgresqlConfig } from '../config.ts';
import { openPostgresqlOver } from '../open.ts';
import type { GoogleCloudSqlConfig } from './config.ts';

/** Opens a connection. Nothing is sent before a facet is used. */
export function openGoogleCloudSql(config: GoogleCloudSqlConfig, host: ConnectorHost) {
  const { connection_name, database, password = '', change_detection, publication } = config;
  const options = cloudSqlOptions(config);
  // The tunnel is TLS, so that Postgres's own is not needed within it.
  const like = postgresqlConfig.parse({
    hostname: connection_name,
    username: config.username ?? iamUser(options.account.client_email),
    password,
    database,
    ssl: false,
    change_detection,
    ...(change_detection ? { publication } : {}),
    inactivity_timeout: config.inactivity_timeout,
    lock_timeout: config.lock_timeout,
  });
  return openPostgresqlOver(like, openCloudSqlTunnel(options), host);
}

/** A service account's name as a user of the database (https://cloud.google.com/sql/docs/postgres/add-manage-iam-users). */
function iamUser(clientEmail: string): string {
  return clientEmail.replace(/\.gserviceaccount\.com$/, '');
}
