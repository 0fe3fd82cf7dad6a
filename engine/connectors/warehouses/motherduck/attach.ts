import type { DuckdbSession } from '../../../contract/duckdb-session.ts';
import { ConnectionError, messageOf } from '../../../kit/errors.ts';
import { loadExtension } from '../../../movement/duckdb-extensions.ts';
import { accountOf, notInAccount } from './account.ts';
import type { MotherduckConfig } from './config.ts';
import type { AttachService } from './service.ts';
import { attachStatements } from './statements.ts';

/** Attaches the connection's database of MotherDuck. What MotherDuck says against it is thrown in its own words. */
export function attachMotherduck(config: MotherduckConfig): AttachService {
  return async (session) => {
    if (!(await loadExtension(session, 'motherduck')))
      throw new ConnectionError(
        'extension',
        `DuckDB ${await versionOf(session)}’s extension for MotherDuck cannot be loaded`,
        {
          hint: 'It is downloaded from extensions.duckdb.org at first use; where that cannot be reached, put motherduck.duckdb_extension into a folder and name it in SYNCFORM_DUCKDB_EXTENSIONS.',
        },
      );
    for (const statement of attachStatements(config.access_token, config.database))
      await session.run(statement);
  };
}

/** Attaches with a ConnectionError that names the part at fault, and the account's databases where it has none of that name. */
export function explained(attach: AttachService, database: string): AttachService {
  return async (session) => {
    try {
      await attach(session);
    } catch (error) {
      if (error instanceof ConnectionError) throw error;
      const failure = serviceFailure(error, database, await versionOf(session));
      if (failure.part !== 'database') throw failure;
      // Where the account cannot be asked, what MotherDuck said first is all there is to say.
      const account = await accountOf(session).catch(() => undefined);
      throw (account && notInAccount(account, database, error)) ?? failure;
    }
  };
}

async function versionOf(session: DuckdbSession): Promise<string> {
  const [row] = await session.all('SELECT version()');
  return String(row?.[0]).replace(/^v/, '');
}

/** What MotherDuck's refusal means. Its messages are not documented; what is not known is passed on in its own words. */
export function serviceFailure(error: unknown, database: string, version: string): ConnectionError {
  const message = messageOf(error);
  const details = { cause: error };
  const supported =
    /(?:supports?|supported)\b[^.]*?((?:v?\d+\.\d+\.\d+)(?:(?:, | and | or | to | - )v?\d+\.\d+\.\d+)*)/i.exec(
      message.replaceAll(version, ''),
    )?.[1];
  if (/unsupported version|version of DuckDB|incompatible/i.test(message))
    return new ConnectionError(
      'version',
      `MotherDuck does not work with this engine’s DuckDB, ${version}${supported ? `; it works with ${supported}` : ''}`,
      {
        ...details,
        hint: `Use a release of syncform that brings DuckDB ${supported?.replace(' and ', ' or ') ?? 'of a version that MotherDuck supports'}.`,
      },
    );
  if (
    /invalid.*token|token.*(?:invalid|expired|revoked)|unauthenticated|not authenticated|authentication/i.test(
      message,
    )
  )
    return new ConnectionError('user or password', 'MotherDuck does not accept the access token', {
      ...details,
      hint: 'Create a new one in MotherDuck’s settings, and set access_token.',
    });
  if (/no database|database.*(?:not found|does not exist)/i.test(message))
    return new ConnectionError('database', `the account has no database ${database}`, {
      ...details,
      hint: 'Create it in MotherDuck, or correct database.',
    });
  if (/permission|not authorized|forbidden/i.test(message))
    return new ConnectionError('permission', `the token may not open ${database}`, details);
  if (/resolve|dns|name resolution/i.test(message))
    return new ConnectionError('name resolution', 'MotherDuck’s address cannot be resolved', details);
  if (/connect|unavailable|network|timed? ?out/i.test(message))
    return new ConnectionError('refused', `MotherDuck cannot be reached: ${message}`, details);
  return new ConnectionError('database', `MotherDuck refused: ${message}`, details);
}
