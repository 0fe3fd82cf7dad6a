import type { ConnectorHost, TestFacet } from '../../../contract/contract.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import { IS_USER_DATABASE } from './catalog.ts';
import { logFaults, retentionWarnings } from './changes/settings.ts';
import type { MysqlConfig } from './config.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** Logs in, asks whether the user may look at any database at all, and whether changes can be read where they are wanted. */
export function testFacet(
  config: MysqlConfig,
  sessions: Sessions,
  host: Pick<ConnectorHost, 'log'>,
): TestFacet {
  return {
    async test(signal) {
      await sessions.use(signal, (session) => testDatabases(config, session));
      if (!config.change_detection) return;
      const [fault] = await logFaults(config, sessions, signal);
      if (fault)
        throw new ConnectionError(
          fault.about === 'rights' ? 'permission' : 'change detection',
          `change_detection: ${fault.message}`,
          { hint: fault.hint, path: ['change_detection'] },
        );
      for (const warning of await sessions.use(signal, retentionWarnings)) host.log('warn', warning);
    },
  };
}

async function testDatabases(config: MysqlConfig, session: Session): Promise<void> {
  if (config.dbname !== undefined) return;
  const [row] = await session.rows(
    `SELECT count(*) FROM information_schema.SCHEMATA WHERE ${IS_USER_DATABASE('SCHEMA_NAME')}`,
  );
  if (row?.[0] === '0')
    throw new ConnectionError('permission', `user "${config.account}" may use no database`, {
      hint: 'GRANT it SELECT on what is to be read.',
    });
}
