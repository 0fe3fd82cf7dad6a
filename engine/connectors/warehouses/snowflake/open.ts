import type { ConnectorHost, LoadFacet, OpenConnector, TestFacet } from '../../../contract/contract.ts';
import { sqlFacets } from '../../../families/sql/facets.ts';
import { tableNames } from '../../../families/sql/names.ts';
import type { SqlSystem } from '../../../families/sql/system.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import type { snowflakeCapabilities } from './capabilities.ts';
import type { SnowflakeConfig } from './config.ts';
import { quoteLiteral } from './literal.ts';
import { openSessions, type Sessions, type SnowflakeSession } from './sessions.ts';
import { snowflakeSystem } from './system.ts';

/** Opens a connection. Nothing is sent to the account before a facet is used. */
export async function openSnowflake(
  config: SnowflakeConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof snowflakeCapabilities>> {
  const sessions = openSessions(config);
  const stagingSchema = config.use_bulk_sync_staging_schema ? config.bulk_sync_staging_schema : undefined;
  const system = snowflakeSystem(sessions, stagingSchema, host);
  const facets = sqlFacets(system);
  return {
    facets: {
      test: testFacet(config, sessions, stagingSchema),
      ...facets,
      load: loadFacet(system, facets.load),
    },
    [Symbol.asyncDispose]: () => sessions[Symbol.asyncDispose](),
  };
}

/** The family's, but that what is committed is not asked where nothing ever was: the lock of a scope is a row of the commits. */
function loadFacet<F extends LoadFacet>(system: SqlSystem<SnowflakeSession>, load: F): F {
  const names = tableNames(system.dialect);
  return {
    ...load,
    async committed(table, batch, signal) {
      const { schema } = names.tableName(table, system.bareIn);
      const exists = system.dialect.commits.exists({ schema, table: '_syncform_commits' });
      const [found] = await system.sessions.use(signal, (session) => session.rows(exists));
      return found && load.committed(table, batch, signal);
    },
  };
}

/** Logs in, and asks for the database, the warehouse and the staging schema that the session is to have. */
function testFacet(
  { dbname, warehouse, username }: SnowflakeConfig,
  sessions: Sessions,
  stagingSchema: string | undefined,
): TestFacet {
  return {
    async test(signal) {
      await sessions.use(signal, async (session) => {
        const [row] = await session.rows('SELECT CURRENT_DATABASE(), CURRENT_WAREHOUSE()');
        if (row?.[0] === null || row?.[0] === undefined)
          throw new ConnectionError('database', `there is no database ${dbname} that ${username} may use`, {
            hint: 'Check dbname, and GRANT USAGE ON DATABASE … to the role.',
          });
        if (row[1] === null)
          throw new ConnectionError(
            'permission',
            warehouse === undefined
              ? `${username} has no warehouse of its own`
              : `there is no warehouse ${warehouse} that ${username} may use`,
            { hint: 'Check warehouse, and GRANT USAGE ON WAREHOUSE … to the role.' },
          );
        if (stagingSchema === undefined) return;
        const [found] = await session.rows(
          `SELECT 1 FROM INFORMATION_SCHEMA.SCHEMATA WHERE schema_name = ${quoteLiteral(stagingSchema)}`,
        );
        if (!found)
          throw new ConnectionError(
            'permission',
            `there is no schema ${stagingSchema} that ${username} may use`,
            {
              hint: 'Check bulk_sync_staging_schema, in capitals where SQL says it without quotes, and GRANT USAGE ON SCHEMA … to the role.',
            },
          );
      });
    },
  };
}
