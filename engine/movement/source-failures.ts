import type { DuckdbSession } from '../contract/duckdb-session.ts';
import { plainFileFailure } from './file-failures.ts';

/*
 * When a stream that feeds DuckDB breaks, DuckDB sees a malformed end of file and says so in its own words. The true
 * cause is known only to the stream. It is noted here against the session, so that whoever runs the statement can tell
 * the person the real story.
 */
const failures = new WeakMap<DuckdbSession, unknown[]>();

/** Notes that something which feeds this session's statements broke. */
export function noteSourceFailure(session: DuckdbSession, error: unknown): void {
  const noted = failures.get(session);
  if (noted) noted.push(error);
  else failures.set(session, [error]);
}

/** The real cause of a statement's error: the first noted failure of its feeds, or the error itself in plain words. */
export function realCause(session: DuckdbSession, error: unknown): unknown {
  return failures.get(session)?.[0] ?? plainFileFailure(error);
}
