import type { ConnectorFixture } from '../../../../test/contract/fixture.ts';
import { startCloudSql } from '../../../../test/services/cloud-sql.ts';
import type { JsonObject } from '../../../kit/json.ts';

/** The server of another fixture, behind Cloud SQL's port and the calls that lead to it; `login` is what of its configuration says who logs in. */
export function behindCloudSql(
  connector: string,
  like: ConnectorFixture,
  login: (config: JsonObject) => JsonObject,
): ConnectorFixture {
  return {
    ...like,
    connector,
    async open() {
      const opened = await like.open();
      const { hostname, port } = opened.config;
      const cloud = await startCloudSql({ host: String(hostname), port: Number(port) });
      const config = {
        connection_name: cloud.connectionName,
        credentials: cloud.credentials,
        endpoint: cloud.endpoint,
        ...login(opened.config),
      };
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
