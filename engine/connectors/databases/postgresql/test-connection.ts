import type { TestFacet } from '../../../contract/contract.ts';
import type { Session, Sessions } from '../../../families/postgresql/sessions.ts';
import { ConnectionError } from '../../../kit/errors.ts';
import { publicationFaults } from './changes/publication-faults.ts';
import { serverFaults } from './changes/server-faults.ts';
import type { PostgresqlConfig } from './config.ts';

/** Throws where the server, or the user's rights, keep changes from being followed. */
async function testChangeDetection(session: Session, publication: string | undefined): Promise<void> {
  if (publication === undefined)
    throw new ConnectionError(
      'change detection',
      'publication is not set, from which changes would be read',
      {
        hint: 'Set publication: it is made if it is not there.',
      },
    );
  const server = await serverFaults(session, undefined);
  const faults = server.length > 0 ? server : await publicationFaults(session, publication, []);
  if (faults.length > 0)
    throw new ConnectionError('change detection', faults.map(({ message }) => message).join(' '));
}

/** Logs in and asks whether the user may look at anything at all, and follow changes where they are to be detected. */
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
        if (config.change_detection) await testChangeDetection(session, config.publication);
      }),
  };
}
