import type { ConnectorFixture } from '../../../../../../test/contract/fixture.ts';
import { startCloudSql } from '../../../../../../test/services/cloud-sql.ts';
import { fixture as mysql } from '../../testing/contract-fixture.ts';

/** The same MariaDB, behind Cloud SQL's port and the calls that lead to it. */
export const fixture: ConnectorFixture = {
  ...mysql,
  connector: 'googlecloudmysql',
  async open() {
    const like = await mysql.open();
    const {
      hostname = '',
      port = '',
      account = '',
      passwd = '',
      dbname = '',
    } = like.config as Record<string, string>;
    const cloud = await startCloudSql({ host: hostname, port: Number(port) });
    const config = {
      connection_name: cloud.connectionName,
      credentials: cloud.credentials,
      endpoint: cloud.endpoint,
      database: dbname,
      username: account,
      password: passwd,
    };
    return {
      ...like,
      config,
      broken: {
        'user or password': { ...config, password: 'wrong' },
        database: { ...config, connection_name: 'project:europe-west6:gone' },
        refused: { ...config, endpoint: 'http://127.0.0.1:1' },
      },
      async [Symbol.asyncDispose]() {
        await cloud[Symbol.asyncDispose]();
        await like[Symbol.asyncDispose]();
      },
    };
  },
};
