import { ConnectionError } from '../../api/errors.ts';
import type { TestFacet } from '../contract.ts';
import { IS_USER_DATABASE } from './catalog.ts';
import type { MysqlConfig } from './config.ts';
import type { Sessions } from './sessions.ts';

/** Logs in and asks whether the user may look at any database at all. */
export function testFacet(config: MysqlConfig, sessions: Sessions): TestFacet {
  return {
    test: (signal) =>
      sessions.use(signal, async (session) => {
        if (config.dbname !== undefined) return;
        const [row] = await session.rows(
          `SELECT count(*) FROM information_schema.SCHEMATA WHERE ${IS_USER_DATABASE('SCHEMA_NAME')}`,
        );
        if (row?.[0] === '0')
          throw new ConnectionError('permission', `user "${config.account}" may use no database`, {
            hint: 'GRANT it SELECT on what is to be read.',
          });
      }),
  };
}
