import type { ConnectorHost, OpenConnector } from '../../../contract/contract.ts';
import { sqlFacets } from '../../../families/sql/facets.ts';
import { openTunnel } from '../../../families/ssh/tunnel.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import type { mssqlCapabilities } from './capabilities.ts';
import { changesFacet } from './changes/facet.ts';
import type { MssqlConfig } from './config.ts';
import { type LoginOfConnection, openSessions, type ServerConfig, type Sessions } from './sessions.ts';
import { mssqlSystem } from './system.ts';

/** Opens a connection. Nothing is sent to the server before a facet is used. */
export function openMssql(config: MssqlConfig, host: ConnectorHost) {
  return openMssqlAs(
    {
      ...passwordLogin(config),
      check: 'Check username and password, and that the server takes logins of its own (mixed mode).',
    },
    config,
    host,
  );
}

/** Logs in. Throws a ConnectionError (`permission`) of a user who sees no table and may make none. */
export async function refuseBlindUser(
  sessions: Sessions,
  database: string,
  signal: AbortSignal,
): Promise<void> {
  const [row] = await sessions.use(signal, (session) =>
    session.rows(
      "SELECT CASE WHEN EXISTS (SELECT 1 FROM sys.objects AS o WHERE o.type IN (N'U', N'V')) THEN 1 ELSE HAS_PERMS_BY_NAME(DB_NAME(), N'DATABASE', N'CREATE TABLE') END AS may",
    ),
  );
  if (row?.[0] !== '1')
    throw new ConnectionError(
      'permission',
      `the user may see no table of database "${database}", nor make one`,
      {
        hint: 'GRANT SELECT, or what else it needs, ON SCHEMA … to the user.',
      },
    );
}

/** A login of the server's own. */
export function passwordLogin({
  username,
  password,
}: Pick<MssqlConfig, 'username' | 'password'>): LoginOfConnection {
  return {
    who: `user "${username}" with this password`,
    check: 'Check username and password.',
    authentication: async () => ({ type: 'default', options: { userName: username, password } }),
  };
}

/** The same for somebody who logs in. */
export async function openMssqlAs(
  login: LoginOfConnection,
  config: ServerConfig,
  host: ConnectorHost,
): Promise<OpenConnector<typeof mssqlCapabilities>> {
  const { hostname, port } = config;
  const tunnel = openTunnel(config, { host: hostname, port, knownHosts: host.knownHosts });
  const sessions = openSessions(config, login, tunnel);
  const system = mssqlSystem(sessions);
  const changes = config.change_detection ? changesFacet(system, config.change_method) : undefined;
  return {
    facets: {
      test: {
        async test(signal) {
          await refuseBlindUser(sessions, config.database, signal);
          const [fault] = (await changes?.check({ id: '', objects: [], configuration: {} }, signal)) ?? [];
          if (fault)
            throw new ConnectionError('change detection', `change_detection: ${fault.message}`, {
              path: ['change_detection'],
            });
        },
      },
      ...sqlFacets(system),
      ...(changes ? { changes } : {}),
    },
    async [Symbol.asyncDispose]() {
      await sessions[Symbol.asyncDispose]();
      await tunnel?.[Symbol.asyncDispose]();
    },
  };
}
