import { Readable } from 'node:stream';
import { statementError } from '../../../families/postgresql/failures.ts';
import type { Sessions, Taken } from '../../../families/postgresql/sessions.ts';
import { canceled } from '../../../kit/abort.ts';
import { heard } from '../../../kit/heard.ts';

/** The bytes of a COPY TO STDOUT in a transaction that may only read. */
export async function copyStream(
  sessions: Sessions,
  sql: string,
  what: string,
  signal: AbortSignal,
): Promise<Readable> {
  const taken = await sessions.take(signal);
  try {
    await taken.session.run('BEGIN READ ONLY');
  } catch (error) {
    taken.done(error);
    throw signal.aborted ? canceled(signal) : statementError(`reading ${what}`, error);
  }
  return copyWithin(taken, sql, what, signal);
}

/** The bytes of a COPY TO STDOUT in the transaction that a session is in, which ends with it. */
export function copyWithin(taken: Taken, sql: string, what: string, signal: AbortSignal): Readable {
  const copy = taken.session.copyOut(sql);
  const chunks = async function* () {
    try {
      for await (const chunk of copy) yield chunk as Buffer;
      await taken.session.run('COMMIT');
      taken.done();
    } catch (error) {
      taken.done(error);
      throw signal.aborted ? canceled(signal) : statementError(`reading ${what}`, error);
    } finally {
      taken.abandon();
    }
  };
  return heard(Readable.from(chunks(), { objectMode: false }));
}
