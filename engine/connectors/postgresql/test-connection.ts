import { ConnectionError } from '../../api/errors.ts';
import type { TestFacet } from '../contract.ts';
import type { PostgresqlConfig } from './config.ts';
import type { Sessions } from './sessions.ts';

/** Logs in and asks whether the user may look at anything at all. */
export function testFacet(config: PostgresqlConfig, sessions: Sessions): TestFacet {
  return {
    test: (signal) =>
      sessions.use(signal, async (session) => {
        const [row] = await session.rows(
          `SELECT bool_or(has_schema_privilege(oid, 'USAGE')) FROM pg_namespace
           WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'`,
        );
        if (row?.[0] === 'f')
          throw new ConnectionError(
            'permission',
            `user "${config.username}" may use no schema of database "${config.database}"`,
            { hint: 'GRANT USAGE ON SCHEMA … to the user.' },
          );
      }),
  };
}
