import type { SessionPool } from './session-pool.ts';
import type { Rows } from './system.ts';

/** Rows as they come, in a session that is taken for them: whoever stops reading leaves it to the pool to end the statement. */
export async function* inSession<S>(
  sessions: SessionPool<S>,
  signal: AbortSignal,
  rows: (session: S) => AsyncIterable<Rows>,
): AsyncGenerator<Rows> {
  const taken = await sessions.take(signal);
  try {
    yield* rows(taken.session);
    taken.done();
  } catch (error) {
    taken.done(error);
    throw error;
  } finally {
    taken.abandon();
  }
}
