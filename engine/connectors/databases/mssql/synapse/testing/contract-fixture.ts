import pg from 'pg';
import type { ConnectorFixture } from '../../../../../../test/contract/fixture.ts';
import { startAzurite } from '../../../../../../test/services/azurite.ts';
import type { JsonObject } from '../../../../../kit/json.ts';
import { likeMssql, fixture as mssql } from '../../testing/contract-fixture.ts';
import { type SqlServerStandIn, startSqlServerStandIn } from '../../testing/stand-in.ts';
import { POOL_WORDS, poolRefusal } from './pool-words.ts';

/** SQL Server's stand-in as a dedicated SQL pool, which refuses what such a pool is known not to have. */
export async function startPoolStandIn(): Promise<SqlServerStandIn> {
  const server = await startSqlServerStandIn((batch) => {
    const reason = poolRefusal(batch);
    if (reason !== undefined)
      throw new Error(`a dedicated SQL pool takes no such statement, ${reason}: ${batch}`);
  });
  const client = new pg.Client(server.postgres.connectionString);
  await client.connect();
  await client.query(POOL_WORDS);
  await client.end();
  return server;
}

/** A pool with its container, as a connection of it says. */
export async function openPool() {
  const azure = await startAzurite();
  const server = await startPoolStandIn();
  const config = {
    ...server.configuration,
    use_blob_storage: true,
    azure_account_name: azure.account,
    azure_access_key: azure.key,
    container_name: azure.container,
    azure_endpoint: azure.endpoint,
  };
  return {
    ...settingsLike(config),
    azure,
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await azure.stop();
    },
  };
}

function settingsLike(config: JsonObject) {
  return {
    ...likeMssql,
    config,
    broken: {
      'name resolution': { ...config, hostname: 'no-such-host.invalid' },
      refused: { ...config, port: 1 },
      'user or password': { ...config, password: 'wrong' },
      database: { ...config, database: 'no_such_database' },
      tls: { ...config, ssl: true },
      bucket: { ...config, container_name: 'no-such-container' },
    },
  };
}

export const fixture: ConnectorFixture = {
  ...mssql,
  connector: 'synapse',
  keepsTypes: 'a pool changes no type of a number that an index is on, or by which rows are distributed',
  open: openPool,
};
