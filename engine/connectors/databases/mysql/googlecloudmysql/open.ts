import type { ConnectorHost } from '../../../../contract/contract.ts';
import { cloudSqlOptions } from '../../../../families/google/cloud-sql-fields.ts';
import { openCloudSqlTunnel } from '../../../../families/google/cloud-sql-tunnel.ts';
import { mysqlConfig } from '../config.ts';
import { openMysqlOver } from '../open.ts';
import type { GoogleCloudMysqlConfig } from './config.ts';

/** Opens a connection. Nothing is sent before a facet is used. */
export function openGoogleCloudMysql(config: GoogleCloudMysqlConfig, host: ConnectorHost) {
  const options = cloudSqlOptions(config);
  // The tunnel is TLS, so that MySQL's own is not needed within it.
  const like = mysqlConfig.parse({
    hostname: config.connection_name,
    account: config.username ?? iamUser(options.account.client_email),
    passwd: config.password ?? '',
    dbname: config.database,
    ssl: false,
    change_detection: config.change_detection,
    inactivity_timeout: config.inactivity_timeout,
    lock_timeout: config.lock_timeout,
  });
  return openMysqlOver(like, openCloudSqlTunnel(options), host);
}

/** A service account's name as a user of the database (https://cloud.google.com/sql/docs/mysql/add-manage-iam-users). */
function iamUser(clientEmail: string): string {
  return clientEmail.replace(/@.*$/, '');
}
