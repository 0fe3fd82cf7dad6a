import type { ConnectorFixture } from '../../../../test/contract/fixture.ts';
import { type CloudSqlService, startCloudSql } from '../../../../test/services/cloud-sql.ts';
import type { JsonObject } from '../../../kit/json.ts';

/** The configuration of a connection that reaches a server by Cloud SQL's port; `own` is the server's own, of PostgreSQL or MySQL. */
export function cloudSqlConfig(cloud: CloudSqlService, own: JsonObject): JsonObject {
  return {
    connection_name: cloud.connectionName,
    credentials: cloud.credentials,
    endpoint: cloud.endpoint,
    username: own.username ?? own.account ?? '',
    password: own.password ?? own.passwd ?? '',
    database: own.database ?? own.dbname ?? '',
  };
}

/** The server of another fixture, behind Cloud SQL's port and the calls that lead to it. */
export function behindCloudSql(connector: string, like: ConnectorFixture): ConnectorFixture {
  return {
    ...like,
    connector,
    async open() {
      const opened = await like.open();
      const { hostname, port } = opened.config;
      const cloud = await startCloudSql({ host: String(hostname), port: Number(port) });
      const config = cloudSqlConfig(cloud, opened.config);
      return {
        ...opened,
        config,
        broken: {
          'user or password': { ...config, password: 'wrong' },
          database: { ...config, connection_name: 'project:europe-west6:gone' },
          refused: { ...config, endpoint: 'http://127.0.0.1:1' },
        },
        async [Symbol.asyncDispose]() {
          await cloud[Symbol.asyncDispose]();
          await opened[Symbol.asyncDispose]();
        },
      };
    },
  };
}
