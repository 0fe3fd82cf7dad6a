import { cloudSqlConfig } from '../../../engine/families/google/testing/behind-cloud-sql.ts';
import type { JsonObject } from '../../../engine/kit/json.ts';
import { type CloudSqlService, startCloudSql } from '../../services/cloud-sql.ts';
import type { ChangesFixture } from './fixture.ts';
import { mysql } from './mysql.ts';
import { postgresql } from './postgresql.ts';

/** The same server as of another fixture, behind Cloud SQL's port and the calls that lead to it. */
function behindCloudSql(connector: string, like: ChangesFixture): ChangesFixture {
  return {
    connector,
    async open() {
      const opened = await like.open();
      const services: CloudSqlService[] = [];
      const reached = async (config: JsonObject, port: number): Promise<JsonObject> => {
        const cloud = await startCloudSql({ host: '127.0.0.1', port });
        services.push(cloud);
        const { change_detection = false, publication } = config;
        return {
          ...cloudSqlConfig(cloud, config),
          change_detection,
          ...(publication === undefined ? {} : { publication }),
        };
      };
      return {
        ...opened,
        config: await reached(opened.config, opened.port),
        plain: await reached(opened.plain, opened.port),
        by: (port) => reached(opened.config, port),
        async [Symbol.asyncDispose]() {
          for (const service of services) await service[Symbol.asyncDispose]();
          await opened[Symbol.asyncDispose]();
        },
      };
    },
  };
}

export const googleCloudSql = behindCloudSql('googlecloudsql', postgresql);

export const googleCloudMysql = behindCloudSql('googlecloudmysql', mysql);
